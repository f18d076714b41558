"""Who may open what of agencies, activities and whom they reached."""

from typing import Any

from tests.factories.activities import make_activity, make_agency, make_kind, make_participation
from tests.factories.world import District, World
from tests.meta.access.rows import (
    DONE,
    INCOMPLETE,
    MANAGE_PLACE,
    NOBODY,
    OTHER_ENTER,
    OTHER_PLACE,
    PLACE,
    PROGRAMME,
    UNSEEN,
    Arguments,
    Row,
    only,
)
from villages.models import Activity, ActivityKind, Agency, Participation

TABLE: dict[str, Row] = {
    "villages:agency_list": Row(PROGRAMME),
    "villages:agency_create": Row(only(NOBODY, secretariat=200, district_staff=200)),
    # A surveyor sees the agencies above the village, and keeps no list.
    "villages:agency_update": Row(only(PLACE, surveyor=403), OTHER_PLACE),
    # The year belongs to the province, whose secretariat keeps its kinds; both districts see the same one.
    "villages:kind_list": Row(PLACE, PLACE),
    "villages:kind_create": Row(only(PLACE, district_staff=403, surveyor=403)),
    "villages:kind_update": Row(only(PLACE, district_staff=403, surveyor=403)),
    "villages:kind_take_over": Row(
        only(UNSEEN, secretariat=DONE, district_staff=403, surveyor=403),
        post=True,
    ),
    "villages:activity_list": Row(PLACE, OTHER_PLACE),
    "villages:activity_create": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:activity_detail": Row(PLACE, OTHER_PLACE),
    "villages:activity_update": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:participation_edit": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:participation_update": Row(MANAGE_PLACE, OTHER_ENTER),
    # The staff, who come before the surveyor, have removed it by then; test_participation.py asks who may.
    "villages:participation_remove": Row(only(MANAGE_PLACE, district_staff=DONE, surveyor=404), OTHER_ENTER, post=True),
    "villages:reach": Row(PLACE, OTHER_PLACE),
}

FORMS: dict[str, int] = {
    "villages:agency_create": INCOMPLETE,
    "villages:agency_update": INCOMPLETE,
    "villages:kind_create": INCOMPLETE,
    "villages:kind_update": INCOMPLETE,
    "villages:activity_create": INCOMPLETE,
    "villages:activity_update": INCOMPLETE,
    "villages:participation_edit": INCOMPLETE,
    "villages:participation_update": INCOMPLETE,
}


def _agency(district: District) -> Agency:
    return make_agency(district.staff, region=district.decree.regency_id)


def _kind(world: World) -> ActivityKind:
    return make_kind(world.secretariat, world.cycle)


def _activity(world: World, district: District) -> Activity:
    village = district.villages[0]
    known = Activity.objects.filter(target_village=village).first()
    return known or make_activity(district.staff, village, _agency(district), _kind(world))


def _participation(world: World, district: District) -> Participation:
    activity = _activity(world, district)
    return activity.participations.first() or make_participation(district.staff, activity, district.family)


def _of_village(world: World, district: District, own: bool) -> list[Any]:
    return [district.villages[0].pk]


def _of_year(world: World, district: District, own: bool) -> list[Any]:
    return [world.cycle.pk]


def _of_activity(world: World, district: District, own: bool) -> list[Any]:
    return [_activity(world, district).pk]


def _of_participation(world: World, district: District, own: bool) -> list[Any]:
    return [_participation(world, district).pk]


ARGUMENTS: dict[str, Arguments] = {
    "villages:agency_list": lambda world, district, own: [],
    "villages:agency_create": lambda world, district, own: [],
    "villages:agency_update": lambda world, district, own: [_agency(district).pk],
    "villages:kind_list": _of_year,
    "villages:kind_create": _of_year,
    "villages:kind_update": lambda world, district, own: [_kind(world).pk],
    "villages:kind_take_over": _of_year,
    "villages:activity_list": _of_village,
    "villages:activity_create": _of_village,
    "villages:activity_detail": _of_activity,
    "villages:activity_update": _of_activity,
    "villages:participation_edit": _of_activity,
    "villages:participation_update": _of_participation,
    "villages:participation_remove": _of_participation,
    "villages:reach": _of_village,
}

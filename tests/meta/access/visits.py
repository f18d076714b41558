"""Who may open what of coaching visits, follow-ups and the calendar."""

from typing import Any

from tests.factories.visits import make_follow_up, make_held_visit
from tests.factories.world import District, World
from tests.meta.access.rows import (
    EVERYBODY,
    INCOMPLETE,
    MANAGE_PLACE,
    OTHER_ENTER,
    OTHER_PLACE,
    PLACE,
    PROGRAMME,
    Arguments,
    Row,
)
from villages.actions.calendars import open_calendar
from villages.models import FollowUp, Visit


def _village(world: World, district: District, own: bool) -> list[Any]:
    return [district.villages[0].pk]


def _visit_of(district: District) -> Visit:
    village = district.villages[0]
    return village.visits.first() or make_held_visit(district.staff, village)


def _visit(world: World, district: District, own: bool) -> list[Any]:
    return [_visit_of(district).pk]


def _follow_up(world: World, district: District, own: bool) -> list[Any]:
    visit = _visit_of(district)
    known = FollowUp.objects.filter(visit=visit).first()
    return [(known or make_follow_up(district.staff, visit)).pk]


def _secret(world: World, district: District, own: bool) -> list[Any]:
    return [open_calendar(by=district.staff)]


TABLE: dict[str, Row] = {
    "villages:visit_list": Row(PLACE, OTHER_PLACE),
    "villages:visit_create": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:visit_series": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:visit_detail": Row(PLACE, OTHER_PLACE),
    "villages:visit_update": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:follow_up_create": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:follow_up_list": Row(PROGRAMME),
    "villages:follow_up_close": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:calendar": Row(PROGRAMME),
    "villages:calendar_key": Row(PROGRAMME),
    # Whoever holds the secret address reads the calendar, signed in or not.
    "villages:calendar_feed": Row(EVERYBODY, EVERYBODY, anonymous=200),
}
FORMS: dict[str, int] = {
    "villages:visit_create": INCOMPLETE,
    "villages:visit_series": INCOMPLETE,
    "villages:visit_update": INCOMPLETE,
    "villages:follow_up_create": INCOMPLETE,
    "villages:follow_up_close": INCOMPLETE,
    "villages:calendar_key": INCOMPLETE,
}
ARGUMENTS: dict[str, Arguments] = {
    "villages:visit_list": _village,
    "villages:visit_create": _village,
    "villages:visit_series": _village,
    "villages:visit_detail": _visit,
    "villages:visit_update": _visit,
    "villages:follow_up_create": _visit,
    "villages:follow_up_close": _follow_up,
    "villages:calendar_feed": _secret,
}

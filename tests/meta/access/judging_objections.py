"""Who may open what: objections, decisions, and what they changed."""

from typing import Any

from assessments.actions.results import close_objections
from assessments.actions.rounds import open_objections
from assessments.models import Entry, Objection, Round
from assessments.phases import Phase
from tests.factories.objections import grant, object_to
from tests.factories.world import District, World
from tests.meta.access.rows import INCOMPLETE, OTHER_RESULT, RESULT, UNSEEN, Arguments, Row, only

# Who follows the round sees its objections; officials read results only.
FOLLOW = only(UNSEEN, secretariat=200, district_staff=200)
OTHER_FOLLOW = only(UNSEEN, secretariat=200)
# For its own village the district alone objects.
OBJECT = only(UNSEEN, district_staff=200)


def _open(district: District) -> Round:
    """Open the district's round to objections."""
    round = Round.objects.with_places().get(pk=district.round.pk)
    return open_objections(by=district.staff, round=round) if round.phase == Phase.PUBLISHED else round


def _entry(district: District) -> Entry:
    return Entry.objects.select_related("target_village").get(
        round=_open(district), target_village=district.villages[1]
    )


def _objection(district: District) -> Objection:
    entry = _entry(district)
    return Objection.objects.filter(entry=entry).first() or object_to(district.staff, entry)


def _of_round(world: World, district: District, own: bool) -> list[Any]:
    return [_objection(district).entry.round_id]


def _of_entry(world: World, district: District, own: bool) -> list[Any]:
    return [_entry(district).pk]


def _of_indicator(world: World, district: District, own: bool) -> list[Any]:
    return [_entry(district).pk, "D2"]


def _of_objection(world: World, district: District, own: bool) -> list[Any]:
    return [_objection(district).pk]


def _replaced(world: World, district: District, own: bool) -> list[Any]:
    """Close the period with a granted objection, so that a new result replaces the first."""
    round = _open(district)
    if round.phase == Phase.OBJECTIONS:
        grant(district.staff, _objection(district))
        close_objections(by=district.staff, round=round)
    return [round.pk]


TABLE: dict[str, Row] = {
    "assessments:objection_list": Row(FOLLOW, OTHER_FOLLOW),
    "assessments:objection_choose": Row(OBJECT, UNSEEN),
    "assessments:objection_create": Row(OBJECT, UNSEEN),
    "assessments:objection_detail": Row(FOLLOW, OTHER_FOLLOW),
    # The district runs its own round, and so decides there.
    "assessments:objection_decide": Row(only(FOLLOW, secretariat=403), only(UNSEEN, secretariat=403)),
    "assessments:result_diff": Row(RESULT, OTHER_RESULT),
}
FORMS: dict[str, int] = {
    "assessments:objection_create": INCOMPLETE,
    "assessments:objection_decide": INCOMPLETE,
}
ARGUMENTS: dict[str, Arguments] = {
    "assessments:objection_list": _of_round,
    "assessments:objection_choose": _of_entry,
    "assessments:objection_create": _of_indicator,
    "assessments:objection_detail": _of_objection,
    "assessments:objection_decide": _of_objection,
    "assessments:result_diff": _replaced,
}

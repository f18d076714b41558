"""Who may open what: what anybody can check: verification, published data, why this score."""

from typing import Any

from assessments.models import Entry
from tests.factories.world import District, World
from tests.meta.access.rows import EVERYBODY, OTHER_RESULT, RESULT, UNSEEN, Arguments, Row, only

# District rounds of the world are published: their results are open to the whole world, signed in or not.
PUBLIC = Row(EVERYBODY, EVERYBODY, anonymous=200)


def _code(world: World, district: District, own: bool) -> list[Any]:
    return [district.round.results.latest("number").code]


def _entry(world: World, district: District, own: bool) -> list[Any]:
    return [Entry.objects.get(round=district.round, target_village=district.villages[0]).pk]


def _round(world: World, district: District, own: bool) -> list[Any]:
    return [district.round.pk]


TABLE: dict[str, Row] = {
    "assessments:why": Row(RESULT, OTHER_RESULT),
    "assessments:ranking_firmness": Row(RESULT, OTHER_RESULT),
    # Whoever runs the round: here the district's staff.
    "assessments:round_marks": Row(
        only(UNSEEN, secretariat=403, district_staff=200, official=403), only(UNSEEN, secretariat=403, official=403)
    ),
    "assessments:verify_form": Row(EVERYBODY, anonymous=200),
    "assessments:verify": PUBLIC,
    "assessments:verify_json": PUBLIC,
    "assessments:verify_csv": PUBLIC,
}
FORMS: dict[str, int] = {}
ARGUMENTS: dict[str, Arguments] = {
    "assessments:why": _entry,
    "assessments:round_marks": _round,
    "assessments:ranking_firmness": _round,
    "assessments:verify": _code,
    "assessments:verify_json": _code,
    "assessments:verify_csv": _code,
}

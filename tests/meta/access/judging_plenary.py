"""Who may open what: the plenary, the dates of the phases, and the minutes."""

from typing import Any

from assessments.models import Entry
from tests.factories.world import District, World
from tests.meta.access.rows import DONE, INCOMPLETE, OTHER_RUN_ROUND, RUN_ROUND, Arguments, Row, only

# The district's round is published: its staff manages it, everybody else who sees it sees the result only.
SEAT = Row(only(RUN_ROUND, district_staff=200), OTHER_RUN_ROUND)
TABLE: dict[str, Row] = {
    "assessments:phase_dates": SEAT,
    "assessments:plenary": SEAT,
    "assessments:plenary_agreement": SEAT,
    "assessments:plenary_minutes": SEAT,
    "assessments:plenary_entry": SEAT,
    # Marks are decided in the plenary only.
    "assessments:plenary_mark": Row(RUN_ROUND, OTHER_RUN_ROUND),
    "assessments:plenary_withdraw": Row(RUN_ROUND, OTHER_RUN_ROUND),
}
FORMS: dict[str, int] = {
    "assessments:phase_dates": DONE,
    "assessments:plenary_minutes": INCOMPLETE,
    "assessments:plenary_mark": INCOMPLETE,
    "assessments:plenary_withdraw": INCOMPLETE,
}


def round_of(world: World, district: District, own: bool) -> list[Any]:
    """Give the round of the district."""
    return [district.round.pk]


def entry_of(world: World, district: District, own: bool) -> list[Any]:
    """Give the district's first village in its round."""
    return [Entry.objects.get(round=district.round, target_village=district.villages[0]).pk]


def mark_of(world: World, district: District, own: bool) -> list[Any]:
    """Give an indicator of that village."""
    return [*entry_of(world, district, own), "D1"]


ARGUMENTS: dict[str, Arguments] = {
    "assessments:phase_dates": round_of,
    "assessments:plenary": round_of,
    "assessments:plenary_agreement": round_of,
    "assessments:plenary_minutes": round_of,
    "assessments:plenary_entry": entry_of,
    "assessments:plenary_mark": mark_of,
    "assessments:plenary_withdraw": mark_of,
}

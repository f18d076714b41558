"""Who may open what of photos and documents."""

from typing import Any

from tests.factories.evidence import make_evidence
from tests.factories.world import District, World
from tests.meta.access.rows import INCOMPLETE, MANAGE_PLACE, OTHER_ENTER, OTHER_PLACE, PLACE, Arguments, Row


def _village(world: World, district: District, own: bool) -> list[Any]:
    return [district.villages[0].pk]


def _evidence(world: World, district: District, own: bool) -> list[Any]:
    village = district.villages[0]
    return [(village.evidence.first() or make_evidence(district.staff, village)).pk]


TABLE: dict[str, Row] = {
    "villages:evidence_create": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:evidence_detail": Row(PLACE, OTHER_PLACE),
    "villages:evidence_thumbnail": Row(PLACE, OTHER_PLACE),
}
FORMS: dict[str, int] = {
    "villages:evidence_create": INCOMPLETE,
}
ARGUMENTS: dict[str, Arguments] = {
    "villages:evidence_create": _village,
    "villages:evidence_detail": _evidence,
    "villages:evidence_thumbnail": _evidence,
}

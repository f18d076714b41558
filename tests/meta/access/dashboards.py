"""Who may open what of dashboards."""

from typing import Any

from tests.factories.world import District, World
from tests.meta.access.rows import NOBODY, UNSEEN, Arguments, Row, only

TABLE: dict[str, Row] = {
    "villages:dashboard": Row(only(NOBODY, secretariat=200, district_staff=200, official=200)),
    "villages:village_dashboard": Row(
        only(UNSEEN, secretariat=200, district_staff=200, official=200, surveyor=403),
        only(UNSEEN, secretariat=200, official=200),
    ),
}
FORMS: dict[str, int] = {}


def village_key(_world: World, district: District, _own: bool) -> list[Any]:
    """Give the key of the district's village."""
    return [district.villages[0].pk]


ARGUMENTS: dict[str, Arguments] = {"villages:village_dashboard": village_key}

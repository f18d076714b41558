"""Who may open what of assets, innovations and the hand-over."""

from typing import Any

from tests.factories.assets import make_asset, make_innovation
from tests.factories.world import District, World
from tests.meta.access.rows import (
    DONE,
    INCOMPLETE,
    MANAGE_PLACE,
    OTHER_ENTER,
    OTHER_PLACE,
    PLACE,
    Arguments,
    Row,
    only,
)
from villages.actions.innovations import add_uses
from villages.models import Asset, Innovation

RECORD = Row(MANAGE_PLACE, OTHER_ENTER)
READ = Row(PLACE, OTHER_PLACE)

TABLE: dict[str, Row] = {
    "villages:asset_list": READ,
    "villages:asset_create": RECORD,
    "villages:asset_detail": READ,
    "villages:asset_update": RECORD,
    "villages:asset_hand_over": RECORD,
    "villages:asset_check": RECORD,
    "villages:innovation_list": READ,
    "villages:innovation_create": RECORD,
    "villages:innovation_detail": READ,
    "villages:innovation_update": RECORD,
    "villages:innovation_uses": RECORD,
    "villages:innovation_use_remove": Row(only(MANAGE_PLACE, district_staff=DONE), OTHER_ENTER, post=True),
    "villages:replication_create": RECORD,
    "villages:handover": READ,
    "villages:handover_record": RECORD,
}

FORMS: dict[str, int] = dict.fromkeys((name for name, row in TABLE.items() if row == RECORD), INCOMPLETE)


def village_key(_world: World, district: District, _own: bool) -> list[Any]:
    """Give the key of the district's village."""
    return [district.villages[0].pk]


def asset_key(_world: World, district: District, _own: bool) -> list[Any]:
    """Give the key of the one asset of the district's village."""
    village = district.villages[0]
    known = Asset.objects.filter(target_village=village).first()
    return [(known or make_asset(district.staff, village)).pk]


def innovation_of(district: District) -> Innovation:
    """Give the one innovation of the district's village."""
    village = district.villages[0]
    known = Innovation.objects.filter(target_village=village).select_related("target_village").first()
    return known or make_innovation(district.staff, village)


def innovation_key(_world: World, district: District, _own: bool) -> list[Any]:
    """Give its key."""
    return [innovation_of(district).pk]


def use_key(_world: World, district: District, _own: bool) -> list[Any]:
    """Give its key, and that of the family of the world that uses it."""
    innovation = innovation_of(district)
    add_uses(by=district.staff, innovation=innovation, families=[district.family], since=innovation.started_on)
    return [innovation.pk, innovation.uses.get().pk]


ARGUMENTS: dict[str, Arguments] = {
    "villages:asset_list": village_key,
    "villages:asset_create": village_key,
    "villages:asset_detail": asset_key,
    "villages:asset_update": asset_key,
    "villages:asset_hand_over": asset_key,
    "villages:asset_check": asset_key,
    "villages:innovation_list": village_key,
    "villages:innovation_create": village_key,
    "villages:innovation_detail": innovation_key,
    "villages:innovation_update": innovation_key,
    "villages:innovation_uses": innovation_key,
    "villages:innovation_use_remove": use_key,
    "villages:replication_create": innovation_key,
    "villages:handover": village_key,
    "villages:handover_record": village_key,
}

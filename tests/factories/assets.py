"""Assets, innovations and hand-overs for tests."""

from datetime import date

from p2wkss.models import User
from villages.actions.assets import hand_over, save_asset
from villages.actions.handovers import hand_over_village
from villages.actions.innovations import save_innovation
from villages.enums import HolderKind, Sex
from villages.models import Asset, Family, Handover, Innovation, TargetVillage

GIVEN = date(2019, 4, 10)


def make_asset(by: User, village: TargetVillage, name: str = "Mesin jahit", **facts: object) -> Asset:
    """Note a thing that was given, and that nobody holds yet."""
    values = {"quantity": 1, "unit": "unit", "value": 3_500_000, **facts}
    return save_asset(by=by, asset=Asset(target_village=village, name=name, **values))


def give_to_office(by: User, asset: Asset, on: date = GIVEN) -> None:
    """Note that the village office keeps it."""
    hand_over(by=by, asset=asset, on=on, holder_kind=HolderKind.OFFICE, holder="Kantor desa")


def give_to_family(by: User, asset: Asset, family: Family, on: date = GIVEN) -> None:
    """Note that a family holds it."""
    hand_over(by=by, asset=asset, on=on, holder_kind=HolderKind.FAMILY, family=family)


def make_innovation(by: User, village: TargetVillage, name: str = "Kompor sekam", **facts: object) -> Innovation:
    """Note an innovation of 2019."""
    values = {
        "problem": "Kayu bakar mahal",
        "description": "Sekam padi dibakar dalam kaleng bekas",
        "inventor": "Ibu Aminah (contoh)",
        "inventor_sex": Sex.FEMALE,
        "started_on": date(2019, 3, 1),
        **facts,
    }
    return save_innovation(by=by, innovation=Innovation(target_village=village, name=name, **values))


def make_handover(by: User, village: TargetVillage, **facts: object) -> Handover:
    """Hand a village over at the end of its year."""
    values = {"handed_on": date(2019, 12, 12), "receiver": "TP PKK Kabupaten Serang", **facts}
    return hand_over_village(by=by, handover=Handover(target_village=village, **values))

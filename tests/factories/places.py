"""Small places and years for tests, made through the actions of the site."""

from datetime import date

from p2wkss.fields import PersonalNumber
from p2wkss.models import Region, RegionLevel, User
from villages.actions.cycles import open_cycle
from villages.actions.decrees import save_decree
from villages.actions.families import save_family
from villages.actions.members import save_member
from villages.actions.surveys import save_survey
from villages.actions.target_villages import save_target_village
from villages.enums import Relation, Sex, SurveyRound
from villages.models import Cycle, Decree, Family, Member, Survey, TargetVillage

REGIONS = {
    "36": "Banten",
    "36.01": "Kabupaten Pandeglang",
    "36.01.01": "Sumur",
    "36.01.01.2001": "Sumberjaya",
    "36.01.01.2002": "Kertajaya",
    "36.04": "Kabupaten Serang",
    "36.04.15": "Cikande",
    "36.04.15.2006": "Bakung",
    "36.04.15.2010": "Kamurang",
    "32": "Jawa Barat",
    "32.01": "Kabupaten Bogor",
    "32.01.01": "Cibinong",
    "32.01.01.1001": "Pondok Rajeg",
}


def make_regions() -> None:
    """Make the few regions that tests use, once."""
    for code, name in REGIONS.items():
        level = RegionLevel(code.count(".") + 1)
        parent = code.rpartition(".")[0] or None
        Region.objects.get_or_create(code=code, defaults={"name": name, "level": level, "parent_id": parent})


def make_cycle(by: User, year: int = 2019, province: str = "36") -> Cycle:
    """Open a programme year."""
    return open_cycle(by=by, cycle=Cycle(year=year, province_id=province))


def make_decree(by: User, regency: str = "36.04", **facts: object) -> Decree:
    """Record a decree for 2017 to 2019."""
    values = {"title": "Penetapan lokasi desa binaan", "first_year": 2017, "last_year": 2019, **facts}
    return save_decree(by=by, decree=Decree(regency=Region.objects.get(code=regency), **values))


def make_village(by: User, cycle: Cycle, decree: Decree, code: str = "36.04.15.2010", **facts: object) -> TargetVillage:
    """Name a target village."""
    values = {"reason": "Rawan ekonomi", "kampung": "Meliyas", "rw": "01", "family_quota": 100, **facts}
    village = TargetVillage(cycle=cycle, decree=decree, village=Region.objects.get(code=code), **values)
    return save_target_village(by=by, target_village=village)


def nik(serial: int, *, day: int = 12, woman: bool = False) -> str:
    """Give a NIK of valid form in a district that does not exist."""
    return f"360499{day + (40 if woman else 0):02}0180{serial:04}"


def make_family(by: User, village: TargetVillage, serial: int = 1, **facts: object) -> Family:
    """Enter a family."""
    values = {
        "head_name": f"Keluarga {serial:03} (contoh)",
        "head_sex": Sex.MALE,
        "head_birth_date": date(1980, 1, 12),
        "nik": PersonalNumber(nik(serial)),
        "rt": "01",
        "rw": "01",
        **facts,
    }
    return save_family(by=by, family=Family(target_village=village, **values))


def make_survey(
    by: User, family: Family, round: str = SurveyRound.BASELINE, answers: str = "y" * 21, **facts: object
) -> Survey:
    """Survey a family."""
    values = {"surveyed_on": date(2019, 1, 15), "monthly_income": 1_500_000, **facts}
    return save_survey(by=by, survey=Survey(family=family, round=round, answers=answers, **values))


def make_member(by: User, family: Family, name: str = "Siti (contoh)", **facts: object) -> Member:
    """Enter a member of a family."""
    values = {"sex": Sex.FEMALE, "relation": Relation.SPOUSE, **facts}
    return save_member(by=by, member=Member(family=family, name=name, **values))

"""Very many invented villages, to measure with: made at the speed of the database, not through the actions."""

import json
from collections.abc import Callable
from itertools import count
from random import Random
from typing import NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from assessments.demo.build import RealDataPresent
from assessments.demo.facts import MARK, PASSWORD, YEAR
from assessments.demo.scale_judging import judge
from assessments.demo.scale_year import Years
from p2wkss.actions.users import create_user, grant_role
from p2wkss.bulk import insert_rows
from p2wkss.models import Region, RegionLevel, User
from p2wkss.roles import Role
from villages.actions.cycles import open_cycle
from villages.enums import AgencyKind, Component, ProgrammeField
from villages.figures import Figures
from villages.models import ActivityKind, Agency, Cycle, Decree, TargetVillage, VillageSummary
from villages.summaries import refresh_summaries

AGENCIES, TOGETHER = 20, 100


class Size(NamedTuple):
    """How much to make: villages, families and activities in all of them, and assessors who judge every village.

    Villages without families are only judged. Without a number of indicators it is by the starter instrument.
    """

    villages: int
    families: int
    activities: int
    assessors: int = 0
    indicators: int = 0


class NotEnoughVillages(Exception):
    """No province, or not even the country, has so many villages."""


@transaction.atomic
def build_scale(size: Size, say: Callable[[str], None]) -> None:
    """Build one year of the province with the most villages. Raises RealDataPresent where anything stands already,
    ObjectDoesNotExist without regions, and NotEnoughVillages.

    Villages that are only judged may be more than any province has: then they are from all over the country, in one
    round, to measure with. The site itself never judges so.
    """
    if User.objects.exists() or Cycle.objects.exists():
        raise RealDataPresent
    province, places = _places(size.villages, country=not size.families)
    secretariat = _person("sekretariat", Role.SECRETARIAT, province)
    _person("pimpinan", Role.OFFICIAL, province)
    staff = _person("staf", Role.DISTRICT_STAFF, Region.objects.get(code=places[0].regency_code))
    cycle = open_cycle(by=secretariat, cycle=Cycle(year=YEAR, province=province))
    villages = _villages(cycle, places, staff, size)
    if size.families:
        years = Years(staff.pk, _kinds(cycle), Random(YEAR))  # noqa: S311 - invented numbers
        _years(villages, _agencies(villages), years, size, say)
    if size.assessors:
        say("penilaian")
        panel = [_person(f"penilai{number}", Role.ASSESSOR, province) for number in range(1, size.assessors + 1)]
        judge(secretariat, cycle, panel, size.indicators)
    say("statistik basis data")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    say("ringkasan")
    if size.families:
        refresh_summaries([village.pk for village in villages])
    else:
        _empty_summaries(villages)


def share(total: int, parts: int, at: int) -> int:
    """Give the part of a total that falls to one of several; together they are the total."""
    return total * (at + 1) // parts - total * at // parts


def _person(login: str, role: Role, region: Region, home: Region | None = None) -> User:
    user = User(username=login, full_name=f"{login.title()} {MARK}", home_region=home)
    create_user(by=None, user=user, password=PASSWORD)
    grant_role(by=None, user=user, role=role, region=region)
    return user


def _places(number: int, *, country: bool) -> tuple[Region, list[Region]]:
    """Pick villages all over the province that has the most of them, or all over the country where it has too few."""
    villages = Region.objects.filter(level=RegionLevel.VILLAGE, is_active=True)
    provinces = villages.values_list("parent__parent__parent").annotate(found=Count("pk"))
    most = provinces.order_by("-found", "parent__parent__parent").first()
    if most is None:
        raise ObjectDoesNotExist(Region)
    code, found = most
    if found >= number or not country:
        villages = villages.filter(code__startswith=f"{code}.")
    places = list(villages.order_by("code"))
    if country:
        places = sorted([*places, *_invented(number - len(places))], key=lambda place: place.code)
    found = len(places)
    if found < number:
        raise NotEnoughVillages
    return Region.objects.get(code=code), [places[at * found // number] for at in range(number)]


def _invented(number: int) -> list[Region]:
    """Invent the villages that the country lacks, one a district at most."""
    districts = Region.objects.filter(level=RegionLevel.DISTRICT, is_active=True).order_by("code")[: max(number, 0)]
    return Region.objects.bulk_create(
        Region(code=f"{district.code}.2999", name=f"Desa ke-{at} {MARK}", level=RegionLevel.VILLAGE, parent=district)
        for at, district in enumerate(districts, 1)
    )


def _villages(cycle: Cycle, places: list[Region], by: User, size: Size) -> list[TargetVillage]:
    title, years = f"Penetapan lokasi binaan {MARK}", {"first_year": YEAR, "last_year": YEAR}
    regencies = dict.fromkeys(place.regency_code for place in places)
    decrees = {code: Decree(regency_id=code, title=title, created_by=by, **years) for code in regencies}
    Decree.objects.bulk_create(decrees.values())
    return TargetVillage.objects.bulk_create(
        TargetVillage(
            cycle=cycle,
            village=place,
            decree=decrees[place.regency_code],
            reason=f"Rawan ekonomi {MARK}",
            family_quota=max(share(size.families, len(places), at), 1),
        )
        for at, place in enumerate(places)
    )


def _empty_summaries(villages: list[TargetVillage]) -> None:
    """Keep the figures of villages that have nothing but their quota."""
    now = timezone.now().isoformat()
    figures = ((village.pk, Figures(villages=1, quota=village.family_quota)) for village in villages)
    rows = ((pk, json.dumps(one.to_row()), now) for pk, one in figures)
    insert_rows(VillageSummary, ("target_village", "figures", "refreshed_at"), rows)


def _kinds(cycle: Cycle) -> list[ActivityKind]:
    components = Component.values
    return ActivityKind.objects.bulk_create(
        ActivityKind(
            cycle=cycle,
            name=f"{field.label} {MARK}",
            field=field,
            component=components[at % len(components)],
            is_physical=field == ProgrammeField.WORKS,
        )
        for at, field in enumerate(ProgrammeField)
    )


def _agencies(villages: list[TargetVillage]) -> dict[str, list[Agency]]:
    """Make the same agencies in each regency."""
    regencies = dict.fromkeys(village.village.regency_code for village in villages)
    made: dict[str, list[Agency]] = {}
    for agency in Agency.objects.bulk_create(
        Agency(region_id=code, name=f"Instansi {number:02} {MARK}", kind=AgencyKind.GOVERNMENT)
        for code in regencies
        for number in range(1, AGENCIES + 1)
    ):
        made.setdefault(agency.region_id, []).append(agency)
    return made


def _years(
    villages: list[TargetVillage],
    agencies: dict[str, list[Agency]],
    years: Years,
    size: Size,
    say: Callable[[str], None],
) -> None:
    serials = count(1)
    for at, village in enumerate(villages):
        years.write(village, agencies[village.village.regency_code], share(size.activities, len(villages), at), serials)
        if (at + 1) % TOGETHER == 0 or at + 1 == len(villages):
            years.store()
            say(f"{at + 1} dari {len(villages)} desa")

"""The whole demo, in one transaction."""

from collections.abc import Callable
from datetime import date
from random import Random

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from assessments.demo.facts import MARK, PROVINCE, REGENCIES, SERANG_DECREE, YEAR, Place, Regency
from assessments.demo.families import add_families
from assessments.demo.judging import JUDGED_ON, judge, nominate_first, prepare_instrument
from assessments.demo.people import People
from p2wkss.models import Region, User
from villages.actions.cycles import open_cycle
from villages.actions.decrees import save_decree
from villages.actions.target_villages import save_target_village
from villages.models import Cycle, Decree, TargetVillage


class RealDataPresent(Exception):
    """Somebody works here already: the demo would mix invented people with real ones."""


@transaction.atomic
def build_demo(say: Callable[[str], None], quota: int = 100) -> None:
    """Build Banten 2019 with `quota` families a village. Raises RealDataPresent where anything stands already."""
    if User.objects.exists() or Cycle.objects.exists():
        raise RealDataPresent
    if not Region.objects.filter(code=PROVINCE).exists():
        raise ObjectDoesNotExist(PROVINCE)
    chance = Random(YEAR)  # noqa: S311 - invented numbers, the same each time
    people = People()
    cycle = open_cycle(by=people.secretariat, cycle=Cycle(year=YEAR, province_id=PROVINCE))
    instrument = prepare_instrument(people)
    nominees: dict[TargetVillage, float] = {}
    serial = 0
    for regency in REGENCIES:
        say(regency.login)
        staff = people.staff[regency.code]
        villages: dict[TargetVillage, float] = {}
        decree = _decree(staff, regency)
        for place in regency.places:
            village = _village(staff, cycle, decree, place, quota)
            serial = add_families(staff, village, place.strength, chance, serial)
            villages[village] = place.strength
        round = judge(
            by=staff,
            cycle=cycle,
            region=regency.code,
            instrument=instrument,
            villages=villages,
            panel=people.district_assessors[regency.code],
            held_on=date(YEAR, 8, 20),
            chance=chance,
        )
        nominee = nominate_first(staff, round).target_village
        nominees[nominee] = villages[nominee]
    say("provinsi")
    judge(
        by=people.secretariat,
        cycle=cycle,
        region=PROVINCE,
        instrument=instrument,
        villages=nominees,
        panel=people.assessors,
        held_on=JUDGED_ON,
        chance=chance,
    )


def _decree(by: User, regency: Regency) -> Decree:
    title = SERANG_DECREE if regency.code == "36.04" else f"Penetapan lokasi binaan P2WKSS tahun {YEAR} {MARK}"
    decree = Decree(
        regency=Region.objects.get(code=regency.code),
        title=title,
        first_year=2017 if regency.code == "36.04" else YEAR,
        last_year=YEAR,
    )
    return save_decree(by=by, decree=decree)


def _village(by: User, cycle: Cycle, decree: Decree, place: Place, quota: int) -> TargetVillage:
    village = TargetVillage(
        cycle=cycle,
        village=Region.objects.get(code=place.village),
        decree=decree,
        kampung=place.kampung,
        rw=place.rw,
        rt=place.rt,
        reason=place.reason,
        outcome=place.outcome,
        family_quota=quota,
    )
    return save_target_village(by=by, target_village=village)

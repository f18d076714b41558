"""The whole demo, in one transaction."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from random import Random

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from assessments.demo.facts import MARK, PROVINCE, REGENCIES, SERANG_DECREE, YEAR, Place, Regency
from assessments.demo.judging import JUDGED_ON, judge, nominate_first, prepare_instrument
from assessments.demo.letterheads import set_letterheads
from assessments.demo.people import People
from assessments.demo.plenary import hold_plenary
from assessments.demo.record import enter_agencies, record_year
from assessments.demo.year import Crew, run_year
from p2wkss.models import Region, User
from villages.actions.activity_kinds import take_over_kinds
from villages.actions.cycles import open_cycle
from villages.actions.decrees import save_decree
from villages.actions.target_villages import save_target_village
from villages.models import Cycle, Decree, TargetVillage
from villages.summaries import count_once


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
    set_letterheads(people.secretariat, people.staff["36.04"])
    cycle = open_cycle(by=people.secretariat, cycle=Cycle(year=YEAR, province_id=PROVINCE))
    take_over_kinds(by=people.secretariat, cycle=cycle)
    instrument = prepare_instrument(people)
    nominees: dict[TargetVillage, float] = {}
    serials = count(1)
    for regency in REGENCIES:
        say(regency.login)
        villages = _villages(people, cycle, regency, quota, chance, serials)
        round = judge(
            by=people.staff[regency.code],
            cycle=cycle,
            region=regency.code,
            instrument=instrument,
            villages=villages,
            panel=people.district_assessors[regency.code],
            held_on=date(YEAR, 8, 20),
            chance=chance,
        )
        nominee = nominate_first(people.staff[regency.code], round).target_village
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
        plenary=hold_plenary,
    )


def _villages(
    people: People, cycle: Cycle, regency: Regency, quota: int, chance: Random, serials: Iterator[int]
) -> dict[TargetVillage, float]:
    """Name a regency's two villages and let their year pass; give them with how well it went."""
    staff = people.staff[regency.code]
    decree = _decree(staff, regency)
    villages = {_village(staff, cycle, decree, place, quota): place for place in regency.places}
    agencies = enter_agencies(staff, regency)
    for village, place in villages.items():
        crew = Crew(enters=people.surveyors.get(place.village, staff), checks=staff)
        with count_once():
            run_year(crew, village, place, chance, serials)
            record_year(staff, village, place, agencies, chance)
    return {village: place.strength for village, place in villages.items()}


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

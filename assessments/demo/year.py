"""A village's year: its families come in, are surveyed before and after it, and most surveys are checked."""

from collections.abc import Iterable, Iterator
from random import Random
from typing import NamedTuple

from assessments.demo import events
from assessments.demo.facts import Place
from assessments.demo.families import Household, invent_households
from assessments.demo.workbooks import upload_baseline, upload_endline
from p2wkss.fields import PersonalNumber
from p2wkss.models import User
from villages.actions.review import verify_surveys
from villages.enums import SurveyRound, SurveyState
from villages.models import Family, Survey, TargetVillage


class Crew(NamedTuple):
    """Who works in a village: who enters families and surveys, and who checks them."""

    enters: User
    checks: User


def run_year(crew: Crew, village: TargetVillage, place: Place, chance: Random, serials: Iterator[int]) -> None:
    """Enter the village's quota of families with both surveys, and check them."""
    households = invent_households(village, place.strength, chance, serials)
    if place.is_eventful and len(households) >= events.EVENTFUL_FROM:
        _eventful_year(crew, village, place, households)
    else:
        _plain_year(crew, village, place, households)


def _plain_year(crew: Crew, village: TargetVillage, place: Place, households: list[Household]) -> None:
    families = _enter(crew, village, households)
    _verify(crew, village, SurveyRound.BASELINE, families)
    if place.waiting_rt:
        _describe(crew, families)
    upload_endline(crew.enters, village, zip(households, families, strict=True))
    _verify(crew, village, SurveyRound.ENDLINE, _checked(place, families))


def _eventful_year(crew: Crew, village: TargetVillage, place: Place, households: list[Household]) -> None:
    plot = events.plot_of(len(households))
    households[-2:] = events.write_twice(*households[-2:])
    families = _enter(crew, village, households)
    _verify(crew, village, SurveyRound.BASELINE, families[: plot.again])
    _describe(crew, families)
    events.let_leave(crew.enters, families[plot.moved], families[plot.withdrew])
    both = list(zip(households, families, strict=True))
    upload_endline(crew.enters, village, [one for at, one in enumerate(both) if at not in plot.without_endline])
    events.leave_half_done(crew.enters, families[plot.draft], households[plot.draft])
    events.send_back(crew.checks, families[plot.returned])
    _verify(crew, village, SurveyRound.ENDLINE, _checked(place, families))


def _enter(crew: Crew, village: TargetVillage, households: list[Household]) -> list[Family]:
    """Take the families in by a workbook and give them in the same order; at most one has no NIK."""
    upload_baseline(crew.enters, village, households)
    by_number = {one.nik_hash: one for one in Family.objects.filter(target_village=village)}
    families = [by_number[PersonalNumber(one.nik).lookup] for one in households]
    for family in families:
        family.target_village = village
    return families


def _describe(crew: Crew, families: list[Family]) -> None:
    events.add_deciles(crew.enters, families)
    events.add_members(crew.enters, families)


def _checked(place: Place, families: Iterable[Family]) -> list[Family]:
    """Leave out the RT that nobody has checked yet."""
    return [one for one in families if one.rt != place.waiting_rt]


def _verify(crew: Crew, village: TargetVillage, round: SurveyRound, families: Iterable[Family]) -> None:
    handed_in = Survey.objects.filter(family__in=families, round=round, state=SurveyState.SUBMITTED)
    seen = dict(handed_in.values_list("pk", "version"))
    if seen:
        verify_surveys(by=crew.checks, target_village=village, round=round, seen=seen)

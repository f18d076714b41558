"""The demo's district rounds and the province's round, scored, locked and published."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random

from assessments.actions import results, rounds
from assessments.actions.declarations import declare, undeclared
from assessments.actions.instruments import check_instrument, load_instrument, lock_instrument
from assessments.actions.sheets import save_sheet, submit_sheet
from assessments.demo.facts import MARK, NOTES, PROVINCE, YEAR
from assessments.demo.people import People
from assessments.enums import PanelPosition
from assessments.models import Entry, InstrumentVersion, Mark, PanelMember, Round, ScoreSheet
from assessments.proposals import figures_of, proposals
from p2wkss.models import Region, User
from villages.models import Cycle, TargetVillage

# The day on which the province judged Kabupaten Serang's village (seed report).
JUDGED_ON = date(YEAR, 10, 11)
# How often an assessor takes the level that the facts propose, and what is noted otherwise.
ACCEPTS = 0.8
OVERRIDE = f"Keadaan di lokasi berbeda dari angka catatan {MARK}."


def prepare_instrument(people: People) -> InstrumentVersion:
    """Take in, check and lock the starter instrument."""
    province, by = Region.objects.get(code=PROVINCE), people.secretariat
    version = load_instrument(by=by, province=province, code="banten-2019")
    return lock_instrument(by=by, version=check_instrument(by=by, version=version))


def judge(
    *,
    by: User,
    cycle: Cycle,
    region: str,
    instrument: InstrumentVersion,
    villages: dict[TargetVillage, float],
    panel: list[User],
    held_on: date,
    chance: Random,
    plenary: Callable[[User, Round], None] | None = None,
) -> Round:
    """Run one round from preparation to publication; `plenary` is what happens before the result is locked."""
    place = Region.objects.get(code=region)
    round = rounds.create_round(by=by, round=Round(cycle=cycle, region=place, instrument=instrument, held_on=held_on))
    strengths = {
        rounds.add_entry(by=by, round=round, target_village=village).pk: strength
        for village, strength in villages.items()
    }
    for at, user in enumerate(panel):
        position = PanelPosition.CHAIR if at == 0 else PanelPosition.MEMBER
        rounds.add_member(by=by, member=PanelMember(round=round, user=user, position=position))
    round = rounds.start_scoring(by=by, round=round)
    for member in round.panel.select_related("user", "round"):
        declare(by=member.user, member=member, said=dict.fromkeys(undeclared(member)))
    for sheet in ScoreSheet.objects.filter(entry__round=round).with_places():
        _fill(sheet, instrument, strengths[sheet.entry_id], chance)
    round = rounds.open_plenary(by=by, round=round)
    if plenary:
        plenary(by, round)
    results.lock_result(by=by, round=round)
    return rounds.publish(by=by, round=round)


def nominate_first(by: User, round: Round) -> Entry:
    """Name the village in first place as the regency's nominee."""
    first = round.results.latest("number").content["results"]["categories"][0]["ranking"][0]["entry"]
    entry = Entry.objects.select_related("round__region", "round__cycle", "target_village__village").get(pk=first)
    rounds.nominate(by=by, entry=entry, reason="")
    return entry


def _fill(sheet: ScoreSheet, instrument: InstrumentVersion, strength: float, chance: Random) -> None:
    user = sheet.member.user
    proposed = proposals(instrument.instrument, figures_of(sheet.entry.target_village_id))
    marks = []
    for indicator in instrument.instrument.indicators.values():
        level = Decimal(min(4, max(0, round(strength * 4 + chance.gauss(0, 0.7)))))
        note = chance.choice(NOTES)
        fact = proposed[indicator.code].level if indicator.code in proposed else None
        if fact and chance.random() < ACCEPTS:
            level = fact.value
        elif fact and fact.value != level:
            note = OVERRIDE
        marks.append(Mark(indicator=indicator.code, value=level, note=note))
    if chance.random() < 0.15:
        at = next(at for at, mark in enumerate(marks) if mark.indicator == "K3")
        marks[at] = Mark(indicator="K3", not_applicable=True, reason="Tidak ada perusahaan di sekitar lokasi.")
    saved = save_sheet(by=user, sheet=sheet, marks=marks, expected_version=0)
    submit_sheet(by=user, sheet=saved, expected_version=saved.version)

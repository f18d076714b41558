"""Rounds, panels and filled sheets for tests, made through the actions of the site."""

from decimal import Decimal

from assessments.actions.declarations import declare, undeclared
from assessments.actions.instruments import check_instrument, load_instrument, lock_instrument
from assessments.actions.results import lock_result
from assessments.actions.rounds import add_entry, add_member, create_round, open_plenary, start_scoring
from assessments.actions.sheets import save_sheet, submit_sheet
from assessments.models import InstrumentVersion, Mark, PanelMember, Result, Round, ScoreSheet
from p2wkss.models import Region, User
from villages.models import Cycle, TargetVillage


def make_instrument(by: User, province: str = "36") -> InstrumentVersion:
    """Take in, check and lock the starter instrument."""
    version = load_instrument(by=by, province=Region.objects.get(code=province), code="banten-2019")
    return lock_instrument(by=by, version=check_instrument(by=by, version=version))


def make_round(
    by: User, cycle: Cycle, region: str, instrument: InstrumentVersion, villages: list[TargetVillage], panel: list[User]
) -> Round:
    """Prepare a round with its entries and panel."""
    place = Region.objects.get(code=region)
    round = create_round(by=by, round=Round(cycle=cycle, region=place, instrument=instrument))
    for village in villages:
        add_entry(by=by, round=round, target_village=village)
    for user in panel:
        add_member(by=by, member=PanelMember(round=round, user=user))
    return round


def open_round(by: User, round: Round, *, declared: bool = True) -> Round:
    """Hand out the sheets; unless told otherwise, everybody has declared to have no conflict of interest."""
    round = start_scoring(by=by, round=round)
    for member in round.panel.select_related("user", "round") if declared else ():
        declare_none(member)
    return round


def declare_none(member: PanelMember) -> None:
    """Let an assessor say of every village that there is no conflict of interest."""
    declare(by=member.user, member=member, said=dict.fromkeys(undeclared(member)))


def lock_round(by: User, round: Round) -> Result:
    """Take a round whose sheets are all in through the plenary to its frozen result."""
    return lock_result(by=by, round=open_plenary(by=by, round=round))


def fill_sheet(sheet: ScoreSheet, value: int, *, submit: bool = True) -> ScoreSheet:
    """Give every indicator of a sheet the same level, whatever the facts propose, and hand it in."""
    sheet = ScoreSheet.objects.with_places().get(pk=sheet.pk)
    declare_none(sheet.member)
    marks = [
        Mark(indicator=one.code, value=Decimal(value), note="Menurut kunjungan" if one.proposes else "")
        for one in sheet.entry.round.instrument.instrument.marked_in(sheet.part)
    ]
    by = sheet.member.user
    saved = save_sheet(by=by, sheet=sheet, marks=marks, expected_version=sheet.version)
    return submit_sheet(by=by, sheet=saved, expected_version=saved.version) if submit else saved

"""The matched families of a village, and those that dropped out between two surveys, in three queries."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from villages.changes import Changes, Pair, compare
from villages.enums import ROUND_BEFORE, FamilyStatus, Sex, SurveyRound, SurveyState
from villages.models import Family, FamilyStatusEvent, Survey, TargetVillage
from villages.welfare import WelfareStage

# Who left comes first; a merged family is never missing, as the one that it was merged into counts.
DROP_OUT_ORDER = (FamilyStatus.MOVED, FamilyStatus.DIED, FamilyStatus.WITHDREW, FamilyStatus.ACTIVE)


class Place(NamedTuple):
    """The village that is read: its name, where it lies, and its programme year."""

    code: str
    name: str
    lies_in: str
    year: int


class DropOut(NamedTuple):
    """A family with the first survey and without the last. Who is still active has simply not been surveyed yet."""

    uuid: UUID
    head_name: str
    rt: str
    status: FamilyStatus
    since: date | None
    reason: str
    stage: WelfareStage


@dataclass(frozen=True)
class Reading:
    """What a village's families say about the year, or about the time after it, as the data stood when it was read.

    `first` and `last` are the rounds that are compared: baseline and endline, or endline and follow-up.
    `states` counts the surveys of the matched families by round and by how far they were checked. Families that were
    merged into another are left out everywhere: the other one counts.
    """

    place: Place
    first: SurveyRound
    last: SurveyRound
    everybody: Changes
    by_sex: tuple[tuple[Sex, Changes], ...]
    states: Mapping[tuple[SurveyRound, SurveyState], int]
    verified_pairs: int
    drop_outs: tuple[DropOut, ...]
    registered: int
    last_only: int

    @property
    def unsurveyed(self) -> int:
        """How many families have neither of the two surveys."""
        return self.registered - self.everybody.matched - len(self.drop_outs) - self.last_only


class _Member(NamedTuple):
    uuid: UUID
    head_name: str
    head_sex: str
    rt: str
    status: str


class _Visit(NamedTuple):
    answers: str
    monthly_income: int | None
    state: str
    welfare_stage: str


def read_changes(village: TargetVillage, last_round: SurveyRound = SurveyRound.ENDLINE) -> Reading:
    """Compare the families of a village that have the survey of a round and the one before, and say who is missing."""
    first_round = ROUND_BEFORE[last_round]
    registered = Family.objects.filter(target_village=village).registered()
    members = [_Member(*row) for row in registered.values_list(*_Member._fields)]
    first, last = _visits(village, first_round, last_round)
    both = [(one, first[one.uuid], last[one.uuid]) for one in members if one.uuid in first and one.uuid in last]
    missing = [(one, first[one.uuid]) for one in members if one.uuid in first and one.uuid not in last]
    pairs = [
        Pair(one.head_sex, before.answers, after.answers, before.monthly_income, after.monthly_income)
        for one, before, after in both
    ]
    return Reading(
        place=_place(village),
        first=first_round,
        last=last_round,
        everybody=compare(pairs),
        by_sex=tuple((sex, compare(pair for pair in pairs if pair.head_sex == sex)) for sex in Sex),
        states=_states(both, first_round, last_round),
        verified_pairs=sum(before.state == after.state == SurveyState.VERIFIED for _one, before, after in both),
        drop_outs=_drop_outs(village, missing),
        registered=len(members),
        last_only=sum(one.uuid in last and one.uuid not in first for one in members),
    )


def _place(village: TargetVillage) -> Place:
    district = village.village.parent
    above = [one.full_name for one in (district, district and district.parent) if one]
    return Place(village.village_id, village.name, ", ".join(above), village.cycle.year)


def _visits(village: TargetVillage, *rounds: SurveyRound) -> list[dict[UUID, _Visit]]:
    found: dict[str, dict[UUID, _Visit]] = {round.value: {} for round in rounds}
    rows = Survey.objects.filter(family__target_village=village, round__in=found).order_by()
    for round, family, *rest in rows.values_list("round", "family_id", *_Visit._fields):
        found[round][family] = _Visit(*rest)
    return [found[round.value] for round in rounds]


def _states(
    both: list[tuple[_Member, _Visit, _Visit]], first: SurveyRound, last: SurveyRound
) -> Counter[tuple[SurveyRound, SurveyState]]:
    counted = Counter((first, SurveyState(before.state)) for _one, before, _after in both)
    return counted + Counter((last, SurveyState(after.state)) for _one, _before, after in both)


def _drop_outs(village: TargetVillage, missing: list[tuple[_Member, _Visit]]) -> tuple[DropOut, ...]:
    """Name who is missing, those that left first, each with the newest word on its status."""
    events = FamilyStatusEvent.objects.filter(family__target_village=village).exclude(
        family__status=FamilyStatus.ACTIVE
    )
    rows = events.order_by("pk").values_list("family_id", "since", "reason")
    newest = {family: (since, reason) for family, since, reason in rows}
    found = []
    for one, visit in missing:
        since, reason = newest.get(one.uuid, (None, ""))
        status, stage = FamilyStatus(one.status), WelfareStage(visit.welfare_stage)
        found.append(DropOut(one.uuid, one.head_name, one.rt, status, since, reason, stage))
    return tuple(sorted(found, key=lambda one: (DROP_OUT_ORDER.index(one.status), one.rt, one.head_name, one.uuid)))

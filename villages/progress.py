"""How far the surveys of a village are: by RT, and by who surveys. Three queries, however many families."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Q

from villages.enums import YEAR_ROUNDS, FamilyStatus, SurveyRound, SurveyState
from villages.models import Family, Survey, TargetVillage
from villages.register import EVERY, Search


@dataclass
class RoundCount:
    """The surveys of one round in a place: whole ones, those that wait for a check, and those that passed it."""

    round: SurveyRound
    complete: int = 0
    submitted: int = 0
    verified: int = 0
    drafts: int = 0  # whole, and not handed in


@dataclass
class Place:
    """An RT, or the whole village, with its active families and their surveys; only the year's rounds are progress."""

    rt: str = ""
    rw: str = ""
    families: int = 0
    rounds: list[RoundCount] = field(default_factory=lambda: [RoundCount(round) for round in YEAR_ROUNDS])
    follow_up: RoundCount = field(default_factory=lambda: RoundCount(SurveyRound.FOLLOW_UP))

    @property
    def address(self) -> str:
        """The part of the register's address that lists these families."""
        return Search(rt=self.rt, rw=self.rw).address


def progress_by_place(village: TargetVillage) -> tuple[list[Place], Place]:
    """Count the active families of each RT with their surveys, and of all of them together, in two queries."""
    active = Family.objects.filter(target_village=village).active()
    places = {
        (rw, rt): Place(rt=rt, rw=rw, families=number)
        for rw, rt, number in active.values_list("rw", "rt").annotate(number=Count("pk")).order_by("rw", "rt")
    }
    counted = (
        Survey.objects.filter(family__target_village=village, family__status=FamilyStatus.ACTIVE)
        .values_list("family__rw", "family__rt", "round")
        .annotate(
            complete=Count("pk", filter=Q(is_complete=True)),
            submitted=Count("pk", filter=Q(state=SurveyState.SUBMITTED)),
            verified=Count("pk", filter=Q(state=SurveyState.VERIFIED)),
            drafts=Count("pk", filter=Q(state=SurveyState.DRAFT, is_complete=True)),
        )
        .order_by()
    )
    total = Place(families=sum(place.families for place in places.values()))
    for rw, rt, round, *numbers in counted:
        for place in (places.setdefault((rw, rt), Place(rt=rt, rw=rw)), total):
            _add(next(one for one in (*place.rounds, place.follow_up) if one.round == round), *numbers)
    return list(places.values()), total


def _add(count: RoundCount, complete: int, submitted: int, verified: int, drafts: int) -> None:
    count.complete += complete
    count.submitted += submitted
    count.verified += verified
    count.drafts += drafts


def progress_by_surveyor(village: TargetVillage) -> list[dict[str, Any]]:
    """Count the surveys of each surveyor by their state, with the last entry and the address of the families."""
    states = {state.value: Count("pk", filter=Q(state=state)) for state in SurveyState}
    counted = (
        Survey.objects.filter(family__target_village=village, round__in=YEAR_ROUNDS)
        .exclude(family__status=FamilyStatus.MERGED)
        .values("surveyor", "surveyor__full_name")
        .annotate(entered=Count("pk"), last=Max("saved_at"), **states)
        .order_by("surveyor__full_name", "surveyor")
    )
    return [{**row, "address": Search(surveyor=row["surveyor"], status=EVERY).address} for row in counted]

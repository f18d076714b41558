"""Whom a village's activities reached, and what came of it: one reading for the page and for the assessor's dossier.

A family that was merged into another counts for nothing, as in the figures of the village (villages/summaries.py). The
number of queries does not depend on how many families there are.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from villages.enums import Outcome, ProgrammeField, Sex, SurveyRound
from villages.models import Activity, Family, Participation, Survey, TargetVillage
from villages.paired import exact_median
from villages.reached import Convergence, Reaching, Rung, converge, furthest, is_further, ladder


class Income(NamedTuple):
    """Monthly incomes of the families that came as far as an outcome: those known before and after, by their medians.

    `business` is the median that the businesses themselves bring, of the `businesses` whose income was noted.
    """

    outcome: str
    families: int
    before: Fraction | None
    after: Fraction | None
    businesses: int
    business: Fraction | None


@dataclass(frozen=True)
class Reach:
    """Whom the activities of one village reached: `outcomes` has the furthest that came of anything for each family.

    `agencies` are (key, name) of all that have an activity there which was not called off, `worked_fields` its fields.
    """

    outcomes: dict[Hashable, str]
    families: int
    women_headed: int
    rungs: list[Rung]
    incomes: list[Income]
    agencies: list[tuple[int, str]]
    worked_fields: set[str]
    convergence: Convergence

    @property
    def served(self) -> int:
        """How many families something reached."""
        return self.rungs[0].families

    @property
    def unserved(self) -> int:
        """How many families nothing has reached yet."""
        return self.families - self.served

    @property
    def agencies_without(self) -> list[str]:
        """The agencies with an activity in the village that reached no family."""
        return [name for key, name in self.agencies if key not in self.convergence.by_agency]

    @property
    def fields_without(self) -> list[ProgrammeField]:
        """The fields in which no family was reached."""
        return [one for one in ProgrammeField if one not in self.convergence.by_field]


def read_reach(village: TargetVillage) -> Reach:
    """Read whom the activities of a village reached, in four queries."""
    sexes = _families(village)
    rows, earned = _reached(village)
    outcomes = furthest(rows)
    women = {family for family, sex in sexes.items() if sex == Sex.FEMALE}
    agencies, fields = _agencies(village)
    return Reach(
        outcomes=outcomes,
        families=len(sexes),
        women_headed=len(women),
        rungs=ladder(outcomes, women),
        incomes=_incomes(outcomes, _pairs(village), earned),
        agencies=agencies,
        worked_fields=fields,
        convergence=converge(rows),
    )


def unserved_families(village: TargetVillage, reach: Reach) -> QuerySet[Family]:
    """Give the families of a village that nothing has reached yet, by RT and name; also those that left."""
    return Family.objects.registered().filter(target_village=village).exclude(pk__in=list(reach.outcomes))


def received_by(family: Family) -> QuerySet[Participation]:
    """Give what reached one family, with its activity, agency and who took part, the newest first."""
    parts = family.participations.select_related("activity__agency", "activity__kind", "member")
    return parts.order_by("-activity__held_on", "pk")


def _families(village: TargetVillage) -> dict[UUID, str]:
    """Give the sex of the head of each family."""
    return dict(village.families.registered().order_by().values_list("pk", "head_sex"))


def _reached(village: TargetVillage) -> tuple[list[Reaching], dict[Hashable, int]]:
    """Give what each held activity did for each family, and the income that its business brings, if one was noted."""
    parts = Participation.objects.filter(activity__target_village=village, activity__held_on__isnull=False)
    parts = parts.filter(family__merged_into=None)
    columns = "family", "activity__agency", "activity__kind__field", "outcome", "monthly_income"
    rows: list[Reaching] = []
    earned: dict[Hashable, int] = {}
    for family, agency, field, outcome, income in parts.order_by("pk").values_list(*columns):
        rows.append(Reaching(family, agency, field, outcome))
        if income is not None:
            earned[family] = max(income, earned.get(family, 0))
    return rows, earned


def _agencies(village: TargetVillage) -> tuple[list[tuple[int, str]], set[str]]:
    """Give the agencies with an activity that was not called off, by name, and the fields of these activities."""
    rows = Activity.objects.filter(target_village=village, cancelled_reason="").order_by()
    found: dict[int, str] = {}
    fields = set()
    for key, name, short, field in rows.values_list("agency", "agency__name", "agency__short_name", "kind__field"):
        found[key] = short or name
        fields.add(field)
    return sorted(found.items(), key=lambda pair: (pair[1].casefold(), pair[0])), fields


def _pairs(village: TargetVillage) -> dict[Hashable, tuple[int, int]]:
    """Give the income before and after of the families for which both are known."""
    known: dict[Hashable, dict[str, int]] = {}
    surveys = Survey.objects.filter(family__target_village=village, monthly_income__isnull=False)
    for family, round, income in surveys.order_by().values_list("family", "round", "monthly_income"):
        known.setdefault(family, {})[round] = income or 0  # an income that is not known was left out above
    first, last = SurveyRound.BASELINE, SurveyRound.ENDLINE
    return {family: (by[first], by[last]) for family, by in known.items() if first in by and last in by}


def _incomes(
    outcomes: Mapping[Hashable, str], pairs: Mapping[Hashable, tuple[int, int]], earned: Mapping[Hashable, int]
) -> list[Income]:
    found = []
    for step in Outcome:
        there = [family for family, outcome in outcomes.items() if not is_further(step, outcome)]
        both = [pairs[family] for family in there if family in pairs]
        own = _known(earned, there)
        before, after = exact_median([one for one, _ in both]), exact_median([one for _, one in both])
        found.append(Income(step, len(both), before, after, len(own), exact_median(own)))
    return found


def _known(amounts: Mapping[Hashable, int], families: Iterable[Hashable]) -> list[int]:
    return [amounts[family] for family in families if family in amounts]

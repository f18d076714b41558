"""The facts of the village that a score sheet is about, and the level that each proposes to the assessor."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from assessments.instrument import Indicator, Instrument, Level
from villages.fact_words import fact_text
from villages.facts import FACTS, Fact, Measured
from villages.figures import Figures
from villages.models import EvidenceLink, TargetVillage
from villages.summaries import read_summaries

Proposals = Mapping[str, "Proposal"]


@dataclass(frozen=True)
class Proposal:
    """What stands beside the levels of an indicator that names a fact."""

    indicator: Indicator
    fact: Fact
    measured: Measured | None

    @property
    def exact(self) -> str:
        """What was counted, written exactly; "" where it is not known."""
        return str(self.measured) if self.measured else ""

    @property
    def text(self) -> str:
        """What was counted, in the reader's words."""
        return fact_text(self.fact, self.measured)

    @property
    def level(self) -> Level | None:
        """The level that is proposed."""
        return self.indicator.proposed(self.fact.value_of(self.measured))

    @property
    def value(self) -> Decimal | None:
        """The mark that is proposed: a level's value, or the fact itself where a number is the mark."""
        return self.indicator.proposed_value(self.fact.value_of(self.measured))

    def when(self, exact: str) -> "Proposal":
        """Give the same for what was counted at another time."""
        return Proposal(self.indicator, self.fact, Measured.read(exact))


def figures_of(target_village_id: int) -> Figures:
    """Give the figures of a village from its summary, in one query."""
    [kept] = read_summaries(TargetVillage.objects.filter(pk=target_village_id))
    return kept.figures


def evidence_counts(target_village_id: int) -> dict[str, int]:
    """Count the photos and documents that prove something about each indicator, in one query."""
    links = EvidenceLink.objects.filter(evidence__target_village=target_village_id, evidence__removed_at=None)
    counted = links.exclude(indicator="").order_by().values_list("indicator").annotate(Count("evidence", distinct=True))
    return dict(counted)


def proposals(instrument: Instrument, figures: Figures) -> Proposals:
    """Give what each indicator that names a known fact shows and proposes, by the indicator's code."""
    return {
        code: Proposal(indicator, FACTS[indicator.fact], FACTS[indicator.fact].measure(figures))
        for code, indicator in instrument.indicators.items()
        if indicator.fact in FACTS
    }

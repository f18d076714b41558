"""PURE: what other weights, or another way to join marks, would do to a result. Nothing of it is a result.

The frozen marks are scored by the rules that made the result, on an instrument in which only that differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from assessments.instrument import Aggregation
from assessments.reading import Card, Reading
from assessments.snapshot import Snapshot, recompute, upgraded


@dataclass(frozen=True)
class Row:
    """One village: where it stands in the result, and where it would stand."""

    simulated: Card
    actual: Card

    @property
    def step(self) -> int | None:
        """How many places the village would rise (above zero) or fall; None where it has no rank in both."""
        if self.simulated.rank is None or self.actual.rank is None:
            return None
        return self.actual.rank - self.simulated.rank

    @property
    def fall(self) -> int:
        """How many places the village would fall; 0 where it would not."""
        return max(-(self.step or 0), 0)


def simulate(snapshot: Snapshot, weights: Mapping[str, str], aggregation: Aggregation) -> Snapshot:
    """Score the marks of a document with other weights of the components; nothing else of it changes.

    `weights` are numbers as a definition writes them, by component. Raises InstrumentError for what no instrument may
    have, such as a total other than 100.
    """
    document = upgraded(snapshot)
    components = [
        {**component, "weight": weights[component["code"]]} for component in document["instrument"]["components"]
    ]
    instrument: dict[str, Any] = {
        **document["instrument"],
        "components": components,
        "aggregation": aggregation.value,
    }
    changed = cast(Snapshot, {**document, "instrument": instrument, "analysis": None})
    return cast(Snapshot, {**changed, "results": recompute(changed)})


@dataclass(frozen=True)
class Group:
    """The villages of one category."""

    name: str
    rows: list[Row]


def compare(actual: Reading, simulated: Reading) -> list[Group]:
    """Put each village's simulated place beside its place in the result, in the simulated order."""
    return [
        Group(category.name, [Row(card, actual.card(str(card.entry["id"]))) for card in category.cards])
        for category in simulated.categories
    ]

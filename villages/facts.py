"""PURE: what the record of a village's year says in numbers, each with a code that an indicator may name.

A part of the record in which nothing was entered is not known, which is never zero: a village whose visits nobody
wrote down may have had forty. Which facts there are, and what they are measured against, is our choice.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from villages.figures import Figures

MONTHS = 12
_EXACT = re.compile(r"([0-9]{1,18})(?:/([1-9][0-9]{0,8}))?")


class Unit(StrEnum):
    """What a fact is counted in."""

    COUNT = "count"
    PERCENT = "percent"
    RUPIAH = "rupiah"
    PER_MONTH = "per_month"


class Measured(NamedTuple):
    """What was counted: a number by itself, or `part` out of `whole`, such as 38 visits in 12 months."""

    part: int
    whole: int = 0

    def __str__(self) -> str:
        """Write it exactly and in no language: "38/12", "11"."""
        return f"{self.part}/{self.whole}" if self.whole else str(self.part)

    @classmethod
    def read(cls, text: str) -> "Measured | None":
        """Read what `str` gave; None for any other text."""
        found = _EXACT.fullmatch(text)
        return cls(int(found[1]), int(found[2] or 0)) if found else None


@dataclass(frozen=True)
class Fact:
    """One number about a village's year."""

    code: str
    unit: Unit
    measure: Callable[[Figures], Measured | None]

    def value(self, figures: Figures) -> Decimal | None:
        """Give the fact in its unit; None where it is not known."""
        return self.value_of(self.measure(figures))

    def value_of(self, measured: Measured | None) -> Decimal | None:
        """Give the value of what was counted; more than all counts as all, so that no percentage passes 100."""
        if measured is None:
            return None
        if self.unit is Unit.PERCENT:
            return min(Decimal(100 * measured.part) / measured.whole, Decimal(100)) if measured.whole else None
        return Decimal(measured.part) / (measured.whole or 1)


def _share(part: int, whole: int) -> Measured | None:
    return Measured(part, whole) if whole > 0 else None


def _surveyed(figures: Figures, number: int) -> Measured | None:
    """Families surveyed of those that there should be; not known while no family is entered."""
    return _share(number, figures.quota) if figures.families else None


def _visits(figures: Figures) -> Measured | None:
    """Visits held in the year over its twelve months: pembinaan takes place four times a month (seed)."""
    known = figures.visits_planned or figures.visits_held
    return Measured(figures.visits_held, MONTHS) if known else None


def _stages(figures: Figures) -> Measured | None:
    known = figures.stages_held or any(planned or held for planned, held in figures.stages)
    return Measured(figures.stages_held) if known else None


def _risen(figures: Figures) -> Measured | None:
    """Families whose welfare stage rose, of those with both surveys whole; who fell or stayed is the rest."""
    risen, same, fallen = figures.moved
    return _share(risen, risen + same + fallen)


def _of_activities(figures: Figures, number: int) -> Measured | None:
    """A number that comes from the activities; not known while none is written down."""
    return Measured(number) if figures.activities else None


def _outside_office(figures: Figures) -> Measured | None:
    """Things that no office keeps; studies criticise sewing machines that stayed with the village office (public)."""
    return _share(max(figures.assets - figures.assets_at_office, 0), figures.assets)


def _of_innovations(figures: Figures, number: int) -> Measured | None:
    return Measured(number) if figures.innovations else None


def _using_families(figures: Figures) -> Measured | None:
    """Families that use the innovation. With several of them a family may count more than once, so it is not known."""
    return _share(figures.innovation_users, figures.families) if figures.innovations == 1 else None


def _of_evidence(figures: Figures, number: int) -> Measured | None:
    return Measured(number) if figures.photos or figures.documents else None


def _from(source: str) -> Callable[[Figures], Measured | None]:
    return lambda figures: _of_activities(figures, figures.delivered.get(source, 0))


# In the order in which a page lists them: families, the work of the year, money, what came of it, proof.
_ALL = (
    Fact("families_surveyed_percent", Unit.PERCENT, lambda of: _surveyed(of, of.baseline)),
    Fact("endline_percent", Unit.PERCENT, lambda of: _surveyed(of, of.endline)),
    Fact("stage_up_percent", Unit.PERCENT, _risen),
    Fact("stages_held", Unit.COUNT, _stages),
    Fact("visits_per_month", Unit.PER_MONTH, _visits),
    Fact(
        "agencies_delivered_percent",
        Unit.PERCENT,
        lambda of: _share(len(of.agencies_delivered), len(of.agencies_promised)),
    ),
    Fact("agencies_delivered", Unit.COUNT, lambda of: _of_activities(of, len(of.agencies_delivered))),
    Fact("physical_held", Unit.COUNT, lambda of: _of_activities(of, of.physical_held)),
    Fact("delivered_total", Unit.RUPIAH, lambda of: _of_activities(of, of.delivered_total)),
    Fact("csr_value", Unit.RUPIAH, _from("company")),
    Fact("village_fund_value", Unit.RUPIAH, _from("village")),
    Fact("self_help_value", Unit.RUPIAH, _from("self_help")),
    Fact("families_served_percent", Unit.PERCENT, lambda of: _share(of.served, of.families) if of.activities else None),
    Fact("trained", Unit.COUNT, lambda of: _of_activities(of, of.trained)),
    Fact("practising_of_trained_percent", Unit.PERCENT, lambda of: _share(of.practising, of.trained)),
    Fact("business", Unit.COUNT, lambda of: _of_activities(of, of.business)),
    Fact("business_of_trained_percent", Unit.PERCENT, lambda of: _share(of.business, of.trained)),
    Fact("assets_outside_office_percent", Unit.PERCENT, _outside_office),
    Fact("innovations", Unit.COUNT, lambda of: _of_innovations(of, of.innovations)),
    Fact("innovations_by_women_percent", Unit.PERCENT, lambda of: _share(of.innovations_by_women, of.innovations)),
    Fact("innovation_users", Unit.COUNT, lambda of: _of_innovations(of, of.innovation_users)),
    Fact("innovation_users_percent", Unit.PERCENT, _using_families),
    Fact("replications", Unit.COUNT, lambda of: _of_innovations(of, of.replications)),
    Fact("photos", Unit.COUNT, lambda of: _of_evidence(of, of.photos)),
    Fact("documents", Unit.COUNT, lambda of: _of_evidence(of, of.documents)),
)
FACTS: dict[str, Fact] = {fact.code: fact for fact in _ALL}

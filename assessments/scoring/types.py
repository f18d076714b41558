"""What scoring reads and what it gives. Scores are exact fractions of 0 to 100; only the reader's view is rounded."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


@dataclass(frozen=True)
class Mark:
    """One assessor's mark: the value of a level, or not applicable (then `value` is None), with its words."""

    value: Decimal | None
    not_applicable: bool = False
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """What one assessor wrote about one village. A missing key in `marks` is a mark not yet given."""

    entry: str
    assessor: str
    submitted: bool
    marks: Mapping[str, Mark] = field(default_factory=dict)
    submitted_at: str = ""


class MissingKind(StrEnum):
    """Why an entry cannot be ranked yet."""

    NO_SHEET = "no_sheet"
    NOT_SUBMITTED = "not_submitted"
    NO_MARK = "no_mark"
    NOTHING_APPLICABLE = "nothing_applicable"


@dataclass(frozen=True)
class Missing:
    """One thing that keeps an entry from being complete; `where` is an indicator or component code, or ""."""

    kind: MissingKind
    assessor: str = ""
    where: str = ""


@dataclass(frozen=True)
class IndicatorScore:
    """The score of an indicator, 0 to 100; None when every assessor found it not applicable, or no mark stands."""

    code: str
    score: Fraction | None
    weight: Fraction
    marks: tuple[tuple[str, Mark], ...]


@dataclass(frozen=True)
class ComponentScore:
    """The score of a component, 0 to 100, and what it adds to the total; None while nothing in it is scored."""

    code: str
    score: Fraction | None
    weight: Fraction
    indicators: tuple[IndicatorScore, ...]

    @property
    def weighted(self) -> Fraction | None:
        """What the component adds to the total: score x weight / 100."""
        return None if self.score is None else self.score * self.weight / 100


@dataclass(frozen=True)
class EntryScore:
    """All of an entry's scores; `total` is None while anything is missing, never a sum of what happens to be there."""

    entry: str
    total: Fraction | None
    components: tuple[ComponentScore, ...]
    missing: tuple[Missing, ...]

    @property
    def is_complete(self) -> bool:
        """Whether the entry can be ranked."""
        return not self.missing


@dataclass(frozen=True)
class Decision:
    """What the plenary wrote down about a tie: the order of its entries, or that they share the rank."""

    entries: tuple[str, ...]
    shared: bool = False
    reason: str = ""


@dataclass(frozen=True)
class RankedEntry:
    """A place in the ranking; `shared` only when the plenary said so or the tie is still open."""

    entry: str
    rank: int
    shared: bool


@dataclass(frozen=True)
class Tie:
    """Entries with one and the same total, and what told them apart.

    `steps` are (key of the ladder, entries that were still equal before it). `decided_by` is the last key used,
    "plenary" included; None while the tie is open.
    """

    entries: tuple[str, ...]
    decided_by: str | None
    steps: tuple[tuple[str, tuple[str, ...]], ...]
    shared: bool = False
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether only the plenary can decide, and has not."""
        return self.decided_by is None


@dataclass(frozen=True)
class Ranking:
    """The order of the complete entries, each use of the tie-break ladder, and the entries left out as incomplete."""

    places: tuple[RankedEntry, ...]
    ties: tuple[Tie, ...]
    incomplete: tuple[EntryScore, ...]


def shown(score: Fraction | None) -> str | None:
    """Round for show only: two decimals, half up, with a point."""
    if score is None:
        return None
    hundredths = math.floor(score * 100 + Fraction(1, 2))
    return format(Decimal(hundredths).scaleb(-2), "f")


def exact_text(score: Fraction | None) -> str | None:
    """Write a score so that nothing is lost: `8741/100`."""
    return None if score is None else f"{score.numerator}/{score.denominator}"

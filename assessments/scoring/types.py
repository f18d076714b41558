"""What scoring reads and what it gives. Scores are exact fractions from 0 to 100, rounded for show only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


@dataclass(frozen=True)
class Mark:
    """One assessor's mark: the value of a level, or not applicable, with its words; neither: missing."""

    value: Decimal | None
    not_applicable: bool = False
    reason: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.not_applicable and self.value is not None:
            raise ValueError("a mark that is not applicable has no value")

    @property
    def is_missing(self) -> bool:
        """Whether nothing was said: neither a value nor "not applicable"."""
        return self.value is None and not self.not_applicable


@dataclass(frozen=True)
class Sheet:
    """What one assessor wrote about one village in one part. A missing key in `marks` is a mark not yet given."""

    entry: str
    assessor: str
    submitted: bool
    marks: Mapping[str, Mark] = field(default_factory=dict)
    submitted_at: str = ""
    part: str = ""

    def mark(self, indicator: str) -> Mark | None:
        """Give the mark for an indicator, or None where it is not yet given."""
        mark = self.marks.get(indicator)
        return None if mark is None or mark.is_missing else mark


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
    part: str = ""


@dataclass(frozen=True)
class IndicatorScore:
    """The score of an indicator, 0 to 100; None where nobody found it applicable or a mark is still missing.

    `share` is what the indicator can add to the total: its part of the component's weight, once the
    indicators that nobody found applicable have left. `marks` are (assessor, mark), of submitted sheets only, and
    `mark_parts` the part in which each was given. Where the plenary gave a mark, `moderated`, the score is of that
    mark alone, and the assessors' marks stay beside it.
    """

    code: str
    score: Fraction | None
    weight: Fraction
    marks: tuple[tuple[str, Mark], ...]
    share: Fraction | None = None
    mark_parts: tuple[str, ...] = ()
    moderated: Mark | None = None

    @property
    def points(self) -> Fraction | None:
        """What the indicator adds to the total."""
        return None if self.score is None or self.share is None else self.score * self.share / 100

    @property
    def counted(self) -> int:
        """How many assessors' marks have a value."""
        return sum(mark.value is not None for _assessor, mark in self.marks)

    @property
    def not_applicable(self) -> int:
        """How many assessors' marks say that the indicator is not applicable."""
        return sum(mark.not_applicable for _assessor, mark in self.marks)


@dataclass(frozen=True)
class ComponentScore:
    """The score of a component, 0 to 100; None where anything below it is missing or nothing applies."""

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
    """All scores of an entry; `total` is None while anything is missing, never a sum of what is there."""

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
    """A place in the ranking; `shared` where the plenary said so or the tie is still open (`unresolved`)."""

    entry: str
    rank: int
    shared: bool
    unresolved: bool = False


@dataclass(frozen=True)
class Tie:
    """One use of the ladder: entries that were still equal, and the rung that told them apart.

    `steps` are (rung, entries still equal before it), down to the deciding one. `order` is what it made of
    them, best first; entries in one part of it are a tie of their own, or share the rank. `decided_by` is
    None while only the plenary can decide and has not.
    """

    entries: tuple[str, ...]
    decided_by: str | None
    steps: tuple[tuple[str, tuple[str, ...]], ...]
    order: tuple[tuple[str, ...], ...] = ()
    shared: bool = False
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether only the plenary can decide, and has not."""
        return self.decided_by is None


@dataclass(frozen=True)
class Ranking:
    """The order of the complete entries, each use of the ladder, and the entries left out as incomplete.

    `unused` are decisions that fit no tie (any more); they change nothing.
    """

    places: tuple[RankedEntry, ...]
    ties: tuple[Tie, ...]
    incomplete: tuple[EntryScore, ...]
    unused: tuple[Decision, ...] = ()


def round_score(score: Fraction) -> Decimal:
    """Round for show only: two decimals, half up."""
    hundredths = (200 * score.numerator + score.denominator) // (2 * score.denominator)
    return Decimal(hundredths).scaleb(-2)


def shown(score: Fraction | None) -> str | None:
    """Write a score for show: rounded, with a point; None stays None."""
    return None if score is None else f"{round_score(score):f}"


def exact_text(score: Fraction | None) -> str | None:
    """Write a score so that nothing is lost: `8741/100`."""
    return None if score is None else f"{score.numerator}/{score.denominator}"

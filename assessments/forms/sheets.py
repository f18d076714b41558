"""The score sheet as a form: one row an indicator, read from what was posted into unsaved marks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from assessments import scoring
from assessments.instrument import Component, Indicator
from assessments.models import Mark, ScoreSheet
from assessments.proposals import Proposal, Proposals
from villages.enums import FACT_LABELS

NOT_APPLICABLE = "na"


@dataclass(frozen=True)
class ShownFact:
    """The fact beside the levels of an indicator, and the one (`kept`) that the assessor saw when giving the mark."""

    proposal: Proposal
    kept: str = ""

    @property
    def label(self) -> str:
        """What is counted."""
        return str(FACT_LABELS[self.proposal.fact.code])

    @property
    def text(self) -> str:
        """What was counted."""
        return self.proposal.text

    @property
    def exact(self) -> str:
        """What was counted as the form carries it back."""
        return self.proposal.exact

    @property
    def level(self) -> str:
        """The value of the proposed level; "" where none is proposed."""
        level = self.proposal.level
        return plain(level.value) if level else ""

    @property
    def earlier(self) -> str:
        """What the fact said when the mark was made; "" where that is what it says now."""
        return "" if self.kept in {"", self.exact} else self.proposal.when(self.kept).text


@dataclass
class Row:
    """One indicator with what stands in the form for it, an error, and, after a stale save, what is stored."""

    indicator: Indicator
    chosen: str = ""
    reason: str = ""
    note: str = ""
    error: str = ""
    saved: str | None = None
    saved_note: str = ""
    shown: str = ""
    fact: ShownFact | None = None
    evidence_count: int = 0

    @property
    def code(self) -> str:
        """The indicator's code, which names the form's fields."""
        return self.indicator.code

    @property
    def is_given(self) -> bool:
        """Whether the row carries a mark."""
        return bool(self.chosen)

    @property
    def field(self) -> str:
        """The name of the row's radio buttons."""
        return f"mark_{self.code}"

    @property
    def value(self) -> str | None:
        """The chosen level's value; None for nothing, not applicable, or what is no level."""
        known = {plain(level.value) for level in self.indicator.levels}
        return self.chosen if self.chosen in known else None

    @property
    def is_not_applicable(self) -> bool:
        """Whether "tidak berlaku" is chosen."""
        return self.chosen == NOT_APPLICABLE


@dataclass
class Group:
    """A component with its rows and its provisional score so far."""

    component: Component
    rows: list[Row]
    score: str | None = None

    @property
    def given(self) -> int:
        """How many rows carry a mark."""
        return sum(row.is_given for row in self.rows)


@dataclass
class SheetForm:
    """A score sheet as it is shown or was posted, with the facts of its village and how much evidence there is."""

    sheet: ScoreSheet
    proposals: Proposals
    posted: Mapping[str, str] | None = None
    version: int = 0
    evidence: Mapping[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    is_stale: bool = False

    def __post_init__(self) -> None:
        saved = {mark.indicator: mark for mark in self.sheet.marks.all()}
        instrument = self.sheet.entry.round.instrument.instrument
        self.groups = [
            Group(part, [self._row(indicator, saved.get(indicator.code)) for indicator in part.indicators])
            for part in instrument.components
        ]
        self.version = self._posted_version() if self.posted is not None else self.sheet.version
        self._score()

    @property
    def rows(self) -> list[Row]:
        """All rows in the order of the sheet."""
        return [row for group in self.groups for row in group.rows]

    @property
    def given(self) -> int:
        """How many indicators carry a mark."""
        return sum(group.given for group in self.groups)

    @property
    def not_given(self) -> list[Row]:
        """The rows still without a mark."""
        return [row for row in self.rows if not row.is_given]

    @property
    def faulty(self) -> list[Row]:
        """The rows with an error."""
        return [row for row in self.rows if row.error]

    @property
    def differing(self) -> list[Row]:
        """After a stale save: the rows whose stored mark differs from what was typed here."""
        return [row for row in self.rows if row.saved is not None]

    def marks(self) -> list[Mark]:
        """Read the rows into unsaved marks; a value that is no number becomes one that no level has."""
        return [_mark(row) for row in self.rows if row.is_given]

    def take_errors(self, errors: Mapping[str, list[str]]) -> None:
        """Put what the action refused at its rows."""
        for row in self.rows:
            row.error = " ".join(errors.get(row.code, []))

    def take_newer(self, current: ScoreSheet) -> None:
        """Set what was typed beside what somebody saved meanwhile; the next save goes on top of that."""
        self.is_stale = True
        self.version = current.version
        saved = {mark.indicator: mark for mark in current.marks.all()}
        for row in self.rows:
            mark = saved.get(row.code)
            stored = _chosen(mark)
            if (stored, mark.note if mark else "") != (row.chosen, row.note):
                row.saved, row.saved_note = stored, mark.note if mark else ""

    def _row(self, indicator: Indicator, mark: Mark | None) -> Row:
        row = self._stored_row(indicator, mark) if self.posted is None else self._posted_row(indicator, self.posted)
        proposal = self.proposals.get(indicator.code)
        row.fact = ShownFact(proposal, row.shown) if proposal else None
        row.evidence_count = self.evidence.get(indicator.code, 0)
        return row

    def _stored_row(self, indicator: Indicator, mark: Mark | None) -> Row:
        if mark is None:
            return Row(indicator)
        return Row(indicator, _chosen(mark), mark.reason, mark.note, shown=mark.fact)

    def _posted_row(self, indicator: Indicator, posted: Mapping[str, str]) -> Row:
        code = indicator.code
        return Row(
            indicator,
            posted.get(f"mark_{code}", "")[:12],
            posted.get(f"mark_{code}_reason", "").strip()[:300],
            posted.get(f"mark_{code}_note", "").strip()[:5000],
            shown=posted.get(f"mark_{code}_fact", "")[:40],
        )

    def _posted_version(self) -> int:
        text = (self.posted or {}).get("version", "")
        return int(text) if text.isdecimal() else -1

    def _score(self) -> None:
        marks = {}
        for row in self.rows:
            if row.is_not_applicable:
                marks[row.code] = scoring.Mark(None, not_applicable=True)
            elif row.value is not None:
                marks[row.code] = scoring.Mark(Decimal(row.value))
        instrument = self.sheet.entry.round.instrument.instrument
        for group, part in zip(self.groups, scoring.partial_components(instrument, marks), strict=True):
            group.score = scoring.shown(part.score)


def plain(value: Decimal) -> str:
    """Write a level's value as its button does: 4, 0.5."""
    return format(value.normalize(), "f")


def _chosen(mark: Mark | None) -> str:
    if mark is None:
        return ""
    return NOT_APPLICABLE if mark.value is None else plain(mark.value)


def _mark(row: Row) -> Mark:
    if row.is_not_applicable:
        return Mark(indicator=row.code, not_applicable=True, reason=row.reason, note=row.note, fact=row.shown)
    try:
        value = Decimal(row.chosen)
    except InvalidOperation:
        value = Decimal(-1)
    return Mark(indicator=row.code, value=value, note=row.note, fact=row.shown)

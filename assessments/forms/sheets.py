"""The score sheet as a form: one row an indicator, read from what was posted into unsaved marks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments import scoring
from assessments.instrument import Component, Indicator
from assessments.models import Mark, ScoreSheet, SheetReturn
from assessments.proposals import Proposal, Proposals
from p2wkss.forms import ActionForm
from villages.enums import FACT_LABELS
from villages.figures import Figures

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
        """The value that is proposed, of a level or as a number; "" where none is."""
        value = self.proposal.value
        return "" if value is None else plain(value)

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
    version: int = 0
    remark: str = ""

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
        """The chosen value; None for nothing, not applicable, or what is no mark of the indicator."""
        value = number_of(self.chosen)
        return self.chosen if value is not None and self.indicator.accepts(value) else None

    @property
    def choice(self) -> str | None:
        """What the row shows as chosen: of a number also what is none, so that it can be put right."""
        return self.chosen if self.indicator.number and not self.is_not_applicable else self.value

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
    figures: Figures
    proposals: Proposals
    posted: Mapping[str, str] | None = None
    version: int = 0
    evidence: Mapping[str, int] = field(default_factory=dict)
    returns: Sequence[SheetReturn] = ()
    errors: list[str] = field(default_factory=list)
    is_stale: bool = False

    def __post_init__(self) -> None:
        saved = {mark.indicator: mark for mark in self.sheet.marks.order_by()}
        instrument = self.sheet.entry.round.instrument.instrument
        marked = {indicator.code for indicator in instrument.marked_in(self.sheet.part)}
        rows = {
            one.code: [self._row(indicator, saved.get(indicator.code)) for indicator in one.indicators]
            for one in instrument.components
        }
        rows = {code: [row for row in group if row.code in marked] for code, group in rows.items()}
        self.groups = [Group(one, rows[one.code]) for one in instrument.components if rows[one.code]]
        self.version = self._posted_version() if self.posted is not None else self.sheet.version
        self._score()

    @property
    def _remarks(self) -> Mapping[str, str]:
        """What is to be looked at again, by the newest return, until the sheet is handed in again."""
        remarks: Mapping[str, str] = self.returns[0].remarks if self.returns and not self.sheet.is_submitted else {}
        return remarks

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
        return [_mark(row.code, row.chosen, row.reason, row.note, row.shown) for row in self.rows if row.is_given]

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
            stored = chosen_of(mark)
            if (stored, mark.note if mark else "") != (row.chosen, row.note):
                row.saved, row.saved_note = stored, mark.note if mark else ""

    def _row(self, indicator: Indicator, mark: Mark | None) -> Row:
        row = self._stored_row(indicator, mark) if self.posted is None else self._posted_row(indicator, self.posted)
        proposal = self.proposals.get(indicator.code)
        row.fact = ShownFact(proposal, row.shown) if proposal else None
        row.evidence_count = self.evidence.get(indicator.code, 0)
        row.version = mark.version if mark else 0
        row.remark = self._remarks.get(indicator.code, "")
        return row

    def _stored_row(self, indicator: Indicator, mark: Mark | None) -> Row:
        if mark is None:
            return Row(indicator)
        return Row(indicator, chosen_of(mark), mark.reason, mark.note, shown=mark.fact)

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
        return version_of(self.posted or {}, "version")

    def _score(self) -> None:
        marks = {}
        for row in self.rows:
            if row.is_not_applicable:
                marks[row.code] = scoring.Mark(None, not_applicable=True)
            elif row.value is not None:
                marks[row.code] = scoring.Mark(number_of(row.value))
        scores = running_scores(self.sheet, marks)
        for group in self.groups:
            group.score = scores[group.component.code]


class MarkForm:
    """One mark as the page's script sends it, read into an unsaved mark; "" for the value clears it."""

    def __init__(self, posted: Mapping[str, str]) -> None:
        code = posted.get("indicator", "")[:20]
        self.is_cleared = not posted.get("value", "").strip()
        self.version = version_of(posted, "version")
        self.sheet_version = version_of(posted, "sheet_version")
        self.mark = _mark(
            code,
            posted.get("value", "").strip()[:12],
            posted.get("reason", "").strip()[:300],
            posted.get("note", "").strip()[:5000],
            posted.get("fact", "")[:40],
        )


class ReturnForm(ActionForm, forms.Form):
    """Why a sheet goes back to its assessor, and what to look at again, indicator by indicator. Shows no mark."""

    remark = forms.CharField(
        label=_("Catatan untuk penilai"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Tulis apa yang perlu diperiksa lagi, bukan nilai yang Anda harapkan."),
    )

    def __init__(self, *args: Any, sheet: ScoreSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = sheet.entry.round.instrument.instrument.marked_in(sheet.part)
        for indicator in self.indicators:
            label = f"{indicator.code} {indicator.name}"
            self.fields[f"remark_{indicator.code}"] = forms.CharField(label=label, max_length=500, required=False)

    def remarks(self) -> dict[str, str]:
        """What to look at again, by the indicator's code."""
        return {one.code: self.cleaned_data[f"remark_{one.code}"] for one in self.indicators}


def version_of(posted: Mapping[str, str], name: str) -> int:
    """Read a version that a page carries; what is none becomes one that nothing has."""
    text = posted.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def running_scores(sheet: ScoreSheet, marks: Mapping[str, scoring.Mark]) -> dict[str, str | None]:
    """Give the provisional score so far of each component that the sheet marks, to two decimals."""
    instrument = sheet.entry.round.instrument.instrument
    components = scoring.partial_components(instrument, marks, sheet.part)
    return {component.code: scoring.shown(component.score) for component in components}


def scoring_marks(marks: Iterable[Mark]) -> dict[str, scoring.Mark]:
    """Give stored marks as the scoring reads them."""
    return {mark.indicator: scoring.Mark(mark.value, not_applicable=mark.not_applicable) for mark in marks}


def plain(value: Decimal) -> str:
    """Write a value as its button or field does: 4, 0.5."""
    return format(value.normalize(), "f")


def number_of(text: str) -> Decimal | None:
    """Read what was chosen or typed, with a comma or a point; None for what is no number."""
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def chosen_of(mark: Mark | None) -> str:
    """Write what was chosen as the form carries it: a value, "na", or "" for nothing."""
    if mark is None or (mark.value is None and not mark.not_applicable):
        return ""
    return NOT_APPLICABLE if mark.value is None else plain(mark.value)


def _mark(code: str, chosen: str, reason: str, note: str, fact: str) -> Mark:
    if chosen == NOT_APPLICABLE:
        return Mark(indicator=code, not_applicable=True, reason=reason, note=note, fact=fact)
    value = number_of(chosen)
    return Mark(indicator=code, value=Decimal(-1) if value is None else value, note=note, fact=fact)

"""What the pages of the plenary show: villages by how far their marks differ, and one village mark by mark."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Max, Min, QuerySet

from assessments import scoring
from assessments.definition import number_text
from assessments.dossier import moderated_now, to_mark, to_sheet
from assessments.enums import SheetState
from assessments.instrument import Component, Indicator, Instrument
from assessments.models import Entry, Mark, ModeratedMark, ScoreSheet
from assessments.proposals import Proposal, figures_of, proposals
from assessments.scoring.agreement import spread
from villages.enums import FACT_LABELS

# From so many points of 100 between the lowest and the highest mark on, the page points at it [ours].
WIDE = 50


@dataclass
class VillageLine:
    """How far the marks of one village lie apart, in points of 100."""

    entry_id: int
    spreads: dict[str, Fraction] = field(default_factory=dict)
    splits: set[str] = field(default_factory=set)  # indicators that some found not applicable and others marked
    entry: Entry | None = None
    moderated: int = 0

    @property
    def widest(self) -> str:
        """The indicator on which the assessors differ most; "" where they differ nowhere."""
        code = max(self.spreads, key=lambda code: self.spreads[code], default="")
        return code if code and self.spreads[code] else ""

    @property
    def largest(self) -> Fraction:
        """How far the marks lie apart there."""
        return max(self.spreads.values(), default=Fraction(0))

    @property
    def mean(self) -> Fraction:
        """How far they lie apart on average."""
        return sum(self.spreads.values(), Fraction(0)) / max(len(self.spreads), 1)

    @property
    def wide(self) -> int:
        """On how many indicators they lie far apart."""
        return sum(value >= WIDE for value in self.spreads.values())


def village_lines(instrument: Instrument, entries: QuerySet[Entry], component: Component | None) -> list[VillageLine]:
    """Give the villages with the spread of their marks, the largest disagreement first, in two queries.

    Of several parts, the spread of an indicator is that of the part in which it is largest.
    """
    lines = {pk: VillageLine(pk) for pk in entries.values_list("pk", flat=True)}
    codes = {one.code for one in component.indicators} if component else set(instrument.indicators)
    marks = Mark.objects.filter(sheet__entry__in=entries, sheet__state=SheetState.SUBMITTED, indicator__in=codes)
    rows = (
        marks.order_by()
        .values_list("sheet__entry", "sheet__part", "indicator")
        .annotate(Min("value"), Max("value"), Count("pk"), Count("value"))
    )
    known: dict[tuple[str, Decimal, Decimal], Fraction] = {}
    for entry, _part, code, low, high, given, valued in rows:
        line = lines[entry]
        if low is not None:
            # A mark's share of the scale never falls or never rises with its value, so the ends are the ends.
            apart = known.get((code, low, high))
            if apart is None:
                apart = known[code, low, high] = spread(_points(instrument, code, value) for value in (low, high))
            line.spreads[code] = max(apart, line.spreads.get(code, Fraction(0)))
        if 0 < valued < given:
            line.splits.add(code)
    return sorted(lines.values(), key=lambda line: (-line.largest, -line.mean, line.entry_id))


def with_entries(lines: Sequence[VillageLine]) -> list[VillageLine]:
    """Load the names of the villages of a page, and how many marks the plenary has put in place there."""
    keys = [line.entry_id for line in lines]
    found = Entry.objects.select_related("target_village__village__parent__parent").in_bulk(keys)
    moderated = moderated_now(ModeratedMark.objects.filter(entry__in=keys))
    for line in lines:
        line.entry = found[line.entry_id]
        line.moderated = len(moderated.get(line.entry_id, ()))
    return list(lines)


def _points(instrument: Instrument, code: str, value: Decimal) -> Fraction:
    return 100 * instrument.indicators[code].share(value, instrument.scale_max)


@dataclass(frozen=True)
class MarkCell:
    """One assessor's mark beside those of the colleagues."""

    assessor: str
    part: str
    value: str
    level_text: str
    not_applicable: bool
    reason: str
    note: str
    fact_then: str  # what the fact said when the mark was made, where it says something else now


@dataclass(frozen=True)
class Decided:
    """One decision of the plenary about a mark, newest first among those of its indicator."""

    row: ModeratedMark
    value: str
    level_text: str
    is_current: bool


@dataclass(frozen=True)
class IndicatorBlock:
    """One indicator of one village: what everybody said, and what counts now."""

    indicator: Indicator
    component: Component
    cells: tuple[MarkCell, ...]
    spread: Fraction
    is_split: bool
    score: Fraction | None
    decided: tuple[Decided, ...]
    proposal: Proposal | None

    @property
    def is_wide(self) -> bool:
        """Whether the marks lie far apart."""
        return self.spread >= WIDE or self.is_split

    @property
    def current(self) -> Decided | None:
        """The plenary's mark that counts in place of the assessors'."""
        return next((one for one in self.decided if one.is_current), None)

    @property
    def fact_label(self) -> str:
        """What is counted in the village beside the indicator; "" where nothing is."""
        return str(FACT_LABELS[self.proposal.fact.code]) if self.proposal else ""

    @property
    def proposed(self) -> str:
        """The mark that the fact proposes; "" for none."""
        value = self.proposal.value if self.proposal else None
        return "" if value is None else number_text(value)


def indicator_blocks(entry: Entry, codes: Iterable[str] | None = None) -> list[IndicatorBlock]:
    """Give the indicators of a village in the order of the sheet, all marks side by side, in four queries."""
    instrument = entry.round.instrument.instrument
    found = ScoreSheet.objects.filter(entry=entry, state=SheetState.SUBMITTED).order_by("member", "pk")
    sheets = list(found.select_related("member__user").prefetch_related("marks"))
    rows = list(ModeratedMark.objects.filter(entry=entry).select_related("decided_by").order_by("-pk"))
    newest: dict[str, ModeratedMark] = {}
    for row in rows:
        newest.setdefault(row.indicator, row)
    counting = {code: to_mark(row) for code, row in newest.items() if not row.withdrawn}
    scores = _scores(instrument, entry, sheets, counting)
    facts = proposals(instrument, figures_of(entry.target_village_id))
    wanted = set(instrument.indicators if codes is None else codes)
    return [
        _block(instrument, component, one, sheets, facts.get(one.code), scores[one.code], _decided(one, rows, newest))
        for component in instrument.components
        for one in component.indicators
        if one.code in wanted
    ]


def _scores(
    instrument: Instrument, entry: Entry, sheets: Sequence[ScoreSheet], counting: Mapping[str, scoring.Mark]
) -> dict[str, Fraction | None]:
    score = scoring.score_entry(instrument, str(entry.pk), [to_sheet(sheet) for sheet in sheets], counting)
    return {one.code: one.score for component in score.components for one in component.indicators}


def _block(
    instrument: Instrument,
    component: Component,
    indicator: Indicator,
    sheets: Sequence[ScoreSheet],
    proposal: Proposal | None,
    score: Fraction | None,
    decided: tuple[Decided, ...],
) -> IndicatorBlock:
    names = {part.code: part.name for part in instrument.parts}
    own = [(sheet, mark) for sheet in sheets for mark in sheet.marks.all() if mark.indicator == indicator.code]
    points: defaultdict[str, list[Fraction]] = defaultdict(list)
    for sheet, mark in own:
        if mark.value is not None:
            points[sheet.part].append(_points(instrument, indicator.code, mark.value))
    said = {mark.not_applicable for _sheet, mark in own}
    return IndicatorBlock(
        indicator=indicator,
        component=component,
        cells=tuple(_cell(indicator, sheet, mark, names, proposal) for sheet, mark in own),
        spread=max((spread(one) for one in points.values()), default=Fraction(0)),
        is_split=len(said) > 1,
        score=score,
        decided=decided,
        proposal=proposal,
    )


def _cell(
    indicator: Indicator, sheet: ScoreSheet, mark: Mark, parts: Mapping[str, str], proposal: Proposal | None
) -> MarkCell:
    moved = proposal is not None and mark.fact and mark.fact != proposal.exact
    return MarkCell(
        assessor=sheet.member.user.full_name,
        part=parts.get(sheet.part, ""),
        value=_text(mark.value),
        level_text=_level_text(indicator, mark.value),
        not_applicable=mark.not_applicable,
        reason=mark.reason,
        note=mark.note,
        fact_then=proposal.when(mark.fact).text if proposal is not None and moved else "",
    )


def _decided(
    indicator: Indicator, rows: Iterable[ModeratedMark], newest: Mapping[str, ModeratedMark]
) -> tuple[Decided, ...]:
    return tuple(
        Decided(
            row, _text(row.value), _level_text(indicator, row.value), newest[row.indicator] is row and not row.withdrawn
        )
        for row in rows
        if row.indicator == indicator.code
    )


def _text(value: Decimal | None) -> str:
    return "" if value is None else number_text(value)


def _level_text(indicator: Indicator, value: Decimal | None) -> str:
    """The words of a level, or the unit of a number."""
    if value is None:
        return ""
    if indicator.number:
        return indicator.number.unit
    level = indicator.level(value)
    return level.text if level else ""


def widest_first(blocks: Sequence[IndicatorBlock]) -> list[IndicatorBlock]:
    """Order indicators by how far their marks lie apart; those of which not all say that they apply come first."""
    return sorted(blocks, key=lambda block: (not block.is_split, -block.spread))

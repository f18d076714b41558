"""From marks to totals. Missing, not applicable and zero are three different things, and stay so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from assessments.instrument import Component, Indicator, Instrument
from assessments.scoring.types import (
    ComponentScore,
    EntryScore,
    IndicatorScore,
    Mark,
    Missing,
    MissingKind,
    Sheet,
)


def score_entry(instrument: Instrument, entry: str, sheets: Iterable[Sheet]) -> EntryScore:
    """Score one village from all its sheets.

    An indicator's score is the mean of the assessors' marks as a share of the scale. A mark "not applicable" is
    left out of the mean; an indicator that nobody finds applicable leaves its component, whose other weights
    then count for the whole. A missing mark or sheet makes the entry incomplete: it has no total.
    """
    own = sorted((sheet for sheet in sheets if sheet.entry == entry), key=lambda sheet: sheet.assessor)
    components = tuple(_component(instrument, part, own) for part in instrument.components)
    missing = tuple(_missing(instrument, own, components))
    return EntryScore(entry, None if missing else _total(components), components, missing)


def partial_components(instrument: Instrument, marks: Mapping[str, Mark]) -> tuple[ComponentScore, ...]:
    """Score the marks that one assessor has given so far, for the sheet's running subtotals; provisional only."""
    sheet = Sheet(entry="", assessor="", submitted=False, marks=marks)
    return tuple(_component(instrument, part, [sheet]) for part in instrument.components)


def _component(instrument: Instrument, part: Component, sheets: Sequence[Sheet]) -> ComponentScore:
    indicators = tuple(_indicator(instrument, indicator, sheets) for indicator in part.indicators)
    scored = [(one.score, one.weight) for one in indicators if one.score is not None]
    weight = sum((weight for _score, weight in scored), Fraction(0))
    score = sum((score * weight for score, weight in scored), Fraction(0)) / weight if scored else None
    return ComponentScore(part.code, score, Fraction(part.weight), indicators)


def _indicator(instrument: Instrument, indicator: Indicator, sheets: Sequence[Sheet]) -> IndicatorScore:
    marks = tuple((sheet.assessor, sheet.marks[indicator.code]) for sheet in sheets if indicator.code in sheet.marks)
    values = [Fraction(mark.value) for _assessor, mark in marks if mark.value is not None]
    score = sum(values, Fraction(0)) / len(values) / Fraction(instrument.scale_max) * 100 if values else None
    return IndicatorScore(indicator.code, score, Fraction(indicator.weight), marks)


def _total(components: Iterable[ComponentScore]) -> Fraction:
    return sum((part.weighted for part in components if part.weighted is not None), Fraction(0))


def _missing(
    instrument: Instrument, sheets: Sequence[Sheet], components: Iterable[ComponentScore]
) -> Iterator[Missing]:
    if not sheets:
        yield Missing(MissingKind.NO_SHEET)
        return
    for sheet in sheets:
        unmarked = [code for code in instrument.indicators if code not in sheet.marks]
        yield from (Missing(MissingKind.NO_MARK, sheet.assessor, code) for code in unmarked)
        if not sheet.submitted:
            yield Missing(MissingKind.NOT_SUBMITTED, sheet.assessor)
    for part in components:
        if part.score is None and all(one.marks for one in part.indicators):
            yield Missing(MissingKind.NOTHING_APPLICABLE, where=part.code)

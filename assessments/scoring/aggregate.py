"""From marks to totals. Missing, not applicable and zero are three different things, and stay so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from assessments.instrument import Aggregation, Component, Indicator, Instrument
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
    """Score one village from all its sheets; every assessor who is to judge it must have one [ours].

    An indicator's score is the mean of the assessors' marks as a share of the scale. A mark "not applicable"
    is left out of the mean; an indicator that nobody finds applicable leaves its component, whose other
    weights then count for the whole. A missing mark or sheet makes the entry incomplete: it has no total, and
    neither has any part that the missing thing belongs to. Raises ValueError for a mark that the instrument
    does not know and for two sheets of one assessor.
    """
    own = sorted((sheet for sheet in sheets if sheet.entry == entry), key=lambda sheet: sheet.assessor)
    _check(instrument, own)
    components = tuple(_component(instrument, part, own) for part in instrument.components)
    missing = tuple(_missing(instrument, own, components))
    return EntryScore(entry, None if missing else _total(components), components, missing)


def partial_components(instrument: Instrument, marks: Mapping[str, Mark]) -> tuple[ComponentScore, ...]:
    """Score the marks that one assessor has given so far, for running subtotals; provisional only."""
    given = {code: mark for code, mark in marks.items() if not mark.is_missing}
    sheet = Sheet(entry="", assessor="", submitted=True, marks=given)
    return tuple(_component(instrument, part, [sheet], so_far=True) for part in instrument.components)


def _check(instrument: Instrument, sheets: Sequence[Sheet]) -> None:
    """Refuse what no form would have saved; a score is never made of a value that no level has."""
    if len({sheet.assessor for sheet in sheets}) < len(sheets):
        raise ValueError("two sheets of one assessor for one entry")
    for sheet in sheets:
        for code, mark in sheet.marks.items():
            indicator = instrument.indicators.get(code)
            if indicator is None:
                raise ValueError(f"no such indicator: {code}")
            if mark.value is not None and indicator.level(mark.value) is None:
                raise ValueError(f"{code}: no level has the value {mark.value}")
            if mark.not_applicable and not indicator.allows_not_applicable:
                raise ValueError(f"{code}: always applicable")


def _component(
    instrument: Instrument, part: Component, sheets: Sequence[Sheet], *, so_far: bool = False
) -> ComponentScore:
    indicators = [_indicator(instrument, indicator, sheets) for indicator in part.indicators]
    weight = sum((one.weight for one in indicators if one.score is not None), Fraction(0))
    if not weight or not (so_far or all(len(one.marks) == len(sheets) for one in indicators)):
        return ComponentScore(part.code, None, Fraction(part.weight), tuple(indicators))
    score = sum((one.score * one.weight for one in indicators if one.score is not None), Fraction(0)) / weight
    shared = tuple(_with_share(one, Fraction(part.weight) / weight) for one in indicators)
    return ComponentScore(part.code, score, Fraction(part.weight), shared)


def _with_share(one: IndicatorScore, points_a_weight: Fraction) -> IndicatorScore:
    share = Fraction(0) if one.score is None else one.weight * points_a_weight
    return IndicatorScore(one.code, one.score, one.weight, one.marks, share)


def _indicator(instrument: Instrument, indicator: Indicator, sheets: Sequence[Sheet]) -> IndicatorScore:
    found = ((sheet.assessor, sheet.mark(indicator.code)) for sheet in sheets if sheet.submitted)
    marks = tuple((assessor, mark) for assessor, mark in found if mark is not None)
    values = [Fraction(mark.value) for _assessor, mark in marks if mark.value is not None]
    score = None
    if values and len(marks) == len(sheets):
        score = _combine(instrument.aggregation, values) * 100 / Fraction(instrument.scale_max)
    return IndicatorScore(indicator.code, score, Fraction(indicator.weight), marks)


def _combine(rule: Aggregation, values: Sequence[Fraction]) -> Fraction:
    """Make one value of several assessors'; the one place where the instrument's rules are told apart."""
    match rule:
        case Aggregation.MEAN:
            return sum(values, Fraction(0)) / len(values)
        case _:
            assert_never(rule)


def _total(components: Iterable[ComponentScore]) -> Fraction:
    return sum((part.weighted for part in components if part.weighted is not None), Fraction(0))


def _missing(
    instrument: Instrument, sheets: Sequence[Sheet], components: Iterable[ComponentScore]
) -> Iterator[Missing]:
    if not sheets:
        yield Missing(MissingKind.NO_SHEET)
        return
    for sheet in sheets:
        if not sheet.submitted:
            yield Missing(MissingKind.NOT_SUBMITTED, sheet.assessor)
            continue
        unmarked = [code for code in instrument.indicators if sheet.mark(code) is None]
        yield from (Missing(MissingKind.NO_MARK, sheet.assessor, code) for code in unmarked)
    for part in components:
        if all(len(one.marks) == len(sheets) and not one.counted for one in part.indicators):
            yield Missing(MissingKind.NOTHING_APPLICABLE, where=part.code)

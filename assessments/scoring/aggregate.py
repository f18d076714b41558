"""From marks to totals. Missing, not applicable and zero are three different things, and stay so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple, assert_never

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

# The sheets of an entry by part, in the order of the parts and of the assessors.
Seats = Mapping[str, Sequence[Sheet]]

NOTHING_MODERATED: Mapping[str, Mark] = MappingProxyType({})


class _Given(NamedTuple):
    """One mark of a sheet that was handed in."""

    part: str
    assessor: str
    mark: Mark


def score_entry(
    instrument: Instrument, entry: str, sheets: Iterable[Sheet], moderated: Mapping[str, Mark] = NOTHING_MODERATED
) -> EntryScore:
    """Score one village from all its sheets; every assessor who is to judge it must have one [ours].

    An indicator's score is what the instrument's rule (mean, median, trimmed mean) makes of the assessors' marks as
    shares of the scale; of several parts, the mean of its scores there, weighted with the parts [ours]. A mark "not
    applicable" is left out; an indicator that nobody finds applicable leaves its component, whose other weights then
    count for the whole. Where the plenary moderated an indicator, its mark counts alone.

    A missing mark or sheet, also of a moderated indicator, or a part without any sheet makes the entry incomplete: it
    has no total, and neither has any part that the missing thing belongs to. Raises ValueError for a mark or a part
    that the instrument does not know and for two sheets of one assessor for one part.
    """
    own = [sheet for sheet in sheets if sheet.entry == entry]
    _check(instrument, own, moderated)
    seats: dict[str, list[Sheet]] = {code: [] for code in instrument.part_codes}
    for sheet in sorted(own, key=lambda sheet: sheet.assessor):
        seats[sheet.part].append(sheet)
    components = tuple(_component(instrument, component, seats, moderated) for component in instrument.components)
    missing = tuple(_missing(instrument, seats, components))
    return EntryScore(entry, None if missing else _total(components), components, missing)


def partial_components(instrument: Instrument, marks: Mapping[str, Mark], part: str = "") -> tuple[ComponentScore, ...]:
    """Score the marks that one assessor has given so far in a part, for running subtotals; provisional only.

    Only the indicators of that part are in the components. Of an instrument with parts, "" stands for all of them.
    """
    given = {code: mark for code, mark in marks.items() if not mark.is_missing}
    sheet = Sheet(entry="", assessor="", submitted=True, marks=given)
    seats = {code: [sheet] for code in ([part] if part else instrument.part_codes)}
    return tuple(
        _component(instrument, component, seats, NOTHING_MODERATED, so_far=True) for component in instrument.components
    )


def _check(instrument: Instrument, sheets: Sequence[Sheet], moderated: Mapping[str, Mark]) -> None:
    """Refuse what no form would have saved; a score is never made of a mark that the instrument does not know."""
    if len({(sheet.part, sheet.assessor) for sheet in sheets}) < len(sheets):
        raise ValueError("two sheets of one assessor for one entry")
    for sheet in sheets:
        if sheet.part not in instrument.part_codes:
            raise ValueError(f"no such part: {sheet.part}")
        for code, mark in sheet.marks.items():
            if sheet.part not in instrument.parts_of(_check_mark(instrument, code, mark)):
                raise ValueError(f"{code}: not marked in the part {sheet.part}")
    check_moderated(instrument, moderated)


def check_moderated(instrument: Instrument, moderated: Mapping[str, Mark]) -> None:
    """Refuse a mark of the plenary that the instrument does not know, or that says nothing. Raises ValueError."""
    for code, mark in moderated.items():
        _check_mark(instrument, code, mark)
        if mark.is_missing:
            raise ValueError(f"{code}: the plenary's mark says nothing")


def _check_mark(instrument: Instrument, code: str, mark: Mark) -> Indicator:
    indicator = instrument.indicators.get(code)
    if indicator is None:
        raise ValueError(f"no such indicator: {code}")
    if mark.value is not None and not indicator.accepts(mark.value):
        words = "no number for a mark is" if indicator.number else "no level has the value"
        raise ValueError(f"{code}: {words} {mark.value}")
    if mark.not_applicable and not indicator.allows_not_applicable:
        raise ValueError(f"{code}: always applicable")
    return indicator


def _component(
    instrument: Instrument,
    component: Component,
    seats: Seats,
    moderated: Mapping[str, Mark],
    *,
    so_far: bool = False,
) -> ComponentScore:
    own = [one for one in component.indicators if any(code in seats for code in instrument.parts_of(one))]
    indicators = [_indicator(instrument, one, seats, moderated.get(one.code)) for one in own]
    weight = sum((one.weight for one in indicators if one.score is not None), Fraction(0))
    is_full = all(
        _is_full(instrument, one, seats, len(found.marks)) for one, found in zip(own, indicators, strict=True)
    )
    if not weight or not (so_far or is_full):
        return ComponentScore(component.code, None, Fraction(component.weight), tuple(indicators))
    score = sum((one.score * one.weight for one in indicators if one.score is not None), Fraction(0)) / weight
    shared = tuple(_with_share(one, Fraction(component.weight) / weight) for one in indicators)
    return ComponentScore(component.code, score, Fraction(component.weight), shared)


def _with_share(one: IndicatorScore, points_a_weight: Fraction) -> IndicatorScore:
    share = Fraction(0) if one.score is None else one.weight * points_a_weight
    return IndicatorScore(one.code, one.score, one.weight, one.marks, share, one.mark_parts, one.moderated)


def _indicator(instrument: Instrument, indicator: Indicator, seats: Seats, moderated: Mark | None) -> IndicatorScore:
    found = (
        (part, sheet.assessor, sheet.mark(indicator.code))
        for part in instrument.parts_of(indicator)
        for sheet in seats.get(part, ())
        if sheet.submitted
    )
    given = [_Given(part, assessor, mark) for part, assessor, mark in found if mark is not None]
    score = None
    if _is_full(instrument, indicator, seats, len(given)):
        score = (
            _of_parts(instrument, indicator, given) if moderated is None else _of(instrument, indicator, [moderated])
        )
    return IndicatorScore(
        indicator.code,
        score,
        Fraction(indicator.weight),
        tuple((one.assessor, one.mark) for one in given),
        mark_parts=tuple(one.part for one in given),
        moderated=moderated,
    )


def _is_full(instrument: Instrument, indicator: Indicator, seats: Seats, given: int) -> bool:
    """Tell whether each sheet of each part of the indicator has its mark, and no part is without sheets."""
    counts = [len(seats[code]) for code in instrument.parts_of(indicator) if code in seats]
    return all(counts) and given == sum(counts)


def _of_parts(instrument: Instrument, indicator: Indicator, given: Sequence[_Given]) -> Fraction | None:
    """Give the mean of an indicator's scores in its parts; one in which it applied to nobody does not count."""
    scores = {
        code: _of(instrument, indicator, [one.mark for one in given if one.part == code])
        for code in instrument.parts_of(indicator)
    }
    applied = {code: score for code, score in scores.items() if score is not None}
    if len(applied) == 1:
        return next(iter(applied.values()))
    weights = {code: Fraction(instrument.part_weights[code]) for code in applied}
    total = sum((score * weights[code] for code, score in applied.items()), Fraction(0))
    return total / sum(weights.values()) if applied else None


def _of(instrument: Instrument, indicator: Indicator, marks: Iterable[Mark]) -> Fraction | None:
    """Give the score of some marks, 0 to 100; None where none of them has a value."""
    values = [mark.value for mark in marks if mark.value is not None]
    if not values:
        return None
    if indicator.number:
        return _combine(instrument.aggregation, [indicator.number.share(value) for value in values]) * 100
    return _combine(instrument.aggregation, list(map(Fraction, values))) * 100 / Fraction(instrument.scale_max)


def _combine(rule: Aggregation, values: Sequence[Fraction]) -> Fraction:
    """Make one value of several assessors'; the one place where the instrument's rules are told apart."""
    count = len(values)
    match rule:
        case Aggregation.MEAN:
            return sum(values, Fraction(0)) / count
        case Aggregation.MEDIAN:
            ordered = sorted(values)
            return (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
        case Aggregation.TRIMMED_MEAN:
            kept = sorted(values)[1:-1] if count > 2 else values
            return sum(kept, Fraction(0)) / len(kept)
        case _:
            assert_never(rule)


def _total(components: Iterable[ComponentScore]) -> Fraction:
    return sum((one.weighted for one in components if one.weighted is not None), Fraction(0))


def _missing(instrument: Instrument, seats: Seats, components: Iterable[ComponentScore]) -> Iterator[Missing]:
    for part, sheets in seats.items():
        if not sheets:
            yield Missing(MissingKind.NO_SHEET, part=part)
        for sheet in sheets:
            if not sheet.submitted:
                yield Missing(MissingKind.NOT_SUBMITTED, sheet.assessor, part=part)
                continue
            unmarked = [one.code for one in instrument.marked_in(part) if sheet.mark(one.code) is None]
            yield from (Missing(MissingKind.NO_MARK, sheet.assessor, code, part) for code in unmarked)
    for component in components:
        found = [(instrument.indicators[one.code], one) for one in component.indicators]
        if all(one.score is None and _is_full(instrument, own, seats, len(one.marks)) for own, one in found):
            yield Missing(MissingKind.NOTHING_APPLICABLE, where=component.code)

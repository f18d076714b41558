"""Thematic awards: the best in some components or indicators, on exact values."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from assessments.instrument import TOTAL, Award, Instrument
from assessments.scoring.ranking import rank_by_keys
from assessments.scoring.types import EntryScore

Values = Mapping[str, Fraction | None]


def award_places(instrument: Instrument, scores: Iterable[EntryScore]) -> dict[str, list[tuple[str, int, Fraction]]]:
    """Give, for each award by its code, (entry, place, score 0 to 100) of those who are placed, best first.

    Only complete entries are placed, of all categories together. Equal scores share the place, as 1, 2, 2, 4, so
    that more may be placed than the award has places [ours]. Entries of one place stand in the order of their names.
    """
    complete = sorted((score for score in scores if score.is_complete), key=lambda score: score.entry)
    return {award.code: _placed(instrument, award, complete) for award in instrument.awards}


def _placed(instrument: Instrument, award: Award, scores: Iterable[EntryScore]) -> list[tuple[str, int, Fraction]]:
    weights, read = _basis(instrument, award)
    found = {score.entry: _mean(weights, read(score)) for score in scores}
    reached = {entry: value for entry, value in found.items() if value is not None}
    ranks = rank_by_keys({entry: (value,) for entry, value in reached.items()})
    return [(entry, place, reached[entry]) for entry, place in ranks.items() if place <= award.places]


def _basis(instrument: Instrument, award: Award) -> tuple[Mapping[str, Fraction], Callable[[EntryScore], Values]]:
    """Give what each thing that an award goes by weighs in the instrument, and how to read it from a score.

    An indicator weighs what it can add to the total while all indicators of its component apply.
    """
    if award.basis == (TOTAL,):
        return {TOTAL: Fraction(1)}, lambda score: {TOTAL: score.total}
    components = {one.code: Fraction(one.weight) for one in instrument.components}
    if set(award.basis) <= set(components):
        return {code: components[code] for code in award.basis}, _components
    weights: dict[str, Fraction] = {}
    for component in instrument.components:
        within = sum((Fraction(one.weight) for one in component.indicators), Fraction(0))
        weights |= {
            one.code: Fraction(component.weight) * Fraction(one.weight) / within for one in component.indicators
        }
    return {code: weights[code] for code in award.basis}, _indicators


def _components(score: EntryScore) -> Values:
    return {component.code: component.score for component in score.components}


def _indicators(score: EntryScore) -> Values:
    return {one.code: one.score for component in score.components for one in component.indicators}


def _mean(weights: Mapping[str, Fraction], values: Values) -> Fraction | None:
    """Give the weighted mean; what applied to nobody is left out, None where nothing is there."""
    there = [(value, weight) for code, weight in weights.items() if (value := values[code]) is not None]
    weight = sum((weight for _value, weight in there), Fraction(0))
    return sum((value * weight for value, weight in there), Fraction(0)) / weight if weight else None

"""The same scores as `score_entry` gives, in plain integers and without the tree: to rank a whole country at once.

A mark is a *cell*: its value in thousandths, NOT_APPLICABLE, or None where it is missing. A *row* is one sheet: its
part, and a cell for each indicator of that part, in the order of `instrument.marked_in(part)`; a sheet that was not
handed in is a row of None. All arithmetic is exact: what a mark counts is a whole number of points, of which the
instrument's `unit` make the full scale, and a mean stays a sum and a count until the last step.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from operator import getitem
from typing import NamedTuple

from assessments.instrument import FULL_WEIGHT, PLENARY, TOTAL, Aggregation, Indicator, Instrument
from assessments.scoring.aggregate import NOTHING_MODERATED, check_moderated
from assessments.scoring.types import Mark, Sheet

Cell = int | None
Row = tuple[str, Sequence[Cell]]
# A mean not yet divided: the sum of points, and their number; 0 of 0 where nothing applies.
Pair = tuple[int, int]

# Below anything that the column of a mark can store in thousandths.
NOT_APPLICABLE = -1_000_000_000
NOTHING: Pair = (0, 0)
THOUSAND = 1000
# So many instruments are kept ready, and so many different numbers of an indicator.
_READY, _KEPT = 16, 10_000


class _Component(NamedTuple):
    """A component's weight, and where its indicators stand in the sheet, with their weights."""

    weight: int
    place: slice
    weights: list[int]


class Scores(NamedTuple):
    """The total of an entry, and the score of each component in the instrument's order."""

    total: Fraction
    components: list[Fraction]


class Totals:
    """An instrument made ready to score many entries."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        indicators = instrument.indicators
        self.unit = lcm(*(_steps(instrument, indicator) for indicator in indicators.values()))
        points = {code: _Points(instrument, indicator, self.unit) for code, indicator in indicators.items()}
        self._points = list(points.values())
        self._places = {code: place for place, code in enumerate(indicators)}
        marked = {part: [one.code for one in instrument.marked_in(part)] for part in instrument.part_codes}
        self._tables = {part: [points[code] for code in codes] for part, codes in marked.items()}
        self._part_weights = dict(zip(marked, whole(instrument.part_weights.values()), strict=True))
        # For each indicator of the whole sheet: its parts, and where it stands in the sheet of each.
        self._sources = [
            [(part, codes.index(code)) for part, codes in marked.items() if code in codes] for code in indicators
        ]
        self._mean = _RULES[instrument.aggregation]
        *weights, self._full = whole([*(component.weight for component in instrument.components), FULL_WEIGHT])
        self._components = list(_components(instrument, weights))
        codes = [component.code for component in instrument.components]
        self._rungs = [codes.index(key) for key in instrument.tie_break if key not in {TOTAL, PLENARY}]

    def keys(
        self, rows: Iterable[Row], moderated: Mapping[str, Mark] = NOTHING_MODERATED
    ) -> tuple[Fraction, ...] | None:
        """Give an entry's values on the ladder, total first, from one row an assessor and part; None if incomplete.

        Equal to `ladder_keys` of `score_entry`. Raises ValueError for a part, a mark or a length of a row that the
        instrument does not know.
        """
        scores = self.scores(rows, moderated)
        return None if scores is None else self.ladder(scores)

    def ladder(self, scores: Scores) -> tuple[Fraction, ...]:
        """Give the values on the ladder of an entry's scores."""
        return scores.total, *(scores.components[place] for place in self._rungs)

    def scores(self, rows: Iterable[Row], moderated: Mapping[str, Mark] = NOTHING_MODERATED) -> Scores | None:
        """Give an entry's total and all its components as `keys` reads them; None if incomplete."""
        check_moderated(self.instrument, moderated)
        given = list(rows)
        try:
            found = self._pairs(given)
        except KeyError:
            self._refuse(given)
            return None
        if found is None:
            return None
        for code, mark in moderated.items():
            place = self._places[code]
            found[place] = self._mean([self._points[place][_cell(mark)]])
        return self._scores(found)

    def cells(self, sheet: Sheet) -> Row:
        """Give the row of a sheet. Raises ValueError for a mark or a part that the instrument does not know."""
        if sheet.part not in self._tables:
            raise ValueError(f"no such part: {sheet.part}")
        marks = [sheet.marks.get(indicator.code) for indicator in self.instrument.marked_in(sheet.part)]
        if len(sheet.marks) != sum(mark is not None for mark in marks):
            raise ValueError(f"an indicator that is not marked in the part {sheet.part}")
        cells = [None if mark is None else _cell(mark) for mark in marks]
        if sheet.submitted:
            return sheet.part, cells
        self._refuse([(sheet.part, cells)])
        return sheet.part, [None] * len(cells)

    def _pairs(self, rows: Iterable[Row]) -> list[Pair] | None:
        """Give each indicator's mean, in the order of the whole sheet; None for a part without rows.

        Raises KeyError where a cell has no points: it is missing, or no mark of the indicator.
        """
        points: dict[str, list[list[int | None]]] = {part: [] for part in self._tables}
        for part, cells in rows:
            tables = self._tables[part]
            if len(cells) != len(tables):
                raise ValueError(f"{len(cells)} marks for {len(tables)} indicators")
            points[part].append(list(map(getitem, tables, cells)))
        if not all(points.values()):
            return None
        means = {part: list(map(self._mean, zip(*own, strict=True))) for part, own in points.items()}
        if len(means) == 1:
            return next(iter(means.values()))
        return [self._of_parts([(part, means[part][place]) for part, place in own]) for own in self._sources]

    def _of_parts(self, means: Sequence[tuple[str, Pair]]) -> Pair:
        """Join the means of an indicator in its parts by the parts' weights; where it did not apply, none counts."""
        applied = [(self._part_weights[part], total, count) for part, (total, count) in means if count]
        common = lcm(*(count for _weight, _total, count in applied))
        total = sum(weight * total * (common // count) for weight, total, count in applied)
        return total, common * sum(weight for weight, _total, _count in applied)

    def _scores(self, means: Sequence[Pair]) -> Scores | None:
        """Weigh indicators into components and these into the total; None where a component has nothing to weigh."""
        scores: list[Pair] = []
        for component in self._components:
            own = means[component.place]
            common = lcm(*[count for _total, count in own if count])
            amount = weight = 0
            for each, (points, count) in zip(component.weights, own, strict=True):
                if count:
                    amount += each * points * (common // count)
                    weight += each
            if not weight:
                return None
            scores.append((100 * amount, common * weight * self.unit))
        common = lcm(*[of for _amount, of in scores])
        weighed = zip(self._components, scores, strict=True)
        points = sum(one.weight * amount * (common // of) for one, (amount, of) in weighed)
        total = Fraction(points, common * self._full)
        return Scores(total, [Fraction(*score) for score in scores])

    def _refuse(self, rows: Iterable[Row]) -> None:
        """Raise ValueError where a row holds what is no mark; what is missing is none of that."""
        for part, cells in rows:
            if part not in self._tables:
                raise ValueError(f"no such part: {part}")
            for table, cell in zip(self._tables[part], cells, strict=True):
                table.refuse(cell)


def entry_keys(
    instrument: Instrument, sheets: Iterable[Sheet], moderated: Mapping[str, Mark] = NOTHING_MODERATED
) -> tuple[Fraction, ...] | None:
    """Give an entry's values on the ladder, total first, from all its sheets; None if incomplete.

    Raises ValueError as `score_entry` does.
    """
    own = list(sheets)
    if len({(sheet.part, sheet.assessor) for sheet in own}) < len(own):
        raise ValueError("two sheets of one assessor for one entry")
    totals = _ready(instrument)
    return totals.keys([totals.cells(sheet) for sheet in own], moderated)


@lru_cache(maxsize=_KEPT)
def cell_of(value: Decimal) -> int:
    """Give a mark's value in thousandths. Raises ValueError for what is no whole number of them."""
    if not value.is_finite():
        raise ValueError(f"no mark is {value}")
    numerator, denominator = value.as_integer_ratio()
    if THOUSAND % denominator:
        raise ValueError(f"no mark has more than three decimals: {value}")
    return numerator * (THOUSAND // denominator)


class _Points(dict[Cell, int | None]):
    """What each mark of an indicator counts, in points; None for "not applicable". A KeyError says: no mark."""

    def __init__(self, instrument: Instrument, indicator: Indicator, unit: int) -> None:
        self.indicator = indicator
        self._unit = unit
        levels = {cell_of(level.value): level.value for level in indicator.levels}
        shares = {cell: indicator.share(value, instrument.scale_max) for cell, value in levels.items()}
        super().__init__({cell: int(share * unit) for cell, share in shares.items()})
        if indicator.allows_not_applicable:
            self[NOT_APPLICABLE] = None

    def __missing__(self, cell: Cell) -> int:
        """Count a number that is itself the mark."""
        number = self.indicator.number
        value = None if cell is None else Decimal(cell).scaleb(-3)
        if number is None or value is None or not self.indicator.accepts(value):
            raise KeyError(cell)
        points = int(number.share(value) * self._unit)
        if len(self) < _KEPT:
            self[cell] = points
        return points

    def refuse(self, cell: Cell) -> None:
        """Raise ValueError for what is no mark of the indicator; a missing one is none of that."""
        try:
            if cell is not None:
                self[cell]
        except KeyError as error:
            raise ValueError(f"{self.indicator.code}: no mark is {cell} thousandths") from error


def _cell(mark: Mark) -> Cell:
    if mark.value is None:
        return NOT_APPLICABLE if mark.not_applicable else None
    return cell_of(mark.value)


def _steps(instrument: Instrument, indicator: Indicator) -> int:
    """Give of how many equal steps all that the marks of an indicator can count are multiples."""
    if indicator.number:
        return abs(cell_of(indicator.number.best) - cell_of(indicator.number.worst))
    return lcm(*(indicator.share(level.value, instrument.scale_max).denominator for level in indicator.levels))


def whole(weights: Iterable[Decimal]) -> list[int]:
    """Give weights in the same proportions as whole numbers."""
    exact = [Fraction(weight) for weight in weights]
    common = lcm(*(weight.denominator for weight in exact))
    return [int(weight * common) for weight in exact]


def _components(instrument: Instrument, weights: Iterable[int]) -> Iterable[_Component]:
    start = 0
    for component, weight in zip(instrument.components, weights, strict=True):
        stop = start + len(component.indicators)
        yield _Component(weight, slice(start, stop), whole(one.weight for one in component.indicators))
        start = stop


def _applied(column: Sequence[int | None]) -> Sequence[int]:
    return [points for points in column if points is not None] if None in column else column  # type: ignore[return-value]


def _mean(column: Sequence[int | None]) -> Pair:
    points = _applied(column)
    return sum(points), len(points)


def _median(column: Sequence[int | None]) -> Pair:
    points = sorted(_applied(column))
    count = len(points)
    return (points[(count - 1) // 2] + points[count // 2], 2) if count else NOTHING


def _trimmed_mean(column: Sequence[int | None]) -> Pair:
    points = _applied(column)
    kept = sorted(points)[1:-1] if len(points) > 2 else points
    return sum(kept), len(kept)


_RULES: Mapping[Aggregation, Callable[[Sequence[int | None]], Pair]] = {
    Aggregation.MEAN: _mean,
    Aggregation.MEDIAN: _median,
    Aggregation.TRIMMED_MEAN: _trimmed_mean,
}

# By identity: an instrument that is kept here keeps its number.
_made: dict[int, Totals] = {}


def _ready(instrument: Instrument) -> Totals:
    """Give the instrument made ready, once for each of the last few."""
    found = _made.get(id(instrument))
    if found is None:
        if len(_made) >= _READY:
            _made.clear()
        found = _made[id(instrument)] = Totals(instrument)
    return found

"""PURE, with numpy: how firm each rank is when the weights and the choice of assessors had been a little different.

The idea is the robustness check of composite indicators (Saisana, Saltelli and Tarantola 2005, J. R. Stat. Soc. A
168:307-323; OECD/JRC Handbook on Constructing Composite Indicators 2008, step 7): vary at the same time all that was
decided by judgement, rank again each time, and tell how often each entry came where. What is varied here is ours:

- the weight of each component, evenly within a quarter above and below, all scaled to 100 again [ours];
- the assessors: as many as the panel has are drawn with replacement (bootstrap, Efron 1979), and an entry's marks
  count as often as their assessor was drawn. Where none of those who judged the entry (or a part of it) was drawn, or
  those drawn found nothing of a component applicable, all of them count once there [ours].

Moderated marks stay: the plenary is nobody's luck. It describes the result and changes nothing: the official rank is
computed without it, on exact values. A draw ranks by the total alone; totals closer than a billionth of a point are
equal and share the better rank.

The same marks and seed give the same result on any machine: of numpy's generator only the raw bits are used, which
are fixed for PCG64 (its distributions may change), and sums are taken in one order, entry by entry.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assessments.instrument import Aggregation, Instrument
from assessments.scoring.stability_result import EntryStability, Pair, Stability
from assessments.scoring.totals import entry_keys
from assessments.scoring.types import Mark, Sheet

DRAWS = 10_000
SPREAD = "0.25"
# Totals nearer than this, in points of 100, are equal in a draw: finer differences are rounding.
EQUAL = 1e-9
# The better of two is told apart from the other where it is ahead in at least so many of 100 draws [ours].
CERTAIN = 95
# The interval of an entry leaves out at most so many of 100 draws at either end.
TAIL = 5
# Up to so many entries every pair is looked at, beyond it neighbours only.
ALL_PAIRS = 60

# How many numbers a table may hold at a time: the totals (draws x entries), and what is made on the way.
_TOTALS, _CELLS = 8_000_000, 1_000_000

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# A mark [entry, indicator], and how often it counts [vector, entry, indicator].
Steps = Sequence[tuple[Floats, Ints]]


def stability(
    instrument: Instrument,
    sheets_by_entry: Mapping[str, Sequence[Sheet]],
    moderated: Mapping[str, Mapping[str, Mark]],
    *,
    seed: int,
    draws: int = DRAWS,
    spread: str = SPREAD,
) -> Stability:
    """Rank the complete entries again and again, each time with other weights and another panel drawn by lot.

    Call it with the entries of one category. `moderated` holds the plenary's marks by entry and indicator. The panel
    are all who judged one of the complete entries. The order of the input does not matter. Raises ValueError for no
    draws, a negative seed, and a spread that is not from 0 to below 1.
    """
    if draws < 1 or not 0 <= Fraction(spread) < 1:
        raise ValueError("at least one draw, and a spread from 0 to below 1")
    order = _official(instrument, sheets_by_entry, moderated)
    sheets = [sheets_by_entry[entry] for entry in order]
    panel = sorted({sheet.assessor for own in sheets for sheet in own})
    weights, drawn = _draw(instrument, len(panel), seed=seed, draws=draws, spread=float(spread))
    groups = _groups(instrument, sheets, [moderated.get(entry, {}) for entry in order], panel)
    tally = _Tally(len(order))
    length = max(1, _TOTALS // max(1, len(order)))
    for start in range(0, draws, length):
        some = slice(start, start + length)
        tally.add(_totals(instrument, groups, weights[some], drawn[some], len(order)))
    return Stability(
        seed=seed,
        draws=draws,
        spread=spread,
        entries=tuple(_entry(entry, counts, draws) for entry, counts in zip(order, tally.counts, strict=True)),
        pairs=tuple(
            Pair(order[better], order[other], ahead, neighbours=other == better + 1)
            for (better, other), ahead in tally.ahead.items()
            if 100 * ahead < CERTAIN * draws
        ),
    )


def _official(
    instrument: Instrument, sheets: Mapping[str, Sequence[Sheet]], moderated: Mapping[str, Mapping[str, Mark]]
) -> list[str]:
    """Give the complete entries, best first; those that the whole ladder leaves equal by name."""
    found = {entry: entry_keys(instrument, own, moderated.get(entry, {})) for entry, own in sheets.items()}
    keys = {entry: values for entry, values in found.items() if values is not None}
    return sorted(keys, key=lambda entry: ([-value for value in keys[entry]], entry))


def _draw(instrument: Instrument, panel: int, *, seed: int, draws: int, spread: float) -> tuple[Floats, Ints]:
    """Draw the weights [draw, component], and how often each assessor counts [draw, assessor]."""
    base = np.array([float(component.weight) for component in instrument.components])
    size = len(base) + panel
    raw = np.random.PCG64(seed).random_raw(draws * size).reshape(draws, size)
    even = (raw >> np.uint64(11)) * 2.0**-53
    weights = base * (1 + spread * (2 * even[:, : len(base)] - 1))
    total = np.zeros(draws)
    for column in weights.T:
        total += column
    counts = np.zeros((draws, panel), np.int64)
    for place in (even[:, len(base) :] * panel).astype(np.int64).T:
        counts[np.arange(draws), place] += 1
    return 100 * weights / total[:, None], counts


class _Group(NamedTuple):
    """Entries that the same assessors judged, with their marks as shares 0 to 1; NaN stands for not applicable.

    `seats` are, for each part, the places in the panel of those who judged it; `marks` for each part
    [entry, indicator, seat]. `moderated` says where `fixed` holds the plenary's mark [entry, indicator].
    """

    columns: list[int]
    seats: tuple[tuple[int, ...], ...]
    marks: tuple[Floats, ...]
    moderated: NDArray[np.bool_]
    fixed: Floats

    def block(self, some: slice) -> "_Group":
        return _Group(
            self.columns[some],
            self.seats,
            tuple(marks[some] for marks in self.marks),
            self.moderated[some],
            self.fixed[some],
        )


def _groups(
    instrument: Instrument,
    sheets: Sequence[Sequence[Sheet]],
    moderated: Sequence[Mapping[str, Mark]],
    panel: Sequence[str],
) -> list[_Group]:
    """Put entries with the same assessors together: what a draw makes of the panel is then the same for all."""
    place = {assessor: at for at, assessor in enumerate(panel)}
    members: defaultdict[tuple[tuple[int, ...], ...], list[int]] = defaultdict(list)
    for column, own in enumerate(sheets):
        seats = (sorted(place[sheet.assessor] for sheet in own if sheet.part == part) for part in instrument.part_codes)
        members[tuple(map(tuple, seats))].append(column)
    share = _shares(instrument)
    return [
        _group(instrument, seats, columns, [sheets[at] for at in columns], [moderated[at] for at in columns], share)
        for seats, columns in members.items()
    ]


def _group(
    instrument: Instrument,
    seats: tuple[tuple[int, ...], ...],
    columns: list[int],
    sheets: Sequence[Sequence[Sheet]],
    moderated: Sequence[Mapping[str, Mark]],
    share: Callable[[str, Mark], float],
) -> _Group:
    shape = (len(columns), len(instrument.indicators))
    parts = {code: at for at, code in enumerate(instrument.part_codes)}
    place = {code: at for at, code in enumerate(instrument.indicators)}
    marks = tuple(np.full((*shape, len(seat)), np.nan) for seat in seats)
    fixed, is_fixed = np.full(shape, np.nan), np.zeros(shape, np.bool_)
    for row, own in enumerate(sheets):
        given = dict.fromkeys(parts, 0)
        for sheet in sorted(own, key=lambda one: one.assessor):
            table, seat = marks[parts[sheet.part]][row], given[sheet.part]
            given[sheet.part] += 1
            for code, mark in sheet.marks.items():
                table[place[code], seat] = share(code, mark)
        for code, mark in moderated[row].items():
            is_fixed[row, place[code]], fixed[row, place[code]] = True, share(code, mark)
    return _Group(columns, seats, marks, is_fixed, fixed)


def _shares(instrument: Instrument) -> Callable[[str, Mark], float]:
    """Give what a mark counts, 0 to 1 or NaN, each value of an indicator computed once."""
    known: dict[tuple[str, Decimal], float] = {}

    def share(code: str, mark: Mark) -> float:
        if mark.value is None:
            return np.nan
        found = known.get((code, mark.value))
        if found is None:
            found = float(instrument.indicators[code].share(mark.value, instrument.scale_max))
            known[code, mark.value] = found
        return found

    return share


def _totals(instrument: Instrument, groups: Sequence[_Group], weights: Floats, drawn: Ints, entries: int) -> Floats:
    """Give the totals [draw, entry]. Each different vector of counts is looked at once (126 for five assessors)."""
    totals = np.zeros((len(weights), entries))
    for group in groups:
        everybody = sorted({seat for part in group.seats for seat in part})
        vectors, which = _distinct(drawn[:, everybody])
        vectors = np.vstack([vectors, np.ones(len(everybody), np.int64)])
        seats = [[everybody.index(seat) for seat in part] for part in group.seats]
        cells = max(len(weights), vectors.size * len(instrument.indicators))
        length = max(1, _CELLS // cells)
        for start in range(0, len(group.columns), length):
            block = group.block(slice(start, start + length))
            scores = _components(instrument, block, [vectors[:, seat] for seat in seats])
            total = sum(weight[:, None] * score[which] for weight, score in zip(weights.T, scores, strict=True))
            totals[:, block.columns] = total
    return totals


def _distinct(counts: Ints) -> tuple[Ints, Ints]:
    """Give the different rows of a table, and which of them each row is."""
    which = np.zeros(len(counts), np.int64)
    beyond = counts.max(initial=0) + 1
    for column in counts.T:
        _keys, which = np.unique(which * beyond + column, return_inverse=True)
    _keys, first = np.unique(which, return_index=True)
    return counts[first], which


def _components(instrument: Instrument, group: _Group, counts: Sequence[Ints]) -> Iterator[Floats]:
    """Give each component's score [vector, entry], 0 to 1; in the last vector everybody counts once."""
    indicators = _indicators(instrument, group, counts)
    place = 0
    for component in instrument.components:
        own = indicators[:, :, place : place + len(component.indicators)]
        place += len(component.indicators)
        weights = [float(indicator.weight) for indicator in component.indicators]
        score = _weighted_mean(list(np.moveaxis(own, 2, 0)), weights)
        yield np.where(np.isnan(score), score[-1], score)


def _indicators(instrument: Instrument, group: _Group, counts: Sequence[Ints]) -> Floats:
    """Give each indicator's score [vector, entry, indicator]; NaN where nobody found it applicable."""
    combine = _RULES[instrument.aggregation]
    parts = [
        combine(_steps(marks, np.where(own.any(axis=1, keepdims=True), own, 1)))
        for marks, own in zip(group.marks, counts, strict=True)
    ]
    weights = [float(weight) for weight in instrument.part_weights.values()]
    return np.where(group.moderated, group.fixed, _weighted_mean(parts, weights))


def _weighted_mean(tables: Sequence[Floats], weights: Sequence[float]) -> Floats:
    """Give the mean of what is there, place by place; NaN where nothing is."""
    total, all_weight = np.zeros(tables[0].shape), np.zeros(tables[0].shape)
    for table, weight in zip(tables, weights, strict=True):
        there = ~np.isnan(table)
        total += weight * np.where(there, table, 0)
        all_weight += weight * there
    return _divide(total, all_weight)


def _divide(total: Floats, count: NDArray[Any]) -> Floats:
    result = np.full(total.shape, np.nan)
    np.divide(total, count, out=result, where=count > 0)
    return result


def _steps(marks: Floats, counts: Ints) -> Steps:
    """Give the marks of each entry and indicator from the lowest up, with how often each counts."""
    order = np.argsort(marks, axis=2, kind="stable")
    marks = np.take_along_axis(marks, order, axis=2)
    return [
        (np.where(np.isnan(mark), 0, mark), np.where(np.isnan(mark), 0, counts[:, seat]))
        for mark, seat in zip(np.moveaxis(marks, 2, 0), np.moveaxis(order, 2, 0), strict=True)
    ]


def _mean(steps: Steps) -> Floats:
    total, count = _sums(steps)
    return _divide(total, count)


def _trimmed_mean(steps: Steps) -> Floats:
    """Leave out one lowest and one highest mark where there are at least three."""
    total, count = _sums(steps)
    low, high = _at(steps, np.zeros_like(count)), _at(steps, count - 1)
    return np.where(count >= 3, _divide(total - low - high, count - 2), _divide(total, count))


def _median(steps: Steps) -> Floats:
    _total, count = _sums(steps)
    middle = (_at(steps, (count - 1) // 2) + _at(steps, count // 2)) / 2
    return np.where(count > 0, middle, np.nan)


_RULES: Mapping[Aggregation, Callable[[Steps], Floats]] = {
    Aggregation.MEAN: _mean,
    Aggregation.MEDIAN: _median,
    Aggregation.TRIMMED_MEAN: _trimmed_mean,
}


def _sums(steps: Steps) -> tuple[Floats, Ints]:
    """Sum the marks, and count them."""
    total, count = np.zeros(steps[0][1].shape), np.zeros(steps[0][1].shape, np.int64)
    for mark, times in steps:
        total += mark * times
        count += times
    return total, count


def _at(steps: Steps, place: Ints) -> Floats:
    """Give the mark at a place, counted from 0, of the marks written out in order."""
    found, below = np.zeros(place.shape), np.zeros(place.shape, np.int64)
    for mark, times in steps:
        found = np.where((below <= place) & (place < below + times), mark, found)
        below += times
    return found


class _Tally:
    """What is counted over all draws; entries are numbered in their official order."""

    def __init__(self, entries: int) -> None:
        places = range(entries)
        # [entry, rank - 1]: in how many draws.
        self.counts: Ints = np.zeros((entries, entries), np.int64)
        self.ahead = dict.fromkeys(combinations(places, 2) if entries <= ALL_PAIRS else pairwise(places), 0)

    def add(self, totals: Floats) -> None:
        entries = totals.shape[1]
        length = max(1, _CELLS // max(1, entries))
        for start in range(0, len(totals), length):
            ranks = _ranks(totals[start : start + length])
            cells = (np.arange(entries) * entries + ranks).ravel()
            self.counts += np.bincount(cells, minlength=entries * entries).reshape(entries, entries)
            columns = np.ascontiguousarray(ranks.T)
            for better, other in self.ahead:
                self.ahead[better, other] += int(np.count_nonzero(columns[better] < columns[other]))


def _ranks(totals: Floats) -> Ints:
    """Rank each draw [draw, entry] from 0; equal totals share the better rank."""
    order = np.argsort(-totals, axis=1)
    ordered = np.take_along_axis(totals, order, axis=1)
    place = np.arange(totals.shape[1])
    equal = ordered[:, :-1] - ordered[:, 1:] < EQUAL
    first = np.broadcast_to(place, totals.shape).copy()
    first[:, 1:][equal] = 0
    ranks = np.empty(totals.shape, np.int64)
    np.put_along_axis(ranks, order, np.maximum.accumulate(first, axis=1), axis=1)
    return ranks


def _entry(entry: str, counts: Ints, draws: int) -> EntryStability:
    up_to = np.cumsum(counts)
    low, median, high = (int(np.argmax(100 * up_to >= percent * draws)) + 1 for percent in (TAIL, 50, 100 - TAIL))
    had = tuple((int(at) + 1, int(counts[at])) for at in np.flatnonzero(counts))
    return EntryStability(entry, median, low, high, had)

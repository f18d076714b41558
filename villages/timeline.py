"""PURE: where things stand on the timeline of a village's year.

Sideways positions are per cent of the drawing's width, written with a point, so that it fits a phone and a page alike
while its texts keep their size; heights are pixels.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from villages.stages import StageState

# Room at both sides, in per cent, so that a mark on the first or last day is whole.
MARGIN = 2
HEAD, ROW, FOOT = 40, 36, 22
# Within a row: the words above, the marks below.
WORDS, MARKS = 12, 23
# As many months as can each have a letter on a phone; with more, only each quarter has its name.
NAMED_MONTHS = 15


class Month(NamedTuple):
    """One month of the axis: where it begins and where its name stands; not each has one where there are many."""

    first: date
    x: str
    middle: str
    is_named: bool


class Bar(NamedTuple):
    """The time by which a stage is late, with where the words about it end or begin."""

    start: str
    end: str
    words: str
    anchor: str
    days: int


class Row(NamedTuple):
    """One stage: its marks for plan and being held ("" for none), the way between them, and how late it is."""

    state: StageState
    top: int
    words: int
    y: int
    planned: str
    held: str
    late: Bar | None


class Timeline(NamedTuple):
    """All that is drawn: the grid from `axis` to `bottom`, with a line of words at `foot`.

    `today` is "" when the day lies outside the months shown.
    """

    first: date
    last: date
    height: int
    axis: int
    bottom: int
    foot: int
    row_height: int
    months: tuple[Month, ...]
    rows: tuple[Row, ...]
    today: str
    today_anchor: str


def build_timeline(states: Sequence[StageState], year: int, today: date) -> Timeline:
    """Lay out the stages over the months of the year, and of more where a stage is planned or held outside of it."""
    scale = _Scale(*_months_around(states, year))
    height = HEAD + ROW * len(states) + FOOT
    inside = scale.first <= today <= scale.last
    at = scale.share(today)
    return Timeline(
        first=scale.first,
        last=scale.last,
        height=height,
        axis=HEAD,
        bottom=height - FOOT,
        foot=height - FOOT + 16,
        row_height=ROW,
        months=tuple(_months(scale)),
        rows=tuple(_row(state, place, scale, today) for place, state in enumerate(states)),
        today=_written(at) if inside else "",
        today_anchor="start" if at < 15 else "end" if at > 85 else "middle",
    )


class _Scale(NamedTuple):
    """From a day to its place; a day outside stands at the edge."""

    first: date
    last: date

    def share(self, day: date) -> float:
        part = (day - self.first).days / (self.last - self.first).days
        return MARGIN + min(max(part, 0.0), 1.0) * (100 - 2 * MARGIN)

    def at(self, day: date) -> str:
        return _written(self.share(day))


def _months_around(states: Iterable[StageState], year: int) -> tuple[date, date]:
    days = [day for state in states for day in (state.planned_on, state.held_on) if day]
    first = min([date(year, 1, 1), *(day.replace(day=1) for day in days)])
    last = max([date(year, 12, 31), *(_next_month(day) - timedelta(days=1) for day in days)])
    return first, last


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _months(scale: _Scale) -> Iterator[Month]:
    starts = [scale.first]
    while (following := _next_month(starts[-1])) <= scale.last:
        starts.append(following)
    for first in starts:
        middle = (scale.share(first) + scale.share(_next_month(first))) / 2
        is_named = len(starts) <= NAMED_MONTHS or first.month % 3 == 1
        yield Month(first, scale.at(first), _written(middle), is_named)


def _row(state: StageState, place: int, scale: _Scale, today: date) -> Row:
    top = HEAD + ROW * place
    return Row(
        state=state,
        top=top,
        words=top + WORDS,
        y=top + MARKS,
        planned=scale.at(state.planned_on) if state.planned_on else "",
        held=scale.at(state.held_on) if state.held_on else "",
        late=_bar(state, scale, today),
    )


def _bar(state: StageState, scale: _Scale, today: date) -> Bar | None:
    days = state.days_late(today)
    if not days or state.planned_on is None:
        return None
    start, end = scale.share(state.planned_on), scale.share(state.held_on or today)
    to_left = end > 50
    return Bar(
        start=_written(start),
        end=_written(end),
        words=_written(end if to_left else start),
        anchor="end" if to_left else "start",
        days=days,
    )


def _written(share: float) -> str:
    return f"{share:.2f}"

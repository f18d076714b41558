"""PURE: a chart of days: what was planned when, and when it was held (components/chart_timeline.html)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from p2wkss.charts import BAR, GAP, LINE, WIDTH, Box, Chart, Label, Row, Series, shorten, width_of

SIZE = 9.0
# Room at both ends, so that a mark on the first or the last day is whole.
EDGE = SIZE


@dataclass(frozen=True)
class Moment:
    """One row: what it is, the day for which it was planned and the day on which it was held, None without one."""

    label: str
    planned: date | None
    held: date | None


def timeline_chart(
    key: str,
    title: str,
    description: str,
    *,
    head: str,
    columns: tuple[str, str],
    rows: Sequence[Moment],
    write: Callable[[date], str],
    month: Callable[[date], str],
    none: str = "–",
) -> Chart:
    """Lay out days on an axis of months: a tall empty box for the plan, a full square for the day it was held.

    A line joins the two. `columns` name plan and day in the table and the legend, `write` a day, `month` the name of
    a month on the axis. Rows without a day stand in the chart as an empty line, and in the table.
    """
    days = [day for row in rows for day in (row.planned, row.held) if day]
    first, last = (min(days), max(days)) if days else (date.min, date.min)
    start, end = first.replace(day=1), _next(last)

    def place(day: date) -> float:
        return round(EDGE + (day - start).days / max((end - start).days, 1) * (WIDTH - 2 * EDGE), 2)

    height = LINE + len(rows) * (LINE + BAR + GAP)
    boxes, labels = [], []
    if days:
        axis = list(_axis(start, end, place, month))
        boxes += [Box(round(x - 0.25, 2), LINE - 2, 0.5, height - LINE, "span-track") for x, _ in axis]
        labels += [Label(x + 2, LINE - 5, words) for x, words in axis if words]
    top = LINE
    for row in rows:
        words = shorten(row.label, WIDTH)
        labels.append(Label(0, top + LINE - 3, words, full=row.label if words != row.label else ""))
        top += LINE
        boxes += _marks(row, columns, top, place, write)
        top += BAR + GAP
    table = tuple(
        Row(
            row.label,
            tuple(zip(columns, (write(day) if day else none for day in (row.planned, row.held)), strict=True)),
        )
        for row in rows
    )
    series = Series(columns[0], "series-2"), Series(columns[1], "series-1")
    return Chart(key, title, description, height, tuple(boxes), tuple(labels), (head, *columns), table, series)


def _marks(
    row: Moment, columns: tuple[str, str], top: float, place: Callable[[date], float], write: Callable[[date], str]
) -> Iterator[Box]:
    """Give the line to read along, the way from plan to day, and the two marks: the tall one is the plan."""
    middle = top + BAR / 2
    yield Box(0, middle - 0.5, WIDTH, 0.5, "span-track")
    if row.planned and row.held:
        left, right = sorted((place(row.planned), place(row.held)))
        yield Box(left, middle - 1.5, round(right - left, 2), 3, "series-3")
    if row.planned:
        about = f"{row.label}, {columns[0]}: {write(row.planned)}"
        yield Box(round(place(row.planned) - SIZE / 4, 2), top, SIZE / 2, BAR, "series-2", about)
    if row.held:
        about = f"{row.label}, {columns[1]}: {write(row.held)}"
        yield Box(round(place(row.held) - SIZE / 2, 2), middle - SIZE / 2, SIZE, SIZE, "series-1", about)


def _axis(
    start: date, end: date, place: Callable[[date], float], month: Callable[[date], str]
) -> Iterator[tuple[float, str]]:
    """Give where each month begins, and its name where there is room for it."""
    free = 0.0
    day = start
    while day < end:
        x, words = place(day), month(day)
        fits = x >= free and x + 2 + width_of(words) <= WIDTH
        free = x + width_of(words) + GAP if fits else free
        yield x, words if fits else ""
        day = _next(day)


def _next(day: date) -> date:
    """Give the first day of the next month."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)

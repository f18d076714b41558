"""PURE: where the bars, cells and words of a chart stand, in units of its own box.

- `bar_chart`: amounts, beside each other or stacked (components/chart_bars.html).
- `marked_bars`: an amount with the one it is compared with as a mark, such as components and the mean of the district
  (chart_marks.html).
- `heat_grid`: rows x columns in shades, such as which agency worked in which field (chart_grid.html).
- `transition_grid`: from which stage to which, before and after (chart_grid.html).
- `span_chart`: between which places a rank may lie (chart_spans.html).
- `timeline_chart`, in `p2wkss.chart_time`: what was planned and held when, such as the twelve stages
  (chart_timeline.html).

Templates draw it as SVG, on paper all with reports/chart_block.html, and print the same figures as a table from `rows`
(components/chart_table.html). A box is as wide as a phone, so that its words stay readable there: labels stand above
their bars, and the figure beside each bar and in each cell is always written. What differs, differs in shape or
lightness, so that black and white print tells it too.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

WIDTH = 336.0
LETTER = 7.6  # the width of a letter, on the safe side, at the size of the words of a chart
_NARROW = frozenset("Iijlft .,:;'|")
GAP = 8.0
BAR = 14.0
LINE = 18.0
CELL_HEIGHT = 30.0
TURNED_ROOM = 18 * LETTER
SHADES = 4
Write = Callable[[int], str]


@dataclass(frozen=True)
class Box:
    """A rectangle: a part of a bar, or a cell; `look` is its class, `about` what it tells on its own."""

    x: float
    y: float
    width: float
    height: float
    look: str
    about: str = ""


@dataclass(frozen=True)
class Label:
    """Words at a place: `full` holds what was too long, `look` the class; `turned` words read upwards."""

    x: float
    y: float
    words: str
    look: str = "chart-label"
    full: str = ""
    turned: bool = False


@dataclass(frozen=True)
class Row:
    """One row of the table beside a chart: its name, then (column, figure as written)."""

    label: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Series:
    """One kind of figure that each row of bars has: its name and its look."""

    name: str
    look: str


@dataclass(frozen=True)
class Bars:
    """What one row of a bar chart tells: its name, a figure for each series, and a look of its own if it has one."""

    label: str
    values: tuple[int, ...]
    look: str = ""


@dataclass(frozen=True)
class Span:
    """One row of places in an order: from the best to the last place that something may have, and the one it has."""

    label: str
    low: int
    high: int
    place: int


@dataclass(frozen=True)
class Marked:
    """One bar and the amount that it is compared with; None where there is nothing to compare with."""

    label: str
    value: int
    mark: int | None


Lane = Sequence[tuple[Series, int]]


@dataclass(frozen=True)
class Chart:
    """A chart, ready to be drawn; `key` tells its parts from those of other charts on the page."""

    key: str
    title: str
    description: str
    height: float
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    series: tuple[Series, ...] = ()
    width: float = WIDTH

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.rows

    @property
    def legend(self) -> tuple[tuple[float, Series], ...]:
        """Where each look is named on paper, below the picture; nothing where there is only one."""
        if len(self.series) < 2:
            return ()
        return tuple((self.height + GAP + at * LINE, one) for at, one in enumerate(self.series))

    @property
    def height_on_paper(self) -> float:
        """The height with the legend."""
        return self.height + (GAP + len(self.legend) * LINE if self.legend else 0)


def shorten(text: str, room: float) -> str:
    """Cut words to a width, with an ellipsis for what is left out."""
    if width_of(text) <= room:
        return text
    kept = next(end for end in range(len(text) - 1, -1, -1) if not end or width_of(text[:end]) + LETTER <= room)
    return f"{text[:kept].rstrip()}…"


def width_of(text: str) -> float:
    """Estimate the width of words in a chart, on the safe side; narrow letters count half."""
    return LETTER * sum(0.5 if letter in _NARROW else 1 for letter in text)


def bar_chart(
    key: str,
    title: str,
    description: str,
    *,
    head: str,
    series: Sequence[Series],
    rows: Sequence[Bars],
    write: Write = str,
    exact: Write | None = None,
    stacked: bool = False,
) -> Chart:
    """Lay out horizontal bars, all to one scale: beside each other for each series, or end to end when stacked.

    `head` names the rows in the table, where `exact` writes the figures if `write` rounds them. Negative figures are
    refused: a bar has no side to show them on.
    """
    if any(value < 0 for row in rows for value in row.values):
        raise ValueError("a bar cannot be shorter than nothing")
    lanes = [_lanes(series, row, stacked=stacked) for row in rows]
    totals = [_total(lane) for own in lanes for lane in own]
    room = max((width_of(write(total)) for total in totals), default=0) + GAP
    scale = (WIDTH - room) / max(totals) if any(totals) else 0.0
    boxes: list[Box] = []
    labels: list[Label] = []
    top = 0.0
    for row, own in zip(rows, lanes, strict=True):
        labels.append(_label(0, top + LINE - 5, row.label, WIDTH))
        top += LINE
        for lane in own:
            boxes += _segments(row, lane, top, scale, write)
            end = round(_total(lane) * scale + GAP / 2, 2)
            labels.append(Label(end, top + BAR - 4, write(_total(lane)), "chart-figure"))
            top += BAR
        top += GAP
    columns = tuple(one.name for one in series)
    table = tuple(_row(row.label, columns, map(exact or write, row.values)) for row in rows)
    return Chart(key, title, description, top, tuple(boxes), tuple(labels), (head, *columns), table, tuple(series))


def _lanes(series: Sequence[Series], row: Bars, *, stacked: bool) -> list[Lane]:
    """Give the bars of a row: one of all figures end to end, or one for each."""
    pairs = tuple(zip(series, row.values, strict=True))
    return [pairs] if stacked else [(pair,) for pair in pairs]


def _total(lane: Lane) -> int:
    return sum(value for _, value in lane)


def _segments(row: Bars, lane: Lane, top: float, scale: float, write: Write) -> Iterator[Box]:
    end = 0.0
    for one, value in lane:
        about = f"{row.label}, {one.name}: {write(value)}"
        yield Box(round(end, 2), top, round(value * scale, 2), BAR - 2, row.look or one.look, about)
        end += value * scale


def marked_bars(
    key: str,
    title: str,
    description: str,
    *,
    head: str,
    columns: tuple[str, str],
    rows: Sequence[Marked],
    write: Write = str,
    most: int = 0,
    none: str = "–",
) -> Chart:
    """Lay out one bar a row, all to one scale, each crossed by a line at the amount it is compared with.

    `columns` name the bar and the mark, in the table and in the legend; `most` is the end of the scale, such as the
    best score, where no figure is larger. Negative figures are refused.
    """
    if any(amount < 0 for row in rows for amount in (row.value, row.mark or 0)):
        raise ValueError("a bar cannot be shorter than nothing")
    room = max((width_of(write(row.value)) for row in rows), default=0) + GAP
    longest = max([most, *(amount for row in rows for amount in (row.value, row.mark or 0))])
    scale = (WIDTH - room) / longest if longest else 0.0
    boxes: list[Box] = []
    labels: list[Label] = []
    top = 0.0
    for row in rows:
        labels.append(_label(0, top + LINE - 5, row.label, WIDTH))
        top += LINE + 2
        boxes.append(Box(0, top + BAR / 2 - 1, round(WIDTH - room, 2), 1, "span-track"))
        about = f"{row.label}, {columns[0]}: {write(row.value)}"
        boxes.append(Box(0, top, round(row.value * scale, 2), BAR - 2, "series-4", about))
        if row.mark is not None:
            left = round(min(max(row.mark * scale - 1.5, 0), WIDTH - room - 3), 2)
            boxes.append(Box(left, top - 3, 3, BAR + 4, "series-1", f"{columns[1]}: {write(row.mark)}"))
        labels.append(Label(round(WIDTH - room + GAP, 2), top + BAR - 4, write(row.value), "chart-figure"))
        top += BAR + GAP
    table = tuple(_row(row.label, columns, (write(row.value), _or(row.mark, write, none))) for row in rows)
    series = Series(columns[0], "series-4"), Series(columns[1], "series-1")
    return Chart(key, title, description, top, tuple(boxes), tuple(labels), (head, *columns), table, series)


def _or(value: int | None, write: Write, none: str) -> str:
    return none if value is None else write(value)


def heat_grid(
    key: str,
    title: str,
    description: str,
    *,
    head: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[int]]],
    write: Write = str,
    mark: Callable[[int, int], str] | None = None,
    label_room: float = 116.0,
) -> Chart:
    """Lay out rows x columns of figures, each cell shaded in one of five steps and with its figure written.

    `mark` gives a sign that stands before the figure of a cell that is not zero, by its place.
    """
    cell = round((WIDTH - label_room) / max(len(columns), 1), 2)
    largest = max((value for _, values in rows for value in values), default=0)
    top, labels = _column_labels(columns, label_room, cell)
    boxes: list[Box] = []
    for line, (name, values) in enumerate(rows):
        y = top + line * CELL_HEIGHT
        labels.append(_label(0, y + CELL_HEIGHT / 2 + 5, name, label_room - GAP / 2))
        for at, (column, value) in enumerate(zip(columns, values, strict=True)):
            shade = shade_of(value, largest)
            x = round(label_room + at * cell, 2)
            boxes.append(Box(x, y, cell, CELL_HEIGHT, f"shade-{shade}", f"{name}, {column}: {write(value)}"))
            figure = f"{mark(line, at) if mark and value else ''}{write(value)}"
            place = round(x + cell / 2, 2), y + CELL_HEIGHT / 2 + 5
            labels.append(Label(*place, figure, f"chart-cell on-shade-{shade}"))
    table = tuple(_row(name, columns, map(write, values)) for name, values in rows)
    height = top + len(rows) * CELL_HEIGHT
    return Chart(key, title, description, height, tuple(boxes), tuple(labels), (head, *columns), table)


def span_chart(
    key: str,
    title: str,
    description: str,
    *,
    head: str,
    columns: tuple[str, str],
    rows: Sequence[Span],
    write: Callable[[Span], str],
    mark: Write = str,
    ends: tuple[int, int] | None = None,
) -> Chart:
    """Lay out from which to which place something may come, all to one scale, with its own place marked.

    `columns` name the own place and the span in the table; `write` tells a span in words, `mark` its own place.
    The best place stands on the left. A span and its mark differ in shape, not only in shade. `ends` are the best
    and the last place of the scale, where it is that of other charts beside this one.
    """
    if any(not row.low <= row.high for row in rows):
        raise ValueError("a span ends before it begins")
    places = [place for row in rows for place in (row.low, row.high, row.place)]
    least, most = ends or (min(places, default=1), max(places, default=1))
    room = max((width_of(write(row)) for row in rows), default=0) + GAP
    step = (WIDTH - room) / (most - least + 1)
    boxes: list[Box] = []
    labels: list[Label] = []
    top = 0.0
    for row in rows:
        labels.append(_label(0, top + LINE - 5, row.label, WIDTH))
        top += LINE
        start, width = round((row.low - least) * step, 2), round((row.high - row.low + 1) * step, 2)
        middle, half = (row.place - least + 0.5) * step, min(step / 2, 4.0)
        boxes.append(Box(0, top + BAR / 2 - 1, round(WIDTH - room, 2), 1, "span-track"))
        boxes.append(Box(start, top, width, BAR - 1, "series-4", f"{row.label}: {write(row)}"))
        boxes.append(Box(round(middle - half, 2), top + 2, round(2 * half, 2), BAR - 5, "series-1", mark(row.place)))
        labels.append(Label(round(WIDTH - room + GAP, 2), top + BAR - 3, write(row), "chart-figure"))
        top += BAR + GAP
    table = tuple(_row(row.label, columns, (mark(row.place), write(row))) for row in rows)
    return Chart(key, title, description, top, tuple(boxes), tuple(labels), (head, *columns), table)


def transition_grid(
    key: str,
    title: str,
    description: str,
    *,
    head: str,
    stages: Sequence[tuple[str, str]],
    counts: Sequence[Sequence[int]],
    write: Write = str,
) -> Chart:
    """Lay out how many came from which stage (rows) to which (columns); an arrow tells a rise from a fall.

    `stages` are (name, short name), from the lowest to the highest.
    """
    return heat_grid(
        key,
        title,
        description,
        head=head,
        label_room=100.0,
        columns=[short for _, short in stages],
        rows=[(name, values) for (name, _), values in zip(stages, counts, strict=True)],
        write=write,
        mark=lambda before, after: "↑" if after > before else "↓" if after < before else "",
    )


def _column_labels(columns: Sequence[str], left: float, cell: float) -> tuple[float, list[Label]]:
    """Give the room that the names of columns take, and the names: upright where they fit, else read upwards."""
    longest = max(map(width_of, columns), default=0)
    middles = [round(left + (at + 0.5) * cell, 2) for at in range(len(columns))]
    if longest <= cell:
        look = "chart-label chart-middle"
        return LINE, [_label(x, LINE - 5, name, cell, look) for x, name in zip(middles, columns, strict=True)]
    top = min(longest, TURNED_ROOM) + GAP
    return top, [
        _label(x + 4, top - 4, name, TURNED_ROOM, turned=True) for x, name in zip(middles, columns, strict=True)
    ]


def shade_of(value: int, largest: int) -> int:
    """Give the step of a shade: 0 for nothing, then 1 to 4 as shares of the largest figure."""
    return min(ceil(SHADES * value / largest), SHADES) if value > 0 else 0


def _label(x: float, y: float, text: str, room: float, look: str = "chart-label", *, turned: bool = False) -> Label:
    words = shorten(text, room)
    return Label(x, y, words, look, text if words != text else "", turned)


def _row(label: str, columns: Sequence[str], figures: Iterable[str]) -> Row:
    return Row(label, tuple(zip(columns, figures, strict=True)))

"""Where the parts of a chart stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2wkss.charts import (
    SHADES,
    WIDTH,
    Bars,
    Chart,
    Label,
    Series,
    Span,
    bar_chart,
    heat_grid,
    shade_of,
    shorten,
    span_chart,
    transition_grid,
)

AMOUNTS = st.integers(0, 10**13)
NAMES = st.text("abc DEF", max_size=60)
SERIES = (Series("Dijanjikan", "series-2"), Series("Terlaksana", "series-1"))
CLOSE = 0.02  # places are rounded to a hundredth


def draw_bars(rows: list[Bars], *, stacked: bool) -> Chart:
    return bar_chart("money", "Dana", "", head="Sumber", series=SERIES, rows=rows, stacked=stacked)


def draw_grid(rows: list[list[int]], columns: list[str]) -> Chart:
    named = [(f"Instansi {at}", values) for at, values in enumerate(rows)]
    return heat_grid("map", "Peta", "", head="Instansi", columns=columns, rows=named)


def extent(label: Label) -> tuple[float, float, float, float]:
    """Where words may reach, measured with the narrowest sensible letter so that the test is no stricter than type."""
    long = sum(3.0 if letter == " " else 5.0 for letter in label.words)
    if label.turned:
        return label.x - 10, label.y - long, label.x + 2, label.y
    left = label.x - long / 2 if "chart-middle" in label.look or "chart-cell" in label.look else label.x
    return left, label.y - 10, left + long, label.y


def assert_inside(chart: Chart) -> None:
    for box in chart.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.width >= 0
        assert box.x + box.width <= chart.width + CLOSE * len(chart.columns)
        assert box.y + box.height <= chart.height
    for label in chart.labels:
        left, top, right, bottom = extent(label)
        assert left >= -CLOSE
        assert top >= 0
        assert right <= chart.width + CLOSE
        assert bottom <= chart.height


bars = st.lists(st.builds(Bars, NAMES, st.tuples(AMOUNTS, AMOUNTS)), max_size=8)


@given(bars, st.booleans())
def test_bars_stay_in_their_box(rows: list[Bars], stacked: bool) -> None:
    assert_inside(draw_bars(rows, stacked=stacked))


@given(bars, st.booleans())
def test_lengths_are_in_proportion(rows: list[Bars], stacked: bool) -> None:
    chart = draw_bars(rows, stacked=stacked)
    values = [value for row in rows for value in row.values]
    longest = max([*values, 0])
    widest = max([box.width for box in chart.boxes], default=0.0)
    for box, value in zip(chart.boxes, values, strict=True):
        share = value / longest if longest else 0.0
        assert box.width == pytest.approx(share * widest, abs=CLOSE)


@given(bars)
def test_stacked_parts_add_up_to_their_sum(rows: list[Bars]) -> None:
    chart = draw_bars(rows, stacked=True)
    sums = [sum(row.values) for row in rows]
    ends = [chart.boxes[at + 1].x + chart.boxes[at + 1].width for at in range(0, len(chart.boxes), 2)]
    for end, total in zip(ends, sums, strict=True):
        assert end == pytest.approx(total / max(sums) * max(ends) if total else 0.0, abs=2 * CLOSE)
    for first, second in zip(chart.boxes[::2], chart.boxes[1::2], strict=True):
        assert second.x == pytest.approx(first.x + first.width, abs=CLOSE)


@given(bars)
def test_table_tells_every_figure_of_the_chart(rows: list[Bars]) -> None:
    chart = draw_bars(rows, stacked=False)
    assert chart.columns == ("Sumber", "Dijanjikan", "Terlaksana")
    assert [tuple(int(figure) for _, figure in row.cells) for row in chart.rows] == [row.values for row in rows]
    assert [label.words for label in chart.labels if label.look == "chart-figure"] == [
        str(value) for row in rows for value in row.values
    ]


@given(
    st.integers(1, 12).flatmap(
        lambda n: st.tuples(
            st.lists(st.lists(st.integers(0, 999), min_size=n, max_size=n), max_size=6),
            st.lists(NAMES, min_size=n, max_size=n),
        )
    )
)
def test_cells_stay_in_their_box_and_keep_their_figures(drawn: tuple[list[list[int]], list[str]]) -> None:
    rows, columns = drawn
    chart = draw_grid(rows, columns)
    assert_inside(chart)
    written = [int(label.words) for label in chart.labels if "chart-cell" in label.look]
    assert written == [value for row in rows for value in row]
    assert [[int(figure) for _, figure in row.cells] for row in chart.rows] == rows


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_shade_grows_with_the_figure(value: int, largest: int) -> None:
    value = min(value, largest)
    assert 0 <= shade_of(value, largest) <= SHADES
    assert (shade_of(value, largest) == 0) == (value == 0)
    assert shade_of(max(value - 1, 0), largest) <= shade_of(value, largest)
    assert shade_of(largest, largest) == SHADES


@given(st.text(max_size=80), st.floats(1, WIDTH))
def test_shortened_words_begin_the_full_ones(text: str, room: float) -> None:
    words = shorten(text, room)
    assert len(words) <= max(len(text), 1)
    assert words == text or text.startswith(words[:-1])


def test_long_label_keeps_its_full_text() -> None:
    name = "Dinas Keluarga Berencana, Pemberdayaan Perempuan dan Perlindungan Anak"
    label = draw_bars([Bars(name, (1, 2))], stacked=False).labels[0]
    assert label.words.endswith("…")
    assert label.full == name
    assert draw_bars([Bars("Dinas", (1, 2))], stacked=False).labels[0].full == ""


def test_negative_figure_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter than nothing"):
        draw_bars([Bars("Dana desa", (1, -1))], stacked=False)


def test_rise_and_fall_are_told_by_an_arrow() -> None:
    chart = transition_grid(
        "stages", "Tahap", "", head="Awal", stages=[("Pra Sejahtera", "Pra"), ("KS I", "I")], counts=[[4, 3], [2, 0]]
    )
    assert [label.words for label in chart.labels if "chart-cell" in label.look] == ["4", "↑3", "↓2", "0"]
    assert chart.columns == ("Awal", "Pra", "I")
    assert not chart.is_empty


# Spans


def spans() -> st.SearchStrategy[list[Span]]:
    places = st.integers(1, 60)
    rows = st.tuples(places, places, places).map(lambda three: (min(three[:2]), max(three[:2]), three[2]))
    return st.lists(rows.map(lambda row: Span("Desa", *row)), max_size=12)


@given(rows=spans())
def test_a_span_lies_on_the_scale_and_holds_its_mark(rows: list[Span]) -> None:
    found = span_chart("k", "Judul", "Uraian", head="Desa", columns=("P", "R"), rows=rows, write=lambda row: "1–60")
    tracks, bars, marks = found.boxes[::3], found.boxes[1::3], found.boxes[2::3]
    assert len(tracks) == len(bars) == len(marks) == len(found.rows) == len(rows)
    for row, track, bar, mark in zip(rows, tracks, bars, marks, strict=True):
        assert -CLOSE <= bar.x <= bar.x + bar.width <= track.width + 3 * CLOSE
        assert -CLOSE <= mark.x <= mark.x + mark.width <= track.width + 3 * CLOSE
        if row.low <= row.place <= row.high:
            assert bar.x - CLOSE <= mark.x <= mark.x + mark.width <= bar.x + bar.width + 3 * CLOSE


def test_charts_beside_each_other_have_one_scale() -> None:
    def draw(row: Span) -> float:
        return (
            span_chart("k", "J", "U", head="D", columns=("P", "R"), rows=[row], write=lambda row: "1", ends=(1, 10))
            .boxes[1]
            .width
        )

    assert draw(Span("A", 1, 2, 1)) == draw(Span("B", 9, 10, 9))


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before"):
        span_chart("k", "J", "U", head="D", columns=("P", "R"), rows=[Span("A", 3, 2, 3)], write=str)  # type: ignore[arg-type]

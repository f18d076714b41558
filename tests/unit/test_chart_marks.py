"""Where marks stand: an amount against the one it is compared with, and days on an axis of months."""

import html
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from p2wkss.chart_time import Moment, timeline_chart
from p2wkss.charts import WIDTH, Bars, Chart, Marked, Series, bar_chart, heat_grid, marked_bars
from tests.unit.test_charts import CLOSE, assert_inside

AMOUNTS = st.integers(0, 10_000)
DAYS = st.one_of(st.none(), st.dates(date(2019, 1, 1), date(2021, 12, 31)))


def marked(rows: list[Marked], **facts: Any) -> Chart:
    return marked_bars("k", "Komponen", "Uraian.", head="K", columns=("Desa", "Rata-rata"), rows=rows, **facts)


def timeline(rows: list[Moment]) -> Chart:
    return timeline_chart(
        "t",
        "Dua belas tahap",
        "Uraian.",
        head="Tahap",
        columns=("Rencana", "Terlaksana"),
        rows=rows,
        write=date.isoformat,
        month=lambda day: f"{day:%m/%y}",
    )


# Components and the mean of the district


@given(st.lists(st.builds(Marked, st.text("abc D", max_size=60), AMOUNTS, st.one_of(st.none(), AMOUNTS)), max_size=6))
def test_bars_and_marks_stay_in_their_box(rows: list[Marked]) -> None:
    assert_inside(marked(rows))


def test_a_mark_stands_where_a_bar_of_its_amount_ends() -> None:
    chart = marked([Marked("Dasar", 8_000, 4_000), Marked("Dukungan", 4_000, None)], most=10_000)
    _, long, mark, _, short = chart.boxes
    assert mark.x + mark.width / 2 == pytest.approx(short.x + short.width, abs=1)
    assert long.width == pytest.approx(2 * short.width, abs=CLOSE)
    assert chart.rows[1].cells == (("Desa", "4000"), ("Rata-rata", "–"))
    assert [one.name for one in chart.series] == ["Desa", "Rata-rata"]


def test_a_mark_differs_from_its_bar_in_shape_and_in_lightness() -> None:
    _, bar, mark = marked([Marked("Dasar", 60, 50)]).boxes
    assert mark.height > bar.height
    assert mark.width < bar.width
    assert mark.look != bar.look


@pytest.mark.parametrize("row", [Marked("Dasar", -1, 2), Marked("Dasar", 1, -2)])
def test_negative_amounts_are_refused(row: Marked) -> None:
    with pytest.raises(ValueError, match="shorter than nothing"):
        marked([row])


# Days


@given(st.lists(st.builds(Moment, st.text("abc D", max_size=60), DAYS, DAYS), max_size=12))
def test_days_stay_in_their_box_and_in_their_order(rows: list[Moment]) -> None:
    chart = timeline(rows)
    assert_inside(chart)
    assert [row.label for row in chart.rows] == [row.label for row in rows]
    held = sorted((row.held for row in rows if row.held), key=date.toordinal)
    places = {box.about.rpartition(" ")[2]: box.x for box in chart.boxes if "Terlaksana" in box.about}
    drawn = [places[day.isoformat()] for day in held]
    assert drawn == sorted(drawn)


def test_plan_and_day_are_told_apart_by_shape_and_joined_by_a_line() -> None:
    chart = timeline([Moment("Pencanangan", date(2019, 3, 1), date(2019, 4, 12)), Moment("Evaluasi", None, None)])
    plan, day = (next(box for box in chart.boxes if word in box.about) for word in ("Rencana", "Terlaksana"))
    way = next(box for box in chart.boxes if box.look == "series-3")
    assert plan.height > plan.width
    assert day.height == day.width
    assert (way.x, way.x + way.width) == pytest.approx((plan.x + plan.width / 2, day.x + day.width / 2), abs=2 * CLOSE)
    assert chart.rows[1].cells == (("Rencana", "–"), ("Terlaksana", "–"))


@given(st.integers(0, 3_000))
def test_names_of_months_never_touch(days: int) -> None:
    first = date(2015, 1, 31)
    chart = timeline([Moment("A", first, first + timedelta(days))])
    names = [label for label in chart.labels if label.words != "A"]
    assert names
    for one, other in pairwise(names):
        assert other.x - one.x > 5 * len(one.words)
    assert names[-1].x + 5 * len(names[-1].words) <= WIDTH


def test_a_timeline_without_days_is_a_table_of_dashes() -> None:
    chart = timeline([Moment("Pencanangan", None, None)])
    assert [label.words for label in chart.labels] == ["Pencanangan"]
    assert chart.rows


# On paper


@pytest.mark.parametrize(
    "chart",
    [
        marked([Marked("Komponen <dasar>", 80, 60)]),
        timeline([Moment("Pencanangan", date(2019, 3, 1), None)]),
        bar_chart("b", "Dana", "Uraian.", head="S", series=(Series("A", "series-1"),), rows=[Bars("Dinas", (2,))]),
        heat_grid("g", "Peta", "Uraian.", head="I", columns=["Kolom yang panjang sekali"], rows=[("Dinas", [3])]),
    ],
    ids=["marks", "timeline", "bars", "grid"],
)
def test_a_chart_on_paper_has_title_description_figures_and_table(chart: Chart) -> None:
    with override("id"):
        paper = render_to_string("reports/chart_block.html", {"chart": chart})
    words = html.unescape(paper)
    alternative = words.partition("<title>")[2].partition("</title>")[0]
    for part in (chart.title, chart.description, *(cell for row in chart.rows for pair in row.cells for cell in pair)):
        assert part in alternative
    assert words.count("<tr>") == 1 + len(chart.rows)
    assert 'scope="col"' in words
    assert 'scope="row"' in words
    assert paper.count("rotate(-90") == sum(label.turned for label in chart.labels)
    looks = {box.look for box in chart.boxes} | {look for label in chart.labels for look in label.look.split()}
    for look in looks - {"chart-label"}:
        assert f".{look}" in words, "each look is told to the picture itself"

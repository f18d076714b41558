"""Where things stand on the timeline: inside the box, and in the order of their days."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from villages.stages import STAGE_COUNT, StageState
from villages.timeline import FOOT, HEAD, MARGIN, ROW, Timeline, build_timeline

YEAR = 2019
DAYS = st.dates(date(YEAR - 1, 1, 1), date(YEAR + 1, 12, 31))
MAYBE = st.none() | DAYS
STATES = st.lists(st.tuples(MAYBE, MAYBE), min_size=STAGE_COUNT, max_size=STAGE_COUNT).map(
    lambda pairs: [StageState(at, *pair) for at, pair in enumerate(pairs, start=1)]
)
ANY_DAY = st.dates(date(2000, 1, 1), date(2040, 1, 1))
EMPTY = [StageState(at) for at in range(1, STAGE_COUNT + 1)]


def positions(timeline: Timeline) -> list[float]:
    """Every sideways position that is drawn."""
    written = [timeline.today, *(text for month in timeline.months for text in (month.x, month.middle))]
    for row in timeline.rows:
        written += [row.planned, row.held]
        if row.late:
            written += [row.late.start, row.late.end, row.late.words]
    return [float(text) for text in written if text]


@given(STATES, ANY_DAY)
def test_everything_is_inside_the_box(states: list[StageState], today: date) -> None:
    timeline = build_timeline(states, YEAR, today)
    assert all(MARGIN <= at <= 100 - MARGIN for at in positions(timeline))
    for row in timeline.rows:
        assert HEAD <= row.top < row.words < row.y < row.top + ROW <= timeline.bottom
    assert timeline.axis == HEAD and timeline.bottom + FOOT == timeline.height
    assert timeline.bottom < timeline.foot < timeline.height


@given(STATES, ANY_DAY)
def test_order_is_kept(states: list[StageState], today: date) -> None:
    timeline = build_timeline(states, YEAR, today)
    placed = [(row.state.planned_on, row.planned) for row in timeline.rows]
    placed += [(row.state.held_on, row.held) for row in timeline.rows]
    found = sorted((day, float(text)) for day, text in placed if day)
    assert [at for _day, at in found] == sorted(at for _day, at in found)
    assert [row.top for row in timeline.rows] == sorted({row.top for row in timeline.rows})


@given(STATES, ANY_DAY)
def test_a_mark_is_there_just_where_a_day_is(states: list[StageState], today: date) -> None:
    for row in build_timeline(states, YEAR, today).rows:
        assert bool(row.planned) == (row.state.planned_on is not None)
        assert bool(row.held) == (row.state.held_on is not None)
        assert (row.late.days if row.late else 0) == row.state.days_late(today)


@given(STATES, ANY_DAY)
def test_a_bar_goes_from_the_plan_to_the_right(states: list[StageState], today: date) -> None:
    for row in build_timeline(states, YEAR, today).rows:
        if row.late:
            assert row.late.start == row.planned
            assert float(row.late.start) <= float(row.late.end)
            if row.held:
                assert row.late.end == row.held
            assert row.late.words == (row.late.end if row.late.anchor == "end" else row.late.start)


@given(STATES, ANY_DAY)
def test_words_of_a_bar_have_half_of_the_box(states: list[StageState], today: date) -> None:
    for row in build_timeline(states, YEAR, today).rows:
        if row.late and row.late.anchor == "end":
            assert float(row.late.words) > 50
        elif row.late:
            assert float(row.late.words) <= 50


@given(STATES, ANY_DAY)
def test_months_follow_each_other_and_hold_every_day(states: list[StageState], today: date) -> None:
    timeline = build_timeline(states, YEAR, today)
    firsts = [month.first for month in timeline.months]
    for before, after in pairwise(firsts):
        assert after == (before + timedelta(days=32)).replace(day=1)
    assert firsts[0] == timeline.first and timeline.first <= date(YEAR, 1, 1)
    assert (timeline.last + timedelta(days=1)).day == 1 and timeline.last >= date(YEAR, 12, 31)
    days = [day for state in states for day in (state.planned_on, state.held_on) if day]
    assert all(timeline.first <= day <= timeline.last for day in days)
    assert bool(timeline.today) == (timeline.first <= today <= timeline.last)


def test_an_empty_year_has_twelve_months_and_nothing_else() -> None:
    timeline = build_timeline(EMPTY, YEAR, date(2026, 1, 1))
    assert [month.first for month in timeline.months] == [date(YEAR, at, 1) for at in range(1, 13)]
    assert all(month.is_named for month in timeline.months)
    assert not any(row.planned or row.held or row.late for row in timeline.rows)
    assert timeline.today == ""


def test_many_months_are_named_by_the_quarter() -> None:
    states = [StageState(1, date(2018, 1, 5), date(2020, 12, 5)), *EMPTY[1:]]
    named = [month.first.month for month in build_timeline(states, YEAR, date(2019, 1, 1)).months if month.is_named]
    assert named == [1, 4, 7, 10] * 3


def test_a_year_begins_at_the_left_and_ends_at_the_right() -> None:
    states = [StageState(1, date(YEAR, 1, 1), date(YEAR, 12, 31)), *EMPTY[1:]]
    row = build_timeline(states, YEAR, date(YEAR, 1, 1)).rows[0]
    assert (row.planned, row.held) == ("2.00", "98.00")
    assert row.late and row.late.days == 364


def test_the_words_of_today_stay_in_the_box_at_the_edges() -> None:
    anchors = [build_timeline(EMPTY, YEAR, date(YEAR, month, 2)).today_anchor for month in (1, 6, 12)]
    assert anchors == ["start", "middle", "end"]

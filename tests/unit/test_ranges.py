"""Which part of a file a browser asks for (RFC 9110, section 14)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2wkss.ranges import Span, Unsatisfiable, read_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-499", Span(0, 500)),
        ("bytes=500-999", Span(500, 1000)),
        ("bytes=500-", Span(500, 1000)),
        ("bytes=-300", Span(700, 1000)),
        ("bytes=-5000", Span(0, 1000)),
        ("bytes=0-0", Span(0, 1)),
        ("bytes=999-99999", Span(999, 1000)),
        ("Bytes= 0-1 ", Span(0, 2)),
        ("bytes=2-1", None),
        ("bytes=0-1,5-6", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("bytes=٠-٩", None),
        ("lines=0-1", None),
        ("", None),
    ],
)
def test_each_form(header: str, expected: Span | None) -> None:
    assert read_range(header, 1000) == expected


@pytest.mark.parametrize(("header", "size"), [("bytes=1000-", 1000), ("bytes=-0", 1000), ("bytes=0-", 0)])
def test_outside_of_the_file(header: str, size: int) -> None:
    with pytest.raises(Unsatisfiable):
        read_range(header, size)


@given(st.integers(0, 3000), st.integers(0, 3000), st.integers(1, 2000))
def test_what_is_given_lies_in_the_file(first: int, last: int, size: int) -> None:
    content = bytes(at % 251 for at in range(size))
    try:
        span = read_range(f"bytes={first}-{last}", size)
    except Unsatisfiable:
        assert first >= size
        return
    if span is None:
        assert last < first
        return
    assert content[span.start : span.stop] == content[first : last + 1] != b""
    assert span.header(size) == f"bytes {first}-{min(last, size - 1)}/{size}"


@given(st.integers(1, 3000), st.integers(1, 2000))
def test_a_suffix_is_the_end(length: int, size: int) -> None:
    span = read_range(f"bytes=-{length}", size)
    assert span == Span(max(size - length, 0), size)


@given(st.text(max_size=40), st.integers(0, 100))
def test_nonsense_is_passed_over(header: str, size: int) -> None:
    try:
        span = read_range(header, size)
    except Unsatisfiable:
        return
    assert span is None or 0 <= span.start < span.stop <= size


def test_numbers_without_end_are_no_crash() -> None:
    with pytest.raises(Unsatisfiable):
        read_range(f"bytes={'9' * 5000}-", 10)
    assert read_range(f"bytes=0-{'9' * 5000}", 10) == Span(0, 10)
    assert read_range(f"bytes={'0' * 5000}5-", 10) == Span(5, 10)

"""Which pictures look alike."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.pictures import (
    BANDS,
    DISTANCE,
    FEWEST_ONES,
    MOST_ONES,
    REUSED,
    alike,
    band_keys,
    distance,
    is_comparable,
    picture_hash,
)

numbers = st.integers(0, 2**64 - 1)
telling = numbers.filter(lambda number: FEWEST_ONES <= number.bit_count() <= MOST_ONES)


def letters(number: int) -> str:
    return f"{number:016x}"


@given(telling, st.sets(st.integers(0, 63), max_size=DISTANCE))
def test_hashes_that_are_near_share_a_band(number: int, flipped: set[int]) -> None:
    other = number
    for bit in flipped:
        other ^= 1 << bit
    assert distance(letters(number), letters(other)) == len(flipped)
    if is_comparable(letters(other)):
        assert set(band_keys(letters(number))) & set(band_keys(letters(other)))
        assert alike(letters(number), letters(other))


@given(telling, st.sets(st.integers(0, 63), min_size=DISTANCE + 1, max_size=20))
def test_what_is_farther_is_not_alike(number: int, flipped: set[int]) -> None:
    other = number
    for bit in flipped:
        other ^= 1 << bit
    assert not alike(letters(number), letters(other))


@given(numbers, numbers)
def test_distance_is_one_of_a_measure(first: int, second: int) -> None:
    one, two = letters(first), letters(second)
    assert distance(one, two) == distance(two, one)
    assert (distance(one, two) == 0) == (one == two)


@given(telling, telling)
def test_bands_are_the_hash_in_five_parts(first: int, second: int) -> None:
    keys = band_keys(letters(first))
    assert len(set(keys)) == len(BANDS) == 5
    assert sum(BANDS) == 64
    assert max(keys) < REUSED
    assert (keys == band_keys(letters(second))) == (first == second)


@given(st.lists(st.integers(0, 255), min_size=72, max_size=72))
def test_a_hash_is_sixteen_letters_or_nothing(pixels: list[int]) -> None:
    found = picture_hash(pixels)
    assert not found or (len(found) == 16 and is_comparable(found))


@given(st.integers(0, 240), st.integers(0, 2**32))
def test_a_page_of_one_tone_is_not_compared(tone: int, seed: int) -> None:
    noise = random.Random(seed)
    assert picture_hash([tone + noise.randrange(16) for _pixel in range(72)]) == ""


def test_a_plain_slope_is_not_compared() -> None:
    assert picture_hash([20 * (at % 9) for at in range(72)]) == ""
    assert picture_hash([200 - 20 * (at % 9) for at in range(72)]) == ""
    assert not alike("", "")
    assert not alike("0" * 16, "0" * 16)
    assert band_keys("0" * 16) == band_keys("") == ()


def test_a_step_to_the_right_is_a_one() -> None:
    row = [0, 50, 20, 60, 30, 70, 40, 80, 50]
    assert picture_hash(row * 8) == "aa" * 8


def test_another_number_of_pixels_is_refused() -> None:
    with pytest.raises(ValueError, match="9 by 8"):
        picture_hash([0] * 71)

"""PURE: telling photos that look alike, also after one was made smaller, saved anew or sent through a chat.

The picture hash is a dHash: of a grey picture of 9 by 8 pixels, one bit for each pixel and its right neighbour. Two
hashes of the same photo differ in few of their 64 bits. Distance and bands are our choice [ours]: five bands, so that
of two hashes that differ in at most four bits one band at least is the same in both and an index finds the pair.
"""

from collections.abc import Sequence

COLUMNS, ROWS = 9, 8
DISTANCE = 4
BANDS = (13, 13, 13, 13, 12)
_BAND_ROOM = 1 << max(BANDS)
# The key under which everything stands of which another photo or document like it is known (villages/reuse.py).
REUSED = len(BANDS) * _BAND_ROOM
# Any white page looks like any other: what is nearly of one tone, or one slope from dark to light, is not compared.
FEWEST_ONES, MOST_ONES = 8, 56
LEAST_CONTRAST = 16


def picture_hash(pixels: Sequence[int]) -> str:
    """Give the hash of a grey picture of 9 by 8 pixels, row by row, as 16 hex letters; "" for one not to compare."""
    if len(pixels) != COLUMNS * ROWS:
        raise ValueError("a picture hash is made of 9 by 8 pixels")
    if max(pixels) - min(pixels) < LEAST_CONTRAST:
        return ""
    number = 0
    for row in range(ROWS):
        for column in range(COLUMNS - 1):
            at = row * COLUMNS + column
            number = number << 1 | (pixels[at] < pixels[at + 1])
    letters = f"{number:016x}"
    return letters if is_comparable(letters) else ""


def is_comparable(letters: str) -> bool:
    """Say whether a hash tells enough of its picture."""
    return bool(letters) and FEWEST_ONES <= int(letters, 16).bit_count() <= MOST_ONES


def distance(first: str, second: str) -> int:
    """Give the number of bits in which two hashes differ."""
    return (int(first, 16) ^ int(second, 16)).bit_count()


def alike(first: str, second: str) -> bool:
    """Say whether two hashes are of pictures that look alike."""
    return is_comparable(first) and is_comparable(second) and distance(first, second) <= DISTANCE


def band_keys(letters: str) -> tuple[int, ...]:
    """Give the five bands of a hash as numbers of which no two bands share one; none for what is not compared."""
    if not is_comparable(letters):
        return ()
    number, keys = int(letters, 16), []
    for at, width in enumerate(BANDS):
        keys.append(at * _BAND_ROOM + (number & ((1 << width) - 1)))
        number >>= width
    return tuple(keys)

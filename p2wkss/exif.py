"""PURE: the three things that are read of what a camera wrote into a photo: which side is up, when, and where.

The block is foreign: only a few values of fixed size are looked at, at most a few hundred entries are passed, and
whatever does not add up is taken as not known.
"""

import datetime
import struct
from typing import NamedTuple

_ORIENTATION, _EXIF_PART, _GPS_PART = 0x0112, 0x8769, 0x8825
_TAKEN, _DIGITISED, _TAKEN_OFFSET = 0x9003, 0x9004, 0x9011
_ENTRIES, _LONGEST = 300, 64
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}

Entries = dict[int, bytes]


class Exif(NamedTuple):
    """What is known: the orientation of 1 to 8, the time (without a zone if none is given), latitude and longitude."""

    orientation: int = 1
    taken: datetime.datetime | None = None
    position: tuple[float, float] | None = None


def read_exif(block: bytes) -> Exif:
    """Read the block, with or without the letters "Exif" before it. Never raises: what is broken is not known."""
    data = block.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4], "")
    if not order:
        return Exif()
    first = _entries(data, order, _number(data[4:8], order))
    more = _entries(data, order, _number(first.get(_EXIF_PART, b""), order))
    where = _entries(data, order, _number(first.get(_GPS_PART, b""), order))
    orientation = _number(first.get(_ORIENTATION, b""), order)
    return Exif(
        orientation if 1 <= orientation <= 8 else 1,
        _time(more.get(_TAKEN) or more.get(_DIGITISED) or b"", more.get(_TAKEN_OFFSET, b"")),
        _position(where, order),
    )


def _entries(data: bytes, order: str, start: int) -> Entries:
    """Give the values of a directory, each as its bytes; nothing where it does not lie in the block."""
    found: Entries = {}
    if start < 8:
        return found
    count = min(_number(data[start : start + 2], order), _ENTRIES)
    for at in range(start + 2, start + 2 + 12 * count, 12):
        entry = data[at : at + 12]
        if len(entry) < 12:
            break
        tag, kind, number = struct.unpack(f"{order}HHI", entry[:8])
        length = _SIZES.get(kind, 0) * number
        if 0 < length <= _LONGEST:
            place = _number(entry[8:12], order)
            value = entry[8 : 8 + length] if length <= 4 else data[place : place + length]
            if len(value) == length:
                found.setdefault(tag, value)
    return found


def _number(value: bytes, order: str) -> int:
    """Read a whole number of two or four bytes; 0 for anything else."""
    letter = {2: "H", 4: "I"}.get(len(value))
    return int(struct.unpack(f"{order}{letter}", value)[0]) if letter else 0


def _time(value: bytes, offset: bytes) -> datetime.datetime | None:
    try:
        taken = datetime.datetime.strptime(_text(value), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - cameras write no zone
    except ValueError:
        return None
    try:
        return taken.replace(tzinfo=datetime.datetime.strptime(_text(offset), "%z").tzinfo)
    except ValueError:
        return taken


def _text(value: bytes) -> str:
    return value.split(b"\0")[0].decode("ascii", "replace").strip()


def _position(where: Entries, order: str) -> tuple[float, float] | None:
    latitude = _angle(where.get(2, b""), where.get(1, b""), b"NS", 90, order)
    longitude = _angle(where.get(4, b""), where.get(3, b""), b"EW", 180, order)
    if latitude is None or longitude is None or (latitude, longitude) == (0, 0):
        return None  # a camera that has found no satellite yet writes zeros
    return latitude, longitude


def _angle(value: bytes, side: bytes, sides: bytes, most: int, order: str) -> float | None:
    """Read degrees, minutes and seconds, each a fraction; minus for south and west."""
    if len(value) != 24 or len(side) < 1 or side[:1] not in sides:
        return None
    numbers = struct.unpack(f"{order}6I", value)
    if not all(numbers[1::2]):
        return None
    degrees, minutes, seconds = (top / bottom for top, bottom in zip(numbers[::2], numbers[1::2], strict=True))
    angle: float = degrees + minutes / 60 + seconds / 3600
    if angle > most:
        return None
    return -angle if side[:1] == sides[1:] else angle

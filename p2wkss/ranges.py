"""PURE: which bytes of a file a browser asks for (RFC 9110, section 14)."""

import re
from typing import NamedTuple

_ONE = re.compile(r"bytes=\s*([0-9]*)-([0-9]*)\s*", re.IGNORECASE | re.ASCII)


class Span(NamedTuple):
    """Bytes from `start` up to and without `stop`."""

    start: int
    stop: int

    def header(self, size: int) -> str:
        """Write the Content-Range of this part of a file of `size` bytes."""
        return f"bytes {self.start}-{self.stop - 1}/{size}"


class Unsatisfiable(ValueError):
    """The range lies outside of the file."""


def read_range(header: str, size: int) -> Span | None:
    """Read a Range header; None when the whole file is to be sent.

    A header that is no single range of bytes is passed over, as a server may; Unsatisfiable is raised where nothing of
    the range is in the file.
    """
    match = _ONE.fullmatch(header.strip())
    if match is None:
        return None
    first, last = match.groups()
    if not first:
        return _suffix(last, size)
    start, end = _number(first), _number(last) if last else size - 1
    if last and end < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return Span(start, min(end + 1, size))


def _suffix(length: str, size: int) -> Span | None:
    if not length:
        return None
    wanted = min(_number(length), size)
    if wanted == 0:
        raise Unsatisfiable
    return Span(size - wanted, size)


def _number(digits: str) -> int:
    """Read a number; of one longer than any file only its first digits count, as Python refuses to read the whole."""
    return int(digits.lstrip("0")[:20] or 0)

"""PURE: what a picture says of itself in its first bytes, read before anything decodes it.

So a picture of absurd size costs no memory, and what a camera or a prankster wrote beside the picture never reaches
the decoder: `plain` is the picture without it.
"""

import re
import struct
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

EXIF_LIMIT = 256 * 1024
_MOST_PARTS = 20_000
_MOST_SCANS = 100
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_NEEDED = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
# Start of frame, in all its kinds: C4, C8 and CC in the same row are something else.
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = {0x01, *range(0xD0, 0xD8)}
_APP0, _APP1, _ADOBE, _APP15, _COMMENT, _SCAN, _END = 0xE0, 0xE1, 0xEE, 0xEF, 0xFE, 0xDA, 0xD9
# The next marker within coded data, where FF 00 is a byte and FF D0 to FF D7 a place to start anew.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


class Kind(StrEnum):
    """The kinds of files that can be told by how they begin."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"
    UNKNOWN = "unknown"


class BadImage(ValueError):
    """The file is no whole picture of its kind."""


class AbsurdExif(BadImage):
    """What the camera wrote is larger than any camera writes."""


class Header(NamedTuple):
    """The size in pixels, the EXIF block, and the picture without whatever else the file carries."""

    width: int
    height: int
    exif: bytes
    plain: bytes


def kind_of(data: bytes) -> Kind:
    """Tell the kind of a file by its first bytes; its name counts for nothing."""
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(_PNG):
        return Kind.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif"}:
        return Kind.HEIC
    return Kind.PDF if data.startswith(b"%PDF-") else Kind.UNKNOWN


def read_header(data: bytes, kind: Kind) -> Header:
    """Read the header of a JPEG, PNG or WebP; BadImage when it does not hold together."""
    try:
        header = {Kind.JPEG: _jpeg, Kind.PNG: _png, Kind.WEBP: _webp}[kind](data)
    except (struct.error, IndexError) as error:
        raise BadImage from error
    if not header.width or not header.height:
        raise BadImage
    if len(header.exif) > EXIF_LIMIT:
        raise AbsurdExif
    return header


def _jpeg(data: bytes) -> Header:
    exif: list[bytes] = []
    size, kept, scans = (0, 0), [data[:2]], 0
    for marker, segment in _segments(data):
        body = segment[4:]
        if marker in _FRAMES:
            if size != (0, 0):
                raise BadImage
            height, width = struct.unpack(">HH", body[1:5])
            size = width, height
        if marker == _APP1 and body.startswith(b"Exif\0\0"):
            exif.append(body[6:] if exif else body)
        if marker in {_APP0, _ADOBE} or not (_APP0 <= marker <= _APP15 or marker == _COMMENT):
            kept.append(segment)
        scans += marker == _SCAN
    if scans > _MOST_SCANS:
        raise BadImage
    return Header(*size, b"".join(exif), b"".join(kept))


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Walk the segments up to the end of the picture; a scan comes with its coded data, what trails is not given."""
    at = 2
    for _part in range(_MOST_PARTS):
        if data[at] != 0xFF:
            raise BadImage
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker == _END:
            yield marker, data[at : at + 2]
            return
        else:
            stop = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
            if stop > len(data) or stop < at + 4:
                raise BadImage
            if marker == _SCAN:
                following = _MARKER.search(data, stop)
                if following is None:
                    raise BadImage
                stop = following.start()
            yield marker, data[at:stop]
            at = stop
    raise BadImage


def _png(data: bytes) -> Header:
    exif, kept, at = b"", [_PNG], len(_PNG)
    width, height = struct.unpack_from(">II", data, at + 8)
    if data[at + 4 : at + 8] != b"IHDR":
        raise BadImage
    for _part in range(_MOST_PARTS):
        length = struct.unpack_from(">I", data, at)[0]
        name, stop = data[at + 4 : at + 8], at + 12 + length
        if stop > len(data):
            raise BadImage
        if name == b"eXIf":
            exif = data[at + 8 : at + 8 + length]
        if name in _PNG_NEEDED:
            kept.append(data[at:stop])
        if name == b"IEND":
            return Header(width, height, exif, b"".join(kept))
        at = stop
    raise BadImage


def _webp(data: bytes) -> Header:
    exif, size, at = b"", (0, 0), 12
    end = 8 + struct.unpack_from("<I", data, 4)[0]
    if end > len(data):
        raise BadImage
    for _part in range(_MOST_PARTS):
        if at >= end:
            return Header(*size, exif, data[:end])
        name, length = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        body = data[at + 8 : at + 8 + length]
        if size == (0, 0):
            size = _webp_size(name, body)
        if name == b"EXIF":
            exif = body
        at += 8 + length + length % 2
    raise BadImage


def _webp_size(name: bytes, body: bytes) -> tuple[int, int]:
    if name == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if name == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    if name == b"VP8L" and body[0] == 0x2F:
        bits = struct.unpack_from("<I", body, 1)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    raise BadImage

"""Pictures for tests, drawn on the spot."""

import io
import random
import struct
import zlib
from typing import Any

from PIL import Image

SUMMER = "2019:06:14 09:30:00"
# Desa Kamurang, about: 6 degrees 14 minutes 30 seconds south, 106 degrees 21 minutes east.
KAMURANG = {1: "S", 2: (6.0, 14.0, 30.0), 3: "E", 4: (106.0, 21.0, 0.0)}


def draw(seed: int = 1, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Draw a picture of soft patches that no other seed gives."""
    patches = Image.frombytes("RGB", (9, 8), random.Random(seed).randbytes(9 * 8 * 3))
    return patches.resize(size, Image.Resampling.BICUBIC)


def exif_of(*, taken: str = "", offset: str = "", gps: Any = None, orientation: int = 1, filler: int = 0) -> bytes:
    """Write what a camera would."""
    exif = Image.Exif()
    exif[0x010F] = "Kamera contoh"
    exif[0x0112] = orientation
    part = exif.get_ifd(0x8769)
    if taken:
        part[0x9003] = taken
    if offset:
        part[0x9011] = offset
    if filler:
        part[0x927C] = b"x" * filler
    if gps:
        exif.get_ifd(0x8825).update(gps)
    return exif.tobytes()


def make_photo(seed: int = 1, size: tuple[int, int] = (640, 480), kind: str = "JPEG", **camera: Any) -> bytes:
    """Take a photo: the bytes of a file."""
    target = io.BytesIO()
    exif = {"exif": exif_of(**camera)} if camera else {}
    draw(seed, size).save(target, kind, quality=85, **exif)
    return target.getvalue()


def png_of(width: int, height: int, *parts: tuple[bytes, bytes], data: bytes = b"") -> bytes:
    """Write a PNG that says to be of a size, whatever is in it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", head), *parts, (b"IDAT", data or zlib.compress(b"\0")), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def open_jpeg(content: bytes) -> Image.Image:
    """Open what the site made of a photo."""
    picture = Image.open(io.BytesIO(content), formats=["JPEG"])
    picture.load()
    return picture

"""Photos, made safe: whatever is kept of one was drawn anew from its pixels."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from p2wkss.exif import read_exif
from p2wkss.image_headers import AbsurdExif, BadImage, Header, Kind, read_header

MOST_PIXELS = 50_000_000
LONG_SIDE, SMALL_SIDE = 2560, 320
QUALITY, SMALL_QUALITY = 88, 80
PHOTO_KINDS = {Kind.JPEG, Kind.PNG, Kind.WEBP}
# The classes are called by name, as `Image.open` would try others too (a JPEG with an index of more pictures).
_READERS: dict[Kind, Callable[[io.BytesIO], Image.Image]] = {
    Kind.JPEG: JpegImagePlugin.JpegImageFile,
    Kind.PNG: PngImagePlugin.PngImageFile,
    Kind.WEBP: WebPImagePlugin.WebPImageFile,
}
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What the decoders raise for a file that is no whole picture.
BROKEN = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError, MemoryError)


class Photo(NamedTuple):
    """A photo drawn anew, upright and without anything of the camera; what the camera wrote stands beside it."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int
    grey: bytes
    taken_at: datetime | None
    position: tuple[Decimal, Decimal] | None


def open_photo(data: bytes, kind: Kind) -> Photo:
    """Draw a JPEG, PNG or WebP anew as JPEG: at most 2560 pixels long, its small picture at most 320.

    Raises ValidationError for a picture of more than 50 megapixels, known from its header before anything is decoded,
    for an EXIF block larger than cameras write, and for a file that is cut off or no whole picture.
    """
    header = _checked_header(data, kind)
    exif = read_exif(header.exif)
    try:
        picture = _drawn(header, kind, exif.orientation)
    except BROKEN as error:
        raise _broken() from error
    small = picture.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    grey = small.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    return Photo(
        _jpeg(picture, QUALITY),
        _jpeg(small, SMALL_QUALITY),
        picture.width,
        picture.height,
        grey,
        _moment(exif.taken),
        _place(exif.position),
    )


def _checked_header(data: bytes, kind: Kind) -> Header:
    try:
        header = read_header(data, kind)
    except AbsurdExif as error:
        raise ValidationError(_("Data kamera di dalam foto ini terlalu besar untuk wajar."), code="exif") from error
    except BadImage as error:
        raise _broken() from error
    if header.width * header.height > MOST_PIXELS:
        words = _("Foto terlalu besar: %(number)s megapiksel; paling besar 50 megapiksel.")
        raise ValidationError(words % {"number": round(header.width * header.height / 1_000_000)}, code="pixels")
    return header


def decode(header: Header, kind: Kind, long_side: int) -> Image.Image:
    """Decode the picture at no more than `long_side` pixels, as it lies in the file; BROKEN for one that is not whole.

    Transparency is kept. The caller has looked at the size in the header first.
    """
    # Loading weasyprint (p2wkss/pdf.py) lets the whole process take a picture that is cut off for a whole one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    image = _READERS[kind](io.BytesIO(header.plain))
    if image.size != (header.width, header.height):
        raise ValueError("the header told another size")
    image.draft(None, (long_side, long_side))  # a JPEG is decoded at half or a quarter of its size where that will do
    image.load()
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    image.thumbnail((long_side, long_side), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return image


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """Turn a picture as the camera said that it was held."""
    return image.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else image


def _drawn(header: Header, kind: Kind, orientation: int) -> Image.Image:
    """Decode the picture, lay it on white where it is transparent, make it no larger than needed, turn it upright."""
    image = decode(header, kind, LONG_SIDE)
    if image.mode in {"RGBA", "LA", "PA", "P"}:
        layer = image.convert("RGBA")
        drawn = Image.new("RGB", image.size, "white")
        drawn.paste(layer, mask=layer.getchannel("A"))
    else:
        drawn = Image.new("RGB", image.size)
        drawn.paste(image.convert("RGB"))
    return upright(drawn, orientation)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=quality, progressive=True)
    return target.getvalue()


def _moment(taken: datetime | None) -> datetime | None:
    """Give the time with a zone: Asia/Jakarta where the camera wrote none. A clock that is ahead tells nothing."""
    if taken is None:
        return None
    try:
        known = taken if taken.tzinfo else timezone.make_aware(taken, timezone.get_default_timezone())
        return known if known <= timezone.now() + timedelta(days=1) and known.year >= 1990 else None
    except OverflowError:
        return None


def _place(position: tuple[float, float] | None) -> tuple[Decimal, Decimal] | None:
    if position is None:
        return None
    step = Decimal("0.00001")  # about a metre
    return Decimal(str(position[0])).quantize(step), Decimal(str(position[1])).quantize(step)


def _broken() -> ValidationError:
    return ValidationError(_("Foto ini rusak atau terpotong. Ambil atau kirim sekali lagi."), code="broken")

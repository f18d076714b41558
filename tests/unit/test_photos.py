"""Photos as they come in: what is kept of them, and what is refused."""

import io
import struct
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from p2wkss.exif import Exif, read_exif
from p2wkss.image_headers import Kind, kind_of, read_header
from p2wkss.photos import Photo, open_photo
from tests.factories.pictures import KAMURANG, SUMMER, draw, exif_of, make_photo, open_jpeg, png_of
from villages.pictures import alike, picture_hash

JAKARTA = timezone(timedelta(hours=7))


def opened(data: bytes) -> Photo:
    return open_photo(data, kind_of(data))


def refusal(data: bytes) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        opened(data)
    return refused.value


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_becomes_a_jpeg_without_data_of_the_camera(kind: str) -> None:
    data = make_photo(3, (3200, 2400), kind, taken=SUMMER, gps=KAMURANG, orientation=6)
    photo = opened(data)
    kept, small = open_jpeg(photo.content), open_jpeg(photo.thumbnail)
    assert kept.size == (photo.width, photo.height) == (1920, 2560), "turned upright, and no longer than 2560"
    assert small.size == (240, 320)
    for picture, content in ((kept, photo.content), (small, photo.thumbnail)):
        assert not picture.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(picture.info)
        assert b"Exif" not in content
        assert b"contoh" not in content
    assert photo.taken_at == datetime(2019, 6, 14, 9, 30, tzinfo=JAKARTA)
    assert photo.position == (Decimal("-6.24167"), Decimal("106.35000"))


def test_a_small_photo_is_not_enlarged() -> None:
    photo = opened(make_photo(3, (200, 100)))
    assert (photo.width, photo.height) == (200, 100)
    assert open_jpeg(photo.thumbnail).size == (200, 100)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_ends_upright(orientation: int) -> None:
    upright = draw(5)
    lying = upright
    for step in {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }.get(orientation, []):
        lying = lying.transpose(step)
    target = io.BytesIO()
    lying.save(target, "JPEG", exif=exif_of(orientation=orientation))
    photo = opened(target.getvalue())
    assert (photo.width, photo.height) == (640, 480)
    assert alike(picture_hash(photo.grey), picture_hash(opened(make_photo(5)).grey))


@pytest.mark.parametrize(
    ("camera", "expected"),
    [
        ({"taken": SUMMER}, datetime(2019, 6, 14, 9, 30, tzinfo=JAKARTA)),
        ({"taken": SUMMER, "offset": "+09:00"}, datetime(2019, 6, 14, 0, 30, tzinfo=UTC)),
        ({"taken": SUMMER, "offset": "apa"}, datetime(2019, 6, 14, 9, 30, tzinfo=JAKARTA)),
        ({"taken": "0000:00:00 00:00:00"}, None),
        ({"taken": "0001:01:01 00:00:00", "offset": "+09:00"}, None),
        ({"taken": "9999:12:31 23:59:59", "offset": "-12:00"}, None),
        ({"taken": "1970:01:01 00:00:00"}, None),
        ({"orientation": 1}, None),
    ],
)
def test_when_it_was_taken(camera: dict[str, Any], expected: datetime | None) -> None:
    assert opened(make_photo(**camera)).taken_at == expected


@pytest.mark.parametrize(
    "gps",
    [
        {1: "S", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "S", 2: (95.0, 0.0, 0.0), 3: "E", 4: (106.0, 0.0, 0.0)},
        {2: (6.0, 14.0, 30.0), 4: (106.0, 21.0, 0.0)},
        {1: "S", 2: (6.0, 14.0, 30.0)},
    ],
)
def test_a_place_that_cannot_be_is_none(gps: dict[int, object]) -> None:
    assert opened(make_photo(gps=gps)).position is None


def test_a_photo_saved_anew_smaller_looks_the_same_and_another_does_not() -> None:
    first = picture_hash(opened(make_photo(8, (1600, 1200))).grey)
    target = io.BytesIO()
    draw(8, (1600, 1200)).resize((500, 375)).save(target, "WEBP", quality=40)
    assert alike(first, picture_hash(opened(target.getvalue()).grey))
    assert not any(alike(first, picture_hash(opened(make_photo(seed)).grey)) for seed in range(9, 30))


def test_transparency_lies_on_white_and_deep_grey_keeps_its_tones() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(target, "PNG")
    assert min(open_jpeg(opened(target.getvalue()).content).convert("L").tobytes()) > 250
    target = io.BytesIO()
    Image.new("I;16", (64, 64), 0x8000).save(target, "PNG")
    assert 120 < open_jpeg(opened(target.getvalue()).content).convert("L").tobytes()[0] < 136


def test_a_picture_of_200_megapixels_is_refused_by_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("p2wkss.photos._READERS", {})  # nothing may decode it
    refused = refusal(png_of(20_000, 10_000))
    assert refused.code == "pixels"
    assert refused.messages == ["Foto terlalu besar: 200 megapiksel; paling besar 50 megapiksel."]


def _sized(data: bytes, width: int, height: int) -> bytes:
    """Let a JPEG say that it is larger than it is."""
    at = data.index(b"\xff\xc0")
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def _trailed(exif: bytes) -> bytes:
    data = make_photo()
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_sized(make_photo(), 20_000, 10_000), "pixels"),
        (b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x3f\0\xff\x3f\0", "pixels"),
        (_sized(make_photo(), 0, 480), "broken"),
        (make_photo()[:-4000], "broken"),
        (make_photo()[:40], "broken"),
        (make_photo(kind="PNG")[:-4000], "broken"),
        (make_photo(kind="WEBP")[:-400], "broken"),
        (b"\xff\xd8\xff", "broken"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF<script>alert(1)</script>", "broken"),
        (png_of(300, 300), "broken"),
        (png_of(64, 64, (b"eXIf", b"II*\0" + b"\0" * 300_000)), "exif"),
    ],
)
def test_what_is_no_safe_picture_is_refused(data: bytes, code: str) -> None:
    assert refusal(data).code == code


def test_a_picture_cut_off_is_refused_also_after_a_pdf_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as importing weasyprint does
    for data in (png_of(300, 300), make_photo()[:-4000], make_photo(kind="WEBP")[:-400]):
        assert refusal(data).code == "broken"


def test_exif_in_many_parts_is_refused_when_it_adds_up() -> None:
    part = b"Exif\0\0" + b"x" * 60_000
    segment = b"\xff\xe1" + struct.pack(">H", len(part) + 2) + part
    data = make_photo()
    assert refusal(data[:2] + segment * 5 + data[2:]).code == "exif"
    assert opened(data[:2] + segment * 2 + data[2:]).taken_at is None


def test_a_picture_in_more_scans_than_any_camera_writes_is_refused() -> None:
    target = io.BytesIO()
    draw().save(target, "JPEG", progressive=True)
    data = target.getvalue()
    assert opened(data).width == 640
    scan = data.rindex(b"\xff\xda")
    assert refusal(data[:scan] + data[scan:-2] * 120 + b"\xff\xd9").code == "broken"


def test_what_trails_a_picture_is_gone() -> None:
    script = b"<script>alert(1)</script>MZ\x90\0PK\x03\x04"
    for kind in ("JPEG", "PNG", "WEBP"):
        photo = opened(make_photo(kind=kind) + script)
        assert script not in photo.content + photo.thumbnail


def test_comments_and_other_parts_of_a_picture_never_reach_the_decoder() -> None:
    bomb = (b"zTXt", b"a\0\0" + b"x" * 1000), (b"iCCP", b"b\0\0" + b"y" * 1000)
    data = make_photo(kind="PNG")
    at = data.index(b"IDAT") - 4
    planted = data[:at] + png_of(1, 1, *bomb)[33 : 33 + 2 * (12 + 1003)] + data[at:]
    assert b"zTXt" in planted
    plain = read_header(planted, Kind.PNG).plain
    assert b"zTXt" not in plain
    assert b"iCCP" not in plain
    assert opened(planted).width == 640
    jpeg = _trailed(b"http://ns.adobe.com/xap/1.0/\0rahasia")
    assert b"rahasia" in jpeg
    assert b"rahasia" not in read_header(jpeg, Kind.JPEG).plain


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"MZ\x90\0" * 10, Kind.UNKNOWN),
        (b"#!/bin/sh\necho", Kind.UNKNOWN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", Kind.UNKNOWN),
        (b"GIF89a", Kind.UNKNOWN),
        (b"", Kind.UNKNOWN),
        (b"\0\0\0\x18ftypheic\0\0", Kind.HEIC),
        (b"%PDF-1.7", Kind.PDF),
        (make_photo(), Kind.JPEG),
        (make_photo(kind="PNG"), Kind.PNG),
        (make_photo(kind="WEBP"), Kind.WEBP),
    ],
)
def test_the_kind_is_told_by_what_is_inside(data: bytes, kind: Kind) -> None:
    assert kind_of(data) == kind


@given(st.binary(max_size=300))
def test_a_foreign_block_never_breaks_the_reader(noise: bytes) -> None:
    for order in (b"II*\0", b"MM\0*", b"Exif\0\0II*\0\x08\0\0\0"):
        assert isinstance(read_exif(order + noise), Exif)


@given(st.data())
def test_a_block_with_wrong_bytes_never_breaks_the_reader(data: st.DataObject) -> None:
    block = bytearray(exif_of(taken=SUMMER, offset="+07:00", gps=KAMURANG, orientation=3))
    for at in data.draw(st.lists(st.integers(6, len(block) - 1), max_size=6)):
        block[at] = data.draw(st.integers(0, 255))
    found = read_exif(bytes(block))
    assert 1 <= found.orientation <= 8
    if found.position:
        assert abs(found.position[0]) <= 90
        assert abs(found.position[1]) <= 180


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@settings(max_examples=60)
@given(st.data())
def test_a_file_with_wrong_bytes_is_opened_or_refused(kind: str, data: st.DataObject) -> None:
    content = bytearray(make_photo(4, (40, 30), kind, taken=SUMMER))
    for at in data.draw(st.lists(st.integers(12, len(content) - 1), min_size=1, max_size=8)):
        content[at] = data.draw(st.integers(0, 255))
    try:
        photo = opened(bytes(content[: data.draw(st.integers(20, len(content)))]))
    except ValidationError as refused:
        assert refused.messages
    else:
        assert open_jpeg(photo.content).size == (photo.width, photo.height)

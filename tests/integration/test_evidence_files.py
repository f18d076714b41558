"""The files of evidence: what is refused at the door, what lies on the disk, and how it is handed out."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.factories.evidence import PDF, make_evidence
from tests.factories.pictures import KAMURANG, SUMMER, make_photo, png_of
from tests.factories.world import World
from tests.integration.test_evidence import faults, files_stored
from villages.models import Evidence

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("foto.jpg", b"MZ\x90\0\x03" * 50, "bukan foto"),
        ("foto.jpg", b"\x7fELF" * 50, "bukan foto"),
        ("foto.jpg", b"#!/bin/sh\nrm -rf /\n", "bukan foto"),
        ("foto.jpg", b"<?php system($_GET['c']);", "bukan foto"),
        ("foto.jpg", SVG, "bukan foto"),
        ("gambar.svg", SVG, "bukan foto"),
        ("halaman.pdf", b"<html><script>alert(1)</script>", "bukan foto"),
        ("foto.jpg", b"GIF89a" + SVG, "bukan foto"),
        ("foto.jpg", b"\xff\xd8\xff\xe0" + SVG, "rusak atau terpotong"),
        ("foto.jpg", make_photo()[:-3000], "rusak atau terpotong"),
        ("foto.png", png_of(20_000, 10_000), "200 megapiksel"),
        ("foto.png", png_of(64, 64, (b"eXIf", b"MM\0*" + b"\0" * 300_000)), "Data kamera"),
        ("IMG_1.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        ("foto.jpg", b"", "kosong"),
    ],
)
def test_what_is_no_safe_photo_is_refused_whatever_its_name(
    staff: Client, world: World, name: str, data: bytes, words: str
) -> None:
    before = files_stored()
    url = reverse("villages:evidence_create", args=[world.serang.villages[0].pk])
    file = SimpleUploadedFile(name, data, "image/jpeg")
    found = faults(staff.post(url, {"file": file, "caption": "Rapat"}))
    assert list(found) == ["file"]
    assert words in found["file"]
    assert not Evidence.objects.exists()
    assert files_stored() == before


def test_a_file_over_the_limit_is_refused(staff: Client, world: World, settings: Any) -> None:
    settings.EVIDENCE_LIMIT = 2048
    url = reverse("villages:evidence_create", args=[world.serang.villages[0].pk])
    file = SimpleUploadedFile("foto.jpg", make_photo())
    found = faults(staff.post(url, {"file": file, "caption": "Rapat"}))
    assert "terlalu besar; paling besar 2,0" in found["file"]


def test_what_lies_on_the_disk_was_drawn_anew(staff: Client, world: World) -> None:
    data = make_photo(taken=SUMMER, gps=KAMURANG) + b"<script>alert(1)</script>"
    evidence = make_evidence(world.serang.staff, world.serang.villages[0], data=data, keep_position=True)
    for file in (evidence.file, evidence.thumbnail):
        kept = Path(file.path).read_bytes()
        assert b"script" not in kept
        assert b"Exif" not in kept
        assert not Image.open(io.BytesIO(kept)).getexif()
        assert Path(file.path).name.endswith(".jpg")
    assert evidence.size == len(data), "what is written down is of the file as it was sent"


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_photo_is_handed_out_as_what_it_is(staff: Client, world: World) -> None:
    evidence = make_evidence(world.serang.staff, world.serang.villages[0], name="Rapat <1>.HEIC.jpg")
    url = reverse("villages:evidence_file", args=[evidence.pk])
    response = staff.get(url)
    content = Path(evidence.file.path).read_bytes()
    assert (response.status_code, body(response)) == (200, content)
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Length"] == str(len(content))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, max-age=3600"
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Disposition"].startswith("inline; filename=")
    small = staff.get(reverse("villages:evidence_thumbnail", args=[evidence.pk]))
    assert body(small) == Path(evidence.thumbnail.path).read_bytes()
    assert small["ETag"] != response["ETag"]
    assert staff.head(url)["Content-Length"] == str(len(content))


def test_a_document_is_downloaded_and_never_shown_in_the_page(staff: Client, world: World) -> None:
    evidence = make_evidence(world.serang.staff, world.serang.villages[0], data=PDF, name="berita.pdf")
    response = staff.get(reverse("villages:evidence_file", args=[evidence.pk]))
    assert (body(response), response["Content-Type"]) == (PDF, "application/pdf")
    assert response["Content-Disposition"] == 'attachment; filename="berita.pdf"'
    assert staff.get(reverse("villages:evidence_thumbnail", args=[evidence.pk])).status_code == 404


def test_parts_of_a_file(staff: Client, world: World) -> None:
    evidence = make_evidence(world.serang.staff, world.serang.villages[0], 1)
    url = reverse("villages:evidence_file", args=[evidence.pk])
    content = Path(evidence.file.path).read_bytes()
    size, etag = len(content), staff.get(url)["ETag"]
    for asked, part in (("bytes=0-99", content[:100]), ("bytes=-50", content[-50:]), ("bytes=100-", content[100:])):
        response = staff.get(url, headers={"Range": asked})
        assert (response.status_code, body(response)) == (206, part)
        start = content.index(part)
        assert response["Content-Range"] == f"bytes {start}-{start + len(part) - 1}/{size}"
        assert response["Content-Length"] == str(len(part))
    beyond = staff.get(url, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{size}")
    for asked in ("bytes=0-1,4-5", "lines=1-2", "bytes=9-1"):
        assert staff.get(url, headers={"Range": asked}).status_code == 200
    first = {"Range": "bytes=0-9"}
    assert staff.get(url, headers={**first, "If-Range": etag}).status_code == 206
    assert staff.get(url, headers={**first, "If-Range": '"lain"'}).status_code == 200
    assert staff.get(url, headers={**first, "If-Range": f"W/{etag}"}).status_code == 200
    assert staff.get(url, headers={**first, "If-Range": "Fri, 14 Jun 2019 02:30:00 GMT"}).status_code == 200
    assert staff.head(url, headers=first).status_code == 200


def test_what_the_browser_has_is_not_sent_again(staff: Client, world: World) -> None:
    evidence = make_evidence(world.serang.staff, world.serang.villages[0])
    url = reverse("villages:evidence_file", args=[evidence.pk])
    etag = staff.get(url)["ETag"]
    for known in (etag, f'"x", W/{etag}', "*"):
        response = staff.get(url, headers={"If-None-Match": known})
        assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert staff.get(url, headers={"If-None-Match": '"x"'}).status_code == 200


def test_a_file_that_is_gone_is_not_found(staff: Client, world: World) -> None:
    evidence = make_evidence(world.serang.staff, world.serang.villages[0])
    Path(evidence.file.path).unlink()
    assert staff.get(reverse("villages:evidence_file", args=[evidence.pk])).status_code == 404


def test_a_file_of_another_district_is_not_found_even_in_part(world: World, sign_in: SignIn) -> None:
    evidence = make_evidence(world.serang.staff, world.serang.villages[0])
    client = sign_in(world.pandeglang.staff)
    etag = f'"{evidence.pk}-asli"'
    for headers in ({}, {"Range": "bytes=0-9"}, {"If-None-Match": etag}):
        assert client.get(reverse("villages:evidence_file", args=[evidence.pk]), headers=headers).status_code == 404

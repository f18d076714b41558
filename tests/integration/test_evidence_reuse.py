"""The same photo used twice, in another village, stage or year, is pointed out."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from tests.factories.evidence import PDF, make_evidence
from tests.factories.pictures import draw, make_photo
from tests.factories.world import World
from villages.actions.evidence import withdraw_evidence
from villages.models import Evidence
from villages.reuse import reuse_of

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]


def chatted(seed: int) -> bytes:
    """The photo of `seed` as a chat hands it on: smaller, saved anew."""
    target = io.BytesIO()
    draw(seed).resize((400, 300)).save(target, "JPEG", quality=45)
    return target.getvalue()


def detail(client: Client, evidence: Evidence) -> str:
    return client.get(reverse("villages:evidence_detail", args=[evidence.pk])).content.decode()


@pytest.mark.parametrize("data", [make_photo(7), chatted(7)], ids=["the same file", "saved anew"])
def test_a_photo_reused_in_another_district_is_found(world: World, sign_in: SignIn, data: bytes) -> None:
    village = world.pandeglang.villages[0]
    first = make_evidence(world.serang.staff, world.serang.villages[0], 7, caption="Jalan Meliyas", links=["stage:4"])
    for seed in range(20, 26):
        make_evidence(world.serang.staff, world.serang.villages[1], seed)
    client = sign_in(world.pandeglang.staff)
    url = reverse("villages:evidence_create", args=[village.pk])
    page = client.post(url, {"file": SimpleUploadedFile("a.jpg", data), "caption": "Jalan kami"}, follow=True)
    second = Evidence.objects.get(caption="Jalan kami")
    assert reuse_of(second) == [first]
    assert reuse_of(first) == [second]
    hint = "Foto yang sama dipakai di Kabupaten Serang 2019."
    assert hint in [str(one) for one in page.context["messages"]]
    text = detail(client, second)
    assert "Sebuah desa binaan di Kabupaten Serang, 2019" in text
    assert "Meliyas" not in text
    assert str(first.pk) not in text
    client.force_login(world.secretariat, backend="django.contrib.auth.backends.ModelBackend")
    text = detail(client, second)
    assert "Desa Kamurang 2019: Jalan Meliyas" in text
    assert "Tahap 4: Pelaksanaan program kegiatan dinas/instansi/lembaga" in text
    assert reverse("villages:evidence_detail", args=[first.pk]) in text


def test_the_same_photo_in_another_stage_of_the_village_is_found(staff: Client, world: World) -> None:
    by, village = world.serang.staff, world.serang.villages[0]
    make_evidence(by, village, 7, links=["stage:2"])
    second = make_evidence(by, village, 7, links=["stage:9"])
    assert "Tahap 2" in detail(staff, second)


def test_the_same_document_is_found_and_what_only_looks_blank_is_not(world: World) -> None:
    by, village = world.serang.staff, world.serang.villages[0]
    paper = make_evidence(by, village, data=PDF, name="a.pdf")
    copy = make_evidence(world.pandeglang.staff, world.pandeglang.villages[0], data=PDF, name="b.pdf")
    assert reuse_of(copy) == [paper]
    blank = [_blank(200), _blank(201)]
    pages = [make_evidence(by, village, data=data) for data in blank]
    assert [reuse_of(page) for page in pages] == [[], []]


def _blank(tone: int) -> bytes:
    target = io.BytesIO()
    Image.new("L", (300, 400), tone).save(target, "JPEG")
    return target.getvalue()


def test_other_photos_are_no_reuse(world: World) -> None:
    by, village = world.serang.staff, world.serang.villages[0]
    assert all(reuse_of(make_evidence(by, village, seed)) == [] for seed in range(30, 40))


def reused_in(client: Client) -> list[Evidence]:
    return [one for one, _hints in client.get(reverse("villages:evidence_reuse")).context["rows"]]


def test_what_was_withdrawn_is_no_reuse_any_more(staff: Client, world: World) -> None:
    by, village = world.serang.staff, world.serang.villages[0]
    first, second, third = (make_evidence(by, village, 7, caption=f"Foto {number}") for number in range(3))
    assert set(reused_in(staff)) == {first, second, third}
    withdraw_evidence(by=by, evidence=third, reason="Salah pilih foto")
    assert reuse_of(first) == [second]
    assert set(reused_in(staff)) == {first, second}
    withdraw_evidence(by=by, evidence=second, reason="Salah pilih foto")
    assert reuse_of(first) == []
    assert reused_in(staff) == []
    assert "Tidak ada foto yang berulang" in staff.get(reverse("villages:evidence_reuse")).content.decode()


def test_the_list_shows_own_villages_and_hints_at_others(world: World, sign_in: SignIn) -> None:
    own = make_evidence(world.serang.staff, world.serang.villages[0], 7, caption="Foto kami")
    other = make_evidence(world.pandeglang.staff, world.pandeglang.villages[0], 7, caption="Foto mereka")
    make_evidence(world.serang.staff, world.serang.villages[0], 8, caption="Lain")
    client = sign_in(world.serang.staff)
    assert reused_in(client) == [own]
    page = client.get(reverse("villages:evidence_reuse")).content.decode()
    assert "Sebuah desa binaan di Kabupaten Pandeglang, 2019" in page
    assert "Foto mereka" not in page
    client.force_login(world.secretariat, backend="django.contrib.auth.backends.ModelBackend")
    assert set(reused_in(client)) == {own, other}


def test_the_list_asks_as_often_for_many_as_for_two(staff: Client, world: World) -> None:
    by, village = world.serang.staff, world.serang.villages[0]
    url = reverse("villages:evidence_reuse")
    for _copy in range(2):
        make_evidence(by, village, 7, links=["stage:3"])
    with CaptureQueriesContext(connection) as few:
        staff.get(url)
    for seed in (8, 9, 10):
        for place in (village, world.serang.villages[1]):
            make_evidence(by, place, seed, links=["stage:3", "indicator:D1"])
    with CaptureQueriesContext(connection) as many:
        assert len(staff.get(url).context["rows"]) == 8
    assert len(many) == len(few)

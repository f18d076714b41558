"""The pages of an upload: which column is which, what was found, and what is the next step."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.places import nik
from tests.factories.workbooks import HEADS, row, upload, workbook
from tests.factories.world import World
from villages.actions.imports import choose_columns
from villages.enums import ImportState
from villages.models import ColumnMapping, Family, ImportBatch

pytestmark = pytest.mark.usefixtures("shared_world")

POKJA = ["Nama KK", "L/P", "RT", "Nomor Induk", *[str(number) for number in range(1, 22)], "Tgl Survei", "Blok"]
VALUES = ["Keluarga Lima Puluh", "P", 3, nik(50, woman=True), *["Y"] * 21, "2019-01-20", "B7"]


def pokja(world: World, heads: list[str] = POKJA) -> ImportBatch:
    """Upload a list with the heads of a Pokja's own."""
    return upload(world.serang.staff, world.serang.villages[0], workbook([VALUES], heads), "pokja.xlsx")


def columns_url(batch: ImportBatch) -> str:
    return reverse("villages:import_columns", args=[batch.pk])


def page_of(client: Client, batch: ImportBatch, **query: str) -> str:
    return client.get(reverse("villages:import_detail", args=[batch.pk]), query).content.decode()


def test_questions_that_were_all_recognised_are_folded_away(world: World, staff: Client) -> None:
    page = staff.get(columns_url(pokja(world))).content.decode()
    assert re.search(r'<details class="fold form-section">\s*<summary>21 pertanyaan: 21 sudah cocok', page)
    heads = [head if head != "7" else "Daging" for head in POKJA]
    page = staff.get(columns_url(pokja(world, heads))).content.decode()
    assert re.search(r'<details class="fold form-section" open>\s*<summary>21 pertanyaan: 20 sudah cocok', page)


def test_a_refused_choice_is_shown_unfolded_and_whole(world: World, staff: Client) -> None:
    batch = pokja(world)
    sent = {"head_name": "Nama KK", "head_sex": "L/P", "rt": "RT", "answer_1": "1", "answer_2": "1"}
    response = staff.post(columns_url(batch), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Satu kolom dipakai untuk dua isian: 1." in page
    assert '<details class="fold form-section" open>' in page
    assert [response.context["form"][code].value() for code in ("answer_1", "answer_2")] == ["1", "1"]


def test_a_remembered_choice_can_be_changed(world: World, staff: Client) -> None:
    first = pokja(world)
    wrong = {"head_name": "Blok", "head_sex": "L/P", "rt": "RT", "nik": "Nomor Induk"}
    choose_columns(by=world.serang.staff, batch=first, columns=wrong)
    second = pokja(world)
    assert second.state == ImportState.CHECKED, "the heads are known"
    assert columns_url(second) in page_of(staff, second)
    form = staff.get(columns_url(second)).context["form"]
    assert (form["head_name"].value(), form["surveyed_on"].value()) == ("Blok", ""), "what was chosen, and no guess"
    assert "Keluarga Lima Puluh" in str(form["head_name"]), "samples tell which column is meant"
    assert nik(50, woman=True) not in str(form["nik"])
    sent = {name: form[name].value() for name in form.fields} | {"head_name": "Nama KK"}
    assert staff.post(columns_url(second), sent).status_code == 302
    assert ColumnMapping.objects.get().columns["head_name"] == "Nama KK"
    second.refresh_from_db()
    assert second.summary["new"] == 1
    assert "Keluarga Lima Puluh" in page_of(staff, second)


def test_our_own_heads_need_no_choosing(world: World, staff: Client) -> None:
    batch = upload(world.serang.staff, world.serang.villages[0], workbook([row(9)], HEADS))
    assert columns_url(batch) not in page_of(staff, batch)
    assert staff.get(columns_url(batch)).status_code == 302


def test_an_upload_can_be_dropped_where_its_columns_are_asked(world: World, staff: Client) -> None:
    batch = pokja(world)
    address = reverse("villages:import_cancel", args=[batch.pk])
    assert f'formaction="{address}"' in staff.get(columns_url(batch)).content.decode()
    staff.post(address)
    batch.refresh_from_db()
    assert batch.state == ImportState.CANCELLED


def test_errors_are_read_before_warnings(world: World, staff: Client) -> None:
    batch = upload(world.serang.staff, world.serang.villages[0], workbook([row(9, rt="?", answer_1="?")]))
    page = page_of(staff, batch)
    kinds = re.findall(r'<li class="found-(\w+)">', page)
    assert kinds == sorted(kinds)
    assert set(kinds) == {"error", "warning"}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row(9, rt="?")], "Belum ada yang dapat disimpan"),
        ([], "tidak berisi satu keluarga pun"),
    ],
    ids=["errors alone", "no rows"],
)
def test_why_nothing_can_be_stored(rows: list[list[object]], words: str, world: World, staff: Client) -> None:
    page = page_of(staff, upload(world.serang.staff, world.serang.villages[0], workbook(rows)))
    assert words in page
    assert "import_confirm" not in page
    assert page.count("btn-primary") == len(rows), "with errors the next step is to download them"


def test_the_same_again_needs_no_storing(world: World, staff: Client) -> None:
    village, person = world.serang.villages[0], world.serang.staff
    data = workbook([row(9)])
    first = upload(person, village, data)
    staff.post(reverse("villages:import_confirm", args=[first.pk]))
    assert Family.objects.filter(nik_hash=Family(nik=nik(9)).nik.lookup).exists()
    page = page_of(staff, upload(person, village, data))
    assert "sudah sama dengan berkas ini" in page
    assert "btn-primary" not in page


def test_a_long_file_name_heads_no_page(world: World, staff: Client) -> None:
    name = "Rekap_" * 30 + ".xlsx"
    batch = upload(world.serang.staff, world.serang.villages[0], workbook([row(9)]), name)
    page = page_of(staff, batch)
    assert "<h1>Hasil unggahan</h1>" in page
    assert name in page

"""Instruments: drafts that keep every fault, checks that are taken back, locks that hold, weights that are tried."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessments import instrument_edits as edits
from assessments.actions.instrument_edit import edit_instrument
from assessments.actions.instruments import check_instrument, copy_instrument, lock_instrument, problems_of
from assessments.definition import Problem, ProblemCode
from assessments.instrument import Aggregation, to_mapping
from assessments.instrument_files import to_toml, to_xlsx
from assessments.models import InstrumentVersion
from assessments.problem_words import WORDS, problem_place, problem_text
from p2wkss.actions.saving import StaleVersion
from p2wkss.models import AuditEvent
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]


@pytest.fixture
def draft(world: World) -> InstrumentVersion:
    """A draft copied from the locked starter."""
    return copy_instrument(by=world.secretariat, version=world.instrument)


@pytest.fixture
def editor(world: World, sign_in: SignIn) -> Client:
    """The secretariat, signed in."""
    return sign_in(world.secretariat)


def data_of(version: InstrumentVersion) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(InstrumentVersion.objects.get(pk=version.pk).definition)
    return data


def send(client: Client, page: str, /, *place: int | str, follow: bool = True, **changes: Any) -> Any:
    """Send the form of a page as the page shows it, with some fields changed."""
    url = reverse(f"assessments:{page}", args=place)
    form = client.get(url).context["form"]
    return client.post(url, {**typed(form), **changes}, follow=follow)


def typed(form: Any) -> dict[str, Any]:
    """Give what a browser would send of a form as it is shown."""
    return {one.html_name: one.value() for one in form if one.value() is not None and one.value() is not False}


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def edited(world: World, version: InstrumentVersion, change: Callable[[dict[str, Any]], object]) -> InstrumentVersion:
    now = InstrumentVersion.objects.get(pk=version.pk)
    return edit_instrument(
        by=world.secretariat, version=now, expected_version=now.edit_version, change=change, what="test"
    )


# Words --------------------------------------------------------------------------------------------------------


def test_every_fault_has_words_for_the_reader() -> None:
    params = {"key": "name", "value": "x", "previous": "1", "low": "0", "high": "4", "total": "99.99", "found": "1"}
    params |= {"needed": "2", "first": "components[0].code", "last": "plenary", "limit": "9", "choices": "a, b"}
    params |= {"detail": "x (at line 3, column 5)", "expected": "text"}
    for code in ProblemCode:
        words = problem_text(Problem("x", code, params))
        assert len(words) > 8
        assert "{" not in words
    assert set(WORDS) == set(ProblemCode)


def test_a_place_is_named_as_the_reader_knows_it(world: World) -> None:
    data = to_mapping(world.instrument.instrument)
    assert problem_place("components[0].indicators[2].levels[1]", data) == "Program dasar › D3 › tingkat 2"
    assert (
        problem_place("components[0].indicators[2].levels[1].value", data) == "Program dasar › D3 › tingkat 2 › nilai"
    )
    assert problem_place("components[9].weight", data) == "komponen 10 › bobot"
    assert problem_place("rank_names[0]", data) == "sebutan peringkat 1"
    assert problem_place("", data) == "instrumen"


# From draft to lock -------------------------------------------------------------------------------------------


def test_a_copy_is_the_next_version_and_knows_where_it_comes_from(world: World, draft: InstrumentVersion) -> None:
    assert (draft.code, draft.version, draft.parent) == (world.instrument.code, 2, world.instrument)
    assert draft.definition == world.instrument.definition
    assert not draft.is_checked


def test_only_what_is_checked_is_locked_and_an_edit_takes_the_check_back(
    world: World, draft: InstrumentVersion
) -> None:
    with pytest.raises(PermissionDenied, match="belum diperiksa"):
        lock_instrument(by=world.secretariat, version=draft)
    checked = check_instrument(by=world.secretariat, version=draft)
    assert checked.is_checked
    changed = edited(world, draft, lambda data: edits.set_head(data, {"title": "Judul baru"}))
    assert (changed.title, changed.is_checked, changed.edit_version) == ("Judul baru", False, 1)
    with pytest.raises(StaleVersion):
        lock_instrument(by=world.secretariat, version=checked)
    locked = lock_instrument(by=world.secretariat, version=check_instrument(by=world.secretariat, version=changed))
    assert locked.is_locked
    with pytest.raises(PermissionDenied, match="sudah dikunci"):
        edited(world, locked, lambda data: edits.set_head(data, {"title": "Lain"}))
    done = AuditEvent.objects.filter(object_id=str(draft.pk), action__startswith="instrument.")
    assert set(done.values_list("action", flat=True)) == {
        f"instrument.{word}" for word in ("copy", "check", "edit", "lock")
    }


def test_the_same_content_again_changes_nothing(world: World, draft: InstrumentVersion) -> None:
    check_instrument(by=world.secretariat, version=draft)
    same = edited(world, draft, lambda data: edits.set_head(data, {"title": f"  {data['title']} "}))
    assert (same.edit_version, same.is_checked) == (0, True)


def test_a_draft_with_faults_is_not_checked(world: World, draft: InstrumentVersion) -> None:
    faulty = edited(world, draft, lambda data: edits.set_weights(data, ["39.99", "20", "20", "20"]))
    with pytest.raises(ValidationError, match=r"Jumlah bobot 99,99: harus tepat 100\."):
        check_instrument(by=world.secretariat, version=faulty)


# Pages --------------------------------------------------------------------------------------------------------


def test_weights_that_miss_a_hundred_are_stored_and_told(editor: Client, draft: InstrumentVersion) -> None:
    response = send(editor, "instrument_edit", draft.pk, weight_0_dasar="39,99")
    assert "Jumlah bobot 99,99: harus tepat 100" in text_of(response)
    assert data_of(draft)["components"][0]["weight"] == "39.99"
    refused = editor.post(reverse("assessments:instrument_check", args=[draft.pk]), follow=True)
    assert "1 hal harus dibetulkan dulu" in text_of(refused)
    detail = text_of(editor.get(reverse("assessments:instrument_detail", args=[draft.pk])))
    assert "Jumlah bobot 99,99" in detail
    assert editor.get(reverse("assessments:instrument_xlsx", args=[draft.pk])).status_code == 403
    send(editor, "instrument_edit", draft.pk, weight_0_dasar="40")
    assert "Sekarang dapat dikunci" in text_of(
        editor.post(reverse("assessments:instrument_check", args=[draft.pk]), follow=True)
    )
    edit_version = InstrumentVersion.objects.get(pk=draft.pk).edit_version
    stale = editor.post(reverse("assessments:instrument_lock", args=[draft.pk]), {"edit_version": "0"}, follow=True)
    assert "baru saja diubah" in text_of(stale)
    locked = editor.post(
        reverse("assessments:instrument_lock", args=[draft.pk]), {"edit_version": str(edit_version)}, follow=True
    )
    assert "Salin sebagai versi baru" in text_of(locked)
    assert editor.get(reverse("assessments:instrument_edit", args=[draft.pk])).status_code == 403


def test_a_level_twice_is_stored_and_told_at_its_field(editor: Client, draft: InstrumentVersion) -> None:
    response = send(editor, "indicator_edit", draft.pk, 0, 0, row_1_value="2", row_4_text="")
    form = response.context["form"]
    assert form.errors["row_2_value"] == ["Nilai 2 sudah dipakai tingkat lain."]
    assert form.errors["row_4_text"] == ["Belum diisi."]
    assert "Tersimpan. Masih ada 2 hal yang harus dibetulkan." in text_of(response)
    assert data_of(draft)["components"][0]["indicators"][0]["levels"][1]["value"] == "2"


def test_an_indicator_is_changed_whole(editor: Client, draft: InstrumentVersion) -> None:
    fields = {"code": "D1x", "weight": "1,5", "allows_not_applicable": "on", "fact": "visits_per_month"}
    response = send(editor, "indicator_edit", draft.pk, 0, 0, **fields, row_1_from="1.500.000")
    stored = data_of(draft)["components"][0]["indicators"][0]
    assert (stored["code"], stored["weight"], stored["fact"]) == ("D1x", "1.5", "visits_per_month")
    assert stored["levels"][1]["from"] == "1500000"
    assert "pada semua tingkat kecuali yang terendah" in text_of(response)
    rows = {f"row_{at}_from": str(at) for at in range(1, 5)}
    assert send(editor, "indicator_edit", draft.pk, 0, 0, follow=False, **rows).status_code == 302
    assert problems_of(InstrumentVersion.objects.get(pk=draft.pk)) == ()


def test_rows_are_added_moved_and_taken_out_without_a_script(editor: Client, draft: InstrumentVersion) -> None:
    def values() -> list[str]:
        return [level["value"] for level in data_of(draft)["components"][0]["indicators"][0]["levels"]]

    send(editor, "indicator_edit", draft.pk, 0, 0, row_step="add", name="Tetap tersimpan")
    assert values() == ["0", "1", "2", "3", "4", ""]
    assert data_of(draft)["components"][0]["indicators"][0]["name"] == "Tetap tersimpan"
    send(editor, "indicator_edit", draft.pk, 0, 0, row_step="up:1")
    assert values() == ["1", "0", "2", "3", "4"], "an empty row is not kept"
    send(editor, "indicator_edit", draft.pk, 0, 0, row_step="down:0")
    send(editor, "indicator_edit", draft.pk, 0, 0, row_step="remove:4")
    assert values() == ["0", "1", "2", "3"]
    send(editor, "indicator_edit", draft.pk, 0, 0, row_step="remove:99")
    assert values() == ["0", "1", "2", "3"]


def test_levels_and_a_number_are_both_kept_until_one_is_chosen(editor: Client, draft: InstrumentVersion) -> None:
    response = send(editor, "indicator_edit", draft.pk, 0, 0, worst="0", best="100", unit="%")
    assert "Pakai angka, buang tingkat" in text_of(response)
    send(editor, "indicator_edit", draft.pk, 0, 0, row_step="keep_number")
    stored = data_of(draft)["components"][0]["indicators"][0]
    assert stored["number"] == {"worst": "0", "best": "100", "unit": "%"}
    assert "levels" not in stored
    assert problems_of(InstrumentVersion.objects.get(pk=draft.pk)) == ()


def test_components_and_indicators_come_move_and_go(editor: Client, draft: InstrumentVersion) -> None:
    new = {"code": "baru", "name": "Baru", "weight": "5"}
    send(editor, "component_add", draft.pk, **new)
    send(editor, "indicator_add", draft.pk, 4, code="N1", name="Baru", evidence="Foto", row_0_value="0", row_0_text="T")
    assert [one["code"] for one in data_of(draft)["components"][4]["indicators"]] == ["N1"]
    step(editor, draft, "component_move", 4, step="up")
    assert [one["code"] for one in data_of(draft)["components"]][3:] == ["baru", "inovasi"]
    step(editor, draft, "indicator_move", 3, 0, step="up")
    assert data_of(draft)["components"][2]["indicators"][-1]["code"] == "N1"
    warned = text_of(editor.get(reverse("assessments:component_remove", args=[draft.pk, 4])))
    assert "urutan penentu nilai sama" in warned
    assert "I5" in warned
    step(editor, draft, "component_remove", 4)
    assert "inovasi" not in data_of(draft)["tie_break"]
    step(editor, draft, "indicator_remove", 2, 0)
    assert len(data_of(draft)["components"]) == 4


def step(client: Client, draft: InstrumentVersion, page: str, /, *place: int, **sent: str) -> Any:
    now = InstrumentVersion.objects.get(pk=draft.pk).edit_version
    url = reverse(f"assessments:{page}", args=[draft.pk, *place])
    return client.post(url, {"edit_version": str(now), **sent}, follow=True)


def test_a_renamed_component_stays_in_the_ladder(editor: Client, draft: InstrumentVersion) -> None:
    send(editor, "component_edit", draft.pk, 0, code="pokok")
    assert data_of(draft)["tie_break"][1] == "pokok"


def test_head_and_lists_are_stored(editor: Client, draft: InstrumentVersion) -> None:
    send(
        editor,
        "instrument_head",
        draft.pk,
        title="Instrumen 2020",
        year="2020",
        aggregation="median",
        rung_0="inovasi",
        rung_1="dasar",
        rung_2="",
    )
    send(
        editor, "instrument_rows", draft.pk, "bagian", rows_count="2",
        row_0_code="dok", row_0_name="Dokumen", row_0_weight="60",
        row_1_code="lap", row_1_name="Lapangan", row_1_weight="40",
    )  # fmt: skip
    send(
        editor, "instrument_rows", draft.pk, "kategori",
        row_0_code="kab", row_0_name="Kabupaten", row_0_kind="regency",
        row_1_code="kota", row_1_name="Kota", row_1_kind="city",
    )  # fmt: skip
    send(
        editor, "instrument_rows", draft.pk, "penghargaan",
        row_0_code="ino", row_0_name="Inovasi", row_0_basis="inovasi; dasar", row_0_places="3",
    )  # fmt: skip
    send(editor, "instrument_rows", draft.pk, "sebutan", row_0_name="Juara I", row_1_name="Juara II")
    send(editor, "indicator_edit", draft.pk, 0, 0, parts=["lap"])
    version = InstrumentVersion.objects.get(pk=draft.pk)
    instrument = version.instrument
    assert version.title == "Instrumen 2020"
    assert instrument.aggregation is Aggregation.MEDIAN
    assert instrument.tie_break == ("total", "inovasi", "dasar", "dukungan", "plenary")
    assert instrument.part_codes == ("dok", "lap")
    assert instrument.indicators["D1"].parts == ("lap",)
    assert instrument.awards[0].basis == ("inovasi", "dasar")
    assert instrument.rank_names == ("Juara I", "Juara II")
    page = text_of(editor.get(reverse("assessments:instrument_detail", args=[draft.pk])))
    for words in (
        "Median: nilai yang di tengah",
        "Dokumen 60, Lapangan 40",
        "Inovasi: Inovasi, Program dasar",
        "Juara II",
    ):
        assert words in page
    assert editor.get(reverse("assessments:instrument_rows", args=[draft.pk, "lain"])).status_code == 404


def test_new_codes_of_parts_are_carried_into_the_indicators(world: World, draft: InstrumentVersion) -> None:
    parts = [{"code": "a", "name": "A", "weight": "60"}, {"code": "b", "name": "B", "weight": "40"}]

    def change(data: dict[str, Any]) -> None:
        edits.set_list(data, "parts", parts)
        data["components"][0]["indicators"][0]["parts"] = ["b"]
        edits.set_list(data, "parts", [parts[0], {**parts[1], "code": "lap"}])

    assert edited(world, draft, change).instrument.indicators["D1"].parts == ("lap",)


def test_a_list_of_three_takes_as_many_queries_as_one(world: World, editor: Client) -> None:
    def look() -> int:
        with CaptureQueriesContext(connection) as found:
            editor.get(reverse("assessments:instrument_list"))
        return len(found)

    one = look()
    copy_instrument(by=world.secretariat, version=world.instrument)
    copy_instrument(by=world.secretariat, version=world.instrument)
    assert look() == one


# Two tabs -----------------------------------------------------------------------------------------------------


def test_of_two_tabs_the_older_is_told_and_keeps_what_was_typed(editor: Client, draft: InstrumentVersion) -> None:
    url = reverse("assessments:indicator_edit", args=[draft.pk, 0, 1])
    form = editor.get(url).context["form"]
    old = typed(form)
    step(editor, draft, "indicator_remove", 0, 0)
    response = editor.post(url, {**old, "name": "Nama dari tab lama"})
    page = text_of(response)
    assert response.status_code == 422
    assert "Instrumen ini diubah di tempat lain" in page
    assert "Nama dari tab lama" in page
    assert data_of(draft)["components"][0]["indicators"][0]["name"] == "Data dasar 100 kepala keluarga"
    action = response.context["action"]
    assert action == reverse("assessments:indicator_edit", args=[draft.pk, 0, 0]), "the indicator has moved"
    form = response.context["form"]
    again = typed(form)
    assert editor.post(action, again).status_code == 302
    indicators = data_of(draft)["components"][0]["indicators"]
    assert [one["name"] for one in indicators[:2]] == ["Nama dari tab lama", "Pembinaan terhadap 4 kali sebulan"]


def test_what_was_removed_in_the_other_tab_can_be_added_again(editor: Client, draft: InstrumentVersion) -> None:
    url = reverse("assessments:indicator_edit", args=[draft.pk, 0, 0])
    old = typed(editor.get(url).context["form"])
    step(editor, draft, "indicator_remove", 0, 0)
    response = editor.post(url, old)
    assert response.context["action"] == reverse("assessments:indicator_add", args=[draft.pk, 0])
    late = step(editor, draft, "component_move", 0, step="down")
    assert "Tersimpan" in text_of(late)
    stale = editor.post(reverse("assessments:component_move", args=[draft.pk, 0]), {"edit_version": "0"}, follow=True)
    assert "baru saja diubah di tempat lain" in text_of(stale)


def test_weights_keep_to_their_components_when_one_came_meanwhile(editor: Client, draft: InstrumentVersion) -> None:
    url = reverse("assessments:instrument_edit", args=[draft.pk])
    old = typed(editor.get(url).context["form"])
    send(editor, "component_add", draft.pk, code="baru", name="Baru", weight="5")
    response = editor.post(url, {**old, "weight_0_dasar": "35"})
    form = response.context["form"]
    assert response.status_code == 422
    assert [field.value() for _component, field in form.pieces] == ["35", "20", "20", "20", "5"]
    assert [(one.saved, one.typed) for one in form.conflicts] == [("40", "35")]


# Files and differences ----------------------------------------------------------------------------------------


def upload(client: Client, name: str, content: bytes) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("assessments:instrument_upload"), {"file": file}, follow=True)


def test_an_upload_becomes_the_next_draft(world: World, editor: Client) -> None:
    upload(editor, "a.toml", to_toml(world.instrument.instrument))
    upload(editor, "b.xlsx", to_xlsx(world.instrument.instrument))
    made = InstrumentVersion.objects.filter(code=world.instrument.code).order_by("version")
    assert [one.version for one in made] == [1, 2, 3]
    assert len({one.definition for one in made}) == 1
    assert made[2].parent == made[1]


def test_a_faulty_upload_stores_nothing_and_names_each_fault(world: World, editor: Client) -> None:
    book = load_workbook(BytesIO(to_xlsx(world.instrument.instrument)))
    book["Komponen"]["C2"] = "=20+20"
    target = BytesIO()
    book.save(target)
    before = InstrumentVersion.objects.count()
    response = upload(editor, "rumus.xlsx", target.getvalue())
    assert response.status_code == 422
    assert "<strong>Lembar Komponen, sel C2</strong>: Berisi rumus." in text_of(response)
    assert InstrumentVersion.objects.count() == before


def test_downloads_hold_what_was_locked(world: World, editor: Client) -> None:
    toml = editor.get(reverse("assessments:instrument_toml", args=[world.instrument.pk]))
    assert toml.content == to_toml(world.instrument.instrument)
    assert 'filename="banten-2019-v1.toml"' in toml["Content-Disposition"]
    xlsx = editor.get(reverse("assessments:instrument_xlsx", args=[world.instrument.pk]))
    assert upload(editor, "kembali.xlsx", xlsx.content).status_code == 200


def test_what_changed_is_a_page(world: World, editor: Client, draft: InstrumentVersion) -> None:
    url = reverse("assessments:instrument_changes", args=[draft.pk])
    assert "Tidak ada perbedaan" in text_of(editor.get(url))
    edited(world, draft, lambda data: edits.remove_indicator(data, 0, 0))
    edited(world, draft, lambda data: edits.set_weights(data, ["35", "25", "20", "20"]))
    page = text_of(editor.get(url))
    assert "Dari versi 1 ke versi 2" in page
    assert "Program dasar › D1 SK dan Pokja P2WKSS" in page
    assert "<del>40</del>" in page
    assert "<ins>35</ins>" in page
    other = editor.get(url, {"dari": str(world.instrument.pk)})
    assert other.context["old"] == world.instrument
    assert editor.get(url, {"dari": "999999"}).status_code == 404
    edited(world, draft, lambda data: edits.set_weights(data, ["1", "25", "20", "20"]))
    assert "Belum dapat dibandingkan" in text_of(editor.get(url))

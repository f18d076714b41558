"""Photos and documents of a village: sent in with the form, corrected, paired, withdrawn, listed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from p2wkss.models import AuditEvent
from tests.factories.evidence import PDF, make_evidence
from tests.factories.pictures import KAMURANG, SUMMER, make_photo
from tests.factories.world import World
from villages.actions.evidence import link_evidence, save_evidence, withdraw_evidence
from villages.evidence_page import evidence_of
from villages.models import Asset, Evidence, EvidenceLink, Handover, TargetVillage, VillageSummary, Visit

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]


def visit_of(world: World, village: TargetVillage, topic: str = "Latihan menjahit") -> Visit:
    return Visit.objects.create(
        target_village=village, stage=3, topic=topic, planned_on=date(2019, 6, 14), created_by=world.serang.staff
    )


def photo_file(seed: int = 1, **camera: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_0001.jpg", make_photo(seed, **camera), "image/jpeg")


def send(client: Client, village: TargetVillage, query: str = "", **changes: Any) -> Any:
    data = {"file": photo_file(), "caption": "Ibu-ibu berlatih menjahit", **changes}
    url = reverse("villages:evidence_create", args=[village.pk])
    return client.post(f"{url}{query}", data, follow=True)


def files_stored() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def faults(response: Any) -> dict[str, str]:
    assert response.status_code == 422
    return {name: " ".join(map(str, errors)) for name, errors in response.context["form"].errors.items()}


def test_a_photo_is_sent_in_for_a_visit(staff: Client, world: World) -> None:
    village = world.serang.villages[0]
    visit = visit_of(world, village)
    form = staff.get(reverse("villages:evidence_create", args=[village.pk]) + f"?visit={visit.pk}").context["form"]
    assert form["links"].value() == [f"visit:{visit.pk}"]
    facts: dict[str, Any] = {
        "links": [f"visit:{visit.pk}", "stage:3"],
        "indicators": "D1, L2",
        "effective_on": "2019-06-13",
    }
    page = send(staff, village, file=photo_file(taken=SUMMER, gps=KAMURANG), **facts).content.decode()
    evidence = Evidence.objects.get()
    assert (evidence.kind, evidence.width, evidence.height, evidence.version) == ("photo", 640, 480, 1)
    assert (evidence.uploaded_by, evidence.file_name) == (world.serang.staff, "IMG_0001.jpg")
    assert (evidence.latitude, evidence.longitude) == (None, None)
    for words in ("1 bukti tersimpan.", "Jumat, 14 Juni 2019, 09.30", "Kamis, 13 Juni 2019", "Indikator penilaian: D1"):
        assert words in page
    assert "Kunjungan pembinaan: Latihan menjahit" in page
    assert 'alt="Ibu-ibu berlatih menjahit"' in page
    assert "geo:" not in page
    assert evidence_of(village, "visit", visit.pk) == evidence_of(village, "stage", 3) == [evidence]
    assert evidence_of(village, "indicator", "L2") == [evidence]
    assert evidence_of(village, "stage", 4) == []
    event = AuditEvent.objects.get(action="evidence.upload")
    assert "menjahit" not in str(event.details)
    assert VillageSummary.objects.filter(target_village=village).exists()


def test_where_it_was_taken_is_kept_only_when_asked_for(staff: Client, world: World) -> None:
    page = send(staff, world.serang.villages[0], file=photo_file(gps=KAMURANG), keep_position="on").content.decode()
    evidence = Evidence.objects.get()
    assert (evidence.latitude, evidence.longitude) == (Decimal("-6.24167"), Decimal("106.35000"))
    assert 'href="geo:-6.24167,106.35000"' in page


def test_a_document_is_kept_as_it_is(staff: Client, world: World) -> None:
    file = SimpleUploadedFile("berita acara.pdf", PDF, "application/pdf")
    send(staff, world.serang.villages[0], file=file)
    evidence = Evidence.objects.get()
    assert (evidence.kind, evidence.file.read(), evidence.picture_hash) == ("document", PDF, "")
    evidence.file.close()
    assert not evidence.thumbnail


def test_the_same_form_sent_twice_makes_one_and_another_photo_under_its_key_is_refused(
    staff: Client, world: World
) -> None:
    village, key = world.serang.villages[0], str(uuid4())
    for _send in range(2):
        assert send(staff, village, uuid=key).status_code == 200
    stored = files_stored()
    assert Evidence.objects.count() == 1
    words = faults(send(staff, village, uuid=key, file=photo_file(2)))
    assert "sudah dipakai untuk bukti lain" in words["__all__"]
    assert (Evidence.objects.count(), files_stored()) == (1, stored)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"caption": ""}, "caption", "tidak boleh kosong"),
        ({"file": ""}, "file", "Pilih foto atau dokumen."),
        ({"moment": "apa"}, "moment", "apa"),
        ({"effective_on": "2999-01-01"}, "effective_on", "tidak boleh di masa depan"),
        ({"links": ["stage:13"]}, "links", "catatan desa ini sendiri"),
        ({"links": ["visit:bukan"]}, "links", "catatan desa ini sendiri"),
        ({"indicators": "D1, <b>"}, "indicators", "Bukan kode indikator: <b>."),
        ({"upload": [str(uuid4())]}, "upload", "tidak ada lagi"),
        ({"upload": ["apa"]}, "upload", "apa"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    staff: Client, world: World, changes: dict[str, Any], field: str, words: str
) -> None:
    before = files_stored()
    response = send(staff, world.serang.villages[0], **changes)
    found = faults(response)
    assert list(found) == [field]
    assert words in found[field]
    assert not Evidence.objects.exists()
    assert files_stored() == before
    if field != "caption":
        assert 'value="Ibu-ibu berlatih menjahit"' in response.content.decode(), "nothing typed is lost"


def test_things_of_another_village_cannot_be_proven(staff: Client, world: World) -> None:
    village, other = world.serang.villages
    visit = visit_of(world, other)
    assert "links" in faults(send(staff, village, links=[f"visit:{visit.pk}"]))
    with pytest.raises(ValidationError) as refused:
        make_evidence(world.serang.staff, village, links=[f"visit:{visit.pk}"])
    assert list(refused.value.error_dict) == ["links"]
    assert not Evidence.objects.exists()


def test_only_who_records_the_year_sends_in(world: World) -> None:
    village = world.serang.villages[0]
    for person in (world.serang.surveyor, world.secretariat, world.assessors[0], world.pandeglang.staff):
        with pytest.raises(PermissionDenied):
            make_evidence(person, village)
    evidence = make_evidence(world.serang.staff, village)
    steps: list[tuple[Callable[..., Evidence], dict[str, Any]]] = [
        (save_evidence, {}),
        (link_evidence, {"links": []}),
        (withdraw_evidence, {"reason": "Salah pilih foto"}),
    ]
    for step, facts in steps:
        with pytest.raises(PermissionDenied):
            step(by=world.secretariat, evidence=evidence, **facts)


def test_a_failure_while_storing_leaves_neither_row_nor_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files_stored()
    for name in ("refresh_summary", "reuse_of", "save_versioned"):
        with monkeypatch.context() as broken, pytest.raises(RuntimeError):
            broken.setattr(f"villages.actions.evidence.{name}", _fail)
            make_evidence(world.serang.staff, world.serang.villages[0])
    plain = default_storage._save  # type: ignore[attr-defined]

    def half(name: str, content: Any) -> str:
        plain(name, content)
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(default_storage._wrapped, "_save", half)  # type: ignore[attr-defined]
        make_evidence(world.serang.staff, world.serang.villages[0])
    assert not Evidence.objects.exists()
    assert files_stored() == before


def _fail(*_arguments: Any, **_facts: Any) -> Any:
    raise RuntimeError("no")


def update_data(evidence: Evidence, **changes: Any) -> dict[str, Any]:
    return {"caption": evidence.caption, "version": evidence.version, "moment": evidence.moment, **changes}


def test_what_is_said_of_it_is_corrected(staff: Client, world: World) -> None:
    village = world.serang.villages[0]
    evidence = make_evidence(world.serang.staff, village, links=["stage:3", "indicator:D1"])
    url = reverse("villages:evidence_update", args=[evidence.pk])
    form = staff.get(url).context["form"]
    assert (form["links"].value(), form["indicators"].value()) == (["stage:3", "indicator:D1"], "D1")
    data = update_data(evidence, caption="Pelatihan jahit", taken_at="2019-06-14T09:30", links=["stage:5"])
    page = staff.post(url, data, follow=True).content.decode()
    assert "Pelatihan jahit" in page
    assert "Tahap 5: Bimbingan teknis" in page
    assert "Indikator" not in page
    evidence.refresh_from_db()
    assert timezone.localtime(evidence.taken_at) == datetime.fromisoformat("2019-06-14T09:30+07:00")
    again = staff.post(url, {**data, "caption": "Terlambat"})
    assert "baru saja diubah orang lain" in faults(again)["__all__"]
    assert AuditEvent.objects.filter(action="evidence.save").count() == 2, "the words, and what it proves"


def test_before_and_after_are_a_pair(staff: Client, world: World) -> None:
    by, (village, other) = world.serang.staff, world.serang.villages
    before = make_evidence(by, village, 1, caption="Jalan rusak", moment="before", data=make_photo(1, taken=SUMMER))
    after = make_evidence(by, village, 2, caption="Jalan baru", moment="after")
    elsewhere = make_evidence(by, other, 3, caption="Desa lain", moment="before")
    url = reverse("villages:evidence_update", args=[after.pk])
    assert list(staff.get(url).context["form"].fields["pair"].queryset) == [before]
    assert "pair" in faults(staff.post(url, update_data(after, pair=elsewhere.pk)))
    early = update_data(after, pair=before.pk, taken_at="2019-01-01T08:00")
    assert "sesudah foto ini" in faults(staff.post(url, early))["pair"]
    assert "Jalan rusak" in staff.post(url, update_data(after, pair=before.pk), follow=True).content.decode()
    page = staff.get(reverse("villages:evidence_list", args=[village.pk]))
    assert [one.pair for one in page.context["pairs"]] == [before]
    assert page.context["photos"] == []
    assert "Jalan baru" in staff.get(reverse("villages:evidence_detail", args=[before.pk])).content.decode()
    second = make_evidence(by, village, 4, caption="Kedua", moment="after")
    second.pair = before
    with pytest.raises(ValidationError, match="sudah berpasangan"):
        save_evidence(by=by, evidence=second)
    before.moment = ""
    with pytest.raises(ValidationError, match="Lepaskan pasangannya"):
        save_evidence(by=by, evidence=before)
    wrong = update_data(after, pair=before.pk, moment="before", version=2)
    assert "Pasangan dipilih pada foto" in faults(staff.post(url, wrong))["__all__"]


def test_dates_that_cannot_be_are_refused(world: World) -> None:
    evidence = make_evidence(world.serang.staff, world.serang.villages[0])
    evidence.taken_at = timezone.now() + timedelta(days=2)
    with pytest.raises(ValidationError) as refused:
        save_evidence(by=world.serang.staff, evidence=evidence)
    assert list(refused.value.error_dict) == ["taken_at"]


def test_what_was_withdrawn_is_kept_and_shown_nowhere(staff: Client, world: World) -> None:
    village = world.serang.villages[0]
    evidence = make_evidence(world.serang.staff, village, links=["stage:3"])
    url = reverse("villages:evidence_withdraw", args=[evidence.pk])
    assert "paling sedikit 10 huruf" in faults(staff.post(url, {"reason": "salah"}))["reason"]
    listed = staff.post(url, {"reason": "Foto dari desa lain"}, follow=True).content.decode()
    assert "Bukti ditarik." in listed
    assert "Belum ada foto atau dokumen" in listed
    page = staff.get(reverse("villages:evidence_detail", args=[evidence.pk])).content.decode()
    assert "Foto dari desa lain" in page
    assert "<img" not in page.partition("<main")[2]
    for name in ("evidence_file", "evidence_thumbnail"):
        assert staff.get(reverse(f"villages:{name}", args=[evidence.pk])).status_code == 404
    assert evidence_of(village, "stage", 3) == []
    evidence.refresh_from_db()
    assert Path(evidence.file.path).exists()
    assert AuditEvent.objects.filter(action="evidence.remove").count() == 1
    with pytest.raises(ValidationError, match="sudah ditarik"):
        save_evidence(by=world.serang.staff, evidence=evidence)
    with pytest.raises(ValidationError, match="sudah ditarik"):
        withdraw_evidence(by=world.serang.staff, evidence=evidence, reason="Sekali lagi ditarik")


def test_the_gallery_is_filtered_by_its_address(staff: Client, world: World) -> None:
    by, village = world.serang.staff, world.serang.villages[0]
    visit = visit_of(world, village)
    asset = Asset.objects.create(target_village=village, name="Mesin jahit", created_by=by)
    of_visit = make_evidence(by, village, 1, links=[f"visit:{visit.pk}"], effective_on=date(2019, 6, 14))
    of_asset = make_evidence(by, village, 2, links=[f"asset:{asset.pk}"], effective_on=date(2019, 7, 2))
    paper = make_evidence(by, village, data=PDF, name="a.pdf", links=["indicator:D1"])
    url = reverse("villages:evidence_list", args=[village.pk])

    def shown(query: str) -> list[Evidence]:
        return list(staff.get(f"{url}?{query}").context["page"])

    assert shown("jenis=visit") == shown("tahap=3") == shown("bulan=2019-06") == [of_visit]
    assert shown("jenis=asset&bulan=2019-07") == [of_asset]
    assert shown("jenis=indicator") == [paper]
    assert len(shown("jenis=apa&tahap=99&bulan=2019-13")) == 3
    assert shown("bulan=2018-01") == []
    page = staff.get(url)
    assert set(page.context["photos"]) == {of_visit, of_asset}
    assert page.context["documents"] == [paper]
    assert "Tidak ada yang cocok" in staff.get(f"{url}?bulan=2018-01").content.decode()


def test_pages_ask_as_often_for_many_as_for_one(staff: Client, world: World) -> None:
    by, village = world.serang.staff, world.serang.villages[0]
    first = make_evidence(by, village, 1, links=["stage:3"], caption="Satu")
    urls = [
        reverse("villages:evidence_list", args=[village.pk]),
        reverse("villages:evidence_detail", args=[first.pk]),
        reverse("villages:evidence_create", args=[village.pk]),
    ]
    counts = [_queries(staff, url) for url in urls]
    for seed in range(2, 6):
        visit = visit_of(world, village, f"Kunjungan {seed}")
        evidence = make_evidence(by, village, seed, links=[f"visit:{visit.pk}", "stage:4"])
        EvidenceLink.objects.create(evidence=first, visit=visit, by=by)
        evidence.refresh_from_db()
    assert [_queries(staff, url) for url in urls] == counts


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_everything_of_a_village_can_be_proven(staff: Client, world: World) -> None:
    by, village = world.serang.staff, world.serang.villages[0]
    Handover.objects.create(target_village=village, handed_on=date(2019, 12, 1), receiver="TP PKK", by=by)
    asset = Asset.objects.create(target_village=village, name="Mesin jahit", created_by=by)
    links = [f"handover:{village.pk}", f"asset:{asset.pk}", "stage:12"]
    page = send(staff, village, links=links).content.decode()
    for words in ("Serah terima desa", "Aset: Mesin jahit", "Tahap 12: Penilaian/evaluasi akhir tingkat provinsi"):
        assert words in page
    assert len(evidence_of(village, "handover", village.pk)) == 1
    with pytest.raises(ValidationError):
        make_evidence(by, world.serang.villages[1], links=[f"handover:{village.pk}"])

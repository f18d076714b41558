"""Decrees: recorded with their scan, refused in place, never over a newer one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from tests.factories.world import World
from villages.actions.decrees import save_decree
from villages.models import Decree

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
PDF = b"%PDF-1.7\nisi SK\n"
PNG = b"\x89PNG\r\n\x1a\n0000"


@pytest.fixture
def stored(settings: Any, tmp_path: Path) -> Callable[[], list[str]]:
    """List the files that the site has stored since the test began."""
    settings.MEDIA_ROOT = tmp_path
    return lambda: sorted(str(one.relative_to(tmp_path)) for one in tmp_path.rglob("*") if one.is_file())


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def decree_data(**changes: Any) -> dict[str, Any]:
    return {
        "regency": "36.04",
        "number": "463/Kep.1/2020",
        "title": "Penetapan lokasi desa binaan 2020",
        "issued_on": "2020-01-06",
        "first_year": "2020",
        "last_year": "2020",
        **changes,
    }


def test_a_decree_is_recorded_with_its_scan(staff: Client, stored: Callable[[], list[str]]) -> None:
    upload = SimpleUploadedFile("SK Bupati.pdf", PDF, "application/pdf")
    response = staff.post(reverse("villages:decree_create"), decree_data(upload=upload), follow=True)
    assert said(response) == ["SK tersimpan."]
    decree = Decree.objects.get(number="463/Kep.1/2020")
    assert stored() == [decree.file.name]
    assert decree.file_name == "SK Bupati.pdf"
    assert decree.file_sha256 in str(decree.file.name)
    answer = staff.get(reverse("villages:decree_file", args=[decree.pk]))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="SK Bupati.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("sk.exe", PDF, "harus PDF, JPG atau PNG"),
        ("sk", PDF, "harus PDF, JPG atau PNG"),
        ("sk.pdf", PNG, "tidak sesuai dengan namanya"),
        ("sk.png", PDF, "tidak sesuai dengan namanya"),
        ("sk.pdf", b"", "kosong"),
        ("sk.pdf", PDF + b"0" * 2000, "terlalu besar"),
    ],
)
def test_a_file_that_is_refused_is_not_stored(
    staff: Client, stored: Callable[[], list[str]], settings: Any, name: str, content: bytes, words: str
) -> None:
    settings.UPLOAD_LIMIT = 1000
    upload = SimpleUploadedFile(name, content, "application/pdf")
    before = Decree.objects.count()
    response = staff.post(reverse("villages:decree_create"), decree_data(upload=upload))
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert list(errors) == ["upload"]
    assert words in str(errors["upload"])
    page = response.content.decode()
    assert 'value="463/Kep.1/2020"' in page
    assert "pilih berkas SK sekali lagi" in page
    assert (stored(), Decree.objects.count()) == ([], before)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": ""}, "title", "tidak boleh kosong"),
        ({"last_year": "2019"}, "__all__", "Tahun akhir tidak boleh sebelum tahun awal."),
        ({"issued_on": "2020-02-30"}, "issued_on", "tanggal"),
        ({"regency": "36.01"}, "regency", "pilihan"),
    ],
)
def test_a_faulty_decree_stores_neither_row_nor_file(
    staff: Client, stored: Callable[[], list[str]], changes: dict[str, str], field: str, words: str
) -> None:
    before = Decree.objects.count()
    upload = SimpleUploadedFile("sk.pdf", PDF, "application/pdf")
    response = staff.post(reverse("villages:decree_create"), decree_data(upload=upload, **changes))
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert words in str(errors[field])
    assert 'value="463/Kep.1/2020"' in response.content.decode()
    assert (stored(), Decree.objects.count()) == ([], before)


def test_a_number_that_is_taken_is_pointed_out(staff: Client, stored: Callable[[], list[str]]) -> None:
    staff.post(reverse("villages:decree_create"), decree_data())
    again = staff.post(reverse("villages:decree_create"), decree_data(title="Lain"))
    assert "SK dengan nomor ini sudah tercatat." in str(again.context["form"].errors)
    assert Decree.objects.filter(number="463/Kep.1/2020").count() == 1


def test_when_the_row_fails_the_new_file_goes_and_the_old_one_stays(
    world: World, stored: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    staff, decree = world.serang.staff, world.serang.decree
    save_decree(by=staff, decree=decree, file=ContentFile(PDF, "lama.pdf"))
    kept = stored()

    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(Decree, "save", refuse)
    with pytest.raises(Exception, match="baru saja disimpan"):
        save_decree(by=staff, decree=decree, file=ContentFile(PDF + b"baru", "baru.pdf"))
    assert stored() == kept
    monkeypatch.setattr(default_storage, "save", refuse)
    with pytest.raises(IntegrityError):
        save_decree(by=staff, decree=decree, file=ContentFile(PDF + b"baru", "baru.pdf"))
    assert stored() == kept


def test_a_correction_without_a_file_keeps_the_file(
    world: World, staff: Client, stored: Callable[[], list[str]]
) -> None:
    decree = world.serang.decree
    save_decree(by=world.serang.staff, decree=decree, file=ContentFile(PDF, "sk.pdf"))
    url = reverse("villages:decree_update", args=[decree.pk])
    assert "Isi hanya bila hendak mengganti" in staff.get(url).content.decode()
    sent = decree_data(first_year="2017", last_year="2019", version=str(decree.version))
    assert staff.post(url, sent).status_code == 302
    decree.refresh_from_db()
    assert (decree.number, decree.file_name, len(stored())) == ("463/Kep.1/2020", "sk.pdf", 1)


def test_the_scan_of_another_district_does_not_exist(
    world: World, sign_in: SignIn, stored: Callable[[], list[str]]
) -> None:
    save_decree(by=world.serang.staff, decree=world.serang.decree, file=ContentFile(PDF, "sk.pdf"))
    url = reverse("villages:decree_file", args=[world.serang.decree.pk])
    assert sign_in(world.pandeglang.staff).get(url).status_code == 404
    answer = sign_in(world.secretariat).get(url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]


def test_a_scan_that_the_disk_has_lost_is_not_found(
    world: World, staff: Client, stored: Callable[[], list[str]]
) -> None:
    decree = save_decree(by=world.serang.staff, decree=world.serang.decree, file=ContentFile(PDF, "sk.pdf"))
    (Path(site.MEDIA_ROOT) / str(decree.file.name)).unlink()
    assert staff.get(reverse("villages:decree_file", args=[decree.pk])).status_code == 404


def test_an_older_tab_does_not_overwrite_a_decree(staff: Client, world: World) -> None:
    decree = world.serang.decree
    url = reverse("villages:decree_update", args=[decree.pk])
    version = str(decree.version)
    assert staff.post(url, decree_data(title="Dari tab baru", version=version)).status_code == 302
    response = staff.post(url, decree_data(title="Dari tab lama", version=version))
    assert response.status_code == 422
    conflicts = {one.label: (one.saved, one.typed) for one in response.context["form"].conflicts}
    assert conflicts["Tentang"] == ("Dari tab baru", "Dari tab lama")
    decree.refresh_from_db()
    assert decree.title == "Dari tab baru"
    again = decree_data(title="Dari tab lama", version=response.context["form"]["version"].value())
    assert staff.post(url, again).status_code == 302
    decree.refresh_from_db()
    assert decree.title == "Dari tab lama"

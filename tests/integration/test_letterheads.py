"""Letterheads: drafted, taken into use from a day on, and from then on as they are."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client

from p2wkss.actions.letterheads import activate, discard, save_draft, start_draft
from p2wkss.actions.reports import draft_of
from p2wkss.actions.saving import StaleVersion
from p2wkss.letterhead import letterhead_for
from p2wkss.letterhead_offices import spans
from p2wkss.models import AuditEvent, LetterheadVersion, Region, Signer
from p2wkss.report_words import Format, SignerRole
from p2wkss.reporting import Brief, kind_of
from tests.factories.letterheads import DRAWING, make_draft, make_drawn_draft, make_signer, make_version
from tests.factories.world import BANTEN, PANDEGLANG, SERANG, World

SignIn = Callable[[Any], Client]
pytestmark = pytest.mark.usefixtures("shared_world")


def region(code: str) -> Region:
    return Region.objects.get(code=code)


def filled(version: LetterheadVersion, **changed: Any) -> dict[str, Any]:
    """What the form of a draft sends."""
    known = {
        "version": version.version,
        "lines": version.lines,
        "address": version.address,
        "contact": version.contact,
        "logo_text": version.logo_text,
        "number_pattern": version.number_pattern,
        "valid_from": version.valid_from or "",
        "all_title": "Kepala Dinas Uji",
    }
    return {**known, **changed}


# Which version counts ---------------------------------------------------------------------------------------


def test_the_own_version_of_the_day_counts_else_that_above(world: World) -> None:
    made = LetterheadVersion.objects
    assert made.in_force("36.04.15.2010", date(2019, 5, 1)) is None
    province = make_version(world.secretariat, BANTEN)
    assert made.in_force("36.04.15.2010", date(2019, 5, 1)) == province
    first = make_version(world.serang.staff, SERANG, date(2019, 3, 1))
    second = make_version(world.serang.staff, SERANG, date(2019, 6, 1))
    make_draft(world.serang.staff, SERANG, valid_from=date(2019, 1, 1))
    days = {date(2018, 1, 1): first, date(2019, 5, 31): first, date(2019, 6, 1): second, date(2030, 1, 1): second}
    for code in (SERANG, "36.04.15", "36.04.15.2010"):
        assert {day: made.in_force(code, day) for day in days} == days, "before the first day the first counts"
    assert made.in_force(PANDEGLANG, date(2019, 6, 1)) == province
    assert made.in_force("32.01", date(2019, 6, 1)) is None


def test_of_two_versions_of_one_day_the_later_counts(world: World) -> None:
    first, second = (make_version(world.serang.staff, SERANG, date(2019, 3, 1)) for _time in range(2))
    assert LetterheadVersion.objects.in_force(SERANG, date(2019, 3, 1)) == second
    third = make_version(world.serang.staff, SERANG, date(2020, 1, 1))
    found = [(span.version, span.last, span.is_replaced) for span in spans([third, second, first])]
    assert found == [
        (first, date(2019, 2, 28), True),
        (second, date(2019, 12, 31), False),
        (third, None, False),
    ]


def test_a_report_takes_it_with_two_queries_and_never_the_logo(
    world: World, django_assert_num_queries: Callable[[int], Any]
) -> None:
    draft = make_drawn_draft(
        world.serang.staff, SERANG, signers=[make_signer(), make_signer(SignerRole.RESULT, name="B")]
    )
    activate(by=world.serang.staff, draft=draft, version=draft.version)
    with django_assert_num_queries(2):
        head = letterhead_for("36.04.15.2010", date(2019, 5, 1), SignerRole.RESULT)
    assert head.lines == ("PEMERINTAH KABUPATEN UJI", "DINAS PEMBERDAYAAN UJI")
    assert head.signature.name == "B"
    assert head.logo_uri.startswith("data:image/svg+xml;base64,")
    assert letterhead_for(SERANG, date(2019, 5, 1), SignerRole.CERTIFICATE).signature.name == "Ibu Contoh"


def test_the_day_is_that_of_the_office(world: World) -> None:
    """A result that was locked after midnight in Jakarta was locked the day before in Greenwich."""
    make_version(world.serang.staff, SERANG)
    new = make_version(world.serang.staff, SERANG, date(2026, 1, 1))
    brief = Brief("Laporan", "laporan", SERANG, 2025, {}, as_of=datetime(2025, 12, 31, 17, 30, tzinfo=UTC))
    draft = draft_of(kind_of("profil-desa"), "1", Format.PDF, brief)
    assert draft["defaults"]["content"]["letterhead"]["version"] == new.pk


# Drafts -----------------------------------------------------------------------------------------------------


def test_a_new_version_begins_as_a_copy(world: World) -> None:
    first = start_draft(by=world.serang.staff, region=region(SERANG))
    assert first.lines.startswith("PEMERINTAH PROVINSI BANTEN"), "of the settings"
    assert first.signers.get().title == "Ketua Tim Penilai P2WKSS"
    assert start_draft(by=world.secretariat, region=region(SERANG)) == first, "one draft an office"
    discard(by=world.serang.staff, draft=first)
    used = make_drawn_draft(world.serang.staff, SERANG, signers=[make_signer(), make_signer(SignerRole.RESULT)])
    activate(by=world.serang.staff, draft=used, version=used.version)
    copy = start_draft(by=world.serang.staff, region=region(SERANG))
    assert (copy.lines, bytes(copy.logo or b""), copy.logo_text) == (used.lines, DRAWING, "Segitiga")
    assert copy.valid_from is None
    assert copy.signers.count() == 2


def test_only_provinces_and_regencies_have_an_office(world: World) -> None:
    with pytest.raises(ValueError, match=r"36\.04\.15"):
        start_draft(by=world.serang.staff, region=region("36.04.15"))


def test_nobody_writes_for_another_office(world: World) -> None:
    draft = make_draft(world.pandeglang.staff, PANDEGLANG)
    version, staff = draft.version, world.serang.staff
    for step in (
        lambda: start_draft(by=staff, region=region(PANDEGLANG)),
        lambda: save_draft(by=staff, draft=draft, signers=[make_signer()]),
        lambda: activate(by=staff, draft=draft, version=version),
        lambda: discard(by=staff, draft=draft),
        lambda: start_draft(by=world.official, region=region(BANTEN)),
    ):
        with pytest.raises(PermissionDenied):
            step()
    draft.region = region(SERANG)
    with pytest.raises(ValidationError):
        discard(by=staff, draft=draft)
    assert LetterheadVersion.objects.filter(pk=draft.pk, region=PANDEGLANG).exists()


def test_the_same_again_changes_nothing_and_each_change_is_recorded(world: World) -> None:
    draft = make_draft(world.serang.staff, SERANG)
    saved = AuditEvent.objects.filter(action="letterhead.save")
    before, version = saved.count(), draft.version
    save_draft(by=world.serang.staff, draft=draft, signers=[make_signer()])
    assert (saved.count(), LetterheadVersion.objects.get(pk=draft.pk).version) == (before, version)
    draft = LetterheadVersion.objects.get(pk=draft.pk)
    draft.address = "Jalan Uji 1"
    save_draft(by=world.serang.staff, draft=draft, signers=[make_signer(name="Ibu Lain")])
    assert saved.latest("pk").details["fields"] == ["address", "signers"]
    assert saved.latest("pk").region_code == SERANG


def test_two_people_at_one_draft(world: World) -> None:
    draft = make_draft(world.serang.staff, SERANG)
    mine, theirs = (LetterheadVersion.objects.get(pk=draft.pk) for _person in range(2))
    theirs.address = "Jalan Mereka"
    save_draft(by=world.secretariat, draft=theirs, signers=[make_signer()])
    mine.address = "Jalan Saya"
    with pytest.raises(StaleVersion):
        save_draft(by=world.serang.staff, draft=mine, signers=[make_signer()])
    with pytest.raises(StaleVersion):
        activate(by=world.serang.staff, draft=mine, version=mine.version)
    discard(by=world.serang.staff, draft=mine)
    with pytest.raises(ValidationError, match="sudah dibuang"):
        save_draft(by=world.secretariat, draft=theirs, signers=[make_signer()])


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"lines": "  \n "}, "lines"),
        ({"lines": "A\nB\nC\nD\nE"}, "lines"),
        ({"lines": "Kantor \u202eterbalik"}, "lines"),
        ({"lines": "x" * 501}, "lines"),
        ({"address": "Jalan 🏡"}, "address"),
        ({"contact": "a\x00b"}, "contact"),
        ({"contact": "x" * 201}, "contact"),
        ({"number_pattern": "400/{nomor}/{tahun}"}, "number_pattern"),
        ({"number_pattern": "400/{tahun"}, "number_pattern"),
        ({"signers": [make_signer(nip="123")]}, "all_nip"),
        ({"signers": [make_signer(), make_signer(SignerRole.RESULT, title=" ")]}, "result_title"),
        ({"signers": [make_signer(name="Ibu\u200b")]}, "all_name"),
        ({"signers": [make_signer(SignerRole.RESULT)]}, "all_title"),
    ],
)
def test_what_cannot_print_is_refused_at_its_field(world: World, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make_draft(world.serang.staff, SERANG, **facts)
    assert set(refused.value.message_dict) == {field}


def test_a_nip_is_stored_as_it_prints(world: World) -> None:
    draft = make_draft(world.serang.staff, SERANG, signers=[make_signer(nip="197001011995032001")])
    assert draft.signers.get().nip == "19700101 199503 2 001"


# In use -----------------------------------------------------------------------------------------------------


def test_without_a_first_day_nothing_is_taken_into_use(world: World) -> None:
    draft = make_draft(world.serang.staff, SERANG, valid_from=None)
    with pytest.raises(ValidationError, match="tanggal mulai berlaku"):
        activate(by=world.serang.staff, draft=draft, version=draft.version)


def test_once_in_use_neither_it_nor_its_signers_change(world: World) -> None:
    version = make_version(world.serang.staff, SERANG)
    assert AuditEvent.objects.latest("pk").action == "letterhead.activate"
    for step in (
        lambda: save_draft(by=world.serang.staff, draft=version, signers=[make_signer(name="Lain")]),
        lambda: activate(by=world.serang.staff, draft=version, version=version.version),
        lambda: discard(by=world.serang.staff, draft=version),
    ):
        with pytest.raises(ValidationError, match="tidak dapat diubah lagi"):
            step()
    assert version.signers.get().name == "Ibu Contoh"


def test_the_database_refuses_it_too(world: World) -> None:
    version = make_version(world.serang.staff, SERANG)
    draft = make_draft(world.pandeglang.staff, PANDEGLANG)
    signer, free = version.signers.get(), draft.signers.get()
    rows, signers = LetterheadVersion.objects.filter(pk=version.pk), Signer.objects.filter(pk=signer.pk)
    for step in (
        lambda: rows.update(address="Lain"),
        lambda: rows._raw_delete(rows.db),
        lambda: signers.update(name="Lain"),
        lambda: signers._raw_delete(signers.db),
        lambda: Signer.objects.create(letterhead=version, role=SignerRole.RESULT, title="Lain"),
        lambda: Signer.objects.filter(pk=free.pk).update(letterhead=version, role=SignerRole.RESULT),
        lambda: signers.update(letterhead=draft, role=SignerRole.RESULT),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            step()
    Signer.objects.filter(pk=free.pk).update(name="Lain")
    discard(by=world.pandeglang.staff, draft=draft)
    assert not LetterheadVersion.objects.filter(pk=draft.pk).exists()


def test_an_office_has_one_draft_in_the_database(world: World) -> None:
    make_draft(world.serang.staff, SERANG)
    with pytest.raises(DatabaseError), transaction.atomic():
        LetterheadVersion.objects.create(region_id=SERANG, lines="Lain", created_by=world.secretariat)

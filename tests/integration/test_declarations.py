"""Conflicts of interest: declared before anything opens; who has one is out, and counts nowhere."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from assessments.actions.declarations import declare, undeclared
from assessments.actions.rounds import open_plenary, remove_entry, start_scoring, stop_scoring
from assessments.actions.sheets import save_sheet
from assessments.dossier import current_snapshot
from assessments.models import ConflictDeclaration, Mark, Round, ScoreSheet
from p2wkss.models import AuditEvent
from tests.factories.evidence import make_evidence
from tests.factories.judging import declare_none, fill_sheet
from tests.factories.scoring import PLACES, fresh_round, member_in, sheet_in
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]


@pytest.fixture
def round(world: World) -> Round:
    """A round in which nobody has declared anything."""
    return fresh_round(world)


@pytest.fixture
def sheet(world: World, round: Round) -> ScoreSheet:
    """The first assessor's sheet of Kamurang."""
    return sheet_in(round, world.assessors[0])


def at(name: str, *keys: Any) -> str:
    return reverse(f"assessments:{name}", args=keys)


def answers(*sheets: ScoreSheet, said: str = "none", **changes: str) -> dict[str, str]:
    return {f"said_{sheet.entry_id}": said for sheet in sheets} | changes


def test_nothing_opens_before_the_declaration(world: World, sheet: ScoreSheet, sign_in: SignIn) -> None:
    photo = make_evidence(world.serang.staff, sheet.entry.target_village)
    client = sign_in(world.assessors[0])
    for name in ("sheet_edit", "dossier"):
        answer = client.get(at(name, sheet.pk))
        assert (answer.status_code, answer["Location"]) == (302, at("declare", sheet.entry.round_id))
    assert client.get(at("dossier_beside", sheet.pk)).status_code == 403
    for name in ("dossier_file", "dossier_thumbnail"):
        assert client.get(at(name, sheet.pk, photo.pk)).status_code == 403
    answer = client.post(at("mark_save", sheet.pk), {"indicator": "D1", "value": "2", "version": "0"})
    assert (answer.status_code, answer.json()["reason"][:17]) == (403, "Nyatakan dahulu a")
    with pytest.raises(PermissionDenied, match="Nyatakan dahulu"):
        save_sheet(by=world.assessors[0], sheet=sheet, marks=[], expected_version=0)
    assert "berkas desa terbuka setelah" in client.get(at("sheet_list")).content.decode()


@pytest.mark.parametrize("at_once", [False, True])
def test_no_conflict_opens_it(world: World, round: Round, sheet: ScoreSheet, sign_in: SignIn, at_once: bool) -> None:
    client, both = sign_in(world.assessors[0]), [sheet, sheet_in(round, world.assessors[0], PLACES[1])]
    page = client.get(at("declare", round.pk)).content.decode()
    assert page.count("Tidak ada benturan kepentingan</label>") == 2
    assert "checked" not in page
    listed = {f"listed_{one.entry_id}": "1" for one in both}
    sent = {**listed, "none_for_all": "1"} if at_once else answers(*both)
    assert client.post(at("declare", round.pk), sent)["Location"] == at("sheet_list")
    assert client.get(at("sheet_edit", sheet.pk)).status_code == 200
    assert client.get(at("dossier", sheet.pk)).status_code == 200
    assert not ConflictDeclaration.objects.filter(entry__round=round).exclude(has_conflict=False).exists()
    event = AuditEvent.objects.filter(action="declaration.none").latest("pk")
    assert sorted(event.details["entries"]) == sorted(one.entry_id for one in both)
    assert client.get(at("declare", round.pk)).status_code == 302


def test_an_answer_is_an_act(world: World, round: Round, sheet: ScoreSheet, sign_in: SignIn) -> None:
    client, other = sign_in(world.assessors[0]), sheet_in(round, world.assessors[0], PLACES[1])
    answer = client.post(at("declare", round.pk), answers(sheet))
    assert answer.status_code == 422
    assert "Pilih satu jawaban." in answer.content.decode()
    sent = answers(sheet) | answers(other, said="conflict")
    answer = client.post(at("declare", round.pk), sent)
    assert answer.status_code == 422
    assert "Pilih jenis benturan kepentingannya. Jelaskan dengan singkat." in answer.content.decode()
    assert not ConflictDeclaration.objects.filter(entry__round=round).exists()


def test_who_has_a_conflict_is_out(world: World, round: Round, sheet: ScoreSheet, sign_in: SignIn) -> None:
    photo = make_evidence(world.serang.staff, sheet.entry.target_village)
    client, other = sign_in(world.assessors[0]), sheet_in(round, world.assessors[0], PLACES[1])
    key = sheet.entry_id
    sent = answers(sheet, said="conflict", **{f"kind_{key}": "family", f"words_{key}": "Adik kepala desa"})
    assert client.post(at("declare", round.pk), sent | answers(other)).status_code == 302
    said = ConflictDeclaration.objects.get(entry=key)
    assert said.reason == "Hubungan keluarga: Adik kepala desa"
    sheet.refresh_from_db()
    assert sheet.is_recused
    page = client.get(at("sheet_edit", sheet.pk)).content.decode()
    assert "Anda mengundurkan diri" in page
    assert "data-sheet" not in page
    for address in (at("dossier", sheet.pk), at("dossier_beside", sheet.pk), at("dossier_file", sheet.pk, photo.pk)):
        assert client.get(address).status_code == 403
    assert client.get(at("sheet_edit", other.pk)).status_code == 200
    event = AuditEvent.objects.filter(action="declaration.conflict").latest("pk")
    assert "Adik" not in str(event.details)
    shown = sign_in(world.serang.staff).get(at("round_detail", round.pk)).content.decode()
    assert "1 mengundurkan diri" in shown
    assert at("assessor_add", key) in shown
    assert "Adik kepala desa" not in shown


def test_a_conflict_that_comes_up_later_keeps_the_marks_and_counts_none(
    world: World, round: Round, sheet: ScoreSheet, sign_in: SignIn
) -> None:
    for user in world.assessors:
        declare_none(member_in(round, user))
    save_sheet(by=world.assessors[0], sheet=sheet, marks=[Mark(indicator="D4", value=Decimal(2))], expected_version=0)
    client, key = sign_in(world.assessors[0]), sheet.entry_id
    assert client.get(at("conflict_declare", sheet.pk)).status_code == 200
    sent = answers(sheet, said="conflict", **{f"kind_{key}": "work", f"words_{key}": "Membina desa ini"})
    assert client.post(at("conflict_declare", sheet.pk), sent).status_code == 302
    assert Mark.objects.filter(sheet=sheet).count() == 1
    for user in world.assessors:
        for place in PLACES:
            if (user, place) != (world.assessors[0], PLACES[0]):
                fill_sheet(sheet_in(round, user, place), 3)
    open_plenary(by=world.serang.staff, round=round)
    snapshot = current_snapshot(Round.objects.with_places().get(pk=round.pk))
    counted = [one for one in snapshot["sheets"] if one["entry"] == str(key)]
    assert len(counted) == 1
    assert {(one["entry"], one["assessor"]) for one in snapshot["recusals"]} == {
        (str(key), counted_out(snapshot, counted))
    }


def counted_out(snapshot: Any, counted: list[Any]) -> str:
    """Give the assessor of the round who is not among those that count."""
    everybody = {one["assessor"] for one in snapshot["sheets"]}
    [left] = everybody - {one["assessor"] for one in counted}
    return str(left)


def test_what_is_handed_in_must_come_back_first(world: World, round: Round, sheet: ScoreSheet, sign_in: SignIn) -> None:
    fill_sheet(sheet, 3)
    with pytest.raises(ValidationError, match="sudah diajukan"):
        declare(by=world.assessors[0], member=sheet.member, said={sheet.entry_id: "Lain: baru tahu"})
    assert sign_in(world.assessors[0]).get(at("conflict_declare", sheet.pk)).status_code == 403


def test_a_conflict_stands(world: World, round: Round, sheet: ScoreSheet) -> None:
    by, member = world.assessors[0], sheet.member
    with pytest.raises(ValidationError, match="Tulis benturan"):
        declare(by=by, member=member, said={sheet.entry_id: "  "})
    declare(by=by, member=member, said={sheet.entry_id: "Hubungan keluarga: sepupu"})
    assert declare(by=by, member=member, said={sheet.entry_id: None}) == []
    with pytest.raises(PermissionDenied, match="sudah mengundurkan diri"):
        declare(by=by, member=member, said={sheet.entry_id: "Hal lain: lagi"})
    assert undeclared(member) == {sheet_in(round, by, PLACES[1]).entry_id}
    # Prepared and opened again, the sheet does not come back, and the village stays in the round.
    stop_scoring(by=world.serang.staff, round=round)
    with pytest.raises(PermissionDenied, match="peserta ini tetap"):
        remove_entry(by=world.serang.staff, entry=sheet.entry)
    start_scoring(by=world.serang.staff, round=round)
    assert not ScoreSheet.objects.filter(entry=sheet.entry_id, member=member).exists()


def test_the_same_again_changes_nothing(world: World, round: Round, sheet: ScoreSheet) -> None:
    for _time in range(2):
        declare(by=world.assessors[0], member=sheet.member, said={sheet.entry_id: None})
    assert ConflictDeclaration.objects.filter(entry=sheet.entry_id, member=sheet.member_id).count() == 1


def test_nobody_declares_for_another_or_what_is_not_theirs(world: World, round: Round, sheet: ScoreSheet) -> None:
    strange = ScoreSheet.objects.filter(entry__round=world.round).earliest("pk").entry_id
    with pytest.raises(PermissionDenied, match="oleh penilai sendiri"):
        declare(by=world.assessors[1], member=sheet.member, said={sheet.entry_id: None})
    with pytest.raises(PermissionDenied, match="tidak ditugaskan"):
        declare(by=world.assessors[0], member=sheet.member, said={strange: None})
    stop_scoring(by=world.serang.staff, round=round)
    with pytest.raises(PermissionDenied, match="tidak dibuka"):
        declare(by=world.assessors[0], member=member_in(round, world.assessors[0]), said={sheet.entry_id: None})


def test_only_the_panel_of_an_open_round_is_asked(world: World, round: Round, sign_in: SignIn) -> None:
    assert sign_in(world.serang.assessor).get(at("declare", round.pk)).status_code == 404
    stop_scoring(by=world.serang.staff, round=round)
    assert sign_in(world.assessors[0]).get(at("declare", round.pk)).status_code == 404


def test_the_page_asks_as_often_for_one_village_as_for_two(
    world: World, round: Round, sheet: ScoreSheet, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    client = sign_in(world.assessors[0])
    client.get("/")
    for _villages in (2, 1):
        with django_assert_num_queries(9):
            client.get(at("declare", round.pk))
        declare(by=world.assessors[0], member=sheet.member, said={sheet.entry_id: None})

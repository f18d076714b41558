"""Giving a sheet back, and colleagues' marks: seen once the own is in, hidden again while it is returned."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from assessments.actions.declarations import declare
from assessments.actions.rounds import open_plenary
from assessments.actions.sheets import return_sheet, save_sheet
from assessments.models import Mark, Round, ScoreSheet, SheetReturn
from p2wkss.models import AuditEvent
from tests.factories.judging import fill_sheet
from tests.factories.scoring import PARTS, fresh_round, sheet_in
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]


@pytest.fixture
def round(world: World) -> Round:
    """A round whose two assessors may begin."""
    return fresh_round(world, declared=True)


@pytest.fixture
def sheet(world: World, round: Round) -> ScoreSheet:
    """The first assessor's sheet, handed in."""
    return fill_sheet(sheet_in(round, world.assessors[0]), 3)


def at(name: str, *keys: Any) -> str:
    return reverse(f"assessments:{name}", args=keys)


def give_back(world: World, sheet: ScoreSheet, **remarks: str) -> ScoreSheet:
    return return_sheet(by=world.serang.staff, sheet=sheet, remark="Lihat lagi buku tamu", remarks=remarks)


def test_a_returned_sheet_opens_again_with_its_remarks(world: World, sheet: ScoreSheet, sign_in: SignIn) -> None:
    staff = sign_in(world.serang.staff)
    sent = {"remark": "Lihat lagi buku tamu", "remark_D3": "Jumlah kunjungan", "remark_D4": "  "}
    assert staff.post(at("sheet_return", sheet.pk), sent)["Location"] == at("missing_board", sheet.entry.round_id)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.submitted_at) == ("draft", None)
    assert SheetReturn.objects.get(sheet=sheet).remarks == {"D3": "Jumlah kunjungan"}
    assert AuditEvent.objects.filter(action="sheet.return").latest("pk").details["indicators"] == ["D3"]
    page = sign_in(world.assessors[0]).get(at("sheet_edit", sheet.pk)).content.decode()
    assert "Lihat lagi buku tamu" in page
    assert '<a href="#div_id_mark_D3">D3</a>' in page
    assert "Catatan pengembalian: Jumlah kunjungan" in page
    assert Mark.objects.filter(sheet=sheet).count() == 23


def test_remarks_at_the_rows_go_with_the_next_submission_and_the_history_stays(
    world: World, sheet: ScoreSheet, sign_in: SignIn
) -> None:
    client = sign_in(world.assessors[0])
    give_back(world, sheet, D3="Jumlah kunjungan")
    fill_sheet(ScoreSheet.objects.get(pk=sheet.pk), 2)
    page = client.get(at("sheet_edit", sheet.pk)).content.decode()
    assert "Catatan pengembalian" not in page
    assert "Riwayat pengembalian" in page
    give_back(world, sheet)
    page = client.get(at("sheet_edit", sheet.pk)).content.decode()
    assert "Riwayat pengembalian (2)" in " ".join(page.split())
    assert SheetReturn.objects.filter(sheet=sheet).count() == 2


def test_who_gives_back_sees_no_mark(world: World, round: Round, sheet: ScoreSheet, sign_in: SignIn) -> None:
    Mark.objects.filter(sheet=sheet, indicator="D3").update(note="Rahasia penilai", value=Decimal(1))
    page = sign_in(world.serang.staff).get(at("sheet_return", sheet.pk)).content.decode()
    assert "Rahasia penilai" not in page
    assert "Menurut kunjungan" not in page
    assert sign_in(world.serang.staff).get(at("sheet_edit", sheet.pk)).status_code == 404
    assert sign_in(world.serang.staff).get(at("sheet_peers", sheet.pk)).status_code == 404


@pytest.mark.parametrize(("remark", "remarks", "words"), [("  ", {}, "Tulis mengapa"), ("Lihat", {"X9": "?"}, "X9")])
def test_what_is_no_return(world: World, sheet: ScoreSheet, remark: str, remarks: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        return_sheet(by=world.serang.staff, sheet=sheet, remark=remark, remarks=remarks)
    assert not SheetReturn.objects.filter(sheet=sheet).exists()


def test_only_a_sheet_that_is_in_while_scoring_by_who_runs_the_round(
    world: World, round: Round, sheet: ScoreSheet, sign_in: SignIn
) -> None:
    colleague = sheet_in(round, world.assessors[1])
    with pytest.raises(PermissionDenied, match="sudah diajukan dapat dikembalikan"):
        give_back(world, colleague)
    with pytest.raises(PermissionDenied, match="tidak berhak"):
        return_sheet(by=world.secretariat, sheet=sheet, remark="Lihat", remarks={})
    assert sign_in(world.secretariat).get(at("sheet_return", sheet.pk)).status_code == 404
    for user in world.assessors:
        for place in ("36.04.15.2010", "36.04.15.2006"):
            if not (one := sheet_in(round, user, place)).is_submitted:
                fill_sheet(one, 2)
    open_plenary(by=world.serang.staff, round=round)
    with pytest.raises(PermissionDenied, match="tidak terbuka pada fase"):
        give_back(world, sheet)
    assert sign_in(world.serang.staff).get(at("sheet_return", sheet.pk)).status_code == 403


# Blind -----------------------------------------------------------------------------------------------------------


def test_blind_before_seen_after_and_blind_again_when_returned(
    world: World, round: Round, sheet: ScoreSheet, sign_in: SignIn
) -> None:
    own = sheet_in(round, world.assessors[1])
    Mark.objects.filter(sheet=sheet, indicator="D4").update(note="Catatan penilai pertama")
    client = sign_in(world.assessors[1])
    for name in ("sheet_edit", "sheet_list", "dossier"):
        keys = [] if name == "sheet_list" else [own.pk]
        assert "Catatan penilai pertama" not in client.get(at(name, *keys)).content.decode()
    assert client.get(at("sheet_peers", own.pk)).status_code == 403
    assert client.get(at("sheet_peers", sheet.pk)).status_code == 404
    fill_sheet(own, 1)
    assert at("sheet_peers", own.pk) in client.get(at("sheet_edit", own.pk)).content.decode()
    page = client.get(at("sheet_peers", own.pk))
    assert page.status_code == 200
    assert "Catatan penilai pertama" in page.content.decode()
    assert page.context["names"] == [world.assessors[1].full_name, world.assessors[0].full_name]
    [d4] = [row for _part, rows in page.context["groups"] for row in rows if row.indicator.code == "D4"]
    assert [mark.words for mark in d4.marks] == ["1", "3"]
    give_back(world, own)
    assert client.get(at("sheet_peers", own.pk)).status_code == 403


def test_only_what_is_handed_in_is_seen(world: World, round: Round, sheet: ScoreSheet, sign_in: SignIn) -> None:
    other = sheet_in(round, world.assessors[1])
    marks = [Mark(indicator="D4", value=Decimal(0), note="Masih konsep")]
    save_sheet(by=world.assessors[1], sheet=other, marks=marks, expected_version=0)
    page = sign_in(world.assessors[0]).get(at("sheet_peers", sheet.pk)).content.decode()
    assert "Masih konsep" not in page
    assert "1 penilai belum mengajukan" in page
    declare(by=world.assessors[1], member=other.member, said={other.entry_id: "Hal lain: sepupu"})
    page = sign_in(world.assessors[0]).get(at("sheet_peers", sheet.pk)).content.decode()
    assert "Masih konsep" not in page


def test_of_a_part_nothing_is_seen_before_all_own_parts_are_in(world: World, sign_in: SignIn) -> None:
    round = fresh_round(world, declared=True, parts=PARTS)
    own = [sheet_in(round, world.assessors[0], part=part["code"]) for part in PARTS]
    for part in PARTS:
        fill_sheet(sheet_in(round, world.assessors[1], part=part["code"]), 2)
    client = sign_in(world.assessors[0])
    fill_sheet(own[0], 3)
    assert client.get(at("sheet_peers", own[0].pk)).status_code == 403
    fill_sheet(own[1], 3)
    assert client.get(at("sheet_peers", own[0].pk)).status_code == 200


def test_colleagues_are_asked_for_once(
    world: World, round: Round, sheet: ScoreSheet, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    client = sign_in(world.assessors[0])
    client.get("/")
    with django_assert_num_queries(9):
        client.get(at("sheet_peers", sheet.pk))
    fill_sheet(sheet_in(round, world.assessors[1]), 2)
    with django_assert_num_queries(9):
        client.get(at("sheet_peers", sheet.pk))

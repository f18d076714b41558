"""Judging: sheets that lose nothing, assessors kept from home, results that cannot be bent unseen."""

import json
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from assessments.actions.panel import add_assessor
from assessments.actions.results import close_objections, decide_tie, lock_result
from assessments.actions.rounds import (
    add_entry,
    add_member,
    end_calibration,
    nominate,
    open_objections,
    open_plenary,
    publish,
    remove_member,
    reopen_scoring,
    start_scoring,
    stop_scoring,
)
from assessments.actions.sheets import save_sheet, submit_sheet
from assessments.dossier import current_snapshot
from assessments.models import Entry, Mark, PanelMember, Result, Round, ScoreSheet
from assessments.permissions import home_conflict
from assessments.phases import TRANSITIONS, Phase, allowed
from assessments.reading import Reading
from p2wkss.actions.saving import StaleVersion
from p2wkss.models import AuditEvent, Region, User
from p2wkss.roles import Role
from tests.factories.judging import fill_sheet, lock_round, make_round
from tests.factories.people import make_user
from tests.factories.tampering import bend
from tests.factories.world import World, grow_province

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]


@pytest.fixture
def sheet(world: World) -> ScoreSheet:
    """The sheet of the first assessor for Kamurang in the province's round."""
    sheets = ScoreSheet.objects.with_places().filter(entry__round=world.round)
    return sheets.get(member__user=world.assessors[0], entry__target_village=world.serang.villages[0])


def fill_all(world: World, serang: int = 3, pandeglang: int = 2) -> None:
    """Hand in every sheet of the province's round."""
    for sheet in ScoreSheet.objects.filter(entry__round=world.round, submitted_at=None):
        own = sheet.entry.target_village_id == world.serang.villages[0].pk
        fill_sheet(sheet, serang if own else pandeglang)


def data(sheet: ScoreSheet, level: str = "3", **changes: str) -> dict[str, str]:
    """Give a whole sheet as it is posted; a note stands wherever the facts could propose another level."""
    indicators = sheet.entry.round.instrument.instrument.indicators
    notes = {f"mark_{code}_note": "Menurut kunjungan" for code, one in indicators.items() if one.proposes}
    return {"version": str(sheet.version), **{f"mark_{code}": level for code in indicators}, **notes, **changes}


# Sheets -------------------------------------------------------------------------------------------------------


def test_a_draft_keeps_what_is_there(sheet: ScoreSheet, world: World, sign_in: SignIn) -> None:
    client = sign_in(world.assessors[0])
    url = reverse("assessments:sheet_edit", args=[sheet.pk])
    response = client.post(url, {"version": "0", "mark_D1": "2", "mark_D1_note": "Cukup", "save": "1"})
    assert response.status_code == 302
    mark = Mark.objects.get(sheet=sheet)
    assert (mark.indicator, mark.value, mark.note) == ("D1", Decimal(2), "Cukup")
    page = client.get(url).content.decode()
    assert "50,00" in page
    assert "22 indikator belum dinilai" in " ".join(page.split())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mark_D1": "7"}, "Pilih salah satu tingkat."),
        ({"mark_D1": "banyak"}, "Pilih salah satu tingkat."),
        ({"mark_D1": "na"}, "Indikator ini selalu berlaku."),
        ({"mark_K3": "na"}, "Tulis alasan mengapa tidak berlaku."),
    ],
)
def test_a_faulty_mark_stands_at_its_row_and_saves_nothing(
    sheet: ScoreSheet, world: World, sign_in: SignIn, changes: dict[str, str], words: str
) -> None:
    client = sign_in(world.assessors[0])
    response = client.post(
        reverse("assessments:sheet_edit", args=[sheet.pk]), data(sheet, mark_D2_note="Tetap", **changes)
    )
    assert response.status_code == 422
    page = response.content.decode()
    code = next(iter(changes)).removeprefix("mark_")
    assert [row.code for row in response.context["form"].faulty] == [code]
    assert words in page
    assert "Tetap" in page
    assert not Mark.objects.filter(sheet=sheet).exists()


def test_not_applicable_with_a_reason_is_a_mark(sheet: ScoreSheet, world: World, sign_in: SignIn) -> None:
    client = sign_in(world.assessors[0])
    sent = data(sheet, mark_K3="na", mark_K3_reason="Tidak ada perusahaan", submit="1")
    assert client.post(reverse("assessments:sheet_edit", args=[sheet.pk]), sent).status_code == 302
    sheet.refresh_from_db()
    assert sheet.is_submitted
    assert Mark.objects.get(sheet=sheet, indicator="K3").not_applicable


def test_handing_in_with_a_mark_missing_keeps_the_rest(sheet: ScoreSheet, world: World, sign_in: SignIn) -> None:
    client = sign_in(world.assessors[0])
    sent = {key: value for key, value in data(sheet, submit="1").items() if key != "mark_I5"}
    response = client.post(reverse("assessments:sheet_edit", args=[sheet.pk]), sent)
    assert response.status_code == 422
    assert "Belum dinilai: I5." in response.content.decode()
    assert Mark.objects.filter(sheet=sheet).count() == 22
    sheet.refresh_from_db()
    assert not sheet.is_submitted


def test_an_older_tab_is_told_and_shown_both(sheet: ScoreSheet, world: World, sign_in: SignIn) -> None:
    client = sign_in(world.assessors[0])
    url = reverse("assessments:sheet_edit", args=[sheet.pk])
    client.post(url, data(sheet, "4"))
    response = client.post(url, data(sheet, "4", mark_D1="1", mark_D1_note="Saya"))
    assert response.status_code == 422
    assert [(row.code, row.saved, row.chosen) for row in response.context["form"].differing] == [("D1", "4", "1")]
    assert Mark.objects.get(sheet=sheet, indicator="D1").value == 4
    again = data(sheet, "4", mark_D1="1", mark_D1_note="Saya") | {"version": str(response.context["form"].version)}
    assert client.post(url, again).status_code == 302
    assert Mark.objects.get(sheet=sheet, indicator="D1").value == 1
    history = AuditEvent.objects.filter(action="sheet.save", object_id=str(sheet.pk)).first()
    assert history is not None
    before, after = history.details["changes"]["D1"]
    assert (before["value"], after["value"]) == ("4", "1")


def test_a_sheet_that_is_handed_in_stays(sheet: ScoreSheet, world: World) -> None:
    filled = fill_sheet(sheet, 3)
    by = world.assessors[0]
    with pytest.raises(PermissionDenied, match="sudah diajukan"):
        save_sheet(by=by, sheet=filled, marks=[], expected_version=filled.version)
    with pytest.raises(PermissionDenied, match="sudah diajukan"):
        submit_sheet(by=by, sheet=filled, expected_version=filled.version)


def test_nobody_writes_on_anothers_sheet(sheet: ScoreSheet, world: World) -> None:
    for other in (world.assessors[1], world.secretariat, world.administrator):
        with pytest.raises(PermissionDenied):
            save_sheet(by=other, sheet=sheet, marks=[], expected_version=0)


def test_a_stale_submission_is_refused(sheet: ScoreSheet, world: World) -> None:
    fill_sheet(sheet, 3, submit=False)
    with pytest.raises(StaleVersion):
        submit_sheet(by=world.assessors[0], sheet=sheet, expected_version=0)


# Rounds -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("home", "level", "village", "conflict"),
    [
        ("36.04", "36", "36.04.15.2010", True),
        ("36.01", "36", "36.04.15.2010", False),
        ("36.04.15", "36", "36.04.15.2010", True),
        (None, "36", "36.04.15.2010", False),
        ("36.04", "36.04", "36.04.15.2010", False),
        ("36.04.15", "36.04", "36.04.15.2010", True),
    ],
)
def test_who_is_at_home_where(home: str | None, level: str, village: str, conflict: bool, world: World) -> None:
    user = make_user("orang", home=home)
    round = Round(cycle=world.cycle, region=Region.objects.get(code=level))
    assert home_conflict(user, Region.objects.get(code=village), round.level) is conflict


def test_an_assessor_never_gets_a_village_of_the_home_regency(world: World) -> None:
    own = ScoreSheet.objects.filter(entry__round=world.round, member__user=world.assessors[1])
    assert {sheet.entry.target_village.village.regency_code for sheet in own} == {"36.04"}


def test_a_village_that_nobody_may_judge_stops_the_opening(world: World) -> None:
    stop_scoring(by=world.secretariat, round=world.round)
    world.round.refresh_from_db()
    User.objects.filter(pk=world.assessors[0].pk).update(home_region="36.01")
    with pytest.raises(PermissionDenied, match="tidak memiliki penilai dari luar daerahnya"):
        start_scoring(by=world.secretariat, round=world.round)
    assert not ScoreSheet.objects.filter(entry__round=world.round).exists()


def test_only_nominees_enter_the_province_and_each_regency_has_one(world: World) -> None:
    stop_scoring(by=world.secretariat, round=world.round)
    with pytest.raises(ValidationError, match="bukan calon"):
        add_entry(by=world.secretariat, round=world.round, target_village=world.serang.villages[1])
    second = Entry.objects.get(round=world.serang.round, target_village=world.serang.villages[1])
    second.round = Round.objects.with_places().get(pk=second.round_id)
    with pytest.raises(ValidationError, match="bukan peringkat pertama"):
        nominate(by=world.serang.staff, entry=second, reason="")
    with pytest.raises(ValidationError, match="sudah menetapkan wakilnya"):
        nominate(by=world.serang.staff, entry=second, reason="Keputusan bupati")


def test_only_assessors_of_the_region_join_the_panel(world: World) -> None:
    stop_scoring(by=world.secretariat, round=world.round)
    round = Round.objects.get(pk=world.round.pk)
    with pytest.raises(ValidationError, match="tidak memegang peran penilai"):
        add_member(by=world.secretariat, member=PanelMember(round=round, user=world.serang.assessor))


def test_a_member_may_join_while_it_is_scored_and_judges_what_is_assigned(world: World) -> None:
    """So that a round whose only assessor stepped back, after marks were saved, is not stuck."""
    joins = PanelMember(round=world.round, user=make_user("penilai-baru", Role.ASSESSOR, "36"))
    member = add_member(by=world.secretariat, member=joins)
    assert not member.sheets.exists()
    entry = Entry.objects.select_related("target_village").filter(round=world.round).earliest("pk")
    [sheet] = add_assessor(by=world.secretariat, entry=entry, member=member)
    assert sheet.member == member
    with pytest.raises(PermissionDenied, match="tidak terbuka"):
        remove_member(by=world.secretariat, member=member)
    fill_all(world)
    open_plenary(by=world.secretariat, round=world.round)
    late = PanelMember(round=world.round, user=make_user("penilai-lain", Role.ASSESSOR, "36"))
    with pytest.raises(PermissionDenied, match="tidak terbuka"):
        add_member(by=world.secretariat, member=late)


def test_the_instrument_must_be_locked_and_the_round_new(world: World) -> None:
    with pytest.raises(ValidationError):
        make_round(world.secretariat, world.cycle, "36", world.instrument, [], [])


def test_the_actions_take_the_ways_of_the_table_and_no_other(world: World) -> None:
    actions = {
        (Phase.PREPARATION, Phase.SCORING): start_scoring,
        (Phase.SCORING, Phase.PREPARATION): stop_scoring,
        (Phase.SCORING, Phase.PLENARY): open_plenary,
        (Phase.PLENARY, Phase.SCORING): reopen_scoring,
        (Phase.PLENARY, Phase.LOCKED): lock_result,
        (Phase.PLENARY, Phase.FINAL): end_calibration,
        (Phase.LOCKED, Phase.PUBLISHED): publish,
        (Phase.PUBLISHED, Phase.OBJECTIONS): open_objections,
        (Phase.OBJECTIONS, Phase.FINAL): close_objections,
    }
    assert {(way.before, way.after) for way in TRANSITIONS} == set(actions)
    for phase in Phase:
        for (before, after), action in actions.items():
            Round.objects.filter(pk=world.serang.round.pk).update(phase=phase)
            if phase != before and not allowed(phase, after):
                with pytest.raises(PermissionDenied, match="tidak terbuka"):
                    action(by=world.serang.staff, round=world.serang.round)


# Results ------------------------------------------------------------------------------------------------------


def test_an_incomplete_dossier_is_not_ranked_and_the_page_says_why(world: World, sign_in: SignIn) -> None:
    with pytest.raises(PermissionDenied, match="belum diajukan"):
        open_plenary(by=world.secretariat, round=world.round)
    page = sign_in(world.secretariat).get(reverse("assessments:ranking", args=[world.round.pk]))
    assert not page.context["groups"]
    assert len(page.context["head"]["incomplete"]) == 2
    assert "belum diajukan" in page.content.decode()


def test_the_lock_freezes_one_chained_snapshot(world: World) -> None:
    fill_all(world)
    before = Result.objects.order_by("-pk").first()
    assert before is not None
    result = lock_round(world.secretariat, world.round)
    assert result.previous_sha256 == before.sha256
    reading = Reading(result.content)
    assert [(card.rank, card.total) for card in reading.ranking] == [(1, "75.00"), (2, "50.00")]
    assert json.loads(result.snapshot) == result.content
    verify()


def test_a_full_tie_waits_for_the_plenary(world: World, sign_in: SignIn) -> None:
    fill_all(world, 3, 3)
    world.round.phase = open_plenary(by=world.secretariat, round=world.round).phase
    with pytest.raises(PermissionDenied, match="keputusan pleno"):
        lock_result(by=world.secretariat, round=world.round)
    entries = list(Entry.objects.filter(round=world.round).order_by("pk").values_list("pk", flat=True))
    with pytest.raises(ValidationError):
        decide_tie(by=world.secretariat, round=world.round, ordered_entries=entries[:1], shared=False, reason="x")
    client = sign_in(world.secretariat)
    url = reverse("assessments:tie_decide", args=[world.round.pk])
    same = {f"place_{pk}": "1" for pk in entries}
    assert client.post(url, {**same, "reason": "Berita acara 12"}).status_code == 422
    sent = {f"place_{pk}": str(place) for place, pk in enumerate(reversed(entries), 1)}
    assert client.post(url, {**sent, "reason": "Berita acara 12"}).status_code == 302
    result = lock_result(by=world.secretariat, round=Round.objects.get(pk=world.round.pk))
    reading = Reading(result.content)
    assert [card.entry["id"] for card in reading.ranking] == [str(pk) for pk in reversed(entries)]
    assert (reading.ties[0].key, reading.ties[0].reason) == ("plenary", "Berita acara 12")
    verify()


def test_a_shared_rank_only_when_the_plenary_says_so(world: World) -> None:
    fill_all(world, 3, 3)
    world.round.phase = open_plenary(by=world.secretariat, round=world.round).phase
    entries = list(Entry.objects.filter(round=world.round).values_list("pk", flat=True))
    decide_tie(by=world.secretariat, round=world.round, ordered_entries=entries, shared=True, reason="BA 12")
    result = lock_result(by=world.secretariat, round=world.round)
    assert [(card.rank, card.shared) for card in Reading(result.content).ranking] == [(1, True), (1, True)]


def verify() -> str:
    out = StringIO()
    call_command("verify_results", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("assessments_mark", "value = 4 WHERE indicator = 'D1'"),
        ("assessments_mark", "note = 'lain' WHERE indicator = 'D1'"),
        ("assessments_result", "snapshot = replace(snapshot, '\"rank\":1', '\"rank\":2')"),
        ("assessments_result", "snapshot = replace(snapshot, 'Desa Kamurang', 'Desa Lain')"),
        ("assessments_result", "previous_sha256 = 'x' WHERE previous_sha256 = ''"),
    ],
)
def test_tampering_is_found(world: World, table: str, change: str) -> None:
    fill_all(world)
    lock_round(world.secretariat, world.round)
    assert "3 hasil sesuai." in verify()
    bend(table, change)
    with pytest.raises(CommandError, match="perbedaan"):
        verify()


def test_the_command_prints_what_was_locked(world: World) -> None:
    with pytest.raises(CommandError, match="Belum ada hasil"):
        call_command("ranking", year=2019, province="36")
    fill_all(world)
    result = lock_round(world.secretariat, world.round)
    out = StringIO()
    call_command("ranking", year=2019, province="36", format="json", stdout=out)
    document = json.loads(out.getvalue())
    assert document["sha256"] == result.sha256
    assert [row["total"] for row in document["ranking"]] == ["75.00", "50.00"]
    out = StringIO()
    call_command("ranking", year=2019, province="36", stdout=out)
    assert out.getvalue().splitlines()[1].startswith("1,36.04.15.2010,Desa Kamurang,36.04,75.00,75.00")


# Pages --------------------------------------------------------------------------------------------------------


def test_what_is_not_published_is_not_there_for_officials(world: World, sign_in: SignIn) -> None:
    fill_all(world)
    lock_round(world.secretariat, world.round)
    url = reverse("assessments:ranking", args=[world.round.pk])
    assert sign_in(world.official).get(url).status_code == 404
    publish(by=world.secretariat, round=Round.objects.get(pk=world.round.pk))
    assert sign_in(world.official).get(url).status_code == 200
    # The districts of the province read it too; a neighbouring province does not.
    assert sign_in(world.pandeglang.staff).get(url).status_code == 200
    stranger = make_user("bogor", Role.OFFICIAL, "32")
    assert sign_in(stranger).get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 30])
def test_pages_ask_as_often_whatever_their_length(
    count: int, world: World, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    grow_province(world, count)
    fill_all(world)
    sheet = ScoreSheet.objects.filter(entry__round=world.round).earliest("pk")
    assessor = sign_in(sheet.member.user)
    assessor.get("/")
    with django_assert_num_queries(8):
        assessor.get(reverse("home"))
    with django_assert_num_queries(10):
        assessor.get(reverse("assessments:sheet_edit", args=[sheet.pk]))
    secretariat = sign_in(world.secretariat)
    with django_assert_num_queries(7):
        secretariat.get(reverse("assessments:ranking", args=[world.round.pk]))
    world.round.phase = open_plenary(by=world.secretariat, round=world.round).phase
    for tie in Reading(current_snapshot(world.round)).open_ties:
        order = [int(entry) for entry in tie.entries]
        decide_tie(by=world.secretariat, round=world.round, ordered_entries=order, shared=True, reason="BA 12")
    lock_result(by=world.secretariat, round=world.round)
    with django_assert_num_queries(7):
        secretariat.get(reverse("assessments:ranking", args=[world.round.pk]))

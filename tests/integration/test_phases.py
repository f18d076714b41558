"""The phases of a round: who sees what in each, what stands in the way of the next, dates and owners."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions.phase_dates import possible_owners, save_dates
from assessments.actions.rounds import open_plenary, reopen_scoring
from assessments.enums import PHASE_LABELS, RoundKind, SheetState
from assessments.models import Entry, PhaseDate, Round, ScoreSheet
from assessments.phase_page import phase_rows
from assessments.phases import FROZEN, OPEN, Phase, dated_phases
from p2wkss.models import AuditEvent, User
from tests.factories.judging import fill_sheet, lock_round
from tests.factories.world import World, grow_province

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]

AFTER_SCORING = FROZEN | {Phase.PLENARY}
BEFORE_SCORING = {Phase.PREPARATION}


def fill_all(world: World) -> None:
    """Hand in every sheet of the province's round: the first assessor gives 3, the others 1."""
    for sheet in ScoreSheet.objects.filter(entry__round=world.round, state=SheetState.DRAFT).select_related("member"):
        fill_sheet(sheet, 3 if sheet.member.user_id == world.assessors[0].pk else 1)


def bring_to(world: World, phase: Phase) -> Round:
    """Take the province's round to a phase, with a result where there is one."""
    if phase in AFTER_SCORING:
        fill_all(world)
    if phase in FROZEN:
        lock_round(world.secretariat, world.round)
    Round.objects.filter(pk=world.round.pk).update(phase=phase)
    return Round.objects.with_places().get(pk=world.round.pk)


def expected(phase: Phase) -> dict[str, dict[str, int]]:
    """What each person gets from each page of the round in a phase."""
    is_open, started = phase in OPEN, phase not in BEFORE_SCORING
    follower = 403 if is_open else 404  # somebody who reads the result once it is out, and no more
    in_panel = 404 if not started else 200 if phase in AFTER_SCORING else 403
    manager = 200 if phase in AFTER_SCORING else 403
    panel_only = 404 if not started else 403
    decides = phase is Phase.PLENARY
    writes = phase in AFTER_SCORING - {Phase.FINAL}

    def row(secretariat: int, assessor: int, other: int = 404) -> dict[str, int]:
        return {
            "secretariat": secretariat,
            "assessor": assessor,
            "official": follower,
            "staff": follower,
            "other": other,
        }

    reads = {"official": 200 if is_open else 404, "staff": 200 if is_open else 404}
    return {
        "plenary": row(manager, in_panel),
        "plenary_agreement": row(manager, in_panel),
        "plenary_entry": row(manager, in_panel),
        "plenary_mark": row(200 if decides else 403, panel_only),
        "plenary_minutes": row(200 if writes else 403, 404),
        "phase_dates": row(200, 404),
        "round_detail": row(200, 404) | reads,
        "ranking": row(200 if started else 403, 404) | reads,
    }


@pytest.mark.parametrize("phase", list(Phase))
def test_who_sees_what_in_each_phase(phase: Phase, world: World, sign_in: SignIn) -> None:
    round = bring_to(world, phase)
    entry = Entry.objects.get(round=round, target_village=world.serang.villages[0])
    people = {
        "secretariat": world.secretariat,
        "assessor": world.assessors[0],
        "official": world.official,
        "staff": world.pandeglang.staff,
        "other": world.serang.assessor,
    }
    arguments = {"plenary_entry": [entry.pk], "plenary_mark": [entry.pk, "D1"]}
    found: dict[str, dict[str, int]] = {page: {} for page in expected(phase)}
    for name, user in people.items():
        client = sign_in(user)
        for page, answers in found.items():
            url = reverse(f"assessments:{page}", args=arguments.get(page, [round.pk]))
            answers[name] = client.get(url).status_code
    assert found == expected(phase)


def test_scoring_opens_again_only_while_the_plenary_has_decided_nothing(world: World, sign_in: SignIn) -> None:
    round = bring_to(world, Phase.PLENARY)
    client = sign_in(world.secretariat)
    url = reverse("assessments:round_detail", args=[round.pk])
    assert "Buka lagi pemberian nilai" in client.get(url).content.decode()
    reopen_scoring(by=world.secretariat, round=round)
    assert Round.objects.get(pk=round.pk).phase == Phase.SCORING


def test_a_village_whose_assessors_all_recused_is_named(world: World, sign_in: SignIn) -> None:
    sheets = ScoreSheet.objects.filter(entry__round=world.round, entry__target_village=world.serang.villages[0])
    fill_all(world)
    sheets.update(state=SheetState.RECUSED, submitted_at=None)
    page = sign_in(world.secretariat).get(reverse("assessments:round_detail", args=[world.round.pk]))
    assert page.context["next"]["text"] == f"Tugaskan penilai lain: semua penilai {sheets[0].entry} mengundurkan diri."
    with pytest.raises(PermissionDenied, match="belum dinilai siapa pun"):
        open_plenary(by=world.secretariat, round=world.round)


@pytest.mark.parametrize("count", [0, 3])
def test_the_page_of_a_round_asks_as_often_whatever_its_size(
    count: int, world: World, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    grow_province(world, count)
    client = sign_in(world.secretariat)
    url = reverse("assessments:round_detail", args=[world.round.pk])
    client.get(url)
    with django_assert_num_queries(13):
        client.get(url)


# Dates and owners -----------------------------------------------------------------------------------------------


def dates_of(round: Round, owner: User | None, **days: int) -> list[PhaseDate]:
    """Give unsaved dates so many days after the first of August 2019."""
    start = date(2019, 8, 1)
    return [
        PhaseDate(round=round, phase=Phase(phase), due_on=start + timedelta(day), owner=owner)
        for phase, day in days.items()
    ]


def test_dates_are_saved_changed_and_taken_back(world: World, sign_in: SignIn) -> None:
    client, url = sign_in(world.secretariat), reverse("assessments:phase_dates", args=[world.round.pk])
    owner = str(world.secretariat.pk)
    sent = {"due_scoring": "2019-09-30", "owner_scoring": owner, "due_plenary": "2019-10-11"}
    assert client.post(url, sent).status_code == 302
    kept = {one.phase: (one.due_on, one.owner) for one in world.round.dates.select_related("owner")}
    assert kept == {"scoring": (date(2019, 9, 30), world.secretariat), "plenary": (date(2019, 10, 11), None)}
    assert client.post(url, {"due_plenary": "2019-10-12"}).status_code == 302
    assert [(one.phase, one.due_on) for one in world.round.dates.all()] == [("plenary", date(2019, 10, 12))]
    changes = AuditEvent.objects.filter(action="round.date").latest("pk").details["dates"]
    assert changes == {"plenary": ["2019-10-12", None], "scoring": []}
    page = client.get(reverse("assessments:round_detail", args=[world.round.pk])).content.decode()
    assert "Sabtu, 12 Oktober 2019" in page


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        (
            {"due_scoring": "2019-10-12", "due_plenary": "2019-10-11"},
            "due_plenary",
            "Batas waktu ini lebih awal daripada fase Pemberian nilai.",
        ),
        (
            {"due_preparation": "2019-10-12", "due_locked": "2019-10-11"},
            "due_locked",
            "Batas waktu ini lebih awal daripada fase Persiapan.",
        ),
        ({"due_scoring": "besok"}, "due_scoring", "Masukkan tanggal yang valid."),
        ({"owner_scoring": "0"}, "owner_scoring", ""),
    ],
)
def test_dates_that_cannot_be_stand_at_their_field(
    sent: dict[str, str], field: str, words: str, world: World, sign_in: SignIn
) -> None:
    response = sign_in(world.secretariat).post(reverse("assessments:phase_dates", args=[world.round.pk]), sent)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert words in response.content.decode()
    assert not world.round.dates.exists()


def test_an_owner_needs_a_date(world: World, sign_in: SignIn) -> None:
    sent = {"owner_scoring": str(world.secretariat.pk)}
    response = sign_in(world.secretariat).post(reverse("assessments:phase_dates", args=[world.round.pk]), sent)
    assert response.context["form"].errors["due_scoring"] == ["Isi batas waktunya, atau kosongkan penanggung jawabnya."]


def test_only_who_may_manage_the_round_owns_a_phase(world: World) -> None:
    by, round = world.secretariat, world.round
    assert list(possible_owners(round)) == [by]
    assert list(possible_owners(world.serang.round)) == [world.serang.staff]
    with pytest.raises(ValidationError, match="tidak berhak mengelola"):
        save_dates(by=by, round=round, dates=dates_of(round, world.serang.staff, scoring=1))
    with pytest.raises(ValidationError, match="tidak memiliki batas waktu"):
        save_dates(by=by, round=round, dates=dates_of(round, None, final=1))
    with pytest.raises(PermissionDenied):
        save_dates(by=world.serang.staff, round=round, dates=[])


def test_a_final_round_keeps_its_dates(world: World) -> None:
    Round.objects.filter(pk=world.round.pk).update(phase=Phase.FINAL)
    with pytest.raises(PermissionDenied, match="sudah selesai"):
        save_dates(by=world.secretariat, round=world.round, dates=[])


def test_a_late_phase_is_said_on_the_page_and_in_the_list(world: World, sign_in: SignIn) -> None:
    today = timezone.localdate()
    dates = [PhaseDate(round=world.round, phase=Phase.SCORING, due_on=today - timedelta(3), owner=world.secretariat)]
    save_dates(by=world.secretariat, round=world.round, dates=dates)
    client = sign_in(world.secretariat)
    page = client.get(reverse("assessments:round_detail", args=[world.round.pk])).content.decode()
    assert "lewat 3 hari" in page
    assert world.secretariat.full_name in page
    assert "lewat batas" in client.get(reverse("assessments:round_list")).content.decode()


@pytest.mark.parametrize(
    ("days", "word"),
    [(None, "berjalan"), (-2, "2 hari lagi"), (0, "hari terakhir"), (1, "lewat 1 hari")],
)
def test_how_a_phase_stands_in_words(days: int | None, word: str) -> None:
    today, round = date(2019, 10, 11), Round(phase=Phase.SCORING)
    dates = [] if days is None else [PhaseDate(phase=Phase.SCORING, due_on=today - timedelta(days))]
    rows = phase_rows(round, dates, today)
    assert [row.phase for row in rows] == list(Phase)
    assert [row.word for row in rows] == ["selesai", word, *["belum"] * 5]
    assert [row.is_late for row in rows] == [False, bool(days and days > 0), *[False] * 5]


def test_a_final_round_has_every_phase_behind_it() -> None:
    rows = phase_rows(Round(phase=Phase.FINAL), [], date(2019, 10, 11))
    assert {row.word for row in rows} == {"selesai"}


def test_a_calibration_has_no_phases_of_a_result() -> None:
    assert dated_phases(calibration=True) == (Phase.PREPARATION, Phase.SCORING, Phase.PLENARY)
    assert dated_phases(calibration=False) == tuple(PHASE_LABELS)[:-1]
    rows = phase_rows(Round(phase=Phase.PLENARY, kind=RoundKind.CALIBRATION), [], date(2019, 10, 11))
    assert [row.phase for row in rows] == [Phase.PREPARATION, Phase.SCORING, Phase.PLENARY, Phase.FINAL]

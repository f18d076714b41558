"""The board of what is missing, and reminders for exactly those who are late."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions.declarations import declare
from assessments.actions.reminders import mail_task, remind_due, remind_late
from assessments.actions.rounds import open_plenary
from assessments.actions.sheets import return_sheet, save_sheet
from assessments.models import Mark, PhaseDate, Reminder, Round
from p2wkss.models import User
from tests.factories.judging import declare_none, fill_sheet
from tests.factories.people import make_user
from tests.factories.scoring import PARTS, PLACES, fresh_round, member_in, sheet_in
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]
TODAY = datetime.date(2021, 10, 8)


@pytest.fixture
def round(world: World) -> Round:
    """A round in which nobody has declared anything."""
    return fresh_round(world)


def board(client: Client, round: Round, query: str = "") -> Any:
    return client.get(reverse("assessments:missing_board", args=[round.pk]) + query)


def words(response: Any) -> dict[tuple[str, str], list[str]]:
    """Give what the board says: {(the end of the village's code, who): the words of each sheet}."""
    return {
        (line.entry.target_village.village_id[-4:], name): [cell.state.words for cell in cells]
        for line in response.context["lines"]
        for name, cells in line.cells
    }


def finish(round: Round, *users: User) -> None:
    for user in users:
        for place in PLACES:
            fill_sheet(sheet_in(round, user, place), 3)


# The board -------------------------------------------------------------------------------------------------------


def test_each_sheet_is_in_one_state(world: World, round: Round, sign_in: SignIn) -> None:
    one, two = world.assessors
    staff = sign_in(world.serang.staff)
    assert set(map(tuple, words(board(staff, round)).values())) == {("belum menyatakan",)}
    declare_none(member_in(round, one))
    marks = [Mark(indicator="D4", value=Decimal(2), note="Rahasia")]
    save_sheet(by=one, sheet=sheet_in(round, one), marks=marks, expected_version=0)
    kamurang = sheet_in(round, two)
    declare(by=two, member=kamurang.member, said={kamurang.entry_id: "Hal lain: sepupu"})
    other = fill_sheet(sheet_in(round, two, PLACES[1]), 3)
    page = board(staff, round)
    assert words(page) == {
        ("2010", one.full_name): ["1 dari 23"],
        ("2006", one.full_name): ["belum mulai"],
        ("2010", two.full_name): ["mengundurkan diri"],
        ("2006", two.full_name): ["diajukan"],
    }
    assert "Rahasia" not in page.content.decode()
    return_sheet(by=world.serang.staff, sheet=other, remark="Lihat lagi", remarks={})
    assert words(board(staff, round))["2006", two.full_name] == ["dikembalikan, 23 dari 23"]


def test_parts_stand_each_for_itself(world: World, sign_in: SignIn) -> None:
    round = fresh_round(world, parts=PARTS, declared=True)
    fill_sheet(sheet_in(round, world.assessors[0], part="berkas"), 3)
    staff = sign_in(world.serang.staff)
    assert words(board(staff, round))["2010", world.assessors[0].full_name] == ["diajukan", "belum mulai"]
    assert words(board(staff, round, "?bagian=berkas"))["2010", world.assessors[0].full_name] == ["diajukan"]


@pytest.mark.parametrize(
    ("query", "villages"),
    [
        ("", {"2010", "2006"}),
        ("?keadaan=belum", {"2006"}),
        ("?keadaan=pernyataan", {"2006"}),
        ("?keadaan=mundur", {"2010"}),
        ("?keadaan=dikembalikan", set()),
        ("?keadaan=tanpa-penilai", set()),
        ("?keadaan=apa-saja&penilai=x&bagian=y&page=0", {"2010", "2006"}),
    ],
)
def test_the_filter_is_in_the_address(
    world: World, round: Round, sign_in: SignIn, query: str, villages: set[str]
) -> None:
    one, two = world.assessors
    fill_sheet(sheet_in(round, one), 3)
    kamurang = sheet_in(round, two)
    declare(by=two, member=kamurang.member, said={kamurang.entry_id: "Hal lain: sepupu"})
    assert {village for village, _name in words(board(sign_in(world.serang.staff), round, query))} == villages


def test_a_village_that_nobody_judges_any_more_stands_out(world: World, round: Round, sign_in: SignIn) -> None:
    for user in world.assessors:
        sheet = sheet_in(round, user)
        declare(by=user, member=sheet.member, said={sheet.entry_id: "Hal lain: sepupu"})
    page = board(sign_in(world.serang.staff), round, "?keadaan=tanpa-penilai")
    assert [line.is_nobody for line in page.context["lines"]] == [True]
    assert "tanpa penilai" in page.content.decode()


def test_only_who_runs_the_round_sees_it(world: World, round: Round, sign_in: SignIn) -> None:
    for user, status in ((world.assessors[0], 404), (world.secretariat, 403), (world.pandeglang.staff, 404)):
        assert board(sign_in(user), round).status_code == status


def test_the_board_asks_as_often_however_much_there_is(
    world: World, round: Round, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    staff = sign_in(world.serang.staff)
    staff.get("/")
    with django_assert_num_queries(11):
        board(staff, round)
    finish(round, world.assessors[0])
    member = member_in(round, world.assessors[1])
    with django_assert_num_queries(11):
        board(staff, round, f"?penilai={member.pk}")


# Reminders -------------------------------------------------------------------------------------------------------


def test_exactly_those_who_are_late_are_reminded(world: World, round: Round, sign_in: SignIn) -> None:
    one, two = world.assessors
    finish(round, one)
    staff = sign_in(world.serang.staff)
    assert "Ingatkan 1 penilai" in board(staff, round).content.decode()
    assert staff.post(reverse("assessments:remind", args=[round.pk])).status_code == 302
    [reminder] = Reminder.objects.filter(round=round)
    assert (reminder.recipient, reminder.sent_by) == (two, world.serang.staff)
    assert reminder.text == f"{round}: 2 lembar nilai Anda belum diajukan."
    assert reminder.text in sign_in(two).get(reverse("home")).content.decode()
    assert "Pengingat" not in sign_in(one).get(reverse("home")).content.decode()
    with pytest.raises(PermissionDenied, match="semua lembar nilai sudah diajukan"):
        remind_late(by=world.serang.staff, round=round, member=member_in(round, one))


def test_one_person_alone_is_reminded(world: World, round: Round, sign_in: SignIn) -> None:
    staff, member = sign_in(world.serang.staff), member_in(round, world.assessors[1])
    staff.post(reverse("assessments:remind", args=[round.pk]), {"member": member.pk})
    assert list(Reminder.objects.filter(round=round).values_list("recipient", flat=True)) == [member.user_id]
    strange = member_in(world.round, world.assessors[0])
    assert staff.post(reverse("assessments:remind", args=[round.pk]), {"member": strange.pk}).status_code == 404


def test_who_stepped_back_or_handed_in_meanwhile_is_left_alone(world: World, round: Round, sign_in: SignIn) -> None:
    one, two = world.assessors
    remind_late(by=world.serang.staff, round=round)
    finish(round, one)
    for place in PLACES:
        sheet = sheet_in(round, two, place)
        declare(by=two, member=sheet.member, said={sheet.entry_id: "Hal lain: sepupu"})
    for user in world.assessors:
        assert "Pengingat" not in sign_in(user).get(reverse("home")).content.decode()
    with pytest.raises(PermissionDenied, match="Tidak ada yang terlambat"):
        remind_late(by=world.serang.staff, round=round)


def test_after_the_phase_nobody_is_reminded_and_no_reminder_stands(world: World, round: Round, sign_in: SignIn) -> None:
    remind_late(by=world.serang.staff, round=round)
    finish(round, *world.assessors)
    open_plenary(by=world.serang.staff, round=round)
    with pytest.raises(PermissionDenied, match="tidak terbuka pada fase"):
        remind_late(by=world.serang.staff, round=round)
    assert "Pengingat" not in sign_in(world.assessors[0]).get(reverse("home")).content.decode()
    with pytest.raises(PermissionDenied, match="tidak berhak"):
        remind_late(by=world.secretariat, round=round)


def test_who_has_an_address_gets_mail_unless_the_phase_is_over(
    world: World, round: Round, django_capture_on_commit_callbacks: Any
) -> None:
    User.objects.filter(pk=world.assessors[0].pk).update(email="penilai1@example.id")
    with django_capture_on_commit_callbacks(execute=True):
        made = remind_late(by=world.serang.staff, round=round)
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["penilai1@example.id"], f"P2WKSS: {round}")
    assert "2 lembar nilai Anda belum diajukan." in sent.body
    Round.objects.filter(pk=round.pk).update(phase="plenary")
    mail_task.call(made[0].pk)
    assert len(mail.outbox) == 1


# Daily -----------------------------------------------------------------------------------------------------------


def due(round: Round, day: datetime.date, owner: User | None = None, phase: str = "scoring") -> PhaseDate:
    return PhaseDate.objects.create(round=round, phase=phase, due_on=day, owner=owner)


@pytest.mark.parametrize(("days", "people"), [(-5, 3), (0, 3), (3, 3), (4, 0)])
def test_the_clock_reminds_owner_and_late_from_three_days_before(
    world: World, round: Round, days: int, people: int
) -> None:
    due(round, TODAY + datetime.timedelta(days=days), make_user("pemilik"))
    assert len(remind_due(today=TODAY)) == people


def test_the_clock_reminds_nobody_who_is_done_and_of_no_other_phase(world: World, round: Round) -> None:
    owner = make_user("pemilik")
    due(round, TODAY, owner, phase="plenary")
    assert remind_due(today=TODAY) == []
    due(round, TODAY, owner)
    finish(round, world.assessors[0])
    made = remind_due(today=TODAY)
    assert {reminder.recipient for reminder in made} == {owner, world.assessors[1]}
    texts = {reminder.recipient: reminder.text for reminder in made}
    assert texts[owner] == f"{round}: fase Pemberian nilai menunggu diselesaikan. Batas waktu: 8 Oktober 2021."
    assert {reminder.sent_by for reminder in made} == {None}


def test_once_a_day_for_each_person_and_round(world: World, round: Round, sign_in: SignIn) -> None:
    today = timezone.localdate()
    owner = world.serang.staff
    due(round, today, owner)
    remind_late(by=world.serang.staff, round=round, member=member_in(round, world.assessors[0]))
    call_command("remind", verbosity=0)
    call_command("remind", verbosity=0)
    told = Reminder.objects.filter(round=round).values_list("recipient", flat=True)
    assert sorted(told) == sorted(user.pk for user in (owner, *world.assessors))
    assert "fase Pemberian nilai menunggu diselesaikan" in sign_in(owner).get(reverse("home")).content.decode()
    assert len(remind_due(today=today + datetime.timedelta(days=1))) == 3

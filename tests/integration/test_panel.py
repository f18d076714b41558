"""The panel: its decree, and who judges which village by hand, by file, evenly, and one more in need."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.actions import panel
from assessments.actions.declarations import declare
from assessments.actions.rounds import add_member, start_scoring
from assessments.models import Entry, PanelMember, Round, ScoreSheet
from assessments.phases import Phase
from p2wkss.models import AuditEvent, User
from p2wkss.roles import Role
from tests.factories.people import make_user
from tests.factories.scoring import PARTS, PLACES, fresh_round, member_in, sheet_in
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]


@pytest.fixture
def round(world: World) -> Round:
    """A round in preparation with two villages and two assessors."""
    return fresh_round(world, opened=False)


@pytest.fixture
def staff(world: World, sign_in: SignIn) -> Client:
    """Who runs the round, signed in."""
    return sign_in(world.serang.staff)


def at(name: str, key: Any) -> str:
    return reverse(f"assessments:{name}", args=[key])


def seats(round: Round) -> set[tuple[str, str, str]]:
    """Give (the end of the village's code, who, part) of every sheet."""
    found = ScoreSheet.objects.filter(entry__round=round)
    rows = found.values_list("entry__target_village__village", "member__user__username", "part")
    return {(village[-4:], name, part) for village, name, part in rows}


def entry_in(round: Round, place: str) -> Entry:
    return Entry.objects.select_related("round__region", "target_village__village").get(
        round=round, target_village__village=place
    )


def settle_near(user: User) -> None:
    """Let a person come from the district of both villages."""
    User.objects.filter(pk=user.pk).update(home_region="36.04.15.2010")


def csv(text: str, encoding: str = "utf-8") -> dict[str, Any]:
    return {"file": SimpleUploadedFile("tugas.csv", text.encode(encoding), "text/csv")}


def test_by_hand_only_the_ticked_get_a_sheet(world: World, round: Round, staff: Client) -> None:
    assert "Setiap penilai mendapat semua desa" in staff.get(at("panel_assign", round.pk)).content.decode()
    first, second = (entry_in(round, place) for place in PLACES)
    one, two = (member_in(round, user) for user in world.assessors)
    sent = {"listed": [first.pk, second.pk], f"entry_{first.pk}": [one.pk, two.pk], f"entry_{second.pk}": [two.pk]}
    assert staff.post(at("panel_assign", round.pk), sent).status_code == 302
    assert seats(round) == {("2010", "penilai1", ""), ("2010", "penilai2", ""), ("2006", "penilai2", "")}
    event = AuditEvent.objects.filter(action="panel.assign").latest("pk")
    assert (event.details["added"], event.details["removed"]) == (3, 0)
    # What a page does not list stays as it is.
    staff.post(at("panel_assign", round.pk), {"listed": [first.pk], f"entry_{first.pk}": [one.pk]})
    assert seats(round) == {("2010", "penilai1", ""), ("2006", "penilai2", "")}
    start_scoring(by=world.serang.staff, round=round)
    assert len(seats(round)) == 2


def test_everybody_judges_all_again(world: World, round: Round, staff: Client) -> None:
    panel.assign_evenly(by=world.serang.staff, round=round, per_entry=1)
    assert "Ditugaskan satu per satu" in staff.get(at("panel_assign", round.pk)).content.decode()
    assert staff.post(at("panel_everybody", round.pk)).status_code == 302
    round.refresh_from_db()
    assert not round.assigned_by_hand
    assert seats(round) == set()
    start_scoring(by=world.serang.staff, round=round)
    assert len(seats(round)) == 4


def test_a_village_without_anybody_stops_the_opening(world: World, round: Round) -> None:
    panel.assign(by=world.serang.staff, round=round, wanted={entry_in(round, PLACES[0]).pk: set()})
    assert seats(round) == {("2006", "penilai1", ""), ("2006", "penilai2", "")}  # the rest is as it was: everybody
    with pytest.raises(PermissionDenied, match="tidak memiliki penilai"):
        start_scoring(by=world.serang.staff, round=round)


def test_who_is_at_home_cannot_be_chosen_and_the_page_says_why(world: World, round: Round, staff: Client) -> None:
    settle_near(world.assessors[0])
    page = staff.get(at("panel_assign", round.pk))
    assert page.content.decode().count(">daerah asalnya<") == 2
    entry, member = entry_in(round, PLACES[0]), member_in(round, world.assessors[0])
    sent = {"listed": [entry.pk], f"entry_{entry.pk}": [member.pk]}
    answer = staff.post(at("panel_assign", round.pk), sent)
    assert answer.status_code == 422
    assert "Ada penilai yang tidak boleh menilai desa itu" in answer.content.decode()
    assert seats(round) == set()


def test_what_is_of_another_round_is_refused(world: World, round: Round) -> None:
    strange = PanelMember.objects.filter(round=world.round).earliest("pk").pk
    for wanted in ({entry_in(round, PLACES[0]).pk: {strange}}, {Entry.objects.filter(round=world.round)[0].pk: set()}):
        with pytest.raises(PermissionDenied, match="Bukan peserta atau penilai"):
            panel.assign(by=world.serang.staff, round=round, wanted=wanted)


def test_only_who_runs_it_and_only_in_preparation(world: World, round: Round, staff: Client) -> None:
    with pytest.raises(PermissionDenied, match="tidak berhak"):
        panel.assign_evenly(by=world.secretariat, round=round, per_entry=1)
    start_scoring(by=world.serang.staff, round=round)
    for write in (
        lambda: panel.assign(by=world.serang.staff, round=round, wanted={}),
        lambda: panel.assign_lines(by=world.serang.staff, round=round, lines=[]),
        lambda: panel.assign_evenly(by=world.serang.staff, round=round, per_entry=1),
        lambda: panel.assign_everybody(by=world.serang.staff, round=round),
    ):
        with pytest.raises(PermissionDenied, match="tidak terbuka pada fase"):
            write()
    assert staff.get(at("panel_assign", round.pk)).status_code == 403


# By file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("village_code,username\n36.04.15.2010,penilai1\n36.04.15.2006,PENILAI2\n", "utf-8"),
        ("username;village_code\r\npenilai1;36.04.15.2010\r\n\r\npenilai2;36.04.15.2006\r\n", "utf-8-sig"),
    ],
    ids=["comma", "semicolon"],
)
def test_a_file_takes_the_place_of_what_was_assigned(
    world: World, round: Round, staff: Client, text: str, encoding: str
) -> None:
    panel.assign_evenly(by=world.serang.staff, round=round, per_entry=2)
    assert staff.post(at("panel_csv", round.pk), csv(text, encoding)).status_code == 302
    assert seats(round) == {("2010", "penilai1", ""), ("2006", "penilai2", "")}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["36.04.15.9999,penilai1"], "Baris 2: desa 36.04.15.9999 bukan peserta."),
        (["36.04.15.2010,orang"], "Baris 2: orang bukan anggota tim penilai."),
        (["36.04.15.2010,penilai1", "36.04.15.2010,penilai1"], "Baris 3: sama dengan baris 2."),
        (["36.04.15.2010,penilai2"], "Baris 2: penilai2 tidak boleh menilai desa ini: daerah asalnya."),
        (["36.04.15.2010"], "Baris 2: kolomnya kurang."),
        ([], "Berkas ini tidak berisi penugasan."),
    ],
)
def test_each_fault_of_a_file_is_told_with_its_line_and_nothing_is_stored(
    world: World, round: Round, staff: Client, lines: list[str], words: str
) -> None:
    settle_near(world.assessors[1])
    text = "\n".join(["village_code,username", *lines, *(["36.04.15.2006,penilai1"] if len(lines) == 1 else [])])
    answer = staff.post(at("panel_csv", round.pk), csv(text))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert seats(round) == set()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"desa,orang\n1,2\n", "Baris pertama harus menyebut kolom: village_code, username."),
        (b"", "Berkas"),
        (b"\xff\xfe\x00", "bukan teks CSV"),
        (b"village_code,username\n" + b"x" * 1024 * 1024, "lebih dari 1 MB"),
    ],
)
def test_what_is_no_assignment_file(round: Round, staff: Client, content: bytes, words: str) -> None:
    answer = staff.post(at("panel_csv", round.pk), {"file": SimpleUploadedFile("tugas.csv", content)})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_file_may_name_the_part(world: World, staff: Client) -> None:
    round = fresh_round(world, opened=False, parts=PARTS)
    head = "village_code,username,part\n"
    answer = staff.post(at("panel_csv", round.pk), csv(f"{head}36.04.15.2010,penilai1,pidato"))
    assert "Baris 2: bagian pidato tidak ada dalam instrumen." in answer.content.decode()
    lines = "36.04.15.2010,penilai1,berkas\n36.04.15.2010,penilai2,\n36.04.15.2006,penilai1,\n"
    assert staff.post(at("panel_csv", round.pk), csv(head + lines)).status_code == 302
    village = {(name, part) for code, name, part in seats(round) if code == "2010"}
    assert village == {("penilai1", "berkas"), ("penilai2", "berkas"), ("penilai2", "lapangan")}
    # The page leaves in its parts who stays ticked, and takes who is new into all.
    entry = entry_in(round, PLACES[0])
    one, two = (member_in(round, user).pk for user in world.assessors)
    staff.post(at("panel_assign", round.pk), {"listed": [entry.pk], f"entry_{entry.pk}": [one, two]})
    assert {(name, part) for code, name, part in seats(round) if code == "2010"} == village
    assert "Berkas" in staff.get(at("panel_assign", round.pk)).content.decode()


# Evenly ----------------------------------------------------------------------------------------------------------


def test_evenly_everybody_carries_as_much(world: World, round: Round, staff: Client) -> None:
    assert staff.post(at("panel_balance", round.pk), {"per_entry": "1"}).status_code == 302
    assert Counter(name for _village, name, _part in seats(round)) == {"penilai1": 1, "penilai2": 1}
    answer = staff.post(at("panel_balance", round.pk), {"per_entry": "3"})
    assert answer.status_code == 422
    assert "kurang dari 3 penilai boleh menilainya" in answer.content.decode()
    assert len(seats(round)) == 2


# Decree and one more ---------------------------------------------------------------------------------------------


def test_the_decree_is_written_down_until_the_lock(world: World, round: Round, staff: Client) -> None:
    sent = {"panel_decree": " 411.2/Kep.7/2021 ", "panel_decree_on": "2021-03-01"}
    assert staff.post(at("panel_decree", round.pk), sent).status_code == 302
    page = staff.get(at("round_detail", round.pk)).content.decode()
    assert "411.2/Kep.7/2021, Senin, 1 Maret 2021" in page
    Round.objects.filter(pk=round.pk).update(phase=Phase.LOCKED)
    with pytest.raises(PermissionDenied):
        panel.save_decree(by=world.serang.staff, round=round, number="1", on=None)


def test_one_more_takes_the_place_of_who_stepped_back(world: World, staff: Client) -> None:
    round = fresh_round(world, opened=False)
    third = make_user("penilai3", Role.ASSESSOR, "36")
    add_member(by=world.serang.staff, member=PanelMember(round=round, user=third))
    entry = entry_in(round, PLACES[0])
    one, two = (member_in(round, user) for user in world.assessors)
    other = entry_in(round, PLACES[1])
    panel.assign(by=world.serang.staff, round=round, wanted={entry.pk: {one.pk}, other.pk: {two.pk}})
    start_scoring(by=world.serang.staff, round=round)
    declare(by=world.assessors[0], member=member_in(round, world.assessors[0]), said={entry.pk: "Hal lain: sepupu"})
    page = staff.get(at("assessor_add", entry.pk)).content.decode()
    assert "Penilai3" in page
    assert ">Penilai1<" not in page
    assert staff.post(at("assessor_add", entry.pk), {"member": member_in(round, third).pk}).status_code == 302
    assert sheet_in(round, third).state == "draft"
    entry.refresh_from_db()
    with pytest.raises(ValidationError, match="mengundurkan diri"):
        panel.add_assessor(by=world.serang.staff, entry=entry, member=one)
    with pytest.raises(ValidationError, match="sudah menilai"):
        panel.add_assessor(by=world.serang.staff, entry=entry, member=member_in(round, third))
    with pytest.raises(PermissionDenied, match="bukan anggota"):
        strange = PanelMember.objects.filter(round=world.round).earliest("pk")
        panel.add_assessor(by=world.serang.staff, entry=entry, member=strange)


def test_nobody_is_added_before_the_opening(world: World, round: Round) -> None:
    with pytest.raises(PermissionDenied, match="tidak terbuka pada fase"):
        panel.add_assessor(
            by=world.serang.staff, entry=entry_in(round, PLACES[0]), member=member_in(round, world.assessors[0])
        )


def test_the_matrix_asks_as_often_however_many_there_are(
    world: World, round: Round, staff: Client, django_assert_num_queries: Any
) -> None:
    staff.get("/")
    with django_assert_num_queries(12):
        staff.get(at("panel_assign", round.pk))
    for number in range(3):
        person = make_user(f"tambahan{number}", Role.ASSESSOR, "36")
        add_member(by=world.serang.staff, member=PanelMember(round=round, user=person))
    panel.assign_evenly(by=world.serang.staff, round=round, per_entry=3)
    with django_assert_num_queries(12):
        staff.get(at("panel_assign", round.pk))

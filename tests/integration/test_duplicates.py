"""Families that look like one: what is found for whom, merging and taking it back, and the pages."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from p2wkss.actions.saving import StaleVersion
from p2wkss.fields import PersonalNumber
from p2wkss.models import AuditEvent, User
from tests.factories.places import make_cycle, make_family, make_survey, make_village, nik
from tests.factories.world import World
from villages.actions.duplicates import decide_different, merge_families, undo_decision
from villages.actions.families import save_family, set_family_status
from villages.actions.surveys import save_survey
from villages.duplicates import (
    Found,
    Ground,
    Level,
    duplicates_of_village,
    duplicates_of_year,
    grounds_of,
    pair_key,
)
from villages.enums import FamilyStatus, Relation, Sex, SurveyRound, Verdict
from villages.merging import FILLED_TOGETHER, plan_merge
from villages.models import DuplicateDecision, Family, FamilyStatusEvent, Member, Survey, TargetVillage

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
BASELINE, ENDLINE = SurveyRound.BASELINE, SurveyRound.ENDLINE
ROWS = pytest.mark.parametrize("count", [1, 3, 30])
KK = "3604991201800001"
BORN = date(1980, 1, 12)


def village_of(world: World) -> TargetVillage:
    """A village without families."""
    return world.serang.villages[1]


def enter(
    world: World, serial: int, village: TargetVillage | None = None, by: User | None = None, **facts: Any
) -> Family:
    """Enter a family of a name that is like no other."""
    values = {"head_name": f"{'abcdefghij'[serial % 10] * 5} {'klmnopqrst'[serial // 10 % 10] * 5}", **facts}
    return make_family(by or world.serang.staff, village or village_of(world), serial=serial, **values)


def add_member(family: Family, name: str = "Anak (contoh)", number: str = "", **facts: Any) -> Member:
    """Put a member into a family."""
    secret = PersonalNumber(number)
    values = {"sex": Sex.FEMALE, "relation": Relation.CHILD, **facts}
    return Member.objects.create(
        family=family, name=name, nik=secret, nik_hash=secret.lookup, created_by=family.created_by, **values
    )


def open_pairs(found: Found) -> dict[Any, tuple[Level, tuple[Ground, ...]]]:
    return {pair.keys: (pair.level, pair.grounds) for pair in found.open}


def key_of(one: Family, other: Family) -> Any:
    return pair_key(one.pk, other.pk)


def compare_url(one: Family, other: Family) -> str:
    return reverse("villages:duplicate_compare", args=[one.pk, other.pk])


# Finding ----------------------------------------------------------------------------------------------------


def test_each_ground_within_a_village(world: World) -> None:
    kin = [enter(world, serial) for serial in range(300, 306)]
    add_member(kin[0], number=nik(800))
    add_member(kin[1], number=nik(800))
    add_member(kin[2], number=nik(303))
    twin = enter(world, 310, head_name="Hj. Siti Amina (contoh)", head_birth_date=date(1970, 5, 12))
    other_twin = enter(world, 311, head_name="SITI AMINAH", head_birth_date=date(1970, 5, 21))
    assert open_pairs(duplicates_of_village(world.serang.staff, village_of(world))) == {
        key_of(kin[0], kin[1]): (Level.VILLAGE, (Ground.PERSON,)),
        key_of(kin[2], kin[3]): (Level.VILLAGE, (Ground.PERSON,)),
        key_of(twin, other_twin): (Level.VILLAGE, (Ground.NAME,)),
    }
    for one, other, ground in (
        (kin[0], kin[1], Ground.PERSON),
        (kin[2], kin[3], Ground.PERSON),
        (twin, other_twin, Ground.NAME),
    ):
        assert grounds_of(one, other) == grounds_of(other, one) == (ground,)
    assert grounds_of(kin[4], kin[5]) == ()


def test_heads_and_cards_across_the_villages_of_a_year(world: World) -> None:
    staff, here, there = world.serang.staff, *world.serang.villages
    one = enter(world, 320, here, kk=PersonalNumber(KK))
    other = enter(world, 321, there, nik=PersonalNumber(nik(320)), kk=PersonalNumber(KK))
    card = enter(world, 322, there, kk=PersonalNumber(KK[:-1] + "2"))
    card_too = enter(world, 323, here, kk=PersonalNumber(KK[:-1] + "2"))
    expected = {
        key_of(one, other): (Level.CYCLE, (Ground.NIK, Ground.KK)),
        key_of(card, card_too): (Level.CYCLE, (Ground.KK,)),
    }
    assert open_pairs(duplicates_of_year(staff, 2019)) == expected
    assert open_pairs(duplicates_of_village(staff, here)) == open_pairs(duplicates_of_village(staff, there)) == expected
    assert grounds_of(one, other) == (Ground.NIK, Ground.KK)


def test_who_left_or_was_merged_is_no_double(world: World) -> None:
    one, other, kept = (enter(world, serial) for serial in (330, 331, 332))
    add_member(one, number=nik(801))
    add_member(other, number=nik(801), left_on=date(2019, 3, 1))
    double = enter(world, 333)
    add_member(double, number=nik(330))
    Family.objects.filter(pk=double.pk).update(status=FamilyStatus.MERGED, merged_into=kept)
    assert open_pairs(duplicates_of_village(world.serang.staff, village_of(world))) == {}
    assert open_pairs(duplicates_of_year(world.serang.staff, 2019)) == {}


def test_another_year_is_a_hint_of_its_own(world: World) -> None:
    by = world.serang.staff
    earlier = make_village(by, make_cycle(world.secretariat, 2018), world.serang.decree, "36.04.15.2006")
    before = enter(world, 340, earlier)
    now = enter(world, 340)
    found = duplicates_of_village(by, village_of(world))
    assert [(pair.keys, pair.level, pair.grounds) for pair in found.earlier] == [
        (key_of(before, now), Level.EARLIER, (Ground.NIK,))
    ]
    assert (found.open, found.outside) == ([], [])
    assert duplicates_of_year(by, 2019) == Found()


def test_of_another_region_only_that_there_is_something(world: World) -> None:
    own = enter(world, 350)
    theirs = enter(world, 350, world.pandeglang.villages[1], world.pandeglang.staff, head_name="Rahasia (contoh)")
    for found in (
        duplicates_of_village(world.serang.staff, village_of(world)),
        duplicates_of_year(world.serang.staff, 2019),
    ):
        assert (found.open, found.outside) == ([], [own.pk])
    seen = open_pairs(duplicates_of_year(world.secretariat, 2019))
    assert seen == {key_of(own, theirs): (Level.CYCLE, (Ground.NIK,))}


def test_a_number_that_everybody_has_makes_few_pairs(world: World) -> None:
    families = [enter(world, serial) for serial in range(400, 425)]
    for family in families:
        add_member(family, number=nik(802))
    assert len(duplicates_of_village(world.serang.staff, village_of(world)).open) == len(families) - 1


def test_a_decided_pair_is_not_open_until_it_is_opened_again(world: World) -> None:
    one, other = pair(world)
    decision = decide_different(by=world.serang.staff, first=one, second=other, reason="Dua rumah")
    assert duplicates_of_village(world.serang.staff, village_of(world)).open == []
    assert duplicates_of_year(world.serang.staff, 2019).open == []
    undo_decision(by=world.serang.staff, decision=decision, reason="Salah baca")
    assert key_of(one, other) in open_pairs(duplicates_of_village(world.serang.staff, village_of(world)))


@ROWS
def test_finding_asks_as_often_for_any_number(count: int, world: World, django_assert_num_queries: Any) -> None:
    for serial in range(500, 500 + count):
        one, other = enter(world, serial), enter(world, serial + 100)
        add_member(one, number=nik(serial + 200))
        add_member(other, number=nik(serial + 200))
    user = User.objects.get(pk=world.serang.staff.pk)
    assert user.held_roles
    village = TargetVillage.objects.with_places().get(pk=village_of(world).pk)
    with django_assert_num_queries(5):
        assert len(duplicates_of_village(user, village).open) == count
    with django_assert_num_queries(5):
        assert len(duplicates_of_year(user, 2019).open) == count


# Deciding ---------------------------------------------------------------------------------------------------


def pair(world: World, **facts: Any) -> tuple[Family, Family]:
    """Two records of one family: the first with little in it, the second with all."""
    one = enter(world, 600, nik=PersonalNumber(""), no_nik_reason="Belum merekam", head_birth_date=None, rw="", **facts)
    other = enter(world, 601, head_name=one.head_name, kk=PersonalNumber(KK), address="Kampung Meliyas 5")
    return one, other


def state(*families: Family) -> list[Any]:
    """Everything that a merge may touch, without the versions."""

    def values(model: Any, **which: Any) -> list[Any]:
        rows = model.objects.filter(**which).order_by("pk").values()
        return [{name: value for name, value in row.items() if name != "version"} for row in rows]

    keys = [family.pk for family in families]
    return [values(Family, pk__in=keys), values(Member, family__in=keys), values(Survey, family__in=keys)]


def merge(world: World, kept: Family, other: Family, **changes: Any) -> DuplicateDecision:
    kept.refresh_from_db()
    other.refresh_from_db()
    facts = {"by": world.serang.staff, "kept": kept, "other": other, "reason": "Satu rumah", **changes}
    return merge_families(**facts)


def undo(world: World, decision: DuplicateDecision, **changes: Any) -> DuplicateDecision:
    facts = {"by": world.serang.staff, "decision": decision, "reason": "Ternyata dua rumah", **changes}
    return undo_decision(**facts)


def test_a_merge_fills_what_is_empty_and_moves_what_is_missing(world: World) -> None:
    kept, other = pair(world)
    child, known = add_member(other, "Anak (contoh)"), add_member(other, "Ibu Tua", number=nik(803))
    add_member(kept, "Ibu Tua (contoh)", number=nik(803))
    baseline, endline = (
        make_survey(world.serang.staff, other, BASELINE),
        make_survey(world.serang.staff, other, ENDLINE),
    )
    make_survey(world.serang.staff, kept, BASELINE, "t" * 21)
    decision = merge(world, kept, other)
    for record in (kept, other, child, known, baseline, endline):
        record.refresh_from_db()
    assert (kept.nik, kept.kk, kept.address) == (PersonalNumber(nik(601)), PersonalNumber(KK), "Kampung Meliyas 5")
    assert (kept.nik_hash, kept.head_birth_date, kept.rw) == (other.nik_hash, BORN, "01")
    assert (other.status, other.merged_into_id, other.address) == ("merged", kept.pk, "Kampung Meliyas 5")
    assert {child.family_id, endline.family_id} == {kept.pk}
    assert {known.family_id, baseline.family_id} == {other.pk}
    event = other.status_events.get()
    assert (event.status, event.reason, event.by) == ("merged", "Satu rumah", world.serang.staff)
    assert (decision.verdict, decision.kept_id) == (Verdict.MERGED, kept.pk)
    assert set(decision.undo["filled"]) == {"head_birth_date", "nik", "kk", "rw", "address"}
    audit = AuditEvent.objects.latest("pk")
    assert (audit.action, audit.details["verdict"]) == ("duplicate.decide", "merged")


def test_nothing_to_undo_with_holds_a_number(world: World) -> None:
    decision = merge(world, *pair(world))
    written = f"{decision.undo} {AuditEvent.objects.latest('pk').details}"
    assert nik(601) not in written
    assert KK not in written


GIVEN = {
    "head_birth_date": {"head_birth_date": BORN},
    "nik": {"nik": PersonalNumber(nik(610))},
    "kk": {"kk": PersonalNumber(KK)},
    "rw": {"rw": "02"},
    "address": {"address": "Kampung Meliyas 5"},
    "decile": {"decile": 2, "decile_source": "DTSEN", "decile_on": date(2019, 1, 1)},
}
EMPTY = {"head_birth_date": None, "nik": PersonalNumber(""), "no_nik_reason": "Belum merekam", "rw": ""}
fields = st.sets(st.sampled_from(sorted(GIVEN)))
rounds = st.sets(st.sampled_from(list(SurveyRound)))
members = st.lists(st.sampled_from([("Ani", 811), ("Budi", 812), ("Citra", 0)]), max_size=3, unique=True)
statuses = st.sampled_from([FamilyStatus.ACTIVE, FamilyStatus.MOVED])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields, fields, rounds, rounds, members, members, statuses, st.booleans())
def test_merging_and_taking_it_back_restores_everything(
    world: World,
    own: set[str],
    others: set[str],
    own_rounds: set[SurveyRound],
    other_rounds: set[SurveyRound],
    own_members: list[tuple[str, int]],
    other_members: list[tuple[str, int]],
    status: FamilyStatus,
    swapped: bool,
) -> None:
    from django.db import transaction

    with transaction.atomic():
        families = []
        for serial, given_fields, of_rounds, people in (
            (610, own, own_rounds, own_members),
            (611, others, other_rounds, other_members),
        ):
            facts = {**EMPTY, **{name: value for one in given_fields for name, value in GIVEN[one].items()}}
            facts["uuid"] = uuid4()
            if serial == 611:
                facts |= {"nik": PersonalNumber(nik(611))} if "nik" in given_fields else {}
                facts |= {"kk": PersonalNumber(KK[:-1] + "2")} if "kk" in given_fields else {}
            family = enter(world, serial, **facts)
            for round in of_rounds:
                make_survey(world.serang.staff, family, round, "y" * 20 + "t" if serial == 610 else "t" * 21)
            for name, number in people:
                add_member(family, name, nik(number) if number else "")
            families.append(family)
        kept, other = reversed(families) if swapped else families
        if status != FamilyStatus.ACTIVE:
            facts = {"status": status, "since": date(2019, 6, 1), "reason": "Pindah"}
            set_family_status(by=world.serang.staff, family=other, **facts)
        before = state(kept, other)
        decision = merge(world, kept, other)
        assert Survey.objects.filter(family=kept).count() == len(own_rounds | other_rounds)
        assert {name for name in FILLED_TOGETHER if getattr(Family.objects.get(pk=kept.pk), name)} == own | others
        undo(world, decision)
        assert state(kept, other) == before
        newest = FamilyStatusEvent.objects.filter(family=other).last()
        assert newest is not None
        assert newest.status == status
        transaction.set_rollback(True)


@pytest.mark.parametrize(("name", "value"), [("address", "Kampung Baru 1"), ("rw", "07")])
def test_what_was_corrected_since_stays(world: World, name: str, value: str) -> None:
    kept, other = pair(world)
    decision = merge(world, kept, other)
    kept.refresh_from_db()
    setattr(kept, name, value)
    save_family(by=world.serang.staff, family=kept)
    undo(world, decision)
    kept.refresh_from_db()
    assert getattr(kept, name) == value
    assert (kept.nik, kept.kk, kept.head_birth_date) == (PersonalNumber(""), PersonalNumber(""), None)


def test_what_was_added_to_a_moved_survey_goes_back_with_it(world: World) -> None:
    kept, other = pair(world)
    survey = make_survey(world.serang.staff, other, BASELINE)
    decision = merge(world, kept, other)
    survey.refresh_from_db()
    survey.answers = "t" * 21
    save_survey(by=world.serang.staff, survey=survey)
    undo(world, decision)
    survey.refresh_from_db()
    assert (survey.family_id, survey.answers) == (other.pk, "t" * 21)


def test_a_merge_that_was_built_upon_is_taken_back_in_order(world: World) -> None:
    kept, other = pair(world)
    third = enter(world, 605)
    first = merge(world, kept, other)
    second = merge(world, third, kept)
    with pytest.raises(ValidationError, match="sudah digabung ke keluarga lain"):
        undo(world, first)
    undo(world, second)
    undo(world, first)
    other.refresh_from_db()
    assert (other.status, other.merged_into) == ("active", None)


def test_numbers_that_were_given_away_are_not_taken_back(world: World) -> None:
    one, other = enter(world, 606), enter(world, 607)
    decision = merge(world, one, other)
    enter(world, 607)
    with pytest.raises(ValidationError, match="kini dipakai keluarga lain"):
        undo(world, decision)
    other.refresh_from_db()
    assert other.status == "merged"


def test_a_number_without_which_no_reason_stands_is_not_emptied(world: World) -> None:
    kept, other = pair(world)
    decision = merge(world, kept, other)
    kept.refresh_from_db()
    kept.no_nik_reason = ""
    save_family(by=world.serang.staff, family=kept)
    with pytest.raises(ValidationError, match="alasan belum punya NIK"):
        undo(world, decision)


def test_a_member_who_moved_on_stops_the_undoing(world: World) -> None:
    kept, other = pair(world)
    member = add_member(other)
    decision = merge(world, kept, other)
    Member.objects.filter(pk=member.pk).update(family=enter(world, 608))
    with pytest.raises(ValidationError, match="tidak lagi pada"):
        undo(world, decision)


def test_only_the_newest_decision_is_taken_back_and_only_once(world: World) -> None:
    decision = decide(world, *pair(world))
    undone = undo(world, decision)
    assert (undone.verdict, undone.undo) == (Verdict.REOPENED, {"decision": decision.pk})
    for old in (decision, undone):
        with pytest.raises(ValidationError, match="tidak berlaku lagi"):
            undo(world, old)
    audit = AuditEvent.objects.latest("pk")
    assert audit.action == "duplicate.undo"


def decide(world: World, first: Family, second: Family, **changes: Any) -> DuplicateDecision:
    facts = {"by": world.serang.staff, "first": first, "second": second, "reason": "Dua rumah", **changes}
    return decide_different(**facts)


def test_what_was_compared_must_still_stand(world: World) -> None:
    one, other = pair(world)
    stale = Family.objects.select_related("target_village").get(pk=other.pk)
    other.address = "Kampung Baru 1"
    save_family(by=world.serang.staff, family=other)
    with pytest.raises(StaleVersion):
        decide(world, one, stale)
    with pytest.raises(StaleVersion):
        merge_families(by=world.serang.staff, kept=one, other=stale, reason="Satu rumah")
    assert not DuplicateDecision.objects.exists()


def test_what_is_refused(world: World) -> None:
    one, other = pair(world)
    there = enter(world, 609, world.serang.villages[0])
    for refused, words in (
        (lambda: decide(world, one, other, reason=" "), "alasannya"),
        (lambda: decide(world, one, one), "dua keluarga yang berbeda"),
        (lambda: merge(world, one, there), "di desa dan tahun yang sama"),
        (lambda: undo(world, decide(world, one, there), reason=""), "alasannya"),
    ):
        with pytest.raises(ValidationError, match=words):
            refused()
    decide(world, one, other)
    for again in (lambda: decide(world, one, other), lambda: merge(world, one, other)):
        with pytest.raises(ValidationError, match="sudah diputuskan"):
            again()
    merge(world, other, enter(world, 602))
    with pytest.raises(ValidationError, match="sudah digabung ke keluarga lain"):
        decide(world, one, Family.objects.get(status="merged"))


def test_who_decides(world: World) -> None:
    one, other = pair(world)
    theirs = enter(world, 612, world.pandeglang.villages[0], world.pandeglang.staff)
    for by in (world.serang.surveyor, world.pandeglang.staff, world.official, world.administrator):
        for action in (
            lambda by=by: decide(world, one, other, by=by),
            lambda by=by: merge(world, one, other, by=by),
        ):
            with pytest.raises(PermissionDenied):
                action()
    with pytest.raises(PermissionDenied):
        decide(world, one, theirs)
    decision = decide(world, one, theirs, by=world.secretariat)
    with pytest.raises(PermissionDenied):
        undo(world, decision)
    merge(world, one, other, by=world.secretariat)


# Pages ------------------------------------------------------------------------------------------------------


def sent(one: Family, other: Family, **changes: Any) -> dict[str, Any]:
    first, second = sorted((one, other), key=lambda it: it.pk)
    versions = {"version_first": first.version, "version_second": second.version}
    return {"reason": "Satu rumah", "confirm": "on", "decision": "different", **versions, **changes}


def keep(one: Family, other: Family) -> str:
    return "first" if one.pk < other.pk else "second"


def test_from_the_register_to_a_merge_and_back(staff: Client, world: World) -> None:
    kept, other = pair(world)
    village = village_of(world)
    add_member(other)
    register = staff.get(reverse("villages:family_list", args=[village.pk])).content.decode()
    url = reverse("villages:village_duplicates", args=[village.pk])
    assert url in register
    page = staff.get(url).content.decode()
    assert "1 pasangan belum diputuskan" in page
    assert min(compare_url(kept, other), compare_url(other, kept)) in page
    page = staff.get(compare_url(kept, other)).content.decode()
    for words in (
        "nama mirip",
        "Tinggal pada data yang digabung",
        "360499********01",
        "Anak (contoh)",
        "berbeda",
        "sama",
    ):
        assert words in page
    assert nik(601) not in page
    response = staff.post(compare_url(kept, other), sent(kept, other, decision=keep(kept, other)), follow=True)
    assert [str(one) for one in response.context["messages"]] == [
        f"Data digabung ke {kept.head_name}. Penggabungan dapat dibatalkan pada daftar keputusan."
    ]
    assert "Tidak ada data ganda yang terbuka" in response.content.decode()
    decision = DuplicateDecision.objects.get()
    listed = staff.get(reverse("villages:decision_list")).content.decode()
    back = reverse("villages:decision_undo", args=[decision.pk])
    assert back in listed
    assert back in staff.get(compare_url(kept, other)).content.decode()
    assert "Data yang digabung berdiri sendiri lagi." in staff.get(back).content.decode()
    response = staff.post(back, {"reason": "Ternyata dua rumah"})
    assert response["Location"] == min(compare_url(kept, other), compare_url(other, kept))
    listed = staff.get(reverse("villages:decision_list")).content.decode()
    assert "tidak berlaku lagi" in listed
    assert back not in listed


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": ""}, "reason"),
        ({"confirm": ""}, "confirm"),
        ({"decision": ""}, "decision"),
        ({"decision": "both"}, "decision"),
        ({"version_first": ""}, "version_first"),
    ],
)
def test_a_refused_decision_loses_nothing(staff: Client, world: World, changes: dict[str, str], words: str) -> None:
    one, other = pair(world)
    response = staff.post(compare_url(one, other), sent(one, other, **changes))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {words}
    assert ("Satu rumah" in response.content.decode()) == (words != "reason")
    assert not DuplicateDecision.objects.exists()


def test_a_family_that_changed_is_compared_again(staff: Client, world: World) -> None:
    one, other = pair(world)
    data = sent(one, other, decision=keep(one, other))
    one.address = "Kampung Baru 1"
    save_family(by=world.serang.staff, family=one)
    response = staff.post(compare_url(one, other), data)
    assert response.status_code == 422
    assert "Salah satu keluarga berubah" in response.content.decode()
    form = response.context["form"]
    again = {**data, **{name: form[name].value() for name in ("version_first", "version_second")}}
    assert staff.post(compare_url(one, other), again).status_code == 302


def test_two_villages_are_told_apart_only(staff: Client, world: World, sign_in: SignIn) -> None:
    one, other = enter(world, 620), enter(world, 620, world.serang.villages[0])
    page = staff.get(compare_url(one, other)).content.decode()
    assert "Dua desa tidak digabung" in page
    assert reverse("villages:family_status", args=[one.pk]) in page
    assert 'value="first"' not in page
    refused = staff.post(compare_url(one, other), sent(one, other, decision="first"))
    assert refused.status_code == 422
    page = sign_in(world.secretariat).get(compare_url(one, other)).content.decode()
    assert "diubah staf kabupaten/kotanya" in page
    assert reverse("villages:family_status", args=[one.pk]) not in page


@pytest.mark.parametrize(("name", "shown"), [("Hj. SITI AMINAH", False), ("Rohayati (contoh)", True)])
def test_another_head_is_not_lost_without_a_word(staff: Client, world: World, name: str, shown: bool) -> None:
    one, other = enter(world, 622, head_name="Siti Aminah"), enter(world, 623, head_name=name)
    page = staff.get(compare_url(one, other)).content.decode()
    assert ("tidak otomatis menjadi anggota" in page) == shown


def test_a_family_that_is_merged_elsewhere_is_said_to_be(staff: Client, world: World) -> None:
    one, other = pair(world)
    merge(world, enter(world, 621), other)
    page = staff.get(compare_url(one, other)).content.decode()
    assert "Salah satu data sudah digabung ke keluarga lain" in page
    assert '<form method="post" novalidate' not in page


def test_of_another_region_no_name_is_shown(staff: Client, world: World) -> None:
    own = enter(world, 630)
    theirs = enter(world, 630, world.pandeglang.villages[1], world.pandeglang.staff, head_name="Rahasia (contoh)")
    for url in (
        reverse("villages:village_duplicates", args=[village_of(world).pk]),
        reverse("villages:duplicate_list") + "?tahun=2019",
    ):
        page = staff.get(url).content.decode()
        assert "Minta sekretariat provinsi memeriksanya." in page
        assert own.head_name in page
        assert "Rahasia" not in page
        assert str(theirs.pk) not in page
        assert "Pandeglang" not in page
    assert staff.get(compare_url(own, theirs)).status_code == 404
    assert staff.get(compare_url(own, own)).status_code == 404


def test_an_earlier_target_is_shown_as_no_fault(staff: Client, world: World) -> None:
    earlier = make_village(
        world.serang.staff, make_cycle(world.secretariat, 2018), world.serang.decree, "36.04.15.2006"
    )
    enter(world, 640, earlier)
    enter(world, 640)
    page = staff.get(reverse("villages:village_duplicates", args=[village_of(world).pk])).content.decode()
    assert "Pernah menjadi sasaran" in page
    assert "Tidak ada data ganda yang terbuka" in page


def test_the_year_stands_in_the_address(staff: Client, world: World) -> None:
    make_cycle(world.secretariat, 2018)
    one, _other = enter(world, 650), enter(world, 650, world.serang.villages[0])
    url = reverse("villages:duplicate_list")
    assert one.head_name in staff.get(url).content.decode()
    assert one.head_name in staff.get(f"{url}?tahun=apa").content.decode()
    assert "Tidak ada nomor yang tercatat dua kali" in staff.get(f"{url}?tahun=2018").content.decode()


@ROWS
def test_the_lists_ask_as_often_for_any_number(
    count: int, staff: Client, world: World, django_assert_num_queries: Any
) -> None:
    for serial in range(700, 700 + count):
        one, other = enter(world, serial), enter(world, serial, world.serang.villages[0])
        apart = enter(world, serial + 100, rt="02"), enter(world, serial + 200, rt="03")
        decide(world, *apart, reason=f"Bukan {one.pk} atau {other.pk}")
    for url, queries in (
        (reverse("villages:village_duplicates", args=[village_of(world).pk]), 11),
        (reverse("villages:duplicate_list"), 11),
        (reverse("villages:decision_list"), 6),
    ):
        with django_assert_num_queries(queries):
            assert len(staff.get(url).context["rows"]) == count, url


def test_the_comparison_and_the_action_plan_the_same(world: World) -> None:
    kept, other = pair(world)
    make_survey(world.serang.staff, other, ENDLINE)
    plan = plan_merge(kept, other)
    decision = merge(world, kept, other)
    assert decision.undo["filled"] == plan.filled
    assert decision.undo["surveys"] == [str(one.pk) for one in plan.surveys]

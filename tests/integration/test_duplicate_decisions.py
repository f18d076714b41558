"""Deciding on families that look like one: merging, taking it back, and who may."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from p2wkss.actions.saving import StaleVersion
from p2wkss.fields import PersonalNumber
from p2wkss.models import AuditEvent
from tests.factories.duplicates import BASELINE, BORN, ENDLINE, KK, add_member, decide, enter, merge, pair, state, undo
from tests.factories.places import make_survey, nik
from tests.factories.world import World
from villages.actions.duplicates import merge_families
from villages.actions.families import save_family, set_family_status
from villages.actions.surveys import save_survey
from villages.enums import FamilyStatus, SurveyRound, Verdict
from villages.merging import FILLED_TOGETHER
from villages.models import DuplicateDecision, Family, FamilyStatusEvent, Member, Survey

pytestmark = pytest.mark.usefixtures("shared_world")


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

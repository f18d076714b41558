"""The summary of a village is what its record says, after whatever was done to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from p2wkss.models import User
from p2wkss.roles import Role
from tests.factories.activities import make_activity, make_agency, make_kind, make_participation
from tests.factories.assets import give_to_family, give_to_office, make_asset, make_handover, make_innovation
from tests.factories.people import make_user
from tests.factories.places import make_cycle, make_decree, make_family, make_regions, make_survey, make_village
from tests.factories.summaries import kept_figures
from villages.actions.activities import save_activity
from villages.actions.assets import check_asset
from villages.actions.duplicates import merge_families, undo_decision
from villages.actions.families import set_family_status
from villages.actions.innovations import add_replication, add_uses
from villages.actions.participation import save_participation
from villages.actions.stages import hold_stage, plan_stage, reopen_stage
from villages.actions.target_villages import save_target_village
from villages.actions.visits import close_follow_up, save_follow_up, save_visit
from villages.enums import AssetCondition, Outcome, Sex, SurveyRound
from villages.figures import Figures
from villages.models import (
    Activity,
    Agency,
    DuplicateDecision,
    Family,
    FollowUp,
    Participation,
    TargetVillage,
    VillageSummary,
    Visit,
)
from villages.summaries import count_once, read_figures, refresh_summary

pytestmark = pytest.mark.django_db
POOR = "t" + "y" * 20
YEAR_BEGINS = date(2019, 1, 1)


@dataclass
class Place:
    """Two villages of one year, and who works there."""

    secretariat: User
    staff: User
    village: TargetVillage
    other: TargetVillage

    def figures(self) -> Figures:
        return read_figures([self.village.pk])[self.village.pk]

    def family(self, serial: int, **facts: object) -> Family:
        return make_family(self.staff, self.village, serial, **facts)

    def agency(self, name: str) -> Agency:
        return make_agency(self.staff, name)

    def activity(self, agency: str = "Dinas Koperasi", **facts: object) -> Activity:
        kind = make_kind(self.secretariat, self.village.cycle)
        return make_activity(self.staff, self.village, self.agency(agency), kind, **facts)

    def visit(self, **facts: object) -> Visit:
        values = {"stage": 3, "topic": "PHBS", "planned_on": date(2019, 3, 5), **facts}
        return save_visit(by=self.staff, visit=Visit(target_village=self.village, **values))

    def held_visit(self, on: date, **facts: object) -> Visit:
        return self.visit(planned_on=on, held_on=on, women=12, men=3, **facts)


@pytest.fixture
def place() -> Place:
    make_regions()
    secretariat = make_user("sekretariat", Role.SECRETARIAT, "36")
    staff = make_user("staf", Role.DISTRICT_STAFF, "36.04")
    cycle = make_cycle(secretariat)
    decree = make_decree(staff)
    villages = [make_village(staff, cycle, decree, code) for code in ("36.04.15.2010", "36.04.15.2006")]
    return Place(secretariat, staff, *villages)


def kept(village: TargetVillage) -> Figures:
    return kept_figures(village.pk)


# What is counted ----------------------------------------------------------------------------------------------


def test_new_village_has_a_summary_at_once(place: Place) -> None:
    assert kept(place.village) == Figures(villages=1, quota=100)
    place.village.family_quota = 80
    save_target_village(by=place.staff, target_village=place.village)
    assert kept(place.village).quota == 80


def test_families_are_counted_by_head_and_status(place: Place) -> None:
    place.family(1, head_sex=Sex.FEMALE, nik="", no_nik_reason="Belum merekam")
    gone = place.family(2)
    set_family_status(by=place.staff, family=gone, status="moved", since=date(2019, 5, 1), reason="Pindah")
    counted = place.figures()
    assert (counted.families, counted.women_headed, counted.left) == (2, 1, 1)


def test_only_whole_surveys_count_and_both_make_a_transition(place: Place) -> None:
    one, two, three = (place.family(serial) for serial in (1, 2, 3))
    make_survey(place.staff, one, SurveyRound.BASELINE, POOR)
    make_survey(place.staff, one, SurveyRound.ENDLINE)
    make_survey(place.staff, two, SurveyRound.BASELINE)
    make_survey(place.staff, three, SurveyRound.BASELINE, "y" * 20 + "-")
    make_survey(place.staff, three, SurveyRound.ENDLINE)
    counted = place.figures()
    assert (counted.baseline, counted.endline) == (2, 2)
    assert counted.transitions == {"pra_sejahtera>ks3_plus": 1}


def test_merged_family_counts_as_the_one_it_went_into(place: Place) -> None:
    first, second, third = (place.family(serial) for serial in (1, 2, 3))
    lesson, course = place.activity(title="Penyuluhan"), place.activity(title="Kursus")
    make_participation(place.staff, lesson, first, outcome=Outcome.SERVED)
    make_participation(place.staff, course, second, outcome=Outcome.PRACTISING)
    innovation = make_innovation(place.staff, place.village)
    add_uses(by=place.staff, innovation=innovation, families=[first, second], since=date(2019, 5, 1))
    merge(place, first, second)
    merge(place, third, first)
    counted = place.figures()
    assert (counted.families, counted.served, counted.trained, counted.practising) == (1, 1, 1, 1)
    assert counted.innovation_users == 1


def test_what_stays_on_a_merged_record_counts_no_more(place: Place) -> None:
    first, second = place.family(1), place.family(2)
    training = place.activity()
    mine = make_participation(place.staff, training, first, outcome=Outcome.SERVED)
    make_participation(place.staff, training, second, outcome=Outcome.TRAINED)
    merge(place, first, second)
    assert place.figures().trained == 1
    mine.refresh_from_db()
    mine.outcome, mine.outcome_on = Outcome.SERVED, None
    save_participation(by=place.staff, participation=mine)
    assert (place.figures().served, place.figures().trained) == (1, 0)
    assert kept(place.village) == place.figures()


def merge(place: Place, one: Family, other: Family) -> DuplicateDecision:
    found = Family.objects.select_related("target_village__village").in_bulk([one.pk, other.pk])
    return merge_families(by=place.staff, kept=found[one.pk], other=found[other.pk], reason="Sama")


def test_each_step_takes_in_those_that_went_further(place: Place) -> None:
    families = [place.family(serial) for serial in range(1, 6)]
    activity, later = place.activity(), place.activity(title="Bazar")
    for family, outcome in zip(families, Outcome.values, strict=False):
        make_participation(place.staff, activity, family, outcome=outcome)
    make_participation(place.staff, later, families[0], outcome=Outcome.BUSINESS)
    counted = place.figures()
    assert (counted.served, counted.trained, counted.practising, counted.business) == (4, 4, 3, 2)
    assert counted.unserved == 1


def test_promises_that_were_called_off_stay_promises(place: Place) -> None:
    place.activity("Dinas Kesehatan", promised=9_000_000, delivered=7_000_000)
    place.activity(
        "Dinas Sosial", held_on=None, delivered=None, promised=5_000_000, cancelled_reason="Anggaran dialihkan"
    )
    place.activity("Dinas Kesehatan", title="Jalan", source="village", held_on=None, delivered=None)
    counted = place.figures()
    assert (counted.activities, counted.activities_held, counted.activities_cancelled) == (3, 1, 1)
    assert counted.promised == {"regency": 14_000_000, "village": 25_000_000}
    assert counted.delivered == {"regency": 7_000_000}
    assert counted.delivered_by_component == {"lanjutan": 7_000_000}
    assert counted.held_by_field == {"economy": 1}
    assert counted.agencies_promised == tuple(
        sorted([place.agency("Dinas Kesehatan").pk, place.agency("Dinas Sosial").pk])
    )
    assert counted.agencies_delivered == (place.agency("Dinas Kesehatan").pk,)


def test_visits_stand_in_their_month_and_those_after_the_year_apart(place: Place) -> None:
    place.held_visit(date(2019, 2, 5))
    place.held_visit(date(2019, 2, 12))
    place.held_visit(date(2020, 3, 5))
    place.visit(cancelled_reason="Banjir")
    visit = place.visit()
    follow_up = save_follow_up(
        by=place.staff,
        follow_up=FollowUp(visit=visit, what="Hubungi puskesmas", owner=place.staff, due_on=date(2019, 4, 1)),
    )
    counted = place.figures()
    assert (counted.visits_planned, counted.visits_held, counted.visits_after_year) == (3, 2, 1)
    assert counted.visits_by_month == {"2": 2}
    assert (counted.visit_women, counted.visit_men) == (24, 6)
    assert (counted.follow_ups, counted.follow_ups_open) == (1, 1)
    close_follow_up(by=place.staff, follow_up=follow_up, note="Sudah", on=date(2019, 3, 20))
    assert kept(place.village).follow_ups_open == 0


def test_stages_keep_their_dates(place: Place) -> None:
    plan_stage(by=place.staff, target_village=place.village, stage=1, on=date(2019, 1, 20))
    hold_stage(by=place.staff, target_village=place.village, stage=1, on=date(2019, 1, 22))
    counted = kept(place.village)
    assert counted.stages_held == 1
    assert counted.stages[:2] == (("2019-01-20", "2019-01-22"), ("", ""))
    reopen_stage(by=place.staff, target_village=place.village, stage=1, reason="Data sasaran belum lengkap")
    assert kept(place.village).stages_held == 0


def test_assets_stand_where_they_are(place: Place) -> None:
    family = place.family(1)
    first, second, _held_by_nobody = (make_asset(place.staff, place.village, f"Mesin {at}") for at in (1, 2, 3))
    give_to_office(place.staff, first)
    give_to_office(place.staff, second)
    give_to_family(place.staff, second, family, date(2019, 6, 1))
    for asset, condition in ((second, AssetCondition.USED), (first, AssetCondition.UNUSED)):
        check_asset(by=place.staff, asset=asset, on=date(2019, 8, 1), condition=condition)
    counted = place.figures()
    assert (counted.assets, counted.assets_at_office, counted.assets_checked, counted.assets_used) == (3, 1, 2, 1)


def test_innovations_with_their_users_and_places(place: Place) -> None:
    families = [place.family(serial) for serial in (1, 2)]
    stove = make_innovation(place.staff, place.village)
    make_innovation(place.staff, place.village, "Jemuran lipat", inventor_sex=Sex.MALE)
    add_uses(by=place.staff, innovation=stove, families=families, since=date(2019, 5, 1))
    for where in ("Desa Bakung", "Desa Parigi"):
        add_replication(by=place.staff, innovation=stove, place=where, since=date(2019, 9, 1))
    make_handover(place.staff, place.village)
    counted = place.figures()
    assert (counted.innovations, counted.innovations_by_women) == (2, 1)
    assert (counted.innovation_users, counted.replications, counted.handed_over) == (2, 2, 1)


# How it is kept -----------------------------------------------------------------------------------------------


def test_many_villages_take_as_many_queries_as_one(place: Place) -> None:
    place.family(1)
    place.activity()
    with CaptureQueriesContext(connection) as one:
        read_figures([place.village.pk])
    with CaptureQueriesContext(connection) as both:
        found = read_figures([place.village.pk, place.other.pk])
    assert len(one) == len(both) == 9
    assert found[place.other.pk] == Figures(villages=1, quota=100)


def test_row_is_locked_before_anything_is_counted(place: Place) -> None:
    with CaptureQueriesContext(connection) as taken:
        refresh_summary(place.village.pk)
    first = taken.captured_queries[0]["sql"]
    assert "villagesummary" in first
    assert ("FOR UPDATE" in first) == connection.features.has_select_for_update
    VillageSummary.objects.all().delete()
    refresh_summary(place.village.pk)
    assert kept(place.village) == place.figures()


def test_command_counts_all_villages_again(place: Place) -> None:
    place.family(1)
    VillageSummary.objects.filter(pk=place.other.pk).delete()
    VillageSummary.objects.filter(pk=place.village.pk).update(figures={"families": 7})
    said = StringIO()
    call_command("refresh_summaries", stdout=said)
    assert "2 desa binaan" in said.getvalue()
    for village in (place.village, place.other):
        assert kept(village) == read_figures([village.pk])[village.pk]


@pytest.mark.parametrize("seed", [1, 2019, 20191011])
def test_summary_equals_the_record_after_any_series_of_actions(place: Place, seed: int) -> None:
    chance = Random(seed)
    for serial in range(1, 6):
        place.family(serial)
    place.activity()
    done = refused = 0
    for serial in range(6, 46):
        try:
            chance.choice(STEPS)(place, chance, serial)
            done += 1
        except ValidationError:
            refused += 1  # nothing was stored, and the summary still tells what is
        assert kept(place.village) == place.figures()
    assert done > 20
    assert done + refused == 40
    assert kept(place.other) == Figures(villages=1, quota=100)


def _some_family(place: Place, chance: Random) -> Family:
    found = list(
        Family.objects.registered().filter(target_village=place.village).select_related("target_village__village")
    )
    return chance.choice(found)


def _day(chance: Random) -> date:
    return YEAR_BEGINS + timedelta(days=chance.randrange(500))


def _new_family(place: Place, chance: Random, serial: int) -> None:
    place.family(serial, head_sex=Sex.MALE)


def _survey(place: Place, chance: Random, serial: int) -> None:
    answers = chance.choice([POOR, "y" * 21, "-" * 21])
    make_survey(place.staff, _some_family(place, chance), chance.choice(SurveyRound.values), answers)


def _leave(place: Place, chance: Random, serial: int) -> None:
    status = chance.choice(["moved", "active", "withdrew"])
    family = _some_family(place, chance)
    set_family_status(by=place.staff, family=family, status=status, since=date(2019, 6, 1), reason="Kata tetangga")


def _merge_two(place: Place, chance: Random, serial: int) -> None:
    merge(place, _some_family(place, chance), _some_family(place, chance))


def _part_again(place: Place, chance: Random, serial: int) -> None:
    decision = DuplicateDecision.objects.order_by("-pk").first()
    if decision is not None:
        undo_decision(by=place.staff, decision=decision, reason="Keliru")


def _activity(place: Place, chance: Random, serial: int) -> None:
    held = chance.random() < 0.7
    facts = {} if held else {"held_on": None, "delivered": None}
    place.activity(chance.choice(["Dinas Kesehatan", "Baznas"]), title=f"Kegiatan {serial}", **facts)


def _take_back(place: Place, chance: Random, serial: int) -> None:
    activity = chance.choice(list(Activity.objects.with_places().select_related("agency", "kind")))
    activity.held_on = activity.delivered = None
    save_activity(by=place.staff, activity=activity)


def _take_part(place: Place, chance: Random, serial: int) -> None:
    activity = chance.choice(list(Activity.objects.with_places()))
    participation = Participation(
        activity=activity, family=_some_family(place, chance), outcome=chance.choice(Outcome.values)
    )
    save_participation(by=place.staff, participation=participation)


def _visit(place: Place, chance: Random, serial: int) -> None:
    place.held_visit(_day(chance), topic=f"Kunjungan {serial}")


def _stage(place: Place, chance: Random, serial: int) -> None:
    stage, day, reason = chance.randint(1, 12), _day(chance), "Disepakati dalam rapat"
    match chance.randrange(3):
        case 0:
            plan_stage(by=place.staff, target_village=place.village, stage=stage, on=day)
        case 1:
            hold_stage(by=place.staff, target_village=place.village, stage=stage, on=day, reason=reason)
        case _:
            reopen_stage(by=place.staff, target_village=place.village, stage=stage, reason=reason)


def _asset(place: Place, chance: Random, serial: int) -> None:
    asset = make_asset(place.staff, place.village, f"Barang {serial}")
    give_to_office(place.staff, asset)
    if chance.random() < 0.5:
        give_to_family(place.staff, asset, _some_family(place, chance), date(2019, 6, 1))
    check_asset(by=place.staff, asset=asset, on=date(2019, 8, 1), condition=chance.choice(AssetCondition.values))


def _innovation(place: Place, chance: Random, serial: int) -> None:
    innovation = make_innovation(place.staff, place.village, f"Inovasi {serial}")
    add_uses(by=place.staff, innovation=innovation, families=[_some_family(place, chance)], since=date(2019, 5, 1))


Step = Callable[[Place, Random, int], None]
STEPS: tuple[Step, ...] = (
    _new_family,
    _survey,
    _survey,
    _leave,
    _merge_two,
    _part_again,
    _activity,
    _take_back,
    _take_part,
    _take_part,
    _visit,
    _stage,
    _stage,
    _asset,
    _innovation,
)


def test_what_changes_much_is_counted_once_at_its_end() -> None:
    make_regions()
    secretariat, staff = make_user("sek", Role.SECRETARIAT, "36"), make_user("staf", Role.DISTRICT_STAFF, "36.04")
    village = make_village(staff, make_cycle(secretariat), make_decree(staff))
    make_family(staff, village)
    with count_once():
        make_family(staff, village, serial=801)
        during = kept_figures(village.pk)
        make_family(staff, village, serial=802)
    after = kept_figures(village.pk)
    assert (during.families, after.families) == (1, 3)

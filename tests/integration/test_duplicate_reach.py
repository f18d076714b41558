"""What reached a family moves with it when its record is merged into another, and comes back."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.activities import make_activity, make_agency, make_kind, make_participation
from tests.factories.duplicates import add_member, compare_url, enter, merge, pair, undo, village_of
from tests.factories.places import nik
from tests.factories.summaries import kept_figures
from tests.factories.world import World
from villages.actions.innovations import save_innovation
from villages.actions.participation import remove_participation, save_participation
from villages.enums import Outcome, Sex
from villages.models import Activity, Family, Innovation, InnovationUse, Participation
from villages.reached import STEPS, is_further

pytestmark = pytest.mark.usefixtures("shared_world")
SERVED, TRAINED, BUSINESS = Outcome.SERVED, Outcome.TRAINED, Outcome.BUSINESS
FACTS = ("activity", "family", "member", "outcome", "outcome_on", "monthly_income", "note")


def activity(world: World, title: str) -> Activity:
    by = world.serang.staff
    kind = make_kind(world.secretariat, world.cycle)
    return make_activity(by, village_of(world), make_agency(by), kind, title=title)


def took_part(world: World, one: Activity, family: Family, outcome: str = TRAINED, **facts: Any) -> Participation:
    return make_participation(world.serang.staff, one, family, outcome=outcome, **facts)


def innovation(world: World, name: str) -> Innovation:
    facts = {"problem": "Kayu bakar mahal", "description": "Tungku", "inventor": "Ibu A", "inventor_sex": Sex.FEMALE}
    made = Innovation(target_village=village_of(world), name=name, started_on=date(2019, 2, 1), **facts)
    return save_innovation(by=world.serang.staff, innovation=made)


def use(world: World, one: Innovation, family: Family) -> InnovationUse:
    return InnovationUse.objects.create(innovation=one, family=family, since=date(2019, 3, 1), by=world.serang.staff)


def state() -> list[Any]:
    uses = InnovationUse.objects.order_by("pk").values_list("pk", "family")
    return [*Participation.objects.order_by("pk").values_list("pk", *FACTS), *uses]


def test_what_reached_the_other_counts_for_the_kept_family(world: World) -> None:
    kept, other = pair(world)
    one = took_part(world, activity(world, "Menjahit"), other, BUSINESS, monthly_income=900_000)
    used = use(world, innovation(world, "Tungku"), other)
    before = state()
    decision = merge(world, kept, other)
    one.refresh_from_db()
    used.refresh_from_db()
    assert (one.family_id, one.monthly_income, one.version) == (kept.pk, 900_000, 2)
    assert used.family_id == kept.pk
    figures = kept_figures(village_of(world).pk)
    assert (figures.families, figures.business, figures.innovation_users) == (1, 1, 1)
    undo(world, decision)
    assert state() == before
    assert kept_figures(village_of(world).pk).families == 2


@pytest.mark.parametrize("further", ["kept", "other", "neither"])
def test_of_one_activity_the_further_outcome_stays(world: World, further: str) -> None:
    kept, other = pair(world)
    course = activity(world, "Menjahit")
    far: dict[str, Any] = {"outcome": BUSINESS, "monthly_income": 900_000, "outcome_on": date(2019, 6, 1)}
    near: dict[str, Any] = {"outcome": TRAINED, "outcome_on": date(2019, 4, 1)}
    own = took_part(world, course, kept, note="Baju", **(far if further == "kept" else near))
    took_part(world, course, other, note="Tas", **(far if further == "other" else near))
    before = state()
    decision = merge(world, kept, other)
    own.refresh_from_db()
    assert own.outcome == (TRAINED if further == "neither" else BUSINESS)
    assert (own.monthly_income, own.note) == (None if further == "neither" else 900_000, "Baju")
    assert own.outcome_on == (near if further == "neither" else far)["outcome_on"]
    assert Participation.objects.filter(family=other).count() == 1, "the record of the other keeps its own"
    figures = kept_figures(village_of(world).pk)
    assert figures.served == 1
    undo(world, decision)
    assert state() == before


def test_an_outcome_that_was_corrected_since_stays(world: World) -> None:
    kept, other = pair(world)
    course = activity(world, "Menjahit")
    own = took_part(world, course, kept)
    took_part(world, course, other, BUSINESS)
    decision = merge(world, kept, other)
    own.refresh_from_db()
    own.monthly_income = 750_000
    save_participation(by=world.serang.staff, participation=own)
    undo(world, decision)
    own.refresh_from_db()
    assert (own.outcome, own.monthly_income, own.family_id) == (BUSINESS, 750_000, kept.pk)


def test_what_was_removed_since_stays_away(world: World) -> None:
    kept, other = pair(world)
    moved = took_part(world, activity(world, "Menjahit"), other)
    course = activity(world, "Memasak")
    raised = took_part(world, course, kept, SERVED)
    took_part(world, course, other)
    decision = merge(world, kept, other)
    for one in (moved, raised):
        remove_participation(by=world.serang.staff, participation=Participation.objects.get(pk=one.pk))
    undo(world, decision)
    assert set(Participation.objects.values_list("activity", "family")) == {(course.pk, other.pk)}


def test_who_took_part_is_the_same_person_in_the_kept_family(world: World) -> None:
    kept, other = pair(world)
    here, there = (add_member(one, "Ibu Tua", number=nik(803)) for one in (kept, other))
    # The head of the kept family stands as a member in the other's record.
    head = add_member(other, kept.head_name, birth_date=date(1970, 1, 1))
    Family.objects.filter(pk=kept.pk).update(head_birth_date=date(1970, 1, 1))
    child = add_member(other, "Anak")
    rows = [
        took_part(world, activity(world, title), other, member=member)
        for title, member in (("Menjahit", there), ("Memasak", head), ("Membatik", child))
    ]
    before = state()
    decision = merge(world, kept, other)
    for row in rows:
        row.refresh_from_db()
    assert [row.member_id for row in rows] == [here.pk, None, child.pk]
    for row in rows:
        row.note = "Diperiksa"
        save_participation(by=world.serang.staff, participation=row)
    Participation.objects.update(note="")
    undo(world, decision)
    assert state() == before


def test_the_page_says_what_would_move(staff: Client, world: World) -> None:
    kept, other = pair(world)
    course = activity(world, "Memasak")
    took_part(world, activity(world, "Menjahit"), other)
    took_part(world, course, kept, SERVED)
    took_part(world, course, other)
    use(world, innovation(world, "Tungku"), other)
    response = staff.get(compare_url(kept, other))
    plan = next(plan for plan in response.context["plans"] if plan["kept"].pk == kept.pk)
    for words in ("peserta “Menjahit”", "hasil dari “Memasak”", "pemakai “Tungku”"):
        assert words in plan["comes"]
    assert "peserta “Memasak”" in plan["stays"]


outcomes = st.dictionaries(st.sampled_from(["Menjahit", "Memasak", "Jalan"]), st.sampled_from(STEPS))
uses = st.sets(st.sampled_from(["Tungku", "Pompa"]))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(outcomes, outcomes, uses, uses)
def test_merging_and_taking_it_back_restores_everything(
    world: World, own: dict[str, str], others: dict[str, str], own_uses: set[str], other_uses: set[str]
) -> None:
    from django.db import transaction

    with transaction.atomic():
        kept, other = enter(world, 620), enter(world, 621)
        courses = {title: activity(world, title) for title in {*own, *others}}
        things = {name: innovation(world, name) for name in own_uses | other_uses}
        for family, parts, used in ((kept, own, own_uses), (other, others, other_uses)):
            for title, outcome in parts.items():
                took_part(world, courses[title], family, outcome)
            for name in used:
                use(world, things[name], family)
        before = state()
        decision = merge(world, kept, other)
        found = dict(kept.participations.values_list("activity__title", "outcome"))
        assert set(found) == set(courses)
        for title, outcome in (*own.items(), *others.items()):
            assert not is_further(outcome, found[title])
        assert set(kept.innovation_uses.values_list("innovation__name", flat=True)) == set(things)
        undo(world, decision)
        assert state() == before
        transaction.set_rollback(True)

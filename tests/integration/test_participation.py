"""Which families an activity reached and what came of it: ticked many at once, and one by one."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from p2wkss.models import AuditEvent
from tests.factories.activities import make_activity, make_agency, make_kind, make_participation
from tests.factories.duplicates import enter, merge, pair
from tests.factories.places import make_family, make_member
from tests.factories.summaries import kept_figures
from tests.factories.world import World
from villages.actions.participation import remove_participation, save_participation, save_participations
from villages.enums import Outcome
from villages.models import Activity, Family, Participation

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]
TRAINED, BUSINESS = Outcome.TRAINED, Outcome.BUSINESS


@pytest.fixture
def activity(world: World) -> Activity:
    """A course that was held in the village of the world's family."""
    by = world.serang.staff
    return make_activity(by, world.serang.villages[0], make_agency(by), make_kind(world.secretariat, world.cycle))


def families(world: World, count: int) -> list[Family]:
    return [make_family(world.serang.staff, world.serang.villages[0], serial=100 + at) for at in range(count)]


def tick_url(activity: Activity) -> str:
    return reverse("villages:participation_edit", args=[activity.pk])


def tick(client: Client, activity: Activity, ticked: list[Any], outcome: str = TRAINED) -> Any:
    keys = [str(getattr(one, "pk", one)) for one in ticked]
    return client.post(tick_url(activity), {"pick": keys, "outcome": outcome})


def note(world: World, activity: Activity, outcomes: dict[UUID, str], **changes: Any) -> Any:
    return save_participations(**{"by": world.serang.staff, "activity": activity, "families": outcomes, **changes})


def test_many_families_are_ticked_at_once(staff: Client, world: World, activity: Activity) -> None:
    ticked = families(world, 3)
    response = tick(staff, activity, ticked)
    assert response.status_code == 302
    page = staff.get(response["Location"]).content.decode()
    assert "3 keluarga dicatat." in page
    assert page.count("Dilatih</span>") == 3
    assert set(Participation.objects.values_list("family", "outcome")) == {(one.pk, "trained") for one in ticked}
    events = AuditEvent.objects.filter(action="participation.save")
    assert {event.object_id for event in events} == {str(one.pk) for one in Participation.objects.all()}
    assert "contoh" not in str([event.details for event in events])
    figures = kept_figures(activity.target_village_id)
    assert (figures.served, figures.trained) == (3, 3)


def test_ticked_again_a_family_only_goes_further(world: World, activity: Activity) -> None:
    one, two, three = families(world, 3)
    make_participation(world.serang.staff, activity, one, outcome=BUSINESS, monthly_income=900_000)
    make_participation(world.serang.staff, activity, two, outcome_on=date(2019, 4, 1))
    outcomes = {one.pk: "practising", two.pk: "practising", three.pk: "practising"}
    assert tuple(note(world, activity, outcomes)) == (1, 1, 1)
    found = {each.family_id: each for each in Participation.objects.all()}
    assert (found[one.pk].outcome, found[one.pk].monthly_income, found[one.pk].version) == ("business", 900_000, 1)
    assert (found[two.pk].outcome, found[two.pk].outcome_on, found[two.pk].version) == ("practising", None, 2)
    before = AuditEvent.objects.count()
    assert tuple(note(world, activity, outcomes)) == (0, 0, 3)
    assert AuditEvent.objects.count() == before


def test_what_cannot_be_ticked_is_refused_and_nobody_is_noted(staff: Client, world: World, activity: Activity) -> None:
    [own] = families(world, 1)
    theirs = world.pandeglang.family
    one, other = pair(world)
    Family.objects.filter(pk__in=(one.pk, other.pk)).update(target_village=activity.target_village)
    merge(world, one, other)
    for ticked, outcome, words in (
        ([], TRAINED, "Centang paling sedikit satu keluarga."),
        ([own, theirs], TRAINED, "bukan dari desa binaan ini"),
        ([own, uuid4()], TRAINED, "bukan dari desa binaan ini"),
        ([own, other], TRAINED, "sudah digabung ke keluarga lain"),
        ([own, "bukan-kunci"], TRAINED, "tidak dikenal"),
        ([own], "kaya", "kaya"),
    ):
        response = tick(staff, activity, ticked, outcome)
        assert response.status_code == 422, words
        page = response.content.decode()
        assert words in page
        assert page.count(" checked") == (own in ticked), "what was ticked stays ticked"
    with pytest.raises(ValidationError, match="Pilih hasil"):
        note(world, activity, {own.pk: "kaya"})
    with pytest.raises(ValidationError, match="paling sedikit satu"):
        note(world, activity, {})
    assert not Participation.objects.exists()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"held_on": None, "delivered": None}, "Catat dulu tanggal terlaksana"),
        ({"held_on": None, "delivered": None, "cancelled_reason": "Anggaran dialihkan"}, "tidak punya peserta"),
    ],
)
def test_only_what_was_held_reached_anybody(
    staff: Client, world: World, activity: Activity, facts: dict[str, Any], words: str
) -> None:
    Activity.objects.filter(pk=activity.pk).update(**facts)
    response = tick(staff, activity, [world.serang.family])
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Participation.objects.exists()
    page = staff.get(reverse("villages:activity_detail", args=[activity.pk])).content.decode()
    assert tick_url(activity) not in page


def test_the_list_is_narrowed_down_by_rt_and_by_the_names_of_all(
    staff: Client, world: World, activity: Activity
) -> None:
    one, two, three = families(world, 3)
    Family.objects.filter(pk=one.pk).update(rt="07", head_name="Ibu Onah (contoh)")
    make_member(world.serang.staff, two, "Rohimah (contoh)")
    Family.objects.filter(pk=three.pk).update(status="moved")
    for query, expected in (
        ({"rt": "07"}, {one.pk}),
        ({"q": "onah"}, {one.pk}),
        ({"q": "rohimah"}, {two.pk}),
        ({"q": "tidak ada"}, set()),
        ({}, {one.pk, two.pk, three.pk, world.serang.family.pk}),
    ):
        response = staff.get(tick_url(activity), query)
        found = {UUID(row.pk) for _rt, rows in response.context["groups"] for row in rows}
        assert found == expected, query
    assert "Pindah" in response.content.decode()
    assert "Tidak ada keluarga yang cocok." in staff.get(tick_url(activity), {"q": "\0x"}).content.decode()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_ticking_asks_as_often_whatever_the_families(
    count: int, staff: Client, world: World, activity: Activity, django_assert_num_queries: Any
) -> None:
    ticked = families(world, count)
    note(world, activity, {one.pk: "served" for one in ticked})
    with django_assert_num_queries(9):
        page = staff.get(tick_url(activity))
    assert sum(len(rows) for _rt, rows in page.context["groups"]) == count + 1


def test_a_thousand_families_are_ticked_in_light_pages(staff: Client, world: World, activity: Activity) -> None:
    made = [
        Family(
            target_village=activity.target_village,
            head_name=f"Keluarga {at:04}",
            head_sex="female",
            no_nik_reason="Belum merekam",
            rt=f"{at // 50 + 2:02}",
            created_by=world.serang.staff,
        )
        for at in range(1000)
    ]
    Family.objects.bulk_create(made)
    for number in (1, 2, 3):
        address = f"{tick_url(activity)}?page={number}"
        page = staff.get(address)
        assert len(page.content) < 300_000
        keys = [row.pk for _rt, rows in page.context["groups"] for row in rows]
        assert staff.post(address, {"pick": keys, "outcome": "served"})["Location"] == address
    assert activity.participations.count() == 1001


# One family --------------------------------------------------------------------------------------------------


def outcome_data(**changes: str) -> dict[str, str]:
    facts = {"member": "", "outcome": "trained", "outcome_on": "", "monthly_income": "", "note": "", "version": "1"}
    return {**facts, **changes}


def update_url(one: Participation) -> str:
    return reverse("villages:participation_update", args=[one.pk])


def test_somebody_is_trained_practises_and_opens_a_business(staff: Client, world: World, activity: Activity) -> None:
    family = world.serang.family
    member = make_member(world.serang.staff, family)
    one = make_participation(world.serang.staff, activity, family)
    steps = (
        {"outcome": "practising", "outcome_on": "2019-05-01", "member": str(member.pk)},
        {"outcome": "business", "outcome_on": "2019-08-01", "monthly_income": "Rp 900.000", "note": "Baju anak"},
    )
    for version, step in enumerate(steps, start=1):
        data = outcome_data(**{"member": str(member.pk), **step}, version=str(version))
        page = staff.post(update_url(one), data, follow=True).content.decode()
    for words in ("Membuka usaha", "sejak 1 Agu 2019", "Rp900.000", "Baju anak", "Siti (contoh)"):
        assert words in page
    one.refresh_from_db()
    assert (one.outcome, one.monthly_income, one.member, one.version) == ("business", 900_000, member, 3)
    event = AuditEvent.objects.latest("pk")
    assert (event.action, set(event.details)) == ("participation.save", {"new", "fields"})
    page = staff.get(reverse("villages:family_detail", args=[family.pk])).content.decode()
    assert "Yang diterima keluarga ini" in page
    assert update_url(one) in page


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"outcome": ""}, "outcome", "tidak boleh kosong"),
        ({"outcome": "kaya"}, "outcome", "kaya"),
        ({"outcome_on": "2019-03-03"}, "outcome_on", "tidak boleh sebelum kegiatan terlaksana"),
        ({"outcome_on": "2999-01-01"}, "outcome_on", "tidak boleh di masa depan"),
        ({"monthly_income": "900.000"}, "monthly_income", "hanya untuk yang membuka usaha"),
        ({"outcome": "business", "monthly_income": "-1"}, "monthly_income", "Isi rupiah tanpa sen"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    staff: Client, world: World, activity: Activity, changes: dict[str, str], field: str, words: str
) -> None:
    one = make_participation(world.serang.staff, activity, world.serang.family)
    response = staff.post(update_url(one), outcome_data(**changes))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert words in str(response.context["form"].errors[field])
    one.refresh_from_db()
    assert one.version == 1


def test_who_took_part_is_of_the_family(staff: Client, world: World, activity: Activity) -> None:
    one = make_participation(world.serang.staff, activity, world.serang.family)
    [other] = families(world, 1)
    stranger = make_member(world.serang.staff, other)
    response = staff.post(update_url(one), outcome_data(member=str(stranger.pk)))
    assert list(response.context["form"].errors) == ["member"]
    one.member = stranger
    with pytest.raises(ValidationError, match="bukan anggota keluarga itu"):
        save_participation(by=world.serang.staff, participation=one)


def test_the_action_and_the_database_refuse_what_no_form_sends(world: World, activity: Activity) -> None:
    by, family = world.serang.staff, world.serang.family
    with pytest.raises(ValidationError, match="bukan dari desa binaan ini"):
        make_participation(by, activity, enter(world, 5))
    with pytest.raises(ValidationError, match="kurang dari nol"):
        make_participation(by, activity, family, outcome=BUSINESS, monthly_income=-1)
    make_participation(by, activity, family)
    with pytest.raises(ValidationError, match="sudah tercatat pada kegiatan itu"):
        make_participation(by, activity, family)
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.update(monthly_income=5)


def test_a_merged_family_takes_no_part(world: World, activity: Activity) -> None:
    one, other = pair(world)
    Family.objects.filter(pk__in=(one.pk, other.pk)).update(target_village=activity.target_village)
    merge(world, one, other)
    other.refresh_from_db()
    with pytest.raises(ValidationError, match="sudah digabung"):
        make_participation(world.serang.staff, activity, other)


def test_a_stale_form_shows_both(staff: Client, world: World, activity: Activity) -> None:
    one = make_participation(world.serang.staff, activity, world.serang.family)
    assert staff.post(update_url(one), outcome_data(note="Dari tab baru")).status_code == 302
    response = staff.post(update_url(one), outcome_data(note="Dari tab lama"))
    assert response.status_code == 422
    assert [(each.saved, each.typed) for each in response.context["form"].conflicts] == [
        ("Dari tab baru", "Dari tab lama")
    ]


def test_who_took_no_part_is_removed(staff: Client, world: World, activity: Activity) -> None:
    one = make_participation(world.serang.staff, activity, world.serang.family)
    page = staff.get(update_url(one)).content.decode()
    assert "beserta hasil, penghasilan dan catatannya" in page
    response = staff.post(reverse("villages:participation_remove", args=[one.pk]), follow=True)
    assert "tidak lagi tercatat pada “Pelatihan menjahit”." in response.content.decode()
    assert not Participation.objects.exists()
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.details["family"]) == ("participation.remove", str(world.serang.family.pk))
    assert kept_figures(activity.target_village_id).served == 0


def test_who_records(world: World, activity: Activity) -> None:
    one = make_participation(world.serang.staff, activity, world.serang.family)
    for user in (world.secretariat, world.serang.surveyor, world.pandeglang.staff, world.administrator):
        with pytest.raises(PermissionDenied):
            note(world, activity, {world.serang.family.pk: "served"}, by=user)
        with pytest.raises(PermissionDenied):
            save_participation(by=user, participation=one)
        with pytest.raises(PermissionDenied):
            remove_participation(by=user, participation=one)
    assert Participation.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3, 30])
def test_an_activity_asks_as_often_whatever_it_reached(
    count: int, world: World, activity: Activity, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    note(world, activity, {one.pk: "served" for one in families(world, count)})
    client = sign_in(world.serang.surveyor)
    with django_assert_num_queries(8):
        page = client.get(reverse("villages:activity_detail", args=[activity.pk]))
    assert len(page.context["page"]) == count
    assert tick_url(activity) not in page.content.decode()

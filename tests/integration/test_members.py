"""Who lives in a family beside its head, and the decile that the state gives it."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from p2wkss.fields import PersonalNumber
from p2wkss.models import AuditEvent
from tests.factories.places import make_family, make_member, nik
from tests.factories.world import World
from villages.actions.families import save_family
from villages.actions.members import save_member
from villages.models import Family, Member

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]


def member_data(**changes: str) -> dict[str, str]:
    return {
        "name": "Siti Jamilah (contoh)",
        "sex": "female",
        "relation": "spouse",
        "birth_date": "1980-01-12",
        "nik": nik(500, woman=True),
        "schooling": "primary",
        "work": "Penjahit",
        "disability": "none",
        **changes,
    }


def add(client: Client, family: Family, **changes: str) -> Any:
    return client.post(reverse("villages:member_create", args=[family.pk]), member_data(**changes), follow=True)


def said(response: Any) -> list[str]:
    return [str(one) for one in response.context["messages"]]


def test_a_member_is_entered_and_shown_masked(staff: Client, world: World) -> None:
    response = add(staff, world.serang.family)
    assert said(response)[0] == "Anggota keluarga Siti Jamilah (contoh) tersimpan."
    member = Member.objects.get()
    assert (member.nik.reveal(), member.nik_hash) == (nik(500, woman=True), PersonalNumber(nik(500, woman=True)).lookup)
    assert (member.created_by, member.version) == (world.serang.staff, 1)
    page = response.content.decode()
    for words in ("Siti Jamilah (contoh)", "Istri/suami, perempuan", "12 Januari 1980", "SD/sederajat", "Penjahit"):
        assert words in page
    assert "360499********00" in page
    assert nik(500, woman=True) not in page
    event = AuditEvent.objects.get(action="member.save")
    assert set(event.details) == {"new", "fields"}
    assert "Jamilah" not in str(event.details)


def test_name_sex_and_relation_are_enough(staff: Client, world: World) -> None:
    empty = dict.fromkeys(("birth_date", "nik", "schooling", "work", "disability"), "")
    assert len(said(add(staff, world.serang.family, **empty))) == 1
    assert Member.objects.get().nik_hash == ""


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "tidak boleh kosong"),
        ({"relation": ""}, "relation", "tidak boleh kosong"),
        ({"nik": "36041540"}, "nik", "Nomor ini harus 16 angka."),
        ({"nik": "3604995213800001"}, "nik", "bukan tanggal yang ada"),
        ({"birth_date": "2999-01-01"}, "birth_date", "tidak boleh di masa depan"),
        ({"schooling": "apa"}, "schooling", "apa"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    staff: Client, world: World, changes: dict[str, str], field: str, words: str
) -> None:
    response = add(staff, world.serang.family, **changes)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert words in str(response.context["form"].errors[field])
    assert 'value="Penjahit"' in response.content.decode()
    assert not Member.objects.exists()


def test_two_members_of_a_family_cannot_share_a_nik(staff: Client, world: World) -> None:
    make_member(world.serang.staff, world.serang.family, nik=PersonalNumber(nik(500, woman=True)))
    response = add(staff, world.serang.family)
    assert "sudah tercatat pada anggota lain keluarga ini: Siti (contoh)." in str(
        response.context["form"].errors["nik"]
    )
    other = make_member(world.serang.staff, world.serang.family, "Lain (contoh)")
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=other.pk).update(nik_hash=PersonalNumber(nik(500, woman=True)).lookup)


def test_what_is_odd_about_the_nik_is_said_and_saved(staff: Client, world: World) -> None:
    words = said(add(staff, world.serang.family, sex="male", birth_date="1981-01-12"))
    assert "NIK: Jenis kelamin menurut NIK berbeda dari isian." in words
    assert "NIK: Tanggal lahir menurut NIK berbeda dari isian." in words
    assert Member.objects.exists()


def test_the_nik_of_the_head_is_pointed_out(staff: Client, world: World) -> None:
    number = world.serang.family.nik.reveal()
    words = said(add(staff, world.serang.family, nik=number, sex="male"))
    assert "NIK ini sama dengan NIK kepala keluarga." in words


def test_the_nik_elsewhere_is_pointed_out_to_who_may_see_it(world: World, sign_in: SignIn) -> None:
    by, shared = world.serang.staff, PersonalNumber(nik(500, woman=True))
    head = make_family(by, world.serang.villages[1], serial=44, nik=shared, head_sex="female")
    home = make_family(by, world.serang.villages[1], serial=45)
    member = make_member(by, home, nik=shared)
    words = said(add(sign_in(by), world.serang.family))
    assert f"NIK ini juga terdaftar di {head.target_village.name}." in words
    assert any(f"anggota keluarga {home.head_name}" in one for one in words)
    Member.objects.exclude(pk=member.pk).delete()
    hidden = said(add(sign_in(world.serang.surveyor), world.serang.family))
    assert not [one for one in hidden if "juga" in one]
    Member.objects.exclude(pk=member.pk).delete()
    member.left_on = date(2019, 6, 1)
    save_member(by=by, member=member)
    assert not [one for one in said(add(sign_in(by), world.serang.family)) if "anggota keluarga Keluarga" in one]


def test_the_nik_of_a_member_elsewhere_is_pointed_out_for_a_head(staff: Client, world: World) -> None:
    make_member(world.serang.staff, world.serang.family, nik=PersonalNumber(nik(500, woman=True)))
    url = reverse("villages:family_create", args=[world.serang.villages[1].pk])
    data = {"head_name": "Siti (contoh)", "head_sex": "female", "nik": nik(500, woman=True), "rt": "1"}
    assert any("tercatat pada anggota keluarga" in one for one in said(staff.post(url, data, follow=True)))


def test_a_member_leaves_and_is_not_deleted(staff: Client, world: World) -> None:
    member = make_member(world.serang.staff, world.serang.family, nik=PersonalNumber(nik(7, woman=True)))
    url = reverse("villages:member_update", args=[member.pk])
    assert (
        "left_on"
        not in staff.get(reverse("villages:member_create", args=[world.serang.family.pk])).context["form"].fields
    )
    before = member_data(nik="", left_on="1979-01-01", version="1")
    assert list(staff.post(url, before).context["form"].errors) == ["left_on"]
    assert list(staff.post(url, {**before, "left_on": "2999-01-01"}).context["form"].errors) == ["left_on"]
    page = staff.post(url, {**before, "left_on": "2019-06-01"}, follow=True).content.decode()
    assert "keluar 1 Juni 2019" in page
    member.refresh_from_db()
    assert (member.left_on, member.version) == (date(2019, 6, 1), 2)
    assert member.nik.reveal() == nik(7, woman=True), "an empty field keeps the number"


def test_a_form_sent_twice_makes_one_member_and_belongs_to_one_family(staff: Client, world: World) -> None:
    family, key = world.serang.family, str(uuid4())
    for _send in range(2):
        add(staff, family, uuid=key)
    assert Member.objects.count() == 1
    other = make_family(world.serang.staff, world.serang.villages[0], serial=70)
    response = add(staff, other, uuid=key)
    assert response.status_code == 422
    assert "sudah dipakai untuk keluarga lain" in response.content.decode()
    assert Member.objects.get(pk=key).family == family


def test_a_stale_form_shows_both(staff: Client, world: World) -> None:
    member = make_member(world.serang.staff, world.serang.family)
    url = reverse("villages:member_update", args=[member.pk])
    assert staff.post(url, member_data(name="Dari tab baru", version="1")).status_code == 302
    response = staff.post(url, member_data(name="Dari tab lama", version="1"))
    assert response.status_code == 422
    assert {one.label: (one.saved, one.typed) for one in response.context["form"].conflicts} == {
        "Nama": ("Dari tab baru", "Dari tab lama")
    }
    assert nik(500, woman=True)[6:14] not in str(response.context["form"].conflicts)


def test_a_member_is_entered_by_who_enters_the_family_only(world: World, sign_in: SignIn) -> None:
    member = make_member(world.serang.staff, world.serang.family)
    for user in (world.secretariat, world.pandeglang.staff):
        with pytest.raises(PermissionDenied):
            save_member(by=user, member=member)
    page = sign_in(world.secretariat).get(reverse("villages:family_detail", args=[world.serang.family.pk]))
    assert "Siti (contoh)" in page.content.decode()
    assert reverse("villages:member_update", args=[member.pk]) not in page.content.decode()


def test_the_forms_that_carry_numbers_are_not_kept_by_the_browser(staff: Client, world: World) -> None:
    member = make_member(world.serang.staff, world.serang.family)
    for name, key in (("member_create", world.serang.family.pk), ("member_update", member.pk)):
        assert "no-store" in staff.get(reverse(f"villages:{name}", args=[key]))["Cache-Control"]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_family_page_asks_as_often_whatever_its_members(
    count: int, staff: Client, world: World, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        make_member(world.serang.staff, world.serang.family, f"Anak {number}", relation="child")
    with django_assert_num_queries(9):
        page = staff.get(reverse("villages:family_detail", args=[world.serang.family.pk]))
    assert len(page.context["members"]) == count


DECILE = {"decile": "2", "decile_source": "DTSEN", "decile_on": "2025-03-01"}
HEAD = {"head_name": "Ibu Aminah (contoh)", "head_sex": "female", "no_nik_reason": "Diurus", "rt": "1"}
NO_DECILE = dict.fromkeys(DECILE, "")


def test_a_decile_is_kept_with_its_source_and_date(staff: Client, world: World) -> None:
    url = reverse("villages:family_create", args=[world.serang.villages[0].pk])
    page = staff.post(url, {**HEAD, **DECILE}, follow=True).content.decode()
    assert "2 · DTSEN, 1 Maret 2025" in page
    family = Family.objects.get(head_name=HEAD["head_name"])
    assert (family.decile, family.decile_source, family.decile_on) == (2, "DTSEN", date(2025, 3, 1))
    family.address = "Kampung Meliyas"
    save_family(by=world.serang.staff, family=family)
    assert Family.objects.get(pk=family.pk).decile == 2, "other pages keep it"
    update = reverse("villages:family_update", args=[family.pk])
    assert staff.post(update, {**HEAD, **NO_DECILE, "version": "2"}).status_code == 302
    assert Family.objects.get(pk=family.pk).decile is None


@pytest.mark.parametrize("given", [("decile",), ("decile_source",), ("decile_on",), ("decile", "decile_on")])
def test_a_decile_comes_with_all_three_or_none(staff: Client, world: World, given: tuple[str, ...]) -> None:
    url = reverse("villages:family_create", args=[world.serang.villages[0].pk])
    response = staff.post(url, {**HEAD, **NO_DECILE, **{name: DECILE[name] for name in given}})
    errors = response.context["form"].errors
    assert set(errors) == set(DECILE) - set(given)
    for words in errors.values():
        assert words == ["Isi desil 1 sampai 10 bersama sumber dan tanggalnya, atau kosongkan ketiganya."]


@pytest.mark.parametrize("decile", ["0", "11", "dua"])
def test_a_decile_is_one_of_ten(staff: Client, world: World, decile: str) -> None:
    url = reverse("villages:family_create", args=[world.serang.villages[0].pk])
    response = staff.post(url, {**HEAD, **DECILE, "decile": decile})
    assert list(response.context["form"].errors) == ["decile"]


def test_the_action_and_the_database_refuse_half_a_decile(world: World) -> None:
    family = world.serang.family
    family.decile, family.decile_source = 3, "DTSEN"
    with pytest.raises(ValidationError, match="kosongkan ketiganya"):
        save_family(by=world.serang.staff, family=family)
    with pytest.raises(IntegrityError), transaction.atomic():
        Family.objects.filter(pk=family.pk).update(decile=11, decile_source="DTSEN", decile_on=date(2025, 3, 1))

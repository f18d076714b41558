"""Innovations: what they solve, who invented them, who uses them, where they were taken up."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from p2wkss.models import AuditEvent
from tests.factories.assets import make_innovation
from tests.factories.places import make_family
from tests.factories.world import World
from villages.actions.innovations import add_replication, add_uses, remove_use, save_innovation
from villages.enums import FamilyStatus, Sex
from villages.models import Family, Innovation, InnovationUse, Replication, TargetVillage

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
NOBODY = "00000000-0000-4000-8000-000000000000"
FUTURE = "2999-01-01"
FORM = {
    "name": "Kompor sekam",
    "problem": "Kayu bakar mahal",
    "description": "Sekam padi dibakar dalam kaleng bekas",
    "inventor": "Ibu Aminah (contoh)",
    "inventor_sex": "female",
    "inventor_family": "",
    "started_on": "2019-03-01",
}


@pytest.fixture
def village(world: World) -> TargetVillage:
    return world.serang.villages[0]


@pytest.fixture
def innovation(world: World, village: TargetVillage) -> Innovation:
    return make_innovation(world.serang.staff, village)


def page(client: Client, name: str, key: object) -> str:
    return client.get(reverse(f"villages:{name}", args=[key])).content.decode()


def post(client: Client, url_name: str, /, *keys: object, **data: Any) -> Any:
    return client.post(reverse(f"villages:{url_name}", args=keys), data)


def wrong(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 422
    return dict(response.context["form"].errors)


def test_an_innovation_is_noted_once_however_often_the_form_is_sent(
    staff: Client, world: World, village: TargetVillage
) -> None:
    key, family = str(uuid4()), world.serang.family
    for _send in range(2):
        response = post(staff, "innovation_create", village.pk, uuid=key, **{**FORM, "inventor_family": str(family.pk)})
        assert response["Location"] == reverse("villages:innovation_detail", args=[key])
    innovation = Innovation.objects.get()
    assert (innovation.inventor_sex, innovation.inventor_family) == (Sex.FEMALE, family)
    shown = page(staff, "innovation_detail", key)
    for words in ("Kayu bakar mahal", "Sekam padi", "Ibu Aminah (contoh) · perempuan", "1 Maret 2019"):
        assert words in shown
    assert reverse("villages:family_detail", args=[family.pk]) in shown
    assert "Aminah" not in str(AuditEvent.objects.get(action="innovation.save").details)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "tidak boleh kosong"),
        ("problem", " ", "tidak boleh kosong"),
        ("inventor_sex", "apa", "pilihan yang valid"),
        ("inventor_family", NOBODY, "pilihan yang valid"),
        ("started_on", FUTURE, "masa depan"),
        ("started_on", "2019-02-30", "tanggal yang valid"),
    ],
)
def test_bad_facts_are_refused_at_their_field(
    field: str, value: str, words: str, staff: Client, village: TargetVillage
) -> None:
    errors = wrong(post(staff, "innovation_create", village.pk, **{**FORM, field: value}))
    assert words in errors[field][0]
    assert not Innovation.objects.exists()


def test_a_key_and_a_family_stay_with_their_village(staff: Client, world: World, innovation: Innovation) -> None:
    other = world.serang.villages[1]
    response = post(staff, "innovation_create", other.pk, uuid=str(innovation.pk), **FORM)
    assert "sudah dipakai untuk inovasi lain" in str(wrong(response))
    innovation.inventor_family = make_family(world.serang.staff, other, serial=720)
    with pytest.raises(ValidationError, match="Pilih keluarga dari desa ini"):
        save_innovation(by=world.serang.staff, innovation=innovation)


def test_an_older_form_does_not_undo_a_newer_one(staff: Client, innovation: Innovation) -> None:
    sent = {**FORM, "uuid": str(innovation.pk), "version": "1", "name": "Kompor sekam dua"}
    assert post(staff, "innovation_update", innovation.pk, **sent).status_code == 302
    late = post(staff, "innovation_update", innovation.pk, **{**sent, "name": "Kompor lain"})
    assert "baru saja diubah orang lain" in str(wrong(late))
    innovation.refresh_from_db()
    assert (innovation.name, innovation.version) == ("Kompor sekam dua", 2)


def test_the_family_of_the_inventor_is_kept_when_its_record_was_merged(
    staff: Client, world: World, innovation: Innovation
) -> None:
    by, kept = world.serang.staff, world.serang.family
    double = make_family(by, innovation.target_village, serial=721)
    Innovation.objects.filter(pk=innovation.pk).update(inventor_family=double)
    Family.objects.filter(pk=double.pk).update(status=FamilyStatus.MERGED, merged_into=kept)
    assert kept.head_name in page(staff, "innovation_detail", innovation.pk)
    form = staff.get(reverse("villages:innovation_update", args=[innovation.pk])).context["form"]
    assert form["inventor_family"].value() == kept.pk


def test_families_are_ticked_once_and_taken_back(staff: Client, world: World, innovation: Innovation) -> None:
    by, first = world.serang.staff, world.serang.family
    second = make_family(by, innovation.target_village, serial=722, head_sex=Sex.FEMALE)
    ticked = {"families": [str(first.pk), str(second.pk)], "since": "2019-05-01"}
    assert post(staff, "innovation_uses", innovation.pk, **ticked).status_code == 302
    shown = staff.get(reverse("villages:innovation_detail", args=[innovation.pk]))
    assert [use.family for use in shown.context["users"]] == [first, second]
    assert "Dipakai 2 keluarga" in shown.content.decode()
    assert "1 di antaranya dikepalai perempuan." in shown.content.decode()
    assert add_uses(by=by, innovation=innovation, families=[first, first], since=date(2019, 6, 1)) == 0
    assert InnovationUse.objects.get(family=first).since == date(2019, 5, 1)
    use = InnovationUse.objects.get(family=second)
    assert post(staff, "innovation_use_remove", innovation.pk, use.pk).status_code == 302
    assert [one.family for one in innovation.uses.all()] == [first]
    assert post(staff, "innovation_use_remove", innovation.pk, use.pk).status_code == 404
    remove_use(by=by, use=use)
    noted = AuditEvent.objects.filter(action="innovation.use").order_by("pk")
    assert [sorted(event.details) for event in noted] == [["added", "since"], ["removed", "since"]]


def test_a_family_that_uses_it_is_not_offered_again(staff: Client, world: World, innovation: Innovation) -> None:
    by, family = world.serang.staff, world.serang.family
    add_uses(by=by, innovation=innovation, families=[family], since=date(2019, 5, 1))
    assert "Tidak ada keluarga lain" in page(staff, "innovation_uses", innovation.pk)
    other = make_family(by, innovation.target_village, serial=723)
    shown = staff.get(reverse("villages:innovation_uses", args=[innovation.pk]))
    assert list(shown.context["page"]) == [other]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"families": []}, "families", "Pilih paling sedikit satu keluarga."),
        ({"families": [NOBODY]}, "families", "pilihan yang valid"),
        ({"families": ["apa"]}, "families", "valid"),
        ({"since": "2019-02-28"}, "since", "sebelum inovasi ini dipakai, 1 Maret 2019"),
        ({"since": FUTURE}, "since", "masa depan"),
    ],
)
def test_bad_uses_are_refused_and_the_ticks_stay(
    changes: dict[str, Any], field: str, words: str, staff: Client, world: World, innovation: Innovation
) -> None:
    sent = {"families": [str(world.serang.family.pk)], "since": "2019-05-01", **changes}
    response = post(staff, "innovation_uses", innovation.pk, **sent)
    assert words in str(wrong(response)[field][0])
    assert ("checked" in response.content.decode()) == (sent["families"] == [str(world.serang.family.pk)])
    assert not InnovationUse.objects.exists()


def test_no_family_of_another_village_or_merged_uses_it(world: World, innovation: Innovation) -> None:
    by = world.serang.staff
    stranger = make_family(by, world.serang.villages[1], serial=724)
    double = make_family(by, innovation.target_village, serial=725)
    Family.objects.filter(pk=double.pk).update(status=FamilyStatus.MERGED, merged_into=world.serang.family)
    double.refresh_from_db()
    for family in (stranger, double):
        with pytest.raises(ValidationError) as refused:
            add_uses(by=by, innovation=innovation, families=[world.serang.family, family], since=date(2019, 5, 1))
        assert "families" in refused.value.message_dict
    assert not InnovationUse.objects.exists()


def test_a_replication_is_noted_once(staff: Client, innovation: Innovation) -> None:
    for _send in range(2):
        sent = {"place": "Desa Bakung", "since": "2019-08-01", "note": "Diajari ibu-ibu Kamurang"}
        assert post(staff, "replication_create", innovation.pk, **sent).status_code == 302
    assert Replication.objects.count() == 1
    shown = page(staff, "innovation_detail", innovation.pk)
    for words in ("Desa Bakung", "1 Agustus 2019", "Diajari ibu-ibu Kamurang"):
        assert words in shown


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"place": " "}, "place", "tidak boleh kosong"),
        ({"since": "2018-12-31"}, "since", "sebelum inovasi ini dipakai"),
        ({"since": FUTURE}, "since", "masa depan"),
    ],
)
def test_a_bad_replication_is_refused_at_its_field(
    changes: dict[str, str], field: str, words: str, staff: Client, innovation: Innovation
) -> None:
    sent = {"place": "Desa Bakung", "since": "2019-08-01", "note": "", **changes}
    assert words in wrong(post(staff, "replication_create", innovation.pk, **sent))[field][0]
    assert not Replication.objects.exists()


def test_who_does_not_record_reads_only(world: World, sign_in: SignIn, innovation: Innovation) -> None:
    use_of = world.serang.family
    add_uses(by=world.serang.staff, innovation=innovation, families=[use_of], since=date(2019, 5, 1))
    use = innovation.uses.get()
    shown = page(sign_in(world.serang.surveyor), "innovation_detail", innovation.pk)
    assert use_of.head_name in shown
    for name in ("innovation_update", "innovation_uses", "replication_create"):
        assert reverse(f"villages:{name}", args=[innovation.pk]) not in shown
    assert reverse("villages:innovation_use_remove", args=[innovation.pk, use.pk]) not in shown
    for user in (world.serang.surveyor, world.secretariat, world.pandeglang.staff):
        with pytest.raises(PermissionDenied):
            save_innovation(by=user, innovation=innovation)
        with pytest.raises(PermissionDenied):
            add_uses(by=user, innovation=innovation, families=[use_of], since=date(2019, 5, 1))
        with pytest.raises(PermissionDenied):
            remove_use(by=user, use=use)
        with pytest.raises(PermissionDenied):
            add_replication(by=user, innovation=innovation, place="Desa Bakung", since=date(2019, 5, 1))
    assert innovation.uses.count() == 1


def test_an_empty_list_says_what_belongs_there(staff: Client, village: TargetVillage) -> None:
    shown = page(staff, "innovation_list", village.pk)
    assert "Belum ada inovasi" in shown
    assert reverse("villages:innovation_create", args=[village.pk]) in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_as_often_for_any_number(
    count: int, staff: Client, world: World, village: TargetVillage, django_assert_num_queries: Any
) -> None:
    by = world.serang.staff
    families = [make_family(by, village, serial=730 + number) for number in range(count)]
    for number in range(count):
        innovation = make_innovation(by, village, f"Kompor {number}")
        add_uses(by=by, innovation=innovation, families=families, since=date(2019, 5, 1))
        add_replication(by=by, innovation=innovation, place=f"Desa {number}", since=date(2019, 6, 1))
        add_replication(by=by, innovation=innovation, place="Desa lain", since=date(2019, 6, 1))
    with django_assert_num_queries(7):
        shown = staff.get(reverse("villages:innovation_list", args=[village.pk]))
    assert [(one.users, one.copies) for one in shown.context["page"]] == [(count, 2)] * count
    with django_assert_num_queries(8):
        staff.get(reverse("villages:innovation_detail", args=[innovation.pk]))

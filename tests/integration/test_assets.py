"""What was given in a village: noted, handed over, checked, and pointed out where it is worth a look."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from p2wkss.models import AuditEvent
from tests.factories.assets import GIVEN, give_to_family, give_to_office, make_asset
from tests.factories.evidence import make_evidence
from tests.factories.places import make_family
from tests.factories.world import World
from villages.actions.assets import check_asset, hand_over, save_asset
from villages.actions.evidence import save_evidence
from villages.asset_page import list_context
from villages.enums import AssetCondition, FamilyStatus, HolderKind, Moment
from villages.models import Asset, AssetEvent, Family, TargetVillage

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
FUTURE = "2999-01-01"
NOBODY = "00000000-0000-4000-8000-000000000000"
FORM = {"name": "Mesin jahit", "quantity": "11", "unit": "unit", "value": "38.500.000", "activity": ""}


@pytest.fixture
def village(world: World) -> TargetVillage:
    return world.serang.villages[0]


@pytest.fixture
def asset(world: World, village: TargetVillage) -> Asset:
    return make_asset(world.serang.staff, village)


def page(client: Client, name: str, key: object) -> str:
    return client.get(reverse(f"villages:{name}", args=[key])).content.decode()


def post(client: Client, name: str, key: object, /, **data: str) -> Any:
    return client.post(reverse(f"villages:{name}", args=[key]), data)


def wrong(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 422
    return dict(response.context["form"].errors)


def test_an_asset_is_noted_once_however_often_the_form_is_sent(staff: Client, village: TargetVillage) -> None:
    key = str(uuid4())
    for _send in range(2):
        response = post(staff, "asset_create", village.pk, uuid=key, **FORM)
        assert response["Location"] == reverse("villages:asset_detail", args=[key])
    asset = Asset.objects.get()
    assert (asset.name, asset.quantity, asset.value, asset.version) == ("Mesin jahit", 11, 38_500_000, 1)
    shown = page(staff, "asset_detail", key)
    for words in ("11 unit", "Rp38.500.000", "Belum diserahkan", "belum pernah diperiksa"):
        assert words in shown


def test_the_key_of_another_village_makes_nothing(staff: Client, world: World, asset: Asset) -> None:
    other = world.serang.villages[1]
    response = post(staff, "asset_create", other.pk, uuid=str(asset.pk), **FORM)
    assert "sudah dipakai untuk aset lain" in str(wrong(response))
    assert Asset.objects.get().target_village_id == asset.target_village_id


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "tidak boleh kosong"),
        ("quantity", "0", "lebih besar dari atau sama dengan 1"),
        ("quantity", "", "tidak boleh kosong"),
        ("value", "-1", "Isi rupiah tanpa sen"),
        ("value", "murah", "Isi rupiah tanpa sen"),
        ("activity", NOBODY, "Masukkan pilihan yang valid"),
    ],
)
def test_bad_facts_are_refused_at_their_field(
    field: str, value: str, words: str, staff: Client, village: TargetVillage
) -> None:
    errors = wrong(post(staff, "asset_create", village.pk, **{**FORM, field: value}))
    assert words in errors[field][0]
    assert not Asset.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("value", -1), ("quantity", 0)])
def test_the_action_and_the_database_refuse_them_too(
    field: str, value: int, world: World, village: TargetVillage, asset: Asset
) -> None:
    with pytest.raises(ValidationError) as refused:
        make_asset(world.serang.staff, village, "Mesin", **{field: value})
    assert field in refused.value.message_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        Asset.objects.filter(pk=asset.pk).update(**{field: value})


def test_an_older_form_does_not_undo_a_newer_one(staff: Client, asset: Asset) -> None:
    sent = {**FORM, "uuid": str(asset.pk), "version": "1"}
    assert post(staff, "asset_update", asset.pk, **sent).status_code == 302
    late = post(staff, "asset_update", asset.pk, **{**sent, "name": "Mesin obras"})
    assert "baru saja diubah orang lain" in str(wrong(late))
    asset.refresh_from_db()
    assert (asset.name, asset.version) == ("Mesin jahit", 2)


def test_it_goes_to_a_family_and_the_record_keeps_both(staff: Client, world: World, asset: Asset) -> None:
    give_to_office(world.serang.staff, asset)
    given = {"on": "2019-06-01", "holder_kind": "family", "family": str(world.serang.family.pk), "note": "BA 3"}
    assert post(staff, "asset_hand_over", asset.pk, **given).status_code == 302
    shown = page(staff, "asset_detail", asset.pk)
    for words in (world.serang.family.head_name, "sejak 1 Juni 2019", "Kantor desa", "10 April 2019", "BA 3"):
        assert words in shown
    assert [one.holder_kind for one in asset.events.all()] == [HolderKind.OFFICE, HolderKind.FAMILY]
    details = AuditEvent.objects.filter(action="asset.record").latest("pk").details
    assert details == {"kind": "handover", "on": "2019-06-01", "holder_kind": "family", "condition": ""}


def test_the_name_of_a_family_needs_the_right_to_see_families(world: World, asset: Asset) -> None:
    family = world.serang.family
    give_to_family(world.serang.staff, asset, family)
    village = TargetVillage.objects.get(pk=asset.target_village_id)
    (row,) = list_context(village, "", GIVEN, sees_families=False)["rows"]
    assert (row.holder, row.holder_words) == ("", "Keluarga")
    (row,) = list_context(village, "", GIVEN, sees_families=True)["rows"]
    assert family.head_name in row.holder


def test_a_family_that_was_merged_is_shown_as_the_one_it_became(staff: Client, world: World, asset: Asset) -> None:
    by, kept = world.serang.staff, world.serang.family
    double = make_family(by, asset.target_village, serial=701)
    give_to_family(by, asset, double)
    Family.objects.filter(pk=double.pk).update(status=FamilyStatus.MERGED, merged_into=kept)
    shown = page(staff, "asset_list", asset.target_village_id)
    assert kept.head_name in shown
    assert double.head_name not in shown
    double.refresh_from_db()
    with pytest.raises(ValidationError, match="sudah digabung"):
        give_to_family(by, asset, double)


def hand(**changes: str) -> dict[str, str]:
    return {"on": "2019-06-01", "holder_kind": "group", "family": "", "holder": "Kelompok jahit", "note": "", **changes}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"on": "2019-01-01"}, "on", "sebelum serah terima terakhir, 10 April 2019"),
        ({"on": FUTURE}, "on", "masa depan"),
        ({"on": "31-31-2019"}, "on", "tanggal yang valid"),
        ({"holder_kind": "camat"}, "holder_kind", "pilihan yang valid"),
        ({"holder": " "}, "holder", "Tulis siapa yang memegangnya."),
        ({"holder_kind": "family"}, "family", "Pilih keluarga penerima."),
        ({"holder_kind": "family", "family": NOBODY}, "family", "pilihan yang valid"),
    ],
)
def test_a_bad_hand_over_is_refused_at_its_field(
    changes: dict[str, str], field: str, words: str, staff: Client, world: World, asset: Asset
) -> None:
    give_to_office(world.serang.staff, asset)
    errors = wrong(post(staff, "asset_hand_over", asset.pk, **hand(**changes)))
    assert words in errors[field][0]
    assert asset.events.count() == 1


def test_no_family_of_another_village_holds_it(world: World, asset: Asset) -> None:
    stranger = make_family(world.serang.staff, world.serang.villages[1], serial=702)
    with pytest.raises(ValidationError, match="Pilih keluarga dari desa ini"):
        give_to_family(world.serang.staff, asset, stranger)
    assert not asset.events.exists()


def test_a_check_notes_how_it_was_found(staff: Client, world: World, asset: Asset) -> None:
    give_to_family(world.serang.staff, asset, world.serang.family)
    sent = {"on": "2019-09-01", "condition": "broken", "note": "Dinamo putus"}
    for _send in range(2):
        assert post(staff, "asset_check", asset.pk, **sent).status_code == 302
    assert asset.events.count() == 2, "the same check sent again is one"
    shown = page(staff, "asset_detail", asset.pk)
    for words in ("Rusak", "1 September 2019", "Dinamo putus"):
        assert words in shown


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"on": "2019-04-09"}, "on", "sebelum serah terima terakhir"),
        ({"on": FUTURE}, "on", "masa depan"),
        ({"condition": "baru"}, "condition", "pilihan yang valid"),
        ({"condition": ""}, "condition", "tidak boleh kosong"),
    ],
)
def test_a_bad_check_is_refused_at_its_field(
    changes: dict[str, str], field: str, words: str, staff: Client, world: World, asset: Asset
) -> None:
    give_to_office(world.serang.staff, asset)
    sent = {"on": "2019-09-01", "condition": "used", "note": "", **changes}
    assert words in wrong(post(staff, "asset_check", asset.pk, **sent))[field][0]
    assert asset.events.count() == 1


def test_the_database_keeps_the_record_whole(world: World, asset: Asset) -> None:
    give_to_office(world.serang.staff, asset)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssetEvent.objects.update(note="lain")
    with pytest.raises(IntegrityError), transaction.atomic():
        AssetEvent.objects.create(asset=asset, kind="handover", on=GIVEN, holder_kind="family", by=world.serang.staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssetEvent.objects.create(asset=asset, kind="check", on=GIVEN, by=world.serang.staff)


def test_who_keeps_it_and_since_when_nobody_looked_are_pointed_out(world: World, village: TargetVillage) -> None:
    by, family = world.serang.staff, world.serang.family
    give_to_office(by, make_asset(by, village, "Mesin di kantor"))
    seen = make_asset(by, village, "Mesin di rumah")
    give_to_family(by, seen, family)
    check_asset(by=by, asset=seen, on=date(2019, 8, 1), condition=AssetCondition.USED)
    lost = make_asset(by, village, "Mesin hilang")
    give_to_family(by, lost, family)
    check_asset(by=by, asset=lost, on=date(2019, 5, 1), condition=AssetCondition.LOST)
    make_asset(by, village, "Mesin di gudang")

    def remarks(today: date) -> dict[str, list[str]]:
        rows = list_context(village, "", today, sees_families=True)["rows"]
        return {row.asset.name: row.remarks for row in rows}

    kept, unseen = "Disimpan kantor", "Lebih dari 6 bulan tidak diperiksa"
    assert remarks(date(2019, 10, 10)) == {
        "Mesin di kantor": [kept],
        "Mesin di rumah": [],
        "Mesin hilang": [],
        "Mesin di gudang": [],
    }
    assert remarks(date(2020, 2, 2)) == {
        "Mesin di kantor": [kept, unseen],
        "Mesin di rumah": [unseen],
        "Mesin hilang": [],
        "Mesin di gudang": [],
    }
    context = list_context(village, "", date(2020, 2, 2), sees_families=True)
    assert (context["total"], context["at_office"], context["waiting"], context["unheld"]) == (4, 1, 2, 1)


def test_the_address_narrows_the_list_by_holder(staff: Client, world: World, village: TargetVillage) -> None:
    by = world.serang.staff
    give_to_office(by, make_asset(by, village, "Mesin di kantor"))
    make_asset(by, village, "Mesin di gudang")
    url = reverse("villages:asset_list", args=[village.pk])
    for asked, names in (
        ("office", ["Mesin di kantor"]),
        ("belum", ["Mesin di gudang"]),
        ("public", []),
        ("apa", ["Mesin di gudang", "Mesin di kantor"]),
    ):
        rows = staff.get(url, {"pemegang": asked}).context["rows"]
        assert [row.asset.name for row in rows] == names
    assert "Tidak ada aset dengan pemegang ini." in staff.get(url, {"pemegang": "public"}).content.decode()


def test_a_pair_of_photos_stands_side_by_side(staff: Client, world: World, village: TargetVillage) -> None:
    by = world.serang.staff
    road = make_asset(by, village, "Jalan lingkungan", quantity=400, unit="meter", value=None)
    links = [f"asset:{road.pk}"]
    before = make_evidence(by, village, 1, caption="Jalan rusak", moment=Moment.BEFORE, links=links)
    after = make_evidence(by, village, 2, caption="Jalan cor", moment=Moment.AFTER, links=links)
    assert "evidence-pair" not in page(staff, "asset_detail", road.pk)
    after.pair = before
    save_evidence(by=by, evidence=after)
    shown = staff.get(reverse("villages:asset_detail", args=[road.pk]))
    assert shown.context["pairs"] == [(before, after)]
    assert "Sebelum dan sesudah" in shown.content.decode()


def test_who_does_not_record_reads_only(world: World, sign_in: SignIn, village: TargetVillage, asset: Asset) -> None:
    client = sign_in(world.serang.surveyor)
    shown = page(client, "asset_detail", asset.pk) + page(client, "asset_list", village.pk)
    for name in ("asset_update", "asset_hand_over", "asset_check"):
        assert reverse(f"villages:{name}", args=[asset.pk]) not in shown
    assert reverse("villages:asset_create", args=[village.pk]) not in shown
    for user in (world.serang.surveyor, world.secretariat, world.pandeglang.staff):
        with pytest.raises(PermissionDenied):
            save_asset(by=user, asset=asset)
        with pytest.raises(PermissionDenied):
            hand_over(by=user, asset=asset, on=GIVEN, holder_kind="office", holder="Kantor desa")
        with pytest.raises(PermissionDenied):
            check_asset(by=user, asset=asset, on=GIVEN, condition="used")
    assert not asset.events.exists()


def test_an_empty_list_says_what_belongs_there(staff: Client, village: TargetVillage) -> None:
    shown = page(staff, "asset_list", village.pk)
    assert "Belum ada aset" in shown
    assert reverse("villages:asset_create", args=[village.pk]) in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_as_often_for_any_number(
    count: int, staff: Client, world: World, village: TargetVillage, django_assert_num_queries: Any
) -> None:
    by = world.serang.staff
    for number in range(count):
        asset = make_asset(by, village, f"Mesin {number}")
        give_to_office(by, asset)
        for month in range(count):
            give_to_family(by, asset, make_family(by, village, serial=710 + 10 * number + month), date(2019, 5, 1))
    with django_assert_num_queries(7):
        staff.get(reverse("villages:asset_list", args=[village.pk]))
    with django_assert_num_queries(7):
        staff.get(reverse("villages:asset_detail", args=[asset.pk]))

"""The pages on which families that look like one are compared and decided."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.duplicates import (
    ENDLINE,
    ROWS,
    SignIn,
    add_member,
    compare_url,
    decide,
    enter,
    keep,
    merge,
    pair,
    sent,
    village_of,
)
from tests.factories.places import make_cycle, make_survey, make_village, nik
from tests.factories.world import World
from villages.actions.families import save_family
from villages.merging import plan_merge
from villages.models import DuplicateDecision

pytestmark = pytest.mark.usefixtures("shared_world")


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

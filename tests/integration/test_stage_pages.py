"""The pages of the twelve stages of a village: its year, one stage, and the plan of the year."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories.stages import make_plan, make_stage, make_stages
from tests.factories.world import World
from villages.models import StageEvent, TargetVillage
from villages.stages import stage_states

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
DAY = date(2019, 3, 4)


@pytest.fixture
def village(world: World) -> TargetVillage:
    return world.serang.villages[0]


def list_url(village: TargetVillage) -> str:
    return reverse("villages:stage_list", args=[village.pk])


def detail_url(village: TargetVillage, stage: int) -> str:
    return reverse("villages:stage_detail", args=[village.pk, stage])


def test_the_year_is_shown_as_a_drawing_and_a_table(
    staff: Client, world: World, village: TargetVillage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_args: date(2019, 7, 20))
    make_stages(world.serang.staff, village, 2)
    make_plan(world.serang.staff, village, 3, date(2019, 3, 1))
    make_stage(world.serang.staff, village, 3, on=date(2019, 3, 13), women=30, men=None)
    make_plan(world.serang.staff, village, 4, date(2019, 7, 10))
    make_plan(world.serang.staff, village, 5, date(2019, 9, 10))
    response = staff.get(list_url(village))
    page = response.content.decode()
    assert (
        "3 dari 12 tahap sudah dilaksanakan. Terlambat: tahap 3 12 hari, tahap 4 10 hari. "
        "Berikutnya: tahap 4, Pelaksanaan program kegiatan dinas/instansi/lembaga."
    ) in page
    assert page.count('class="timeline-plan"') == 5 + 1, "five plans and one in the key"
    assert page.count('class="timeline-held"') == 3 + 1
    assert "hari ini" in page
    rows = response.context["rows"]
    assert [row.words for row in rows[:6]] == [
        "Dilaksanakan",
        "Dilaksanakan",
        "Dilaksanakan, terlambat 12 hari",
        "Terlambat 10 hari",
        "Direncanakan",
        "Belum direncanakan",
    ]
    assert "40 P, 12 L" in page and "30 P" in page
    assert response.context["next"] == ("Catat tahap 4", detail_url(village, 4))


def test_an_empty_year_begins_with_its_plan(staff: Client, sign_in: SignIn, world: World) -> None:
    village = world.serang.villages[0]
    plan = reverse("villages:stage_plan", args=[village.pk])
    assert staff.get(list_url(village)).context["next"] == ("Rencanakan setahun", plan)
    page = sign_in(world.secretariat).get(list_url(village))
    assert page.context["next"] == ("Buka tahap 1", detail_url(village, 1))
    assert plan not in page.content.decode()


def test_a_whole_year_is_shown_as_done(staff: Client, world: World, village: TargetVillage) -> None:
    make_stages(world.serang.staff, village, 12)
    response = staff.get(list_url(village))
    assert "Semua tahap dilaksanakan" in response.content.decode()
    assert response.context["next"] == ("Buka tahap 12", detail_url(village, 12))


@pytest.mark.parametrize("last", [1, 3, 12])
def test_the_pages_ask_as_often_however_much_was_noted(
    last: int, staff: Client, world: World, village: TargetVillage, django_assert_num_queries: Any
) -> None:
    make_stages(world.serang.staff, village, last)
    with django_assert_num_queries(6):
        staff.get(list_url(village))
    with django_assert_num_queries(7):
        staff.get(detail_url(village, 1))


def test_a_stage_is_held_on_its_page(staff: Client, village: TargetVillage) -> None:
    sent = {"step": "hold", "on": "2019-01-15", "women": "41", "men": "18", "minutes": "Semua <setuju>"}
    response = staff.post(detail_url(village, 1), sent, follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [(detail_url(village, 1), 302)]
    assert "Tahap 1: Survei lokasi dan validasi data sasaran tersimpan." in page
    for words in ("Selasa, 15 Januari 2019", "41 perempuan, 18 laki-laki", "Semua &lt;setuju&gt;", "Buka lagi"):
        assert words in page
    assert "Simpan pelaksanaan" not in page


def test_out_of_order_is_explained_and_nothing_typed_is_lost(staff: Client, village: TargetVillage) -> None:
    page = staff.get(detail_url(village, 3)).content.decode()
    assert "Tahap yang belum dilaksanakan: 1, 2." in page
    sent = {"step": "hold", "on": "2019-01-15", "women": "7", "minutes": "Panjang sekali", "reason": "-"}
    response = staff.post(detail_url(village, 3), sent)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["reason"]
    page = response.content.decode()
    assert "Panjang sekali" in page and 'value="2019-01-15"' in page and 'value="7"' in page
    assert not StageEvent.objects.exists()
    sent["reason"] = "Jalan rusak sebelum panen"
    page = staff.post(detail_url(village, 3), sent, follow=True).content.decode()
    assert "Jalan rusak sebelum panen" in page


def test_no_reason_is_asked_for_in_order(staff: Client, world: World, village: TargetVillage) -> None:
    make_stages(world.serang.staff, village, 2)
    assert "Alasan didahulukan" not in staff.get(detail_url(village, 3)).content.decode()


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, "on"),
        ({"on": "kemarin"}, "on"),
        ({"on": "2031-01-01"}, "on"),
        ({"on": "2019-01-15", "women": "-1"}, "women"),
        ({"on": "2019-01-15", "men": "banyak"}, "men"),
        ({"on": "2019-01-15", "men": "99999999999999999999"}, "men"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    staff: Client, village: TargetVillage, sent: dict[str, str], wrong: str
) -> None:
    response = staff.post(detail_url(village, 1), {"step": "hold", **sent})
    assert response.status_code == 422
    assert wrong in response.context["form"].errors
    assert not StageEvent.objects.exists()


def test_a_form_that_comes_too_late_keeps_what_was_typed(staff: Client, world: World, village: TargetVillage) -> None:
    make_stage(world.serang.staff, village)
    sent = {"step": "hold", "on": "2019-02-02", "minutes": "Catatan kedua"}
    response = staff.post(detail_url(village, 1), sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert "sudah dicatat dilaksanakan pada 20 Januari 2019" in page and "Catatan kedua" in page
    assert StageEvent.objects.count() == 1


def test_a_stage_is_planned_and_moved_on_its_page(staff: Client, village: TargetVillage) -> None:
    for day in ("2019-03-01", "2019-03-08", "2019-03-08"):
        assert staff.post(detail_url(village, 2), {"step": "plan", "on": day}).status_code == 302
    page = staff.get(detail_url(village, 2)).content.decode()
    assert "Jumat, 8 Maret 2019" in page and "Direncanakan: Jumat, 1 Maret 2019" in page
    assert StageEvent.objects.count() == 2
    response = staff.post(detail_url(village, 2), {"step": "plan", "on": ""})
    assert response.status_code == 422
    assert '<details class="fold" open>' in response.content.decode()


def test_a_stage_is_opened_again_on_its_page(staff: Client, world: World, village: TargetVillage) -> None:
    make_stage(world.serang.staff, village, minutes="Catatan lama")
    assert staff.post(detail_url(village, 1), {"step": "reopen", "reason": ""}).status_code == 422
    response = staff.post(detail_url(village, 1), {"step": "reopen", "reason": "Salah tanggal"}, follow=True)
    page = response.content.decode()
    for words in ("Dibuka lagi", "Salah tanggal", "Catatan lama", str(world.serang.staff), "Simpan pelaksanaan"):
        assert words in page
    assert response.context["row"].state.held_on is None


@pytest.mark.parametrize("step", ["", "delete", "plan\0"])
def test_an_unknown_step_is_taken_for_the_usual_one(staff: Client, village: TargetVillage, step: str) -> None:
    assert staff.post(detail_url(village, 1), {"step": step}).status_code == 422
    assert not StageEvent.objects.exists()


@pytest.mark.parametrize("stage", [0, 13, 99999])
def test_a_stage_that_is_none_is_not_found(staff: Client, village: TargetVillage, stage: int) -> None:
    assert staff.get(detail_url(village, stage)).status_code == 404


def test_who_only_looks_sees_no_form_and_can_send_none(sign_in: SignIn, world: World, village: TargetVillage) -> None:
    make_stage(world.serang.staff, village, 2)
    for user in (world.secretariat, world.serang.surveyor):
        client = sign_in(user)
        for stage in (1, 2):
            page = client.get(detail_url(village, stage)).content.decode()
            assert 'name="step"' not in page
        response = client.post(detail_url(village, 1), {"step": "hold", "on": "2019-01-15"})
        assert response.status_code == 422
        assert "Anda tidak berhak mencatat jalannya program" in response.content.decode()
    assert StageEvent.objects.count() == 1


# The plan of the year -------------------------------------------------------------------------------------------


def plan_url(village: TargetVillage) -> str:
    return reverse("villages:stage_plan", args=[village.pk])


def test_a_year_is_planned_on_one_page(staff: Client, village: TargetVillage) -> None:
    sent = {f"stage_{stage}": f"2019-{stage:02}-10" for stage in range(1, 13)}
    page = staff.post(plan_url(village), sent, follow=True).content.decode()
    assert "Rencana setahun tersimpan." in page
    assert StageEvent.objects.count() == 12
    assert all(f'value="{day}"' in staff.get(plan_url(village)).content.decode() for day in sent.values())
    assert staff.post(plan_url(village), sent).status_code == 302
    assert StageEvent.objects.count() == 12


def test_days_out_of_order_come_back_with_a_way_out(staff: Client, village: TargetVillage) -> None:
    sent = {"stage_1": "2019-03-01", "stage_2": "2019-02-01"}
    response = staff.post(plan_url(village), sent)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["stage_2"]
    assert 'value="2019-02-01"' in response.content.decode()
    assert not StageEvent.objects.exists()
    assert staff.post(plan_url(village), {**sent, "any_order": "on"}).status_code == 302
    assert StageEvent.objects.count() == 2


def test_a_planned_day_is_not_emptied(staff: Client, world: World, village: TargetVillage) -> None:
    make_plan(world.serang.staff, village, 2, DAY)
    response = staff.post(plan_url(village), {"stage_3": "2019-05-01"})
    assert response.status_code == 422
    assert response.context["form"].errors == {
        "stage_2": ["Rencana tidak dapat dikosongkan, hanya dipindah ke hari lain."]
    }
    assert StageEvent.objects.count() == 1


def test_held_stages_keep_their_plan_whatever_is_sent(staff: Client, world: World, village: TargetVillage) -> None:
    make_stages(world.serang.staff, village, 1)
    sent = {"stage_1": "2019-01-31", "stage_2": "2019-05-01"}
    assert staff.post(plan_url(village), sent).status_code == 302
    assert [state.planned_on for state in stage_states(StageEvent.objects.all())[:2]] == [
        date(2019, 1, 10),
        date(2019, 5, 1),
    ]


@pytest.mark.parametrize("day", ["2031-01-01", "besok", "2019-02-30"])
def test_a_day_that_cannot_be_planned_is_refused(staff: Client, village: TargetVillage, day: str) -> None:
    response = staff.post(plan_url(village), {"stage_4": day})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["stage_4"]
    assert not StageEvent.objects.exists()

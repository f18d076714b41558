"""Planning, holding and opening again the twelve stages of a village."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from p2wkss.models import AuditEvent
from tests.factories.stages import make_plan, make_stage, make_stages
from tests.factories.summaries import kept_figures
from tests.factories.world import World
from villages.actions.stages import hold_stage, plan_stage, plan_year, reopen_stage
from villages.models import StageEvent, TargetVillage

pytestmark = pytest.mark.usefixtures("shared_world")

DAY = date(2019, 3, 4)


@pytest.fixture
def village(world: World) -> TargetVillage:
    return world.serang.villages[0]


def kept(village: TargetVillage) -> tuple[Any, ...]:
    """The stages as the village's summary keeps them."""
    return kept_figures(village.pk).stage_states()


def refused(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return error.value.message_dict


def test_a_stage_is_planned_moved_and_held(world: World, village: TargetVillage) -> None:
    staff = world.serang.staff
    make_plan(staff, village, 1, DAY)
    make_plan(staff, village, 1, DAY + timedelta(days=7))
    event = hold_stage(
        by=staff, target_village=village, stage=1, on=date(2019, 3, 20), women=41, men=0, minutes=" Disepakati. "
    )
    assert (event.women, event.men, event.minutes, event.by) == (41, 0, "Disepakati.", staff)
    assert [one.kind for one in StageEvent.objects.all()] == ["planned", "planned", "held"]
    assert kept(village)[0][1:] == (DAY + timedelta(days=7), date(2019, 3, 20))
    audited = AuditEvent.objects.filter(action="stage.record").order_by("pk")
    assert [one.details for one in audited] == [
        {"kind": "planned", "stage": 1},
        {"kind": "planned", "stage": 1},
        {"kind": "held", "stage": 1},
    ]
    assert {(one.actor, one.region_code, one.object_id) for one in audited} == {
        (staff, village.village_id, str(village.pk))
    }


def test_the_same_plan_again_writes_nothing(world: World, village: TargetVillage) -> None:
    assert make_plan(world.serang.staff, village, 2, DAY) is not None
    assert make_plan(world.serang.staff, village, 2, DAY) is None
    assert plan_year(by=world.serang.staff, target_village=village, dates={2: DAY}) == []
    assert StageEvent.objects.count() == AuditEvent.objects.filter(action="stage.record").count() == 1


def test_a_year_is_planned_at_once(world: World, village: TargetVillage) -> None:
    dates = {stage: date(2019, stage, 10) for stage in range(1, 13)}
    events = plan_year(by=world.serang.staff, target_village=village, dates=dates)
    assert len(events) == 12
    assert [state.planned_on for state in kept(village)] == list(dates.values())
    audited = AuditEvent.objects.get(action="stage.record")
    assert audited.details == {"kind": "planned", "stages": list(range(1, 13))}
    moved = plan_year(by=world.serang.staff, target_village=village, dates={**dates, 12: date(2019, 12, 20)})
    assert [(one.stage, one.on) for one in moved] == [(12, date(2019, 12, 20))]


def test_dates_out_of_order_are_refused_unless_meant(world: World, village: TargetVillage) -> None:
    staff = world.serang.staff
    make_plan(staff, village, 3, date(2019, 5, 1))
    with pytest.raises(ValidationError) as error:
        plan_year(by=staff, target_village=village, dates={4: date(2019, 4, 1), 5: date(2019, 6, 1)})
    assert list(refused(error)) == ["stage_4"]
    assert "Lebih awal daripada tahap 3 (1 Mei 2019)" in refused(error)["stage_4"][0]
    assert StageEvent.objects.count() == 1
    dates = {4: date(2019, 4, 1), 5: date(2019, 6, 1)}
    assert len(plan_year(by=staff, target_village=village, dates=dates, any_order=True)) == 2
    later = plan_year(by=staff, target_village=village, dates={**dates, 6: date(2019, 7, 1)})
    assert [one.stage for one in later] == [6], "what stands out of order already stops nothing else"


def test_an_empty_plan_is_refused(world: World, village: TargetVillage) -> None:
    with pytest.raises(ValidationError, match="paling sedikit satu tahap"):
        plan_year(by=world.serang.staff, target_village=village, dates={})


def test_the_plan_of_a_held_stage_stands(world: World, village: TargetVillage) -> None:
    staff = world.serang.staff
    make_stages(staff, village, 1)
    with pytest.raises(ValidationError, match="tidak dipindah lagi"):
        plan_stage(by=staff, target_village=village, stage=1, on=date(2019, 2, 1))
    with pytest.raises(ValidationError) as error:
        plan_year(by=staff, target_village=village, dates={1: date(2019, 2, 1), 2: date(2019, 3, 1)})
    assert list(refused(error)) == ["stage_1"]
    make_stage(staff, village, 2)
    assert make_plan(staff, village, 2, date(2019, 2, 1)) is not None, "a plan that was missing may still be noted"


@pytest.mark.parametrize("on", [date(2017, 12, 31), date(2021, 1, 1)])
def test_days_far_from_the_year_are_refused(world: World, village: TargetVillage, on: date) -> None:
    facts: dict[str, Any] = {"by": world.serang.staff, "target_village": village}
    for act, given in (
        (plan_stage, {"stage": 1, "on": on}),
        (hold_stage, {"stage": 1, "on": on}),
        (plan_year, {"dates": {1: on}}),
    ):
        with pytest.raises(ValidationError, match="antara tahun 2018 dan 2020"):
            act(**facts, **given)
    assert not StageEvent.objects.exists()


@pytest.mark.parametrize("on", [date(2018, 1, 1), date(2020, 12, 31)])
def test_the_years_beside_are_taken(world: World, village: TargetVillage, on: date) -> None:
    assert make_stage(world.serang.staff, village, on=on).on == on


def test_a_day_to_come_may_be_planned_but_not_held(
    world: World, village: TargetVillage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_args: DAY)
    tomorrow = DAY + timedelta(days=1)
    make_plan(world.serang.staff, village, 1, tomorrow)
    with pytest.raises(ValidationError) as error:
        make_stage(world.serang.staff, village, on=tomorrow)
    assert refused(error) == {"on": ["Tanggal ini belum tiba."]}
    assert make_stage(world.serang.staff, village, on=DAY).on == DAY


@pytest.mark.parametrize("facts", [{"women": -1}, {"men": -3}, {"women": 10_001}])
def test_attendance_that_cannot_be_is_refused(world: World, village: TargetVillage, facts: dict[str, int]) -> None:
    with pytest.raises(ValidationError) as error:
        make_stage(world.serang.staff, village, **facts)
    assert list(refused(error)) == list(facts)
    assert not StageEvent.objects.exists()


def test_attendance_is_optional(world: World, village: TargetVillage) -> None:
    event = make_stage(world.serang.staff, village, women=None, men=None)
    assert (event.women, event.men) == (None, None)


@pytest.mark.parametrize("reason", ["", "   ", "-", "12345678", "ok"])
def test_out_of_order_asks_for_a_reason_in_words(world: World, village: TargetVillage, reason: str) -> None:
    with pytest.raises(ValidationError) as error:
        make_stage(world.serang.staff, village, 4, reason=reason)
    assert list(refused(error)) == ["reason"]
    assert not StageEvent.objects.exists()
    assert make_stage(world.serang.staff, village, 1, reason=reason).stage == 1, "in order no reason is asked for"


def test_a_reason_too_long_is_refused(world: World, village: TargetVillage) -> None:
    with pytest.raises(ValidationError) as error:
        make_stage(world.serang.staff, village, 4, reason="alasan " * 60)
    assert list(refused(error)) == ["reason"]


def test_a_stage_is_held_once_and_again_only_after_it_was_opened(world: World, village: TargetVillage) -> None:
    staff = world.serang.staff
    make_stage(staff, village)
    with pytest.raises(ValidationError, match="sudah dicatat dilaksanakan pada 20 Januari 2019"):
        make_stage(staff, village, on=DAY)
    with pytest.raises(ValidationError) as error:
        reopen_stage(by=staff, target_village=village, stage=1, reason="-")
    assert list(refused(error)) == ["reason"]
    reopen_stage(by=staff, target_village=village, stage=1, reason="Salah tanggal")
    assert not kept(village)[0].is_held
    with pytest.raises(ValidationError, match="belum dicatat dilaksanakan"):
        reopen_stage(by=staff, target_village=village, stage=1, reason="Sekali lagi")
    make_stage(staff, village, on=DAY)
    assert [one.kind for one in StageEvent.objects.all()] == ["held", "reopened", "held"]
    assert kept(village)[0].held_on == DAY


@pytest.mark.parametrize("stage", [0, 13, -1])
def test_there_is_no_thirteenth_stage(world: World, village: TargetVillage, stage: int) -> None:
    facts: dict[str, Any] = {"by": world.serang.staff, "target_village": village}
    for act, given in (
        (plan_stage, {"stage": stage, "on": DAY}),
        (hold_stage, {"stage": stage, "on": DAY, "reason": "Menurut jadwal"}),
        (reopen_stage, {"stage": stage, "reason": "Salah tanggal"}),
        (plan_year, {"dates": {stage: DAY}}),
    ):
        with pytest.raises(ValidationError, match="nomor 1 sampai 12"):
            act(**facts, **given)


def test_only_the_staff_of_the_district_records(world: World, village: TargetVillage) -> None:
    for user in (world.secretariat, world.serang.surveyor, world.pandeglang.staff, world.administrator):
        for act, given in (
            (plan_stage, {"stage": 1, "on": DAY}),
            (hold_stage, {"stage": 1, "on": DAY}),
            (reopen_stage, {"stage": 1, "reason": "Salah tanggal"}),
            (plan_year, {"dates": {1: DAY}}),
        ):
            with pytest.raises(PermissionDenied):
                act(by=user, target_village=village, **given)
    assert not StageEvent.objects.exists()


def test_what_was_noted_is_never_changed(world: World, village: TargetVillage) -> None:
    make_stage(world.serang.staff, village)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        StageEvent.objects.update(women=500)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        StageEvent.objects.all()._raw_delete("default")

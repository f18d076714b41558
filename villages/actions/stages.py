"""Noting how the twelve stages of a village's year are planned, held and opened again."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from p2wkss import audit
from p2wkss.models import User
from villages.enums import StageEventKind
from villages.models import StageEvent, TargetVillage
from villages.permissions import check_record
from villages.stages import STAGE_COUNT, StageState, is_out_of_order, is_reason, misordered, stage_states
from villages.summaries import refresh_summary

# More people than ever come to one meeting of a village [ours]: beyond it a number is a slip of the hand.
MOST_PEOPLE = 10_000


@transaction.atomic
def plan_stage(*, by: User, target_village: TargetVillage, stage: int, on: date) -> StageEvent | None:
    """Plan a stage for a day, or move its plan; gives None, and writes nothing, where that day is planned already.

    Raises ValidationError for a day outside the programme year and the years beside it, and for another day once the
    stage was held: its lateness is a fact then.
    """
    check_record(by, target_village)
    state = _locked_states(target_village, stage)[stage - 1]
    if wrong := _wrong_plan(target_village, state, on):
        raise ValidationError({"on": wrong})
    if state.planned_on == on:
        return None
    return _note(by, StageEvent(target_village=target_village, stage=stage, kind=StageEventKind.PLANNED, on=on))


@transaction.atomic
def plan_year(
    *, by: User, target_village: TargetVillage, dates: Mapping[int, date], any_order: bool = False
) -> list[StageEvent]:
    """Plan many stages at once, by their numbers; gives what was new. The days already planned count as well.

    Raises ValidationError when there is no day at all, and, at `stage_<number>`, for what `plan_stage` refuses and for
    a stage dated before an earlier one, unless it was said that this order is meant.
    """
    check_record(by, target_village)
    if not dates:
        raise ValidationError(_("Isi tanggal paling sedikit satu tahap."))
    states = _locked_states(target_village, *dates)
    wrong = {at: words for at, on in dates.items() if (words := _wrong_plan(target_village, states[at - 1], on))}
    if not any_order:
        wrong = _before_earlier_ones(states, dates) | wrong
    if wrong:
        raise ValidationError({f"stage_{at}": words for at, words in wrong.items()})
    new = [at for at, on in sorted(dates.items()) if states[at - 1].planned_on != on]
    events = [
        StageEvent(target_village=target_village, stage=at, kind=StageEventKind.PLANNED, on=dates[at], by=by)
        for at in new
    ]
    if events:
        StageEvent.objects.bulk_create(events)
        _record(by, target_village, StageEventKind.PLANNED, stages=new)
    return events


@transaction.atomic
def hold_stage(
    *,
    by: User,
    target_village: TargetVillage,
    stage: int,
    on: date,
    women: int | None = None,
    men: int | None = None,
    minutes: str = "",
    reason: str = "",
) -> StageEvent:
    """Note that a stage was held, who came, and what was said.

    Raises ValidationError when it was held already, for a day that is still to come or outside the programme year and
    the years beside it, for attendance that cannot be, and when an earlier stage is not held and no reason is given.
    """
    check_record(by, target_village)
    states = _locked_states(target_village, stage)
    if held_on := states[stage - 1].held_on:
        words = _("Tahap ini sudah dicatat dilaksanakan pada %s. Buka lagi tahap ini untuk mencatatnya ulang.")
        raise ValidationError(words % _day(held_on))
    wrong = {"on": _wrong_day(target_village, on, past=True), "women": _wrong_count(women), "men": _wrong_count(men)}
    if is_out_of_order(states, stage) and not is_reason(reason):
        wrong["reason"] = _(
            "Tahap sebelumnya belum dilaksanakan. Tulis dengan kata-kata mengapa tahap ini didahulukan."
        )
    if errors := {name: words for name, words in wrong.items() if words}:
        raise ValidationError(errors)
    facts = {"women": women, "men": men, "minutes": minutes.strip(), "reason": reason.strip()}
    held = StageEvent(target_village=target_village, stage=stage, kind=StageEventKind.HELD, on=on, **facts)
    return _note(by, held)


@transaction.atomic
def reopen_stage(*, by: User, target_village: TargetVillage, stage: int, reason: str) -> StageEvent:
    """Take back that a stage was held; what was noted stays in its history.

    Raises ValidationError when the stage is not held, or when no reason is given.
    """
    check_record(by, target_village)
    if not _locked_states(target_village, stage)[stage - 1].is_held:
        raise ValidationError(_("Tahap ini belum dicatat dilaksanakan, jadi tidak perlu dibuka lagi."))
    if not is_reason(reason):
        raise ValidationError({"reason": _("Tulis dengan kata-kata mengapa tahap ini dibuka lagi.")})
    kind = StageEventKind.REOPENED
    return _note(by, StageEvent(target_village=target_village, stage=stage, kind=kind, reason=reason.strip()))


def _locked_states(target_village: TargetVillage, *stages: int) -> tuple[StageState, ...]:
    """Give the twelve states; nobody else notes anything about the village until the transaction ends."""
    if not all(1 <= stage <= STAGE_COUNT for stage in stages):
        raise ValidationError(_("Tahap diberi nomor 1 sampai 12."))
    TargetVillage.objects.select_for_update(no_key=True).get(pk=target_village.pk)
    return stage_states(StageEvent.objects.filter(target_village=target_village).order_by("pk"))


def _wrong_day(target_village: TargetVillage, on: date, *, past: bool) -> str:
    year = target_village.cycle.year
    if past and on > timezone.localdate():
        return _("Tanggal ini belum tiba.")
    if abs(on.year - year) > 1:
        years = {"first": year - 1, "last": year + 1}
        return _("Tanggal harus antara tahun %(first)d dan %(last)d, setahun di sekitar tahun program.") % years
    return ""


def _wrong_plan(target_village: TargetVillage, state: StageState, on: date) -> str:
    if state.is_held and state.planned_on not in {None, on}:
        return _("Tahap ini sudah dilaksanakan, jadi rencananya tidak dipindah lagi.")
    return _wrong_day(target_village, on, past=False)


def _wrong_count(people: int | None) -> str:
    if people is None or 0 <= people <= MOST_PEOPLE:
        return ""
    return _("Isi jumlah orang antara 0 dan 10.000.")


def _before_earlier_ones(states: tuple[StageState, ...], dates: Mapping[int, date]) -> dict[int, str]:
    """Say at each newly dated stage which earlier one comes after it."""
    planned = {state.stage: state.planned_on for state in states if state.planned_on} | dict(dates)
    words = _("Lebih awal daripada tahap %(stage)d (%(day)s). Betulkan, atau centang bahwa urutan ini memang benar.")
    return {
        at: words % {"stage": earlier, "day": _day(planned[earlier])}
        for at, earlier in misordered(planned).items()
        if planned[at] != states[at - 1].planned_on or planned[earlier] != states[earlier - 1].planned_on
    }


def _note(by: User, event: StageEvent) -> StageEvent:
    event.by = by
    event.full_clean()
    event.save()
    _record(by, event.target_village, StageEventKind(event.kind), stage=event.stage)
    return event


def _record(by: User, target_village: TargetVillage, kind: StageEventKind, **facts: object) -> None:
    """Audit what was noted, and bring the summary up to it."""
    region = target_village.village_id
    audit.record(by=by, action="stage.record", target=target_village, region_code=region, kind=kind.value, **facts)
    refresh_summary(target_village.pk)


def _day(day: date) -> str:
    return date_format(day, "j F Y")

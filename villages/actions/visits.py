"""Coaching visits and what is to be done after them."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from p2wkss.actions.saving import save_versioned
from p2wkss.models import User
from p2wkss.permissions import has_permission
from p2wkss.roles import Permission
from villages.models import Agency, FollowUp, TargetVillage, Visit
from villages.permissions import check_close_follow_up, check_record
from villages.summaries import refresh_summary

# Ours: further away than this a date is a slip of the keyboard, and so is a larger crowd.
YEARS_BEFORE, YEARS_AHEAD, MOST_PEOPLE = 1, 2, 10_000
MOST_DATES = 31


@transaction.atomic
def save_visit(*, by: User, visit: Visit) -> Visit:
    """Plan a visit, record what came of it, or call it off with a reason; after the year it belongs to no stage.

    Raises ValidationError with the faulty fields (a day that cannot be, attendance without a day or the other way
    round, an agency from elsewhere), or when the key belongs to a visit of another village; StaleVersion when
    somebody saved a newer version.
    """
    check_record(by, visit.target_village)
    if Visit.objects.filter(pk=visit.pk).exclude(target_village=visit.target_village_id).exists():
        raise ValidationError(_("Formulir ini sudah dipakai untuk desa lain. Buka formulir baru."))
    saved = _store(by, visit)
    refresh_summary(visit.target_village_id)
    return saved


@transaction.atomic
def plan_series(
    *, by: User, target_village: TargetVillage, stage: int | None, topic: str, dates: Collection[date]
) -> list[Visit]:
    """Plan a visit on each of the dates, and give those; a date that has one with this topic already is left as it is.

    Raises ValidationError when no date is picked, too many are, or one cannot be; then none of them is planned.
    """
    check_record(by, target_village)
    if not 1 <= len(dates) <= MOST_DATES:
        raise ValidationError({"dates": _("Pilih 1 sampai %d tanggal.") % MOST_DATES})
    TargetVillage.objects.select_for_update().get(pk=target_village.pk)
    known = set(target_village.visits.filter(topic=topic.strip()).values_list("planned_on", flat=True))
    visits = [
        _store(by, Visit(target_village=target_village, stage=stage, topic=topic.strip(), planned_on=day))
        for day in sorted(set(dates) - known)
    ]
    refresh_summary(target_village.pk)
    return visits


def _store(by: User, visit: Visit) -> Visit:
    visit.cancelled_reason = visit.cancelled_reason.strip()
    after_year = visit.day.year > visit.target_village.cycle.year
    visit.stage = None if after_year else visit.stage
    errors = {**_wrong_days(visit), **_wrong_attendance(visit), **_wrong_agency(by, visit)}
    if visit.stage is None and not after_year:
        errors["stage"] = _("Pilih tahap pembinaan; hanya kunjungan sesudah tahun program yang tanpa tahap.")
    if errors:
        raise ValidationError(errors)
    visit.created_by_id = visit.created_by_id or by.pk
    region = visit.target_village.village_id
    return save_versioned(by=by, instance=visit, action="visit.save", region_code=region, log_values=False)


def _wrong_days(visit: Visit) -> dict[str, str]:
    today, year = timezone.localdate(), visit.target_village.cycle.year
    first, last = year - YEARS_BEFORE, max(year, today.year) + YEARS_AHEAD
    errors = {}
    if not first <= visit.planned_on.year <= last:
        years = {"first": first, "last": last}
        errors["planned_on"] = _("Isi tanggal antara tahun %(first)d dan %(last)d.") % years
    if visit.held_on and visit.held_on > today:
        errors["held_on"] = _("Tanggal terlaksana tidak boleh di masa depan.")
    elif visit.held_on and visit.held_on.year < first:
        errors["held_on"] = _("Tanggal terlaksana terlalu jauh sebelum tahun program.")
    return errors


def _wrong_attendance(visit: Visit) -> dict[str, str]:
    people = {"women": visit.women, "men": visit.men}
    if visit.held_on and visit.cancelled_reason:
        return {"cancelled_reason": _("Kunjungan yang terlaksana tidak dapat dibatalkan.")}
    if visit.held_on:
        missing = [name for name, number in people.items() if number is None]
        errors = dict.fromkeys(missing, _("Isi jumlah yang hadir; 0 bila tidak ada."))
        crowded = [name for name, number in people.items() if number is not None and number > MOST_PEOPLE]
        return {**errors, **dict.fromkeys(crowded, _("Paling banyak %d orang.") % MOST_PEOPLE)}
    if any(number is not None for number in people.values()):
        return {"held_on": _("Isi tanggal terlaksana bersama jumlah yang hadir.")}
    return {}


def _wrong_agency(by: User, visit: Visit) -> dict[str, str]:
    """Refuse an agency that the person does not see, or that is of another regency or province."""
    if visit.agency_id is None:
        return {}
    village = visit.target_village.village
    near = Agency.objects.visible_to(by).filter(region__in=(village.regency_code, village.province_code))
    return {} if near.filter(pk=visit.agency_id).exists() else {"agency": _("Pilih instansi kabupaten atau provinsi.")}


@transaction.atomic
def save_follow_up(*, by: User, follow_up: FollowUp) -> FollowUp:
    """Note what is to be done after a visit, by whom and until when; the same sent twice stays one.

    Raises ValidationError when the owner cannot see the village's programme, the due date lies before the visit, or it
    is closed already; StaleVersion when somebody saved a newer version.
    """
    visit = follow_up.visit
    check_record(by, visit.target_village)
    if follow_up.closed_on is not None:
        raise ValidationError(_("Tindak lanjut ini sudah selesai."))
    errors = {}
    if not _may_own(follow_up.owner, visit.target_village):
        errors["owner"] = _("Pilih orang yang aktif dan dapat melihat program di desa ini.")
    if follow_up.due_on < visit.day:
        errors["due_on"] = _("Batas waktu tidak boleh sebelum hari kunjungan.")
    if errors:
        raise ValidationError(errors)
    same = {"what": follow_up.what, "owner": follow_up.owner_id, "due_on": follow_up.due_on}
    if follow_up._state.adding and (twin := visit.follow_ups.open().filter(**same).first()):
        return twin
    follow_up.created_by_id = follow_up.created_by_id or by.pk
    return _keep(by, follow_up, "follow_up.save")


def _may_own(owner: User, target_village: TargetVillage) -> bool:
    return owner.is_active and has_permission(owner, Permission.VIEW_PROGRAMME, target_village.village_id)


@transaction.atomic
def close_follow_up(*, by: User, follow_up: FollowUp, note: str, on: date) -> FollowUp:
    """Say what came of a follow-up, and that it is done. For its owner, and for whoever records the programme there.

    Raises ValidationError when it is closed already, there is no note, or the day lies ahead or before the visit.
    """
    held = FollowUp.objects.select_for_update(of=("self",)).select_related("visit__target_village__village")
    follow_up = held.get(pk=follow_up.pk)
    check_close_follow_up(by, follow_up)
    if follow_up.closed_on is not None:
        raise ValidationError(_("Tindak lanjut ini sudah selesai."))
    errors = {}
    if not note.strip():
        errors["note"] = _("Tulis hasil tindak lanjut.")
    if on > timezone.localdate():
        errors["on"] = _("Tanggal selesai tidak boleh di masa depan.")
    elif follow_up.visit.held_on and on < follow_up.visit.held_on:
        errors["on"] = _("Tanggal selesai tidak boleh sebelum hari kunjungan.")
    if errors:
        raise ValidationError(errors)
    follow_up.closing_note, follow_up.closed_on, follow_up.closed_by = note.strip(), on, by
    return _keep(by, follow_up, "follow_up.close")


def _keep(by: User, follow_up: FollowUp, action: str) -> FollowUp:
    village = follow_up.visit.target_village
    saved = save_versioned(by=by, instance=follow_up, action=action, region_code=village.village_id, log_values=False)
    refresh_summary(village.pk)
    return saved

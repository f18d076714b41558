"""Recording what the agencies promise a target village, and what they deliver."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from p2wkss.actions.saving import save_versioned
from p2wkss.models import User
from villages.models import Activity, ActivityKind, Agency
from villages.permissions import REASON_LETTERS, check_record
from villages.summaries import refresh_summary

Errors = dict[str, str]


@transaction.atomic
def save_activity(*, by: User, activity: Activity) -> Activity:
    """Record an activity, that it was delivered, or that it was called off; the same form sent twice stays one.

    Raises ValidationError with the faulty fields: an agency or a kind that is not of the village's regency, province
    and year or is no longer in use, a date out of the programme, a negative amount, half of a delivery, a cancelling
    without its reason; or when the key belongs to another village. StaleVersion when somebody saved a newer version.
    """
    check_record(by, activity.target_village)
    stood = Activity.objects.select_for_update().filter(pk=activity.pk).first()
    if stood is not None and stood.target_village_id != activity.target_village_id:
        raise ValidationError(_("Formulir ini sudah dipakai untuk desa lain. Buka formulir baru."))
    activity.cancelled_reason = activity.cancelled_reason.strip()
    errors = {
        **_wrong_agency(by, activity, stood),
        **_wrong_kind(activity, stood),
        **_wrong_dates(activity),
        **_wrong_amounts(activity),
        **_wrong_cancelling(activity),
        **_wrong_for_participants(activity, stood),
    }
    if errors:
        raise ValidationError(errors)
    activity.created_by_id = activity.created_by_id or by.pk
    region = activity.target_village.village_id
    saved = save_versioned(by=by, instance=activity, action="activity.save", region_code=region, log_values=False)
    refresh_summary(activity.target_village_id)
    return saved


def _wrong_agency(by: User, activity: Activity, stood: Activity | None) -> Errors:
    """An agency of the regency or of the province above it; one that is no longer active keeps what it has."""
    if activity.agency_id is None or (stood is not None and stood.agency_id == activity.agency_id):
        return {}
    village = activity.target_village.village_id
    agency = Agency.objects.visible_to(by).filter(pk=activity.agency_id, region__in=(village[:2], village[:5])).first()
    if agency is None:
        return {"agency": _("Instansi ini tidak dikenal di kabupaten/kota atau provinsi desa ini.")}
    return {} if agency.is_active else {"agency": _("%s tidak aktif lagi dalam program.") % agency.name}


def _wrong_kind(activity: Activity, stood: Activity | None) -> Errors:
    if activity.kind_id is None or (stood is not None and stood.kind_id == activity.kind_id):
        return {}
    kind = ActivityKind.objects.filter(pk=activity.kind_id, cycle=activity.target_village.cycle_id).first()
    if kind is None:
        return {"kind": _("Jenis kegiatan ini bukan dari tahun program desa ini.")}
    return {} if kind.is_active else {"kind": _("Jenis kegiatan “%s” tidak dipakai lagi.") % kind.name}


def _wrong_dates(activity: Activity) -> Errors:
    """Agencies prepare in the year before, and what comes late is still noted with the day it was held."""
    year, errors = activity.target_village.cycle.year, {}
    first, last = date(year - 1, 1, 1), date(year + 1, 12, 31)
    planned, held = activity.planned_on, activity.held_on
    if planned and not first <= planned <= last:
        errors["planned_on"] = _("Rencana tanggal antara 1 Januari %(first)d dan 31 Desember %(last)d.") % {
            "first": first.year,
            "last": last.year,
        }
    if held and held > timezone.localdate():
        errors["held_on"] = _("Tanggal terlaksana tidak boleh di masa depan.")
    elif held and held < first:
        errors["held_on"] = _("Tanggal terlaksana tidak boleh sebelum 1 Januari %d.") % first.year
    return errors


def _wrong_amounts(activity: Activity) -> Errors:
    errors = {}
    if activity.promised is not None and activity.promised < 0:
        errors["promised"] = _("Nilai yang dijanjikan tidak boleh kurang dari nol.")
    if activity.delivered is not None and activity.delivered < 0:
        errors["delivered"] = _("Nilai yang terlaksana tidak boleh kurang dari nol.")
    if activity.held_on and activity.delivered is None:
        errors["delivered"] = _("Isi nilai yang terlaksana; 0 bila tanpa biaya.")
    if activity.delivered is not None and not activity.held_on:
        errors["held_on"] = _("Isi tanggal terlaksananya.")
    for name in ("women", "men"):
        if getattr(activity, name) is not None and not activity.held_on:
            errors[name] = _("Isi yang hadir setelah kegiatan terlaksana.")
    return errors


def _wrong_cancelling(activity: Activity) -> Errors:
    if not activity.cancelled_reason:
        return {}
    if activity.held_on:
        return {"cancelled_reason": _("Kegiatan yang terlaksana tidak dapat dibatalkan.")}
    if len(activity.cancelled_reason) < REASON_LETTERS:
        return {"cancelled_reason": _("Tulis alasan batal, paling sedikit %d huruf.") % REASON_LETTERS}
    return {}


def _wrong_for_participants(activity: Activity, stood: Activity | None) -> Errors:
    """What has reached families was held, and nothing came of it before it was."""
    if stood is None or stood.held_on == activity.held_on:
        return {}
    participations = stood.participations.all()
    if not activity.held_on and participations.exists():
        return {"held_on": _("Kegiatan ini sudah mencatat peserta. Hapus dulu pesertanya.")}
    if activity.held_on and participations.filter(outcome_on__lt=activity.held_on).exists():
        return {"held_on": _("Ada hasil peserta yang dicatat sebelum tanggal ini.")}
    return {}

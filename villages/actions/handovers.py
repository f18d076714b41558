"""Handing a target village over to TP PKK at the end of its year."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from p2wkss.actions.saving import save_versioned
from p2wkss.models import User
from villages.models import Handover
from villages.permissions import check_record
from villages.summaries import refresh_summary


@transaction.atomic
def hand_over_village(*, by: User, handover: Handover) -> Handover:
    """Note that a village passed to TP PKK as a lokasi binaan, once, or correct that note.

    Nothing ends with it: the whole record stays, and later visits, surveys and checks go on. Raises ValidationError
    for a day to come or before the programme year, and StaleVersion when the village was handed over already or
    somebody saved a newer version. Who receives it may be a person, whose name stays out of the log.
    """
    village = handover.target_village
    check_record(by, village)
    if handover.handed_on and handover.handed_on > timezone.localdate():
        raise ValidationError({"handed_on": _("Tanggal ini tidak boleh di masa depan.")})
    if handover.handed_on and handover.handed_on < date(village.cycle.year, 1, 1):
        words = _("Tanggal ini tidak boleh sebelum tahun program %d.")
        raise ValidationError({"handed_on": words % village.cycle.year})
    if handover._state.adding:
        handover.by = by
    saved = save_versioned(
        by=by, instance=handover, action="handover.save", region_code=village.village_id, log_values=False
    )
    refresh_summary(village.pk)
    return saved

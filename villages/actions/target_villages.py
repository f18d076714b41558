"""Naming the target villages of a year."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from p2wkss.actions.saving import save_versioned
from p2wkss.models import RegionLevel, User
from villages.models import TargetVillage
from villages.permissions import check_manage_target_village
from villages.summaries import refresh_summary


@transaction.atomic
def save_target_village(*, by: User, target_village: TargetVillage) -> TargetVillage:
    """Name a village as target of a cycle, or correct what is known of it.

    Raises ValidationError when the place is no village of the cycle's province, or the decree belongs to another
    regency or does not cover the year; StaleVersion when somebody saved a newer version.
    """
    check_manage_target_village(by, target_village)
    _check_places(target_village)
    saved = save_versioned(
        by=by,
        instance=target_village,
        action="target_village.save",
        region_code=target_village.village_id,
        log_values=True,
    )
    refresh_summary(saved.pk)
    return saved


def _check_places(target_village: TargetVillage) -> None:
    village, cycle, decree = target_village.village, target_village.cycle, target_village.decree
    if village.level != RegionLevel.VILLAGE or village.province_code != cycle.province_id:
        raise ValidationError({"village": _("Pilih desa atau kelurahan di provinsi tahun program ini.")})
    if decree.regency_id != village.regency_code:
        raise ValidationError({"decree": _("SK ini milik kabupaten/kota lain.")})
    if not decree.first_year <= cycle.year <= decree.last_year:
        raise ValidationError({"decree": _("SK ini tidak berlaku untuk tahun %d.") % cycle.year})

"""Keeping the list of agencies of a regency or a province."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from p2wkss.actions.saving import save_versioned
from p2wkss.models import Region, RegionLevel, User
from villages.models import Agency
from villages.permissions import check_manage_agency


def save_agency(*, by: User, agency: Agency) -> Agency:
    """Enter an agency or correct it. Nothing is deleted: an agency that no longer contributes is not active.

    Raises ValidationError with the faulty fields: a region that is neither a regency nor a province, one that was
    changed, or a name that the region has already; StaleVersion when somebody saved a newer version.
    """
    check_manage_agency(by, agency)
    agency.name = agency.name.strip()
    if errors := {
        field: words for field, words in (("region", _wrong_region(agency)), ("name", _taken(agency))) if words
    }:
        raise ValidationError(errors)
    return save_versioned(by=by, instance=agency, action="agency.save", region_code=agency.region_id, log_values=True)


def _wrong_region(agency: Agency) -> str:
    """What has contributed in one region cannot become an agency of another."""
    levels = RegionLevel.PROVINCE, RegionLevel.REGENCY
    if not Region.objects.filter(pk=agency.region_id, level__in=levels).exists():
        return _("Pilih provinsi, atau kabupaten/kota.")
    moved = Agency.objects.filter(pk=agency.pk).exclude(region=agency.region_id).exists()
    return _("Wilayah instansi tidak dapat diubah. Catat instansi baru untuk wilayah lain.") if moved else ""


def _taken(agency: Agency) -> str:
    same = Agency.objects.filter(region=agency.region_id, name__iexact=agency.name).exclude(pk=agency.pk).first()
    return _("Instansi dengan nama ini sudah ada di wilayah itu: %s.") % same.name if same else ""

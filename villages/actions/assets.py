"""Noting what was given in a target village, who holds it, and how it is found later."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from p2wkss import audit
from p2wkss.actions.saving import save_versioned
from p2wkss.models import User
from villages.enums import AssetCondition, AssetEventKind, FamilyStatus, HolderKind
from villages.models import Asset, AssetEvent, Family
from villages.permissions import check_record
from villages.summaries import refresh_summary


@transaction.atomic
def save_asset(*, by: User, asset: Asset) -> Asset:
    """Note a thing that was given or built, or correct it; the same asset sent twice stays one.

    Raises ValidationError with the faulty fields (an activity of another village, a negative value, no quantity), or
    when the key belongs to an asset of another village; StaleVersion when somebody saved a newer version.
    """
    check_record(by, asset.target_village)
    if Asset.objects.filter(pk=asset.pk).exclude(target_village=asset.target_village_id).exists():
        raise ValidationError(_("Formulir ini sudah dipakai untuk aset lain. Buka formulir baru."))
    errors = {}
    if asset.activity and asset.activity.target_village_id != asset.target_village_id:
        errors["activity"] = _("Pilih kegiatan desa ini.")
    if asset.value is not None and asset.value < 0:
        errors["value"] = _("Nilai tidak boleh kurang dari nol.")
    if asset.quantity is not None and asset.quantity < 1:
        errors["quantity"] = _("Jumlah paling sedikit satu.")
    if errors:
        raise ValidationError(errors)
    asset.created_by_id = asset.created_by_id or by.pk
    region = asset.target_village.village_id
    saved = save_versioned(by=by, instance=asset, action="asset.save", region_code=region, log_values=True)
    refresh_summary(asset.target_village_id)
    return saved


@transaction.atomic
def hand_over(
    *,
    by: User,
    asset: Asset,
    on: date,
    holder_kind: str,
    family: Family | None = None,
    holder: str = "",
    note: str = "",
) -> AssetEvent:
    """Note who holds an asset from a day on: a family of the village, or whom `holder` names.

    The same hand-over sent again is harmless. Raises ValidationError with the faulty fields: a day to come or before
    the last hand-over, a family of another village or merged into another, nobody named.
    """
    check_record(by, asset.target_village)
    is_family = holder_kind == HolderKind.FAMILY
    facts = {
        "kind": AssetEventKind.HANDOVER,
        "on": on,
        "holder_kind": holder_kind,
        "family": family if is_family else None,
        "holder": "" if is_family else holder.strip(),
        "note": note.strip(),
    }
    errors = _wrong_day(asset, on)
    if holder_kind not in HolderKind.values:
        errors["holder_kind"] = _("Pilih siapa yang memegangnya.")
    elif is_family and (wrong := _wrong_family(asset, family)):
        errors["family"] = wrong
    elif not is_family and not facts["holder"]:
        errors["holder"] = _("Tulis siapa yang memegangnya.")
    if errors:
        raise ValidationError(errors)
    return _note(by, asset, facts)


@transaction.atomic
def check_asset(*, by: User, asset: Asset, on: date, condition: str, note: str = "") -> AssetEvent:
    """Note how an asset was found on a day. The same check sent again is harmless.

    Raises ValidationError with the faulty fields: a day to come or before the last hand-over, no condition.
    """
    check_record(by, asset.target_village)
    errors = _wrong_day(asset, on)
    if condition not in AssetCondition.values:
        errors["condition"] = _("Pilih keadaan barang saat diperiksa.")
    if errors:
        raise ValidationError(errors)
    return _note(by, asset, {"kind": AssetEventKind.CHECK, "on": on, "condition": condition, "note": note.strip()})


def _wrong_day(asset: Asset, on: date) -> dict[str, str]:
    """Say what is wrong with a day; the row of the asset is locked, so that no other hand-over comes in between."""
    Asset.objects.select_for_update().get(pk=asset.pk)
    if on > timezone.localdate():
        return {"on": _("Tanggal ini tidak boleh di masa depan.")}
    last = asset.events.filter(kind=AssetEventKind.HANDOVER).order_by("on").last()
    if last is not None and on < last.on:
        words = _("Tanggal ini tidak boleh sebelum serah terima terakhir, %s.")
        return {"on": words % date_format(last.on, "j F Y")}
    return {}


def _wrong_family(asset: Asset, family: Family | None) -> str:
    if family is None:
        return _("Pilih keluarga penerima.")
    if family.target_village_id != asset.target_village_id:
        return _("Pilih keluarga dari desa ini.")
    if family.status == FamilyStatus.MERGED:
        return _("Data keluarga ini sudah digabung ke data lain. Pilih data itu.")
    return ""


def _note(by: User, asset: Asset, facts: dict[str, object]) -> AssetEvent:
    """Add an event, unless the last one says the same."""
    last = asset.events.order_by("pk").last()
    if last is not None and all(getattr(last, name) == value for name, value in facts.items()):
        return last
    event = AssetEvent(asset=asset, by=by, **facts)
    event.full_clean()
    event.save()
    audit.record(
        by=by,
        action="asset.record",
        target=asset,
        region_code=asset.target_village.village_id,
        kind=event.kind,
        on=event.on.isoformat(),
        holder_kind=event.holder_kind,
        condition=event.condition,
    )
    refresh_summary(asset.target_village_id)
    return event

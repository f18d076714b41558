"""What was given in a target village, who holds it, and how it is found later."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from villages.enums import AssetCondition, AssetEventKind, HolderKind
from villages.models.activity import Activity
from villages.models.family import Family
from villages.models.scoped import ProgrammeQuerySet, positive_or_none
from villages.models.target_village import TargetVillage


class Asset(models.Model):
    """A thing given, or a work built, in a target village. Whoever holds it stands in its newest hand-over."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target_village = models.ForeignKey(
        TargetVillage, models.PROTECT, related_name="assets", verbose_name=_("desa binaan")
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="assets", verbose_name=_("dari kegiatan")
    )
    name = models.CharField(_("barang atau bangunan"), max_length=160)
    quantity = models.PositiveIntegerField(_("jumlah"), default=1)
    unit = models.CharField(_("satuan"), max_length=20, default="unit")
    value = models.BigIntegerField(_("nilai (Rp)"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager["Asset"]] = models.Manager.from_queryset(ProgrammeQuerySet["Asset"])()

    class Meta:
        verbose_name = _("aset")
        verbose_name_plural = _("aset")
        ordering = ("name", "uuid")
        constraints = (
            models.CheckConstraint(
                name="asset_value_not_negative",
                condition=positive_or_none("value"),
                violation_error_message=_("Nilai tidak boleh kurang dari nol."),
            ),
            models.CheckConstraint(
                name="asset_quantity_positive",
                condition=Q(quantity__gte=1),
                violation_error_message=_("Jumlah paling sedikit satu."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class AssetEvent(models.Model):
    """One hand-over of an asset, or one check on it. Rows are only ever added."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="events", verbose_name=_("aset"))
    kind = models.CharField(_("yang dicatat"), max_length=8, choices=AssetEventKind)
    on = models.DateField(_("tanggal"))
    holder_kind = models.CharField(_("dipegang"), max_length=6, choices=HolderKind, blank=True)
    family = models.ForeignKey(
        Family, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("keluarga")
    )
    holder = models.CharField(_("nama pemegang"), max_length=120, blank=True)
    condition = models.CharField(_("keadaan"), max_length=6, choices=AssetCondition, blank=True)
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", verbose_name=_("oleh")
    )
    at = models.DateTimeField(_("dicatat"), auto_now_add=True)

    class Meta:
        verbose_name = _("catatan aset")
        verbose_name_plural = _("catatan aset")
        ordering = ("on", "pk")
        constraints = (
            models.CheckConstraint(
                name="asset_handed_to_somebody",
                condition=Q(kind=AssetEventKind.HANDOVER, holder_kind=HolderKind.FAMILY, family__isnull=False)
                | Q(kind=AssetEventKind.HANDOVER, family=None)
                & ~Q(holder_kind__in=("", HolderKind.FAMILY))
                & ~Q(holder="")
                | Q(kind=AssetEventKind.CHECK, holder_kind="", family=None, holder=""),
                violation_error_message=_("Pilih keluarga penerima, atau tulis siapa yang memegangnya."),
            ),
            models.CheckConstraint(
                name="asset_check_finds_condition",
                condition=~Q(kind=AssetEventKind.CHECK) | ~Q(condition=""),
                violation_error_message=_("Pilih keadaan barang saat diperiksa."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.asset} · {self.get_kind_display()}"

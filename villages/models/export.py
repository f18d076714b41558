"""A workbook on its way out of the register."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from p2wkss.models import Region, User
from villages.enums import ExportFailure, ExportState
from villages.models.target_village import TargetVillage

KEPT_DAYS, KEPT_FILES = 7, 5


class ExportQuerySet(models.QuerySet["Export"]):
    """Downloads, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep the person's own: a file of families is handed out to whoever asked for it, and to nobody else."""
        return self.filter(requested_by=user)

    def with_places(self) -> Self:
        """Load the names that the pages show in the same query."""
        return self.select_related("target_village__cycle", "target_village__village", "region")


class Export(models.Model):
    """The families and surveys of a target village, or of a year in a region, as asked for by one person.

    The row is the receipt and stays; the encrypted file is forgotten after some days, or when the person asks for more.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", verbose_name=_("diminta oleh")
    )
    target_village = models.ForeignKey(
        TargetVillage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("desa binaan")
    )
    year = models.PositiveSmallIntegerField(_("tahun"), null=True, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, db_index=False, related_name="+", verbose_name=_("wilayah")
    )
    with_numbers = models.BooleanField(_("dengan NIK dan No. KK lengkap"), default=False)
    reason = models.CharField(_("alasan"), max_length=300, blank=True)
    state = models.CharField(_("status"), max_length=7, choices=ExportState, default=ExportState.WAITING)
    failure = models.CharField(_("sebab gagal"), max_length=6, choices=ExportFailure, blank=True)
    progress = models.PositiveSmallIntegerField(_("kemajuan (%)"), default=0)
    file = models.FileField(_("berkas"), upload_to="exports/", max_length=200, blank=True)
    file_name = models.CharField(_("nama berkas"), max_length=100)
    family_count = models.PositiveIntegerField(_("keluarga"), default=0)
    created_at = models.DateTimeField(_("diminta"), auto_now_add=True)
    finished_at = models.DateTimeField(_("selesai"), null=True, blank=True)

    objects: ClassVar[models.Manager["Export"]] = models.Manager.from_queryset(ExportQuerySet)()

    class Meta:
        verbose_name = _("unduhan data keluarga")
        verbose_name_plural = _("unduhan data keluarga")
        ordering = ("-created_at",)
        indexes = (models.Index(fields=("requested_by", "created_at")),)
        constraints = (
            models.CheckConstraint(
                name="export_village_or_year_of_region",
                condition=Q(target_village__isnull=False, year=None, region=None)
                | Q(target_village=None, year__isnull=False, region__isnull=False),
                violation_error_message=_("Pilih satu desa binaan, atau satu tahun di satu wilayah."),
            ),
            models.CheckConstraint(
                name="export_numbers_with_reason",
                condition=Q(with_numbers=False) | ~Q(reason=""),
                violation_error_message=_("Tulis alasan membuka NIK, paling sedikit 10 huruf."),
            ),
            models.CheckConstraint(name="export_progress_percent", condition=Q(progress__lte=100)),
        )

    def __str__(self) -> str:
        return self.scope

    @property
    def scope(self) -> str:
        """What was asked for: "Desa Kamurang · 2019", or "Kabupaten Serang · 2019"."""
        return str(self.target_village or f"{self.region.full_name if self.region else ''} · {self.year}")

    @property
    def region_code(self) -> str:
        """The code of the village or region whose families are in it."""
        return self.target_village.village_id if self.target_village else self.region_id or ""

    @property
    def is_running(self) -> bool:
        """Whether the file is still to come."""
        return self.state in {ExportState.WAITING, ExportState.RUNNING}

    @property
    def kept_until(self) -> datetime | None:
        """When the file is forgotten at the latest."""
        return self.finished_at and self.finished_at + timedelta(days=KEPT_DAYS)

    @property
    def is_kept(self) -> bool:
        """Whether the file can still be had."""
        return bool(self.file and self.kept_until and timezone.now() < self.kept_until)

    def target_villages(self) -> models.QuerySet[TargetVillage]:
        """The villages whose families are in it, in the order of their codes."""
        villages = TargetVillage.objects.select_related("village").order_by("village", "pk")
        if self.target_village_id:
            return villages.filter(pk=self.target_village_id)
        return villages.filter(cycle__year=self.year or 0, village__in=Region.objects.under(self.region_id or "-"))

"""A workbook on its way into the register."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from p2wkss.models import User
from p2wkss.permissions import region_filter
from p2wkss.roles import Permission
from villages.enums import YEAR_ROUNDS, ImportState
from villages.models.target_village import TargetVillage


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Uploads, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep the uploads for villages in which the person enters families."""
        return self.filter(region_filter(user, Permission.ENTER_FAMILIES, "target_village__village"))


class ImportBatch(models.Model):
    """One uploaded workbook for one village and round: what was found in it, and whether it was taken over.

    `plan` is an encrypted file of clean rows and findings, written by the check and read by the import and by the
    page; `index` says where its parts lie. `summary` holds the counts that the pages and the command show.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target_village = models.ForeignKey(TargetVillage, models.PROTECT, related_name="imports", verbose_name=_("desa"))
    round = models.CharField(_("putaran"), max_length=8, choices=[(one.value, one.label) for one in YEAR_ROUNDS])
    file = models.FileField(_("berkas"), upload_to="imports/%Y/%m/", max_length=200, blank=True)
    file_name = models.CharField(_("nama berkas"), max_length=200)
    file_sha256 = models.CharField(_("sidik jari berkas"), max_length=64)
    columns = models.JSONField(_("kolom"), default=dict, blank=True)
    state = models.CharField(_("status"), max_length=9, choices=ImportState)
    progress = models.PositiveSmallIntegerField(_("kemajuan (%)"), default=0)
    plan = models.FileField(upload_to="imports/%Y/%m/", max_length=200, blank=True)
    index = models.JSONField(default=dict, blank=True)
    summary = models.JSONField(_("ringkasan"), default=dict, blank=True)
    refusal = models.TextField(_("alasan ditolak"), blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("diunggah oleh")
    )
    uploaded_at = models.DateTimeField(_("diunggah"), auto_now_add=True)
    finished_at = models.DateTimeField(_("selesai"), null=True, blank=True)

    objects: ClassVar[models.Manager["ImportBatch"]] = models.Manager.from_queryset(ImportBatchQuerySet)()

    class Meta:
        verbose_name = _("unggahan buku kerja")
        verbose_name_plural = _("unggahan buku kerja")
        ordering = ("-uploaded_at",)
        indexes = (models.Index(fields=("target_village", "uploaded_at")),)
        constraints = (models.CheckConstraint(name="import_progress_percent", condition=Q(progress__lte=100)),)

    def __str__(self) -> str:
        return f"{self.file_name} · {self.get_state_display()}"

    @property
    def has_changes(self) -> bool:
        """Whether there is anything to store."""
        return bool(self.new_count or self.changed_count)

    @property
    def new_count(self) -> int:
        """How many rows are families that the register did not have."""
        return int(self.summary.get("new", 0))

    @property
    def changed_count(self) -> int:
        """How many rows change a family or its survey."""
        return int(self.summary.get("changed", 0))

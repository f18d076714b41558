"""The families that the programme means to lift out of poverty."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from p2wkss.fields import PersonalNumberField
from p2wkss.models import User
from p2wkss.permissions import region_filter
from p2wkss.roles import Permission
from villages.enums import FamilyStatus, Sex
from villages.models.target_village import TargetVillage


class FamilyQuerySet(models.QuerySet["Family"]):
    """Families, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep the families of villages in which the person may see family data."""
        return self.filter(region_filter(user, Permission.VIEW_FAMILIES, "target_village__village"))

    def registered(self) -> Self:
        """Leave out the records that were found to double another and were merged into it."""
        return self.exclude(status=FamilyStatus.MERGED)

    def active(self) -> Self:
        """Keep the families that are still with the programme."""
        return self.filter(status=FamilyStatus.ACTIVE)


class Family(models.Model):
    """A household (KK) of a target village, named by its head.

    Its key is made where the record is made, so that the same record sent twice stays one record.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Keys without an index of their own: another index begins with them, or nothing is looked up by them.
    target_village = models.ForeignKey(
        TargetVillage, models.PROTECT, db_index=False, related_name="families", verbose_name=_("desa binaan")
    )
    head_name = models.CharField(_("nama kepala keluarga"), max_length=150)
    head_sex = models.CharField(_("jenis kelamin"), max_length=6, choices=Sex)
    head_birth_date = models.DateField(_("tanggal lahir"), null=True, blank=True)
    nik = PersonalNumberField(_("NIK"), blank=True, default="")
    nik_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    no_nik_reason = models.CharField(_("alasan belum punya NIK"), max_length=200, blank=True)
    kk = PersonalNumberField(_("No. KK"), blank=True, default="")
    kk_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    rw = models.CharField(_("RW"), max_length=3, blank=True)
    rt = models.CharField(_("RT"), max_length=3)
    address = models.CharField(_("alamat"), max_length=200, blank=True)
    decile = models.PositiveSmallIntegerField(
        _("desil kesejahteraan"), null=True, blank=True, help_text=_("1 (termiskin) sampai 10, menurut DTSEN.")
    )
    decile_source = models.CharField(_("sumber desil"), max_length=120, blank=True)
    decile_on = models.DateField(_("tanggal data desil"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=8, choices=FamilyStatus, default=FamilyStatus.ACTIVE, editable=False
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="merged",
        editable=False,
        verbose_name=_("digabung ke"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager["Family"]] = models.Manager.from_queryset(FamilyQuerySet)()

    class Meta:
        verbose_name = _("keluarga")
        verbose_name_plural = _("keluarga")
        ordering = ("rt", "head_name", "uuid")
        indexes = (
            models.Index(fields=("target_village", "rt", "head_name")),
            models.Index(fields=("nik_hash",)),
            models.Index(fields=("kk_hash",)),
            models.Index(fields=("merged_into",), condition=Q(merged_into__isnull=False), name="family_merged_into"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("target_village", "nik_hash"),
                condition=~Q(nik_hash="") & Q(merged_into=None),
                name="family_nik_once_a_village",
                violation_error_message=_("NIK ini sudah terdaftar di desa binaan ini."),
            ),
            models.UniqueConstraint(
                fields=("target_village", "kk_hash"),
                condition=~Q(kk_hash="") & Q(merged_into=None),
                name="family_kk_once_a_village",
                violation_error_message=_("No. KK ini sudah terdaftar di desa binaan ini."),
            ),
            models.CheckConstraint(
                name="family_nik_or_reason",
                condition=~Q(nik_hash="") | ~Q(no_nik_reason=""),
                violation_error_message=_("Isi NIK, atau alasan belum punya NIK."),
            ),
            models.CheckConstraint(
                name="family_decile_with_source_and_date",
                condition=Q(decile=None, decile_source="", decile_on=None)
                | Q(decile__range=(1, 10), decile_on__isnull=False) & ~Q(decile_source=""),
                violation_error_message=_(
                    "Isi desil 1 sampai 10 bersama sumber dan tanggalnya, atau kosongkan ketiganya."
                ),
            ),
            models.CheckConstraint(
                name="family_merged_into_another",
                condition=Q(status=FamilyStatus.MERGED, merged_into__isnull=False)
                | ~Q(status=FamilyStatus.MERGED) & Q(merged_into=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.head_name} · RT {self.rt}"

    @property
    def headed_by_woman(self) -> bool:
        """Whether the head is a woman (perempuan kepala keluarga)."""
        return self.head_sex == Sex.FEMALE

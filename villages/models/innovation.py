"""Simple appropriate technology that came out of a target village's year."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from villages.enums import Sex
from villages.models.family import Family
from villages.models.scoped import ProgrammeQuerySet
from villages.models.target_village import TargetVillage


class Innovation(models.Model):
    """An innovation (teknologi tepat guna): what it solves, who invented it, who uses it, where it was taken up."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target_village = models.ForeignKey(
        TargetVillage, models.PROTECT, related_name="innovations", verbose_name=_("desa binaan")
    )
    name = models.CharField(_("nama inovasi"), max_length=160)
    problem = models.TextField(_("masalah yang dipecahkan"))
    description = models.TextField(_("cara kerja"))
    inventor = models.CharField(_("penemu"), max_length=120)
    inventor_sex = models.CharField(_("jenis kelamin penemu"), max_length=6, choices=Sex)
    inventor_family = models.ForeignKey(
        Family, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("keluarga penemu")
    )
    started_on = models.DateField(_("dipakai sejak"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager["Innovation"]] = models.Manager.from_queryset(ProgrammeQuerySet["Innovation"])()

    class Meta:
        verbose_name = _("inovasi")
        verbose_name_plural = _("inovasi")
        ordering = ("name", "uuid")

    def __str__(self) -> str:
        return self.name


class InnovationUse(models.Model):
    """A family that uses an innovation."""

    innovation = models.ForeignKey(Innovation, models.PROTECT, db_index=False, related_name="uses")
    family = models.ForeignKey(Family, models.PROTECT, related_name="innovation_uses", verbose_name=_("keluarga"))
    since = models.DateField(_("sejak"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("pemakai inovasi")
        verbose_name_plural = _("pemakai inovasi")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("innovation", "family"),
                name="innovation_used_once_a_family",
                violation_error_message=_("Keluarga ini sudah tercatat memakai inovasi itu."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.innovation} · {self.family}"


class Replication(models.Model):
    """Another place that took an innovation up."""

    innovation = models.ForeignKey(Innovation, models.PROTECT, related_name="replications")
    place = models.CharField(_("ditiru di"), max_length=160)
    since = models.DateField(_("sejak"))
    note = models.CharField(_("catatan"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("replikasi inovasi")
        verbose_name_plural = _("replikasi inovasi")
        ordering = ("since", "pk")

    def __str__(self) -> str:
        return f"{self.innovation} · {self.place}"

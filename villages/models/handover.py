"""The end of a target village's year, which is no end of the village."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from villages.models.scoped import ProgrammeQuerySet
from villages.models.target_village import TargetVillage


class Handover(models.Model):
    """The site passes to TP PKK as a lokasi binaan (seed). The record stays, and goes on with later visits."""

    target_village = models.OneToOneField(
        TargetVillage, models.PROTECT, primary_key=True, related_name="handover", verbose_name=_("desa binaan")
    )
    handed_on = models.DateField(_("diserahkan tanggal"))
    receiver = models.CharField(_("diserahkan kepada"), max_length=160)
    note = models.TextField(_("kesepakatan"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", verbose_name=_("oleh")
    )
    at = models.DateTimeField(_("dicatat"), auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager["Handover"]] = models.Manager.from_queryset(ProgrammeQuerySet["Handover"])()

    class Meta:
        verbose_name = _("serah terima")
        verbose_name_plural = _("serah terima")

    def __str__(self) -> str:
        return f"{self.target_village} · {self.receiver}"

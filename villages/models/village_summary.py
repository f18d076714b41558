"""The figures of a target village, kept so that a district or a province is added up at once."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from villages.models.scoped import ProgrammeQuerySet
from villages.models.target_village import TargetVillage


class VillageSummary(models.Model):
    """What stands in one village's record, counted again in the transaction of every change (villages/summaries.py)."""

    target_village = models.OneToOneField(
        TargetVillage, models.PROTECT, primary_key=True, related_name="summary", verbose_name=_("desa binaan")
    )
    figures = models.JSONField(_("angka"), default=list)  # a row of villages.figures
    refreshed_at = models.DateTimeField(_("dihitung"))

    objects: ClassVar[models.Manager["VillageSummary"]] = models.Manager.from_queryset(
        ProgrammeQuerySet["VillageSummary"]
    )()

    class Meta:
        verbose_name = _("ringkasan desa")
        verbose_name_plural = _("ringkasan desa")

    def __str__(self) -> str:
        return str(self.target_village)

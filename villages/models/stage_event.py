"""The twelve stages of a target village's year."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from villages.enums import STAGE_LABELS, StageEventKind
from villages.models.scoped import ProgrammeQuerySet
from villages.models.target_village import TargetVillage


class StageEvent(models.Model):
    """One thing that was noted about a stage: that it is planned, was held, or is open again.

    Rows are only ever added; the newest of each kind counts, and a reopening takes back what was held before it
    (villages/stages.py).
    """

    target_village = models.ForeignKey(
        TargetVillage, models.PROTECT, db_index=False, related_name="stage_events", verbose_name=_("desa binaan")
    )
    stage = models.PositiveSmallIntegerField(_("tahap"), choices=[(at, words) for at, words in STAGE_LABELS.items()])
    kind = models.CharField(_("yang dicatat"), max_length=8, choices=StageEventKind)
    on = models.DateField(_("tanggal"), null=True, blank=True)
    women = models.PositiveIntegerField(_("hadir, perempuan"), null=True, blank=True)
    men = models.PositiveIntegerField(_("hadir, laki-laki"), null=True, blank=True)
    minutes = models.TextField(_("notulen"), blank=True)
    reason = models.CharField(_("alasan"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", verbose_name=_("oleh")
    )
    at = models.DateTimeField(_("dicatat"), auto_now_add=True)

    objects: ClassVar[models.Manager["StageEvent"]] = models.Manager.from_queryset(ProgrammeQuerySet["StageEvent"])()

    class Meta:
        verbose_name = _("catatan tahap")
        verbose_name_plural = _("catatan tahap")
        ordering = ("pk",)
        indexes = (models.Index(fields=("target_village", "stage")),)
        constraints = (
            models.CheckConstraint(name="stage_event_one_of_twelve", condition=Q(stage__range=(1, 12))),
            models.CheckConstraint(
                name="stage_event_with_date_or_reason",
                condition=Q(kind=StageEventKind.REOPENED, on=None) & ~Q(reason="")
                | ~Q(kind=StageEventKind.REOPENED) & Q(on__isnull=False),
                violation_error_message=_("Isi tanggal, atau alasan bila tahap dibuka lagi."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.stage} · {self.get_kind_display()}"

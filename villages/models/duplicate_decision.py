"""What people decided about families that look like one."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from p2wkss.models import User
from p2wkss.permissions import region_filter
from p2wkss.roles import Permission
from villages.enums import Verdict
from villages.models.family import Family


class DuplicateDecisionQuerySet(models.QuerySet["DuplicateDecision"]):
    """Decisions, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep the decisions on pairs of which the person may see both families."""
        return self.filter(
            region_filter(user, Permission.VIEW_FAMILIES, "first__target_village__village"),
            region_filter(user, Permission.VIEW_FAMILIES, "second__target_village__village"),
        )


class DuplicateDecision(models.Model):
    """One decision on a pair of families. Rows are only ever added: the newest of a pair counts, and undoing adds one.

    The pair is kept with the smaller key first. `undo` holds what a merge changed, without personal numbers, so that
    it can be taken back.
    """

    first = models.ForeignKey(Family, models.PROTECT, related_name="+", verbose_name=_("keluarga pertama"))
    second = models.ForeignKey(Family, models.PROTECT, related_name="+", verbose_name=_("keluarga kedua"))
    verdict = models.CharField(_("keputusan"), max_length=9, choices=Verdict)
    kept = models.ForeignKey(
        Family, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("yang dipertahankan")
    )
    undo = models.JSONField(default=dict, blank=True)
    reason = models.CharField(_("alasan"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("oleh"))
    at = models.DateTimeField(_("waktu"), auto_now_add=True)

    objects: ClassVar[models.Manager["DuplicateDecision"]] = models.Manager.from_queryset(DuplicateDecisionQuerySet)()

    class Meta:
        verbose_name = _("keputusan data ganda")
        verbose_name_plural = _("keputusan data ganda")
        ordering = ("-pk",)
        indexes = (models.Index(fields=("first", "second")),)
        constraints = (
            models.CheckConstraint(name="duplicate_pair_in_order", condition=Q(first__lt=F("second"))),
            models.CheckConstraint(
                name="duplicate_merge_keeps_one",
                condition=Q(verdict=Verdict.MERGED, kept__isnull=False) | ~Q(verdict=Verdict.MERGED) & Q(kept=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_id} / {self.second_id} · {self.get_verdict_display()}"

"""Objections to a published result (sanggahan), and what was decided about them."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.result import Result
from assessments.models.round import Entry
from p2wkss.models import User
from p2wkss.permissions import region_filter
from p2wkss.roles import Permission
from villages.models import Evidence


class ObjectionQuerySet(models.QuerySet["Objection"]):
    """Objections, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep what districts of the person's region filed, and what was filed against rounds that they run."""
        own = region_filter(user, Permission.OBJECT, "entry__target_village__village")
        return self.filter(own | region_filter(user, Permission.VIEW_ROUNDS, "entry__round__region"))


class Objection(models.Model):
    """A regency's objection to the score of one indicator of its village. Triggers refuse any change."""

    result = models.ForeignKey(Result, models.PROTECT, related_name="objections", verbose_name=_("hasil"))
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="objections", verbose_name=_("peserta"))
    indicator = models.CharField(_("indikator"), max_length=20)
    claim = models.TextField(_("isi sanggahan"))
    filed_by = models.ForeignKey("p2wkss.User", models.PROTECT, related_name="+", editable=False)
    filed_at = models.DateTimeField(_("diajukan"), auto_now_add=True)

    objects: ClassVar[models.Manager["Objection"]] = models.Manager.from_queryset(ObjectionQuerySet)()

    class Meta:
        verbose_name = _("sanggahan")
        verbose_name_plural = _("sanggahan")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("result", "entry", "indicator"),
                name="objection_once_an_indicator",
                violation_error_message=_("Indikator ini sudah disanggah."),
            ),
            models.CheckConstraint(name="objection_with_claim", condition=~Q(claim="")),
        )

    def __str__(self) -> str:
        return f"{self.entry} {self.indicator}"


class ObjectionEvidence(models.Model):
    """A photo or document of the village that an objection rests on."""

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="evidence", verbose_name=_("sanggahan"))
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+", verbose_name=_("bukti"))

    class Meta:
        verbose_name = _("bukti sanggahan")
        verbose_name_plural = _("bukti sanggahan")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("objection", "evidence"), name="objection_evidence_once"),)

    def __str__(self) -> str:
        return f"{self.objection}: {self.evidence}"


class ObjectionDecision(models.Model):
    """What was decided about an objection, with the reasons; where granted, a `ModeratedMark` names the objection."""

    objection = models.OneToOneField(Objection, models.PROTECT, related_name="decision", verbose_name=_("sanggahan"))
    granted = models.BooleanField(_("dikabulkan"))
    reason = models.TextField(_("pertimbangan"))
    decided_by = models.ForeignKey("p2wkss.User", models.PROTECT, related_name="+", editable=False)
    decided_at = models.DateTimeField(_("diputuskan"), auto_now_add=True)

    class Meta:
        verbose_name = _("keputusan sanggahan")
        verbose_name_plural = _("keputusan sanggahan")
        ordering = ("pk",)
        constraints = (models.CheckConstraint(name="objection_decided_with_reason", condition=~Q(reason="")),)

    def __str__(self) -> str:
        return f"{self.objection}: {self.granted}"

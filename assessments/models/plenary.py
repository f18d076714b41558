"""What the plenary of the panel decides: marks, ties, and its minutes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.round import Entry, Round


class ModeratedMark(models.Model):
    """The plenary's mark on an indicator of a village, in place of the assessors', with the reason.

    The assessors' own marks stay. The newest row of an indicator counts; a withdrawn one gives the word back to the
    assessors. Triggers refuse any change.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="moderated_marks", verbose_name=_("peserta"))
    indicator = models.CharField(_("indikator"), max_length=20)
    value = models.DecimalField(_("nilai"), max_digits=8, decimal_places=3, null=True, blank=True)
    not_applicable = models.BooleanField(_("tidak berlaku"), default=False)
    withdrawn = models.BooleanField(_("dibatalkan"), default=False)
    reason = models.TextField(_("alasan"))
    objection = models.ForeignKey(
        "assessments.Objection",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="moderated_marks",
        verbose_name=_("sanggahan"),
    )
    decided_by = models.ForeignKey("p2wkss.User", models.PROTECT, related_name="+", editable=False)
    decided_at = models.DateTimeField(_("diputuskan"), auto_now_add=True)

    class Meta:
        verbose_name = _("nilai hasil pleno")
        verbose_name_plural = _("nilai hasil pleno")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="moderated_value_or_not_applicable_or_withdrawn",
                condition=Q(withdrawn=False, not_applicable=False, value__isnull=False)
                | Q(withdrawn=False, not_applicable=True, value=None)
                | Q(withdrawn=True, not_applicable=False, value=None),
            ),
            models.CheckConstraint(name="moderated_with_reason", condition=~Q(reason="")),
        )

    def __str__(self) -> str:
        return f"{self.entry} {self.indicator}: {'n/a' if self.not_applicable else self.value}"


class TieDecision(models.Model):
    """What the plenary decided, in writing, about villages that the whole tie-break ladder leaves equal."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="tie_decisions", verbose_name=_("penilaian"))
    ordered_entries = models.JSONField(_("urutan"))
    shared = models.BooleanField(_("peringkat bersama"), default=False)
    reason = models.TextField(_("dasar keputusan"))
    decided_by = models.ForeignKey("p2wkss.User", models.PROTECT, related_name="+", editable=False)
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("keputusan pleno")
        verbose_name_plural = _("keputusan pleno")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.round}: {self.ordered_entries}"


class PlenaryMinutes(models.Model):
    """What the official minutes (berita acara pleno) say beside the result; the newest counts, none is changed."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="minutes", verbose_name=_("penilaian"))
    number = models.CharField(_("nomor berita acara"), max_length=100)
    held_on = models.DateField(_("tanggal pleno"))
    place = models.CharField(_("tempat"), max_length=200)
    # primary keys of the members of the panel who were there
    attendees = models.JSONField(_("hadir"), default=list)
    notes = models.TextField(_("catatan pleno"), blank=True)
    written_by = models.ForeignKey("p2wkss.User", models.PROTECT, related_name="+", editable=False)
    written_at = models.DateTimeField(_("dicatat"), auto_now_add=True)

    class Meta:
        verbose_name = _("berita acara pleno")
        verbose_name_plural = _("berita acara pleno")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.number

"""Where a village stands now, and where it stood at the lock: rows beside the documents, for pages that show a part."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.result import Result
from assessments.models.round import Entry, Round


class Standing(models.Model):
    """The score of an entry as its sheets give it now, counted anew whenever one of them changes.

    `sort_key` orders entries exactly, by the whole tie-break ladder, as text; "" while something is missing.
    """

    entry = models.OneToOneField(
        Entry, models.CASCADE, primary_key=True, related_name="standing", verbose_name=_("peserta")
    )
    round = models.ForeignKey(Round, models.CASCADE, related_name="standings", verbose_name=_("penilaian"))
    category = models.CharField(_("kategori"), max_length=20, blank=True)
    sort_key = models.CharField(_("kunci urut"), max_length=400, blank=True)
    total = models.CharField(_("total"), max_length=12, blank=True)
    # [[component code, score shown, weighted shown], …]
    components = models.JSONField(_("komponen"), default=list)
    missing_count = models.PositiveIntegerField(_("yang belum ada"), default=0)
    counted_at = models.DateTimeField(_("dihitung"), auto_now=True)

    class Meta:
        verbose_name = _("kedudukan sementara")
        verbose_name_plural = _("kedudukan sementara")
        ordering = ("-sort_key", "pk")
        indexes = (models.Index(fields=("round", "category", "-sort_key"), name="standing_order"),)

    def __str__(self) -> str:
        return f"{self.entry}: {self.total}"


class ResultPlace(models.Model):
    """One line of a frozen ranking, as it stands in the snapshot. Triggers refuse any change."""

    result = models.ForeignKey(Result, models.PROTECT, related_name="places", verbose_name=_("hasil"))
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="places", verbose_name=_("peserta"))
    category = models.CharField(_("kategori"), max_length=20, blank=True)
    position = models.PositiveIntegerField(_("urutan"))
    rank = models.PositiveIntegerField(_("peringkat"))
    # What a line of the ranking shows: the names of the place, total, components, interval of the rank.
    line = models.JSONField(_("isi"))

    class Meta:
        verbose_name = _("baris peringkat")
        verbose_name_plural = _("baris peringkat")
        ordering = ("result", "category", "position")
        constraints = (
            models.UniqueConstraint(fields=("result", "entry"), name="result_place_once"),
            models.UniqueConstraint(fields=("result", "category", "position"), name="result_place_position_once"),
        )

    def __str__(self) -> str:
        return f"{self.result}: {self.rank} {self.entry}"

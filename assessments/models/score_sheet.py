"""What an assessor writes down about a village."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from assessments.enums import SheetState
from assessments.models.round import Entry, PanelMember, Round
from assessments.phases import Phase
from p2wkss.models import RegionLevel, User
from p2wkss.permissions import has_permission, region_filter
from p2wkss.roles import Permission


class ScoreSheetQuerySet(models.QuerySet["ScoreSheet"]):
    """Score sheets, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep the assessor's own sheets of rounds that were opened; nobody else reads a sheet on a page."""
        if not has_permission(user, Permission.SCORE):
            return self.none()
        return self.filter(member__user=user).exclude(entry__round__phase=Phase.PREPARATION)

    def managed_by(self, user: User) -> Self:
        """Keep the sheets of rounds that the person runs: to see how far they are, and to give them back."""
        province = region_filter(user, Permission.MANAGE_PROVINCE_ROUND, "entry__round__region")
        district = region_filter(user, Permission.MANAGE_DISTRICT_ROUND, "entry__round__region")
        at_province = Q(entry__round__region__level=RegionLevel.PROVINCE)
        return self.filter((province & at_province) | (district & ~at_province))

    def with_places(self) -> Self:
        """Load the names that every page shows in the same query."""
        return self.select_related(
            "entry__round__instrument",
            "entry__round__cycle",
            "entry__round__region",
            "entry__target_village__village__parent__parent",
            "entry__target_village__cycle",
            "member__user",
        )

    def with_village(self) -> Self:
        """Load, in the same query, what the page of one own sheet shows: its round and its village."""
        return self.select_related(
            "entry__round__instrument",
            "entry__round__cycle",
            "entry__round__region",
            "entry__target_village__village__parent__parent",
            "member",
        )

    def with_progress(self) -> Self:
        """Add `mark_count`: how many indicators carry a mark or a reasoned not-applicable."""
        return self.annotate(mark_count=Count("marks"))


class ScoreSheet(models.Model):
    """The sheet of one assessor for one village in one part of the round. That it exists is the assignment."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="sheets", verbose_name=_("peserta"))
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="sheets", verbose_name=_("penilai"))
    part = models.CharField(_("bagian penilaian"), max_length=20, blank=True)
    state = models.CharField(_("status"), max_length=10, choices=SheetState, default=SheetState.DRAFT)
    version = models.PositiveIntegerField(_("versi"), default=0)
    saved_at = models.DateTimeField(_("disimpan"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("diajukan"), null=True, blank=True)

    objects: ClassVar[models.Manager["ScoreSheet"]] = models.Manager.from_queryset(ScoreSheetQuerySet)()

    class Meta:
        verbose_name = _("lembar nilai")
        verbose_name_plural = _("lembar nilai")
        ordering = ("entry__target_village__village", "pk")
        constraints = (
            models.UniqueConstraint(fields=("entry", "member", "part"), name="sheet_once_an_assessor"),
            models.CheckConstraint(
                name="sheet_submitted_with_time",
                condition=Q(state__in=[SheetState.DRAFT, SheetState.RECUSED], submitted_at=None)
                | Q(state=SheetState.SUBMITTED, submitted_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.entry} · {self.member}"

    @property
    def indicator_count(self) -> int:
        """How many indicators the sheet asks for."""
        return len(self.entry.round.instrument.instrument.marked_in(self.part))

    @property
    def part_name(self) -> str:
        """The name of the part of the round that the sheet is about; "" where there is one part only."""
        parts = self.entry.round.instrument.instrument.parts
        return next((part.name for part in parts if part.code == self.part), "")

    @property
    def is_submitted(self) -> bool:
        """Whether the assessor has handed the sheet in."""
        return self.state == SheetState.SUBMITTED

    @property
    def is_recused(self) -> bool:
        """Whether the assessor has declared a conflict of interest; the sheet then counts nowhere."""
        return self.state == SheetState.RECUSED


class Mark(models.Model):
    """One assessor's mark on one indicator: a level's value, or not applicable with a reason. Never neither."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="marks", verbose_name=_("lembar nilai"))
    indicator = models.CharField(_("indikator"), max_length=20)
    value = models.DecimalField(_("nilai"), max_digits=8, decimal_places=3, null=True, blank=True)
    not_applicable = models.BooleanField(_("tidak berlaku"), default=False)
    reason = models.CharField(_("alasan tidak berlaku"), max_length=300, blank=True)
    note = models.TextField(_("catatan"), blank=True)
    version = models.PositiveIntegerField(_("versi"), default=1)
    # What the assessor was shown beside the levels (villages/facts.py, written exactly), and what it proposed.
    fact = models.CharField(_("fakta saat dinilai"), max_length=40, blank=True)
    proposed = models.DecimalField(_("tingkat usulan"), max_digits=8, decimal_places=3, null=True, blank=True)

    class Meta:
        verbose_name = _("nilai")
        verbose_name_plural = _("nilai")
        ordering = ("sheet", "indicator")
        constraints = (
            models.UniqueConstraint(fields=("sheet", "indicator"), name="mark_once_an_indicator"),
            models.CheckConstraint(
                name="mark_value_or_reasoned_not_applicable",
                condition=Q(not_applicable=False, value__isnull=False)
                | (Q(not_applicable=True, value=None) & ~Q(reason="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator}: {'n/a' if self.not_applicable else self.value}"


class SheetReturn(models.Model):
    """A sheet given back to its assessor for correction. Triggers refuse any change."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="returns", verbose_name=_("lembar nilai"))
    remark = models.TextField(_("catatan pengembalian"))
    # {indicator code: what to look at again}
    remarks = models.JSONField(_("catatan per indikator"), default=dict, blank=True)
    returned_by = models.ForeignKey("p2wkss.User", models.PROTECT, related_name="+", editable=False)
    returned_at = models.DateTimeField(_("dikembalikan"), auto_now_add=True)

    class Meta:
        verbose_name = _("pengembalian lembar nilai")
        verbose_name_plural = _("pengembalian lembar nilai")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.sheet}: {self.remark[:40]}"


class ConflictDeclaration(models.Model):
    """What an assessor declared about conflicts of interest before a dossier opened; the newest row counts."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="declarations", verbose_name=_("peserta"))
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="declarations", verbose_name=_("penilai"))
    has_conflict = models.BooleanField(_("ada benturan kepentingan"))
    reason = models.CharField(_("penjelasan"), max_length=500, blank=True)
    declared_at = models.DateTimeField(_("dinyatakan"), auto_now_add=True)

    class Meta:
        verbose_name = _("pernyataan benturan kepentingan")
        verbose_name_plural = _("pernyataan benturan kepentingan")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(name="conflict_with_reason", condition=Q(has_conflict=False) | ~Q(reason="")),
        )

    def __str__(self) -> str:
        return f"{self.member} · {self.entry}: {self.has_conflict}"


class Reminder(models.Model):
    """A reminder to a person about a round; it stands on the home page while the round is in that phase."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="reminders", verbose_name=_("penilaian"))
    phase = models.CharField(_("fase"), max_length=12)
    recipient = models.ForeignKey("p2wkss.User", models.PROTECT, related_name="reminders", verbose_name=_("kepada"))
    text = models.CharField(_("isi"), max_length=500)
    # None: the daily command
    sent_by = models.ForeignKey("p2wkss.User", models.PROTECT, null=True, related_name="+", editable=False)
    sent_at = models.DateTimeField(_("dikirim"), auto_now_add=True)

    class Meta:
        verbose_name = _("pengingat")
        verbose_name_plural = _("pengingat")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.recipient}: {self.text[:40]}"

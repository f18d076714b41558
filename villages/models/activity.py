"""What the agencies promise and do in a target village, and what came of it for its families."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from p2wkss.models import User
from p2wkss.permissions import region_filter
from p2wkss.roles import Permission
from villages.enums import FundSource, Outcome
from villages.models.agency import ActivityKind, Agency
from villages.models.family import Family
from villages.models.member import Member
from villages.models.scoped import ProgrammeQuerySet, positive_or_none
from villages.models.target_village import TargetVillage


class Activity(models.Model):
    """One contribution of one agency to one village: promised for a date and a value, then delivered or called off.

    Amounts are whole rupiah. `held_on` says that it was delivered.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target_village = models.ForeignKey(
        TargetVillage, models.PROTECT, db_index=False, related_name="activities", verbose_name=_("desa binaan")
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="activities", verbose_name=_("instansi"))
    kind = models.ForeignKey(ActivityKind, models.PROTECT, related_name="activities", verbose_name=_("jenis kegiatan"))
    title = models.CharField(_("kegiatan"), max_length=200)
    source = models.CharField(_("sumber dana"), max_length=9, choices=FundSource)
    planned_on = models.DateField(_("rencana tanggal"))
    promised = models.BigIntegerField(_("nilai yang dijanjikan (Rp)"))
    held_on = models.DateField(_("terlaksana tanggal"), null=True, blank=True)
    delivered = models.BigIntegerField(_("nilai yang terlaksana (Rp)"), null=True, blank=True)
    women = models.PositiveIntegerField(_("hadir, perempuan"), null=True, blank=True)
    men = models.PositiveIntegerField(_("hadir, laki-laki"), null=True, blank=True)
    result = models.TextField(_("hasil"), blank=True)
    cancelled_reason = models.CharField(_("alasan batal"), max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager["Activity"]] = models.Manager.from_queryset(ProgrammeQuerySet["Activity"])()

    class Meta:
        verbose_name = _("kegiatan")
        verbose_name_plural = _("kegiatan")
        ordering = ("planned_on", "title", "uuid")
        indexes = (models.Index(fields=("target_village", "planned_on")),)
        constraints = (
            models.CheckConstraint(
                name="activity_promised_not_negative",
                condition=Q(promised__gte=0),
                violation_error_message=_("Nilai yang dijanjikan tidak boleh kurang dari nol."),
            ),
            models.CheckConstraint(
                name="activity_delivered_not_negative",
                condition=positive_or_none("delivered"),
                violation_error_message=_("Nilai yang terlaksana tidak boleh kurang dari nol."),
            ),
            models.CheckConstraint(
                name="activity_delivered_on_a_date",
                condition=Q(held_on=None, delivered=None) | Q(held_on__isnull=False, delivered__isnull=False),
                violation_error_message=_("Isi tanggal terlaksana bersama nilainya, atau kosongkan keduanya."),
            ),
            models.CheckConstraint(
                name="activity_held_or_cancelled",
                condition=Q(held_on=None) | Q(cancelled_reason=""),
                violation_error_message=_("Kegiatan yang terlaksana tidak dapat dibatalkan."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_held(self) -> bool:
        """Whether it was delivered."""
        return self.held_on is not None

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return bool(self.cancelled_reason)


class ParticipationQuerySet(models.QuerySet["Participation"]):
    """Participation, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep what concerns families that the person may see."""
        return self.filter(region_filter(user, Permission.VIEW_FAMILIES, "activity__target_village__village"))


class Participation(models.Model):
    """A family that an activity reached, and what came of it. Whoever took part is a member, or else the head."""

    activity = models.ForeignKey(
        Activity, models.PROTECT, db_index=False, related_name="participations", verbose_name=_("kegiatan")
    )
    family = models.ForeignKey(Family, models.PROTECT, related_name="participations", verbose_name=_("keluarga"))
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("yang ikut"),
        help_text=_("Kosongkan bila kepala keluarga sendiri."),
    )
    outcome = models.CharField(_("hasil"), max_length=10, choices=Outcome, default=Outcome.SERVED)
    outcome_on = models.DateField(_("sejak"), null=True, blank=True)
    monthly_income = models.BigIntegerField(_("penghasilan usaha sebulan (Rp)"), null=True, blank=True)
    note = models.CharField(_("catatan"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager["Participation"]] = models.Manager.from_queryset(ParticipationQuerySet)()

    class Meta:
        verbose_name = _("peserta")
        verbose_name_plural = _("peserta")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("activity", "family"),
                name="participation_once_an_activity",
                violation_error_message=_("Keluarga ini sudah tercatat pada kegiatan itu."),
            ),
            models.CheckConstraint(
                name="participation_income_of_a_business",
                condition=Q(monthly_income=None) | Q(outcome=Outcome.BUSINESS, monthly_income__gte=0),
                violation_error_message=_("Penghasilan diisi untuk yang membuka usaha, dan tidak kurang dari nol."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.family.head_name} · {self.get_outcome_display()}"

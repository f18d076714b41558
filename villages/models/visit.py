"""Pembinaan: the coaching visits to a target village, and what is to be done after them."""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from p2wkss.models import User
from p2wkss.permissions import region_filter
from p2wkss.roles import Permission
from villages.models.agency import Agency
from villages.models.scoped import ProgrammeQuerySet
from villages.models.target_village import TargetVillage

# Pembinaan stands three times in the order of the year (seed); a visit belongs to one of the three.
COACHING_STAGES = {3: _("Tahap 3"), 7: _("Tahap 7"), 10: _("Tahap 10")}


class Visit(models.Model):
    """One coaching visit: planned for a date, then held or called off. It may also come after the year."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target_village = models.ForeignKey(
        TargetVillage, models.PROTECT, db_index=False, related_name="visits", verbose_name=_("desa binaan")
    )
    stage = models.PositiveSmallIntegerField(
        _("tahap"), choices=list(COACHING_STAGES.items()), null=True, blank=True, help_text=_("Kosong: sesudah tahun.")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("instansi")
    )
    topic = models.CharField(_("materi"), max_length=200)
    place = models.CharField(_("tempat"), max_length=120, blank=True)
    planned_on = models.DateField(_("rencana tanggal"))
    starts_at = models.TimeField(_("mulai pukul"), null=True, blank=True)
    held_on = models.DateField(_("terlaksana tanggal"), null=True, blank=True)
    women = models.PositiveIntegerField(_("hadir, perempuan"), null=True, blank=True)
    men = models.PositiveIntegerField(_("hadir, laki-laki"), null=True, blank=True)
    findings = models.TextField(_("temuan"), blank=True)
    cancelled_reason = models.CharField(_("alasan batal"), max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager["Visit"]] = models.Manager.from_queryset(ProgrammeQuerySet["Visit"])()

    class Meta:
        verbose_name = _("kunjungan pembinaan")
        verbose_name_plural = _("kunjungan pembinaan")
        ordering = ("planned_on", "starts_at", "uuid")
        indexes = (
            models.Index(fields=("target_village", "planned_on")),
            models.Index(fields=("planned_on",)),
        )
        constraints = (
            models.CheckConstraint(
                name="visit_held_with_attendance",
                condition=Q(held_on=None, women=None, men=None)
                | Q(held_on__isnull=False, women__isnull=False, men__isnull=False),
                violation_error_message=_("Isi tanggal terlaksana bersama jumlah yang hadir."),
            ),
            models.CheckConstraint(
                name="visit_held_or_cancelled",
                condition=Q(held_on=None) | Q(cancelled_reason=""),
                violation_error_message=_("Kunjungan yang terlaksana tidak dapat dibatalkan."),
            ),
        )

    def __str__(self) -> str:
        return self.topic

    @property
    def day(self) -> date:
        """The day it was held, else the day it is planned for."""
        return self.held_on or self.planned_on


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Follow-ups, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep those of villages in whose region the person may see the programme."""
        return self.filter(region_filter(user, Permission.VIEW_PROGRAMME, "visit__target_village__village"))

    def open(self) -> Self:
        """Keep what is still to be done."""
        return self.filter(closed_on=None)


class FollowUp(models.Model):
    """Something to be done after a visit, by somebody, by a date; it stays on the home page until it is closed."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="follow_ups", verbose_name=_("kunjungan"))
    what = models.CharField(_("tindak lanjut"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="follow_ups", verbose_name=_("penanggung jawab")
    )
    due_on = models.DateField(_("paling lambat"))
    closed_on = models.DateField(_("selesai tanggal"), null=True, blank=True)
    closing_note = models.CharField(_("hasilnya"), max_length=300, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager["FollowUp"]] = models.Manager.from_queryset(FollowUpQuerySet)()

    class Meta:
        verbose_name = _("tindak lanjut")
        verbose_name_plural = _("tindak lanjut")
        ordering = ("due_on", "pk")
        indexes = (models.Index(fields=("owner", "due_on"), condition=Q(closed_on=None), name="follow_up_open"),)
        constraints = (
            models.CheckConstraint(
                name="follow_up_closed_with_note",
                condition=Q(closed_on=None, closing_note="", closed_by=None)
                | Q(closed_on__isnull=False, closed_by__isnull=False) & ~Q(closing_note=""),
                violation_error_message=_("Tulis hasil tindak lanjut bersama tanggal selesainya."),
            ),
        )

    def __str__(self) -> str:
        return self.what


class CalendarKey(models.Model):
    """The secret part of the address at which a person's calendar of visits can be read without signing in.

    Only its hash is kept; whoever revokes it closes the address for good.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_keys")
    key_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("dibuat"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("dicabut"), null=True, blank=True)

    class Meta:
        verbose_name = _("alamat kalender")
        verbose_name_plural = _("alamat kalender")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("user",), condition=Q(revoked_at=None), name="calendar_key_one_at_a_time"),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.created_at:%Y-%m-%d}"

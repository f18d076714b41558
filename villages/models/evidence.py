"""Photos and documents that prove what was done."""

import uuid
from functools import reduce
from operator import and_, or_
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from villages.enums import EvidenceKind, Moment
from villages.models.activity import Activity
from villages.models.asset import Asset
from villages.models.handover import Handover
from villages.models.innovation import Innovation
from villages.models.scoped import ProgrammeQuerySet
from villages.models.target_village import TargetVillage
from villages.models.visit import Visit

LINK_TARGETS = ("stage", "visit", "activity", "asset", "innovation", "handover", "indicator")


class Evidence(models.Model):
    """One photo or document of a target village. When it was taken, what day it is about, and when it was sent in
    are three dates. `sha256` is of the file as it was sent; a photo is kept without the data of the camera.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target_village = models.ForeignKey(
        TargetVillage, models.PROTECT, db_index=False, related_name="evidence", verbose_name=_("desa binaan")
    )
    kind = models.CharField(_("jenis"), max_length=8, choices=EvidenceKind, editable=False)
    caption = models.CharField(_("keterangan"), max_length=200)
    moment = models.CharField(_("menunjukkan keadaan"), max_length=6, choices=Moment, blank=True)
    pair = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="paired_by",
        verbose_name=_("foto sebelumnya"),
        help_text=_("Foto “sebelum” dari tempat yang sama."),
    )
    file = models.FileField(_("berkas"), upload_to="evidence/%Y/%m/", max_length=200)
    thumbnail = models.FileField(upload_to="evidence/%Y/%m/", max_length=200, blank=True, editable=False)
    file_name = models.CharField(_("nama berkas"), max_length=200, editable=False)
    size = models.PositiveBigIntegerField(_("ukuran (byte)"), editable=False)
    sha256 = models.CharField(_("sidik jari berkas"), max_length=64, editable=False)
    picture_hash = models.CharField(_("sidik gambar"), max_length=16, blank=True, editable=False)
    width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    taken_at = models.DateTimeField(_("diambil"), null=True, blank=True)
    effective_on = models.DateField(_("tentang tanggal"), null=True, blank=True)
    latitude = models.DecimalField(_("lintang"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("bujur"), max_digits=8, decimal_places=5, null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,
        related_name="+",
        editable=False,
        verbose_name=_("diunggah oleh"),
    )
    uploaded_at = models.DateTimeField(_("diunggah"), auto_now_add=True)
    removed_at = models.DateTimeField(_("ditarik"), null=True, blank=True, editable=False)
    removed_reason = models.CharField(_("alasan ditarik"), max_length=200, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager["Evidence"]] = models.Manager.from_queryset(ProgrammeQuerySet["Evidence"])()

    class Meta:
        verbose_name = _("bukti")
        verbose_name_plural = _("bukti")
        ordering = ("-uploaded_at", "uuid")
        indexes = (
            models.Index(fields=("target_village", "uploaded_at")),
            models.Index(fields=("sha256",)),
        )
        constraints = (
            models.CheckConstraint(
                name="evidence_position_whole",
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="evidence_pair_is_after",
                condition=Q(pair=None) | Q(moment=Moment.AFTER),
                violation_error_message=_("Pasangan dipilih pada foto “sesudah”."),
            ),
        )

    def __str__(self) -> str:
        return self.caption


class EvidenceBand(models.Model):
    """A part of a photo's picture hash, so that photos that look alike are found by an index (villages/pictures.py)."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="bands")
    key = models.PositiveIntegerField()

    class Meta:
        indexes = (models.Index(fields=("key", "evidence")),)

    def __str__(self) -> str:
        return str(self.key)


def _exactly_one() -> Q:
    """Build the condition that a link points at one thing and at no other."""

    def empty(name: str) -> Q:
        return Q(indicator="") if name == "indicator" else Q(**{f"{name}__isnull": True})

    def only(chosen: str) -> Q:
        return reduce(and_, (~empty(name) if name == chosen else empty(name) for name in LINK_TARGETS))

    return reduce(or_, map(only, LINK_TARGETS))


class EvidenceLink(models.Model):
    """What a photo or document is evidence of: exactly one thing a link, and several links a photo."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="links", verbose_name=_("bukti"))
    stage = models.PositiveSmallIntegerField(_("tahap"), null=True, blank=True)
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="evidence_links")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="evidence_links")
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, blank=True, related_name="evidence_links")
    innovation = models.ForeignKey(Innovation, models.PROTECT, null=True, blank=True, related_name="evidence_links")
    handover = models.ForeignKey(Handover, models.PROTECT, null=True, blank=True, related_name="evidence_links")
    indicator = models.CharField(_("indikator penilaian"), max_length=20, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("kaitan bukti")
        verbose_name_plural = _("kaitan bukti")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(name="evidence_link_to_one_thing", condition=_exactly_one()),
            models.CheckConstraint(
                name="evidence_link_stage_of_twelve", condition=Q(stage=None) | Q(stage__range=(1, 12))
            ),
        )

    def __str__(self) -> str:
        return f"{self.evidence} · {next((name for name in LINK_TARGETS if getattr(self, name)), '')}"


class Upload(models.Model):
    """A file on its way in, piece by piece: how much of it has arrived. Gone once it is evidence, or too old."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target_village = models.ForeignKey(TargetVillage, models.PROTECT, db_index=False, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("unggahan bukti")
        verbose_name_plural = _("unggahan bukti")
        ordering = ("created_at",)
        constraints = (
            models.CheckConstraint(name="upload_received_at_most_size", condition=Q(received__lte=models.F("size"))),
        )

    def __str__(self) -> str:
        return f"{self.file_name} · {self.received}/{self.size}"

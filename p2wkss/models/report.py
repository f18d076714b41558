"""Reports that were asked for: what they were made from, how far they are, and the finished file."""

import uuid
from collections.abc import Iterator
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from p2wkss.models.region import Region
from p2wkss.models.user import User
from p2wkss.report_words import Classification, Format, ReportState

CHUNK = 1024 * 1024


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports, reached through who asked for them."""

    def visible_to(self, user: User) -> Self:
        """Keep those that the person asked for. Whether they may still be read, each kind of report says."""
        return self.filter(requests__user=user).distinct()

    def light(self) -> Self:
        """Leave out what a list does not show."""
        return self.defer("content")


class Report(models.Model):
    """One report: what it is of, all that it is made from, and what became of it.

    `inputs` is the hash of the content, the letterhead, the format and the templates: the same question again finds
    the file that is there. The content is frozen when it is asked for, so that the worker prints what was asked for.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("jenis laporan"), max_length=40)
    subject = models.CharField(_("tentang"), max_length=80)
    format = models.CharField(_("format"), max_length=4, choices=Format)
    title = models.CharField(_("judul"), max_length=500)
    file_name = models.CharField(_("nama berkas"), max_length=200)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    year = models.PositiveSmallIntegerField(_("tahun"))
    classification = models.CharField(_("klasifikasi"), max_length=2, choices=Classification)
    code = models.CharField(_("kode hasil"), max_length=14, blank=True)
    content = models.JSONField(_("isi"))
    content_sha256 = models.CharField(_("sidik jari isi"), max_length=64)
    inputs = models.CharField(_("sidik jari masukan"), max_length=64, unique=True)
    as_of = models.DateTimeField(_("keadaan data"))
    is_final = models.BooleanField(_("dari data terkunci"))
    state = models.CharField(_("status"), max_length=7, choices=ReportState, default=ReportState.WAITING)
    failure = models.CharField(_("sebab gagal"), max_length=300, blank=True)
    progress = models.PositiveSmallIntegerField(_("kemajuan (%)"), default=0)
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    task = models.CharField(_("tugas"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("ukuran"), default=0)
    pages = models.PositiveIntegerField(_("halaman"), default=0)
    sha256 = models.CharField(_("sidik jari berkas"), max_length=64, blank=True)
    requested_at = models.DateTimeField(_("diminta"), auto_now_add=True)
    finished_at = models.DateTimeField(_("selesai"), null=True)

    objects: ClassVar[models.Manager["Report"]] = models.Manager.from_queryset(ReportQuerySet)()

    class Meta:
        verbose_name = _("laporan")
        verbose_name_plural = _("laporan")
        ordering = ("-requested_at",)
        indexes = (models.Index(fields=("kind", "subject", "format")), models.Index(fields=("state", "requested_at")))
        constraints = (
            models.CheckConstraint(name="report_progress_percent", condition=Q(progress__lte=100)),
            models.CheckConstraint(
                name="report_done_with_file",
                condition=~Q(state=ReportState.DONE) | Q(size__gt=0, finished_at__isnull=False) & ~Q(sha256=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.get_format_display()})"

    @property
    def is_open(self) -> bool:
        """Whether the file is still to come."""
        return self.state in {ReportState.WAITING, ReportState.RUNNING}

    @property
    def is_done(self) -> bool:
        """Whether the file is there."""
        return self.state == ReportState.DONE

    def parts(self) -> Iterator[bytes]:
        """Give the finished file piece by piece, each read when it is wanted."""
        numbers = self.chunks.order_by("number").values_list("number", flat=True)
        for number in list(numbers):
            yield bytes(self.chunks.values_list("data", flat=True).get(number=number))


class ReportChunk(models.Model):
    """A piece of a finished file, kept in the database: a worker on another machine needs nothing else to share."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("report", "number"), name="report_chunk_once"),)

    def __str__(self) -> str:
        return f"{self.report_id} #{self.number}"


class ReportRequest(models.Model):
    """That somebody asked for a report, and whether they want a mail when it is there."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="requests", verbose_name=_("laporan"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("peminta"))
    requested_at = models.DateTimeField(_("diminta"), auto_now_add=True)

    class Meta:
        verbose_name = _("permintaan laporan")
        verbose_name_plural = _("permintaan laporan")
        ordering = ("-requested_at",)
        constraints = (models.UniqueConstraint(fields=("report", "user"), name="report_request_once"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.report_id}"


class ReportDownload(models.Model):
    """That somebody took a report away: what a later change is compared with."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="downloads", verbose_name=_("laporan"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("pengunduh"))
    downloaded_at = models.DateTimeField(_("diunduh"), auto_now_add=True)

    class Meta:
        verbose_name = _("unduhan laporan")
        verbose_name_plural = _("unduhan laporan")
        ordering = ("-pk",)
        indexes = (models.Index(fields=("user", "report")),)

    def __str__(self) -> str:
        return f"{self.user}: {self.report_id}"

"""What is said of reports: their formats, states and classes of secrecy."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Format(models.TextChoices):
    """What a report can be had as."""

    PDF = "pdf", _("PDF")
    XLSX = "xlsx", _("Excel")
    ZIP = "zip", _("ZIP")


class ReportState(models.TextChoices):
    """How far the making of a report is."""

    WAITING = "waiting", _("menunggu giliran")
    RUNNING = "running", _("sedang dibuat")
    DONE = "done", _("selesai")
    FAILED = "failed", _("gagal")


class Classification(models.TextChoices):
    """Who may read a document, as official documents say it [public: Permendagri 1/2023]."""

    ORDINARY = "B", _("Biasa")
    RESTRICTED = "T", _("Terbatas")
    SECRET = "R", _("Rahasia")
    TOP_SECRET = "SR", _("Sangat Rahasia")


class SignerRole(models.TextChoices):
    """Which documents a signer of an office signs [ours]."""

    ALL = "all", _("semua dokumen lain")
    RESULT = "result", _("peringkat, berita acara, dan putusan sanggahan")
    CERTIFICATE = "certificate", _("piagam")

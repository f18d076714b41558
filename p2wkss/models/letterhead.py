"""The letterhead of an office and who signs for it, each version with the day from which it counts."""

import datetime
from collections.abc import Iterable
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from p2wkss.models.region import Region
from p2wkss.models.user import User
from p2wkss.report_words import SignerRole
from p2wkss.roles import ROLE_PERMISSIONS, Permission


class LetterheadQuerySet(models.QuerySet["LetterheadVersion"]):
    """Versions, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep those of the regions whose letterhead the person manages."""
        held = [code for role, code in user.held_roles if Permission.MANAGE_LETTERHEAD in ROLE_PERMISSIONS[role]]
        if "" in held:
            return self.all()
        own = Q(pk__in=[])
        for code in held:
            own |= Q(region=code) | Q(region__code__startswith=f"{code}.")
        return self.filter(own)

    def in_use(self) -> Self:
        """Keep the versions that were taken into use; a draft is used by no report."""
        return self.exclude(activated_at=None)

    def in_force(self, region_code: str, day: datetime.date) -> "LetterheadVersion | None":
        """Give the version that counts for a region on a day: its own, else that of the nearest region above.

        Before the first day of the first version, that version counts [ours].
        """
        return version_on(
            self.in_use().filter(region__in=region_and_above(region_code)).defer("logo"), region_code, day
        )


def region_and_above(code: str) -> list[str]:
    """Give the codes of a region and of all that it lies in, itself first."""
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]


def version_on(
    versions: Iterable["LetterheadVersion"], region_code: str, day: datetime.date
) -> "LetterheadVersion | None":
    """Pick the version that counts for a region on a day among versions in use (see `in_force`)."""
    found = sorted((one for one in versions if not one.is_draft), key=_order)
    for code in region_and_above(region_code):
        own = [one for one in found if one.region_id == code]
        valid = [one for one in own if one.valid_from and one.valid_from <= day]
        if own:
            return (valid or own[:1])[-1]
    return None


def _order(version: "LetterheadVersion") -> tuple[datetime.date | None, datetime.datetime | None]:
    return version.valid_from, version.activated_at


class LetterheadVersion(models.Model):
    """What stands above and below an office's documents. Once in use it never changes: a change is a new version."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="letterheads", verbose_name=_("wilayah"))
    lines = models.TextField(
        _("nama kantor"), max_length=500, help_text=_("Satu baris tiap tingkat, paling banyak empat.")
    )
    address = models.CharField(_("alamat"), max_length=300, blank=True)
    contact = models.CharField(_("telepon, surel, laman"), max_length=200, blank=True)
    logo = models.BinaryField(_("lambang"), null=True, blank=True, editable=True)
    logo_type = models.CharField(_("jenis lambang"), max_length=20, blank=True)
    logo_text = models.CharField(_("teks pengganti lambang"), max_length=150, blank=True)
    number_pattern = models.CharField(
        _("nomor dokumen"),
        max_length=120,
        blank=True,
        help_text=_("Boleh memuat {jenis}, {tahun}, dan {wilayah}; kosong memberi garis untuk diisi."),
    )
    valid_from = models.DateField(_("berlaku sejak"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("dibuat"), auto_now_add=True)
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    activated_at = models.DateTimeField(_("dipakai sejak"), null=True, editable=False)

    objects: ClassVar[models.Manager["LetterheadVersion"]] = models.Manager.from_queryset(LetterheadQuerySet)()

    class Meta:
        verbose_name = _("kop surat")
        verbose_name_plural = _("kop surat")
        ordering = ("-valid_from", "-pk")
        constraints = (
            models.CheckConstraint(
                name="letterhead_in_use_from_a_day",
                condition=Q(activated_at=None, activated_by=None)
                | Q(activated_at__isnull=False, activated_by__isnull=False, valid_from__isnull=False),
                violation_error_message=_("Kop yang dipakai harus punya tanggal mulai berlaku."),
            ),
            models.UniqueConstraint(
                fields=("region",),
                condition=Q(activated_at=None),
                name="letterhead_one_draft_a_region",
                violation_error_message=_("Kantor ini sudah punya rancangan kop."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.region.full_name}: {self.lines.splitlines()[0] if self.lines else ''}"

    @property
    def last_line(self) -> str:
        """The line that names the office itself, below what it belongs to."""
        return next((line.strip() for line in reversed(self.lines.splitlines()) if line.strip()), "")

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.activated_at is None


class Signer(models.Model):
    """Who signs for the office: which documents, where, as what."""

    letterhead = models.ForeignKey(
        LetterheadVersion, models.CASCADE, related_name="signers", verbose_name=_("kop surat")
    )
    role = models.CharField(_("menandatangani"), max_length=11, choices=SignerRole, default=SignerRole.ALL)
    place = models.CharField(_("tempat"), max_length=100, blank=True)
    title = models.CharField(_("jabatan"), max_length=200)
    name = models.CharField(_("nama"), max_length=150, blank=True)
    rank = models.CharField(_("pangkat, golongan"), max_length=100, blank=True)
    nip = models.CharField(_("NIP"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("penanda tangan")
        verbose_name_plural = _("penanda tangan")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("letterhead", "role"),
                name="signer_once_a_role",
                violation_error_message=_("Tiap jenis dokumen punya satu penanda tangan."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}: {self.name}"

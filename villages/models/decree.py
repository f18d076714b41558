"""The regent's decision that names the target villages."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from p2wkss.models import Region, User
from p2wkss.permissions import region_filter
from p2wkss.roles import Permission


class DecreeQuerySet(models.QuerySet["Decree"]):
    """Decrees, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep the decrees of the regencies in which the person may see the programme."""
        return self.filter(region_filter(user, Permission.VIEW_PROGRAMME, "regency"))


class Decree(models.Model):
    """A decree (SK) of a regent or mayor: one decree may name several villages for several years."""

    regency = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("kabupaten/kota"))
    number = models.CharField(_("nomor SK"), max_length=80, blank=True, help_text=_("Kosongkan bila belum diketahui."))
    title = models.CharField(_("tentang"), max_length=300)
    issued_on = models.DateField(_("tanggal ditetapkan"), null=True, blank=True)
    first_year = models.PositiveSmallIntegerField(_("berlaku mulai tahun"))
    last_year = models.PositiveSmallIntegerField(_("sampai tahun"))
    file = models.FileField(_("berkas SK"), upload_to="decrees/%Y/", blank=True, max_length=200)
    file_name = models.CharField(_("nama berkas"), max_length=200, blank=True, editable=False)
    file_sha256 = models.CharField(_("sidik jari berkas"), max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager["Decree"]] = models.Manager.from_queryset(DecreeQuerySet)()

    class Meta:
        verbose_name = _("SK lokasi binaan")
        verbose_name_plural = _("SK lokasi binaan")
        ordering = ("-first_year", "regency", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("regency", "number"),
                condition=~Q(number=""),
                name="decree_number_once",
                violation_error_message=_("SK dengan nomor ini sudah tercatat."),
            ),
            models.CheckConstraint(
                name="decree_years_in_order",
                condition=Q(last_year__gte=F("first_year")),
                violation_error_message=_("Tahun akhir tidak boleh sebelum tahun awal."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number or _('SK tanpa nomor')} · {self.first_year}-{self.last_year}"

"""What was done, by whom, when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One act of one person. Rows are only ever added: triggers in the database refuse anything else.

    `details` never holds a NIK, a No. KK, a password or a key.
    """

    at = models.DateTimeField(_("waktu"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("pelaku")
    )
    action = models.CharField(_("tindakan"), max_length=60)
    object_type = models.CharField(_("jenis objek"), max_length=60, blank=True)
    object_id = models.CharField(_("objek"), max_length=40, blank=True)
    region_code = models.CharField(_("kode wilayah"), max_length=13, blank=True)
    details = models.JSONField(_("rincian"), default=dict)

    class Meta:
        verbose_name = _("jejak audit")
        verbose_name_plural = _("jejak audit")
        ordering = ("-pk",)
        indexes = (models.Index(fields=("object_type", "object_id")), models.Index(fields=("region_code", "at")))

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"

"""When a family left the programme, or came back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from villages.enums import FamilyStatus
from villages.models.family import Family


class FamilyStatusEvent(models.Model):
    """One change of a family's status. Rows are only ever added; the newest agrees with `Family.status`."""

    family = models.ForeignKey(Family, models.PROTECT, related_name="status_events", verbose_name=_("keluarga"))
    status = models.CharField(_("status"), max_length=8, choices=FamilyStatus)
    since = models.DateField(_("sejak"))
    reason = models.CharField(_("alasan"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("oleh"))
    at = models.DateTimeField(_("dicatat"), auto_now_add=True)

    class Meta:
        verbose_name = _("perubahan status keluarga")
        verbose_name_plural = _("perubahan status keluarga")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.family} · {self.get_status_display()}"

"""How a survey went from the surveyor to the checked record."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from villages.enums import SurveyState
from villages.models.survey import Survey


class SurveyEvent(models.Model):
    """One step of a survey: handed in, returned or verified. Rows are only ever added.

    `remarks` holds what is to be corrected, by the number of the indicator as text: {"7": "..."}.
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="events", verbose_name=_("survei"))
    state = models.CharField(_("status"), max_length=9, choices=SurveyState)
    note = models.CharField(_("catatan"), max_length=500, blank=True)
    remarks = models.JSONField(_("catatan per jawaban"), default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("oleh"))
    at = models.DateTimeField(_("waktu"), auto_now_add=True)

    class Meta:
        verbose_name = _("riwayat survei")
        verbose_name_plural = _("riwayat survei")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.survey_id} · {self.get_state_display()}"

"""How a district names the columns of its own workbooks."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from p2wkss.models import Region


class ColumnMapping(models.Model):
    """Which column of a workbook is which fact, remembered for the regency that uses it.

    `heads` is the fingerprint of the head row; `columns` holds {fact: head}.
    """

    regency = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("kabupaten/kota"))
    heads = models.CharField(max_length=64)
    columns = models.JSONField(_("kolom"))
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("pencocokan kolom")
        verbose_name_plural = _("pencocokan kolom")
        constraints = (models.UniqueConstraint(fields=("regency", "heads"), name="mapping_once_a_head_row"),)

    def __str__(self) -> str:
        return f"{self.regency_id} {self.heads[:8]}"

"""Which role a person holds, for which region."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from p2wkss.roles import Role


class RoleAssignment(models.Model):
    """A role held for a region and all that lies under it. It is revoked, never deleted."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="role_assignments", verbose_name=_("pengguna")
    )
    role = models.CharField(_("peran"), max_length=20, choices=Role)
    region = models.ForeignKey(
        "p2wkss.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("wilayah")
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("diberikan oleh"),
    )
    granted_at = models.DateTimeField(_("diberikan"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("dicabut"), null=True, blank=True)

    class Meta:
        verbose_name = _("peran")
        verbose_name_plural = _("peran")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("user", "role", "region"),
                condition=Q(revoked_at=None),
                name="role_held_once",
                violation_error_message=_("Peran ini sudah dipegang untuk wilayah itu."),
            ),
            models.UniqueConstraint(
                fields=("user", "role"),
                condition=Q(revoked_at=None, region=None),
                name="role_held_once_country",
                violation_error_message=_("Peran ini sudah dipegang untuk seluruh Indonesia."),
            ),
            models.CheckConstraint(
                name="role_needs_region",
                condition=Q(role=Role.ADMINISTRATOR) | Q(region__isnull=False),
                violation_error_message=_("Pilih wilayah untuk peran ini."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.region.full_name if self.region else 'Indonesia'}"

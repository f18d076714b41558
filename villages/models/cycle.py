"""The programme year of a province."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from p2wkss.models import Region, User
from p2wkss.permissions import regions_of
from p2wkss.roles import Permission


class CycleQuerySet(models.QuerySet["Cycle"]):
    """Cycles, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep the years of each province in which the person may see the programme, however small the part."""
        held = regions_of(user, Permission.VIEW_PROGRAMME)
        return self.all() if "" in held else self.filter(province_id__in={code[:2] for code in held})


class Cycle(models.Model):
    """One year of P2WKSS in one province: everything of that year hangs from it."""

    year = models.PositiveSmallIntegerField(_("tahun"))
    province = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("provinsi"))
    created_at = models.DateTimeField(_("dibuka"), auto_now_add=True)

    objects: ClassVar[models.Manager["Cycle"]] = models.Manager.from_queryset(CycleQuerySet)()

    class Meta:
        verbose_name = _("tahun program")
        verbose_name_plural = _("tahun program")
        ordering = ("-year", "province")
        constraints = (
            models.UniqueConstraint(
                fields=("year", "province"),
                name="cycle_once_a_year",
                violation_error_message=_("Tahun program ini sudah dibuka untuk provinsi itu."),
            ),
            models.CheckConstraint(
                name="cycle_year_plausible",
                condition=models.Q(year__range=(1980, 2100)),
                violation_error_message=_("Isi tahun antara 1980 dan 2100."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.province.name} {self.year}"

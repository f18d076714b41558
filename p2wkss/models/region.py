"""The places of Indonesia, by the codes of the Ministry of Home Affairs (Kemendagri)."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RegionLevel(models.IntegerChoices):
    """How deep a region lies: codes of 2, 4, 6 and 10 digits."""

    PROVINCE = 1, _("Provinsi")
    REGENCY = 2, _("Kabupaten/Kota")
    DISTRICT = 3, _("Kecamatan")
    VILLAGE = 4, _("Desa/Kelurahan")


class RegionQuerySet(models.QuerySet["Region"]):
    """Regions, found by their place in the tree."""

    def under(self, code: str) -> Self:
        """Keep the region itself and all that lies under it; "" keeps the whole country."""
        return self.filter(Q(code=code) | Q(code__startswith=f"{code}.")) if code else self.all()

    def active(self) -> Self:
        """Keep what the newest table of the ministry still names."""
        return self.filter(is_active=True)


class Region(models.Model):
    """A province, regency or city, district, or village; its code begins with the code of what it lies in."""

    code = models.CharField(_("kode wilayah"), max_length=13, primary_key=True)
    name = models.CharField(_("nama"), max_length=120)
    level = models.PositiveSmallIntegerField(_("tingkat"), choices=RegionLevel)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("bagian dari")
    )
    is_active = models.BooleanField(_("masih berlaku"), default=True)

    objects: ClassVar[models.Manager["Region"]] = models.Manager.from_queryset(RegionQuerySet)()

    class Meta:
        verbose_name = _("wilayah")
        verbose_name_plural = _("wilayah")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="region_parent_but_for_provinces",
                condition=Q(level=RegionLevel.PROVINCE, parent=None)
                | Q(level__gt=RegionLevel.PROVINCE, parent__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """The name with its kind: "Desa Kamurang", "Kecamatan Cikande", "Kabupaten Serang"."""
        match self.level:
            case RegionLevel.DISTRICT:
                return f"Kecamatan {self.name}"
            case RegionLevel.VILLAGE:
                return f"{'Kelurahan' if self.code[9] == '1' else 'Desa'} {self.name}"
            case RegionLevel.PROVINCE:
                return f"Provinsi {self.name}"
            case _:
                return self.name

    @property
    def province_code(self) -> str:
        """The code of the province that the region lies in, such as "36"."""
        return self.code[:2]

    @property
    def regency_code(self) -> str:
        """The code of the regency or city that the region lies in, such as "36.04"; shorter for a province."""
        return self.code[:5]

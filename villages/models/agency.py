"""The agencies that work in the villages, and the kinds of what they do."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from p2wkss.models import Region, User
from p2wkss.permissions import region_filter, regions_of
from p2wkss.roles import Permission
from villages.enums import AgencyKind, Component, ProgrammeField
from villages.models.cycle import Cycle


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Agencies, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep the agencies of the regions whose programme the person may see, and those of the province above."""
        held = regions_of(user, Permission.VIEW_PROGRAMME)
        above = {code[:length] for code in held for length in (2, 5) if len(code) > length}
        return self.filter(region_filter(user, Permission.VIEW_PROGRAMME, "region") | Q(region__in=above))


class Agency(models.Model):
    """An agency, organisation or company of a regency or a province that contributes to the programme."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    name = models.CharField(_("nama"), max_length=160)
    short_name = models.CharField(_("singkatan"), max_length=30, blank=True)
    kind = models.CharField(_("jenis"), max_length=12, choices=AgencyKind)
    is_active = models.BooleanField(_("aktif"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager["Agency"]] = models.Manager.from_queryset(AgencyQuerySet)()

    class Meta:
        verbose_name = _("instansi")
        verbose_name_plural = _("instansi")
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("region", "name"),
                name="agency_once_a_region",
                violation_error_message=_("Instansi dengan nama ini sudah ada di wilayah itu."),
            ),
        )

    def __str__(self) -> str:
        return self.short_name or self.name


class ActivityKindQuerySet(models.QuerySet["ActivityKind"]):
    """Kinds of activities, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep the kinds of the years that the person may see."""
        return self.filter(cycle__in=Cycle.objects.visible_to(user))


class ActivityKind(models.Model):
    """A kind of activity in one year of one province: its field, and the component of the assessment it counts for.

    Which component a kind belongs to differs between provinces and years, so it is data. [public]
    """

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, db_index=False, related_name="activity_kinds", verbose_name=_("tahun program")
    )
    name = models.CharField(_("nama"), max_length=120)
    field = models.CharField(_("bidang"), max_length=11, choices=ProgrammeField)
    component = models.CharField(_("komponen"), max_length=8, choices=Component)
    is_physical = models.BooleanField(_("fisik"), default=False, help_text=_("Membangun atau memperbaiki sesuatu."))
    is_active = models.BooleanField(_("dipakai"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager["ActivityKind"]] = models.Manager.from_queryset(ActivityKindQuerySet)()

    class Meta:
        verbose_name = _("jenis kegiatan")
        verbose_name_plural = _("jenis kegiatan")
        ordering = ("component", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("cycle", "name"),
                name="activity_kind_once_a_cycle",
                violation_error_message=_("Jenis kegiatan ini sudah ada pada tahun itu."),
            ),
        )

    def __str__(self) -> str:
        return self.name

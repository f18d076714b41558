"""A village in its programme year."""

from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from p2wkss.models import Region, User
from p2wkss.permissions import region_filter
from p2wkss.roles import Permission
from villages.enums import YEAR_ROUNDS
from villages.models.cycle import Cycle
from villages.models.decree import Decree


def _number_of(families: models.QuerySet[Any]) -> Coalesce:
    """Count the families of the village that the query around this stands at."""
    counted = families.order_by().values("target_village").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


class TargetVillageQuerySet(models.QuerySet["TargetVillage"]):
    """Target villages, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep the villages in whose region the person may see the programme."""
        return self.filter(region_filter(user, Permission.VIEW_PROGRAMME, "village"))

    def with_places(self) -> Self:
        """Load the names that every page shows in the same query."""
        return self.select_related("cycle__province", "village__parent__parent", "decree")

    def with_progress(self) -> Self:
        """Add `family_count`, `baseline_count` and `endline_count` (families with a survey of all 21 answers), and
        `baseline_waits` and `endline_waits`: whether an active family still lacks that survey.

        What was merged into another record counts for nothing, and nobody waits for who left. Each figure is a subquery
        of its own: joined, the families would be multiplied by their surveys.
        """
        families = apps.get_model("villages", "Family").objects.filter(target_village=OuterRef("pk"))
        whole = apps.get_model("villages", "Survey").objects.filter(family=OuterRef("pk"), is_complete=True)
        progress: dict[str, Coalesce | Exists] = {"family_count": _number_of(families.registered())}
        for round in YEAR_ROUNDS:
            done = families.registered().filter(surveys__round=round, surveys__is_complete=True)
            progress[f"{round}_count"] = _number_of(done)
            progress[f"{round}_waits"] = Exists(families.active().filter(~Exists(whole.filter(round=round))))
        return self.annotate(**progress)


class TargetVillage(models.Model):
    """A poor village that many agencies work in for a year (lokasi binaan): a site of about 100 families."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="target_villages", verbose_name=_("tahun program"))
    village = models.ForeignKey(Region, models.PROTECT, related_name="target_villages", verbose_name=_("desa"))
    decree = models.ForeignKey(
        Decree, models.PROTECT, related_name="target_villages", verbose_name=_("SK lokasi binaan")
    )
    kampung = models.CharField(_("kampung"), max_length=120, blank=True)
    rw = models.CharField(_("RW"), max_length=3, blank=True)
    rt = models.CharField(_("RT"), max_length=40, blank=True, help_text=_("Beberapa RT dipisah koma: 01, 02, 03."))
    reason = models.TextField(_("alasan dipilih"))
    family_quota = models.PositiveSmallIntegerField(_("sasaran kepala keluarga"), default=100)
    outcome = models.TextField(
        _("capaian tahun ini"), blank=True, help_text=_("Apa yang berubah di desa, dengan kata-kata Pokja sendiri.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager["TargetVillage"]] = models.Manager.from_queryset(TargetVillageQuerySet)()

    class Meta:
        verbose_name = _("desa binaan")
        verbose_name_plural = _("desa binaan")
        ordering = ("-cycle__year", "village")
        constraints = (
            models.UniqueConstraint(
                fields=("cycle", "village"),
                name="target_village_once_a_cycle",
                violation_error_message=_("Desa ini sudah menjadi desa binaan pada tahun itu."),
            ),
            models.CheckConstraint(
                name="target_village_quota_positive",
                condition=Q(family_quota__range=(1, 1000)),
                violation_error_message=_("Sasaran kepala keluarga antara 1 dan 1.000."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.village.full_name} · {self.cycle.year}"

    @property
    def name(self) -> str:
        """The village's name with its kind, such as "Desa Kamurang"."""
        return self.village.full_name

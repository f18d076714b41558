"""A round of judging: which villages, which panel, on which instrument."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.enums import PHASE_LABELS, PanelPosition, RoundKind, RoundLevel
from assessments.models.instrument_version import InstrumentVersion
from assessments.phases import FROZEN, OPEN, Phase
from p2wkss.models import Region, RegionLevel, User
from p2wkss.permissions import region_filter, regions_of
from p2wkss.roles import Permission
from villages.models import Cycle, TargetVillage


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep rounds whose course the person may see, and published ones of any region that is theirs.

        A result of the province is open to each official and district of that province.
        """
        course = region_filter(user, Permission.VIEW_ROUNDS, "region")
        return self.filter(course | published_to(user))

    def with_places(self) -> Self:
        """Load the names that every page shows in the same query."""
        return self.select_related("cycle__province", "region__parent", "instrument")


def published_to(user: User, prefix: str = "") -> Q:
    """Build the filter for rounds whose published result the person may read; `prefix` leads to the round."""
    provinces = {code[:2] for code in regions_of(user, Permission.VIEW_PUBLISHED) if code}
    own = region_filter(user, Permission.VIEW_PUBLISHED, f"{prefix}region")
    judged = Q(**{f"{prefix}phase__in": OPEN, f"{prefix}kind": RoundKind.JUDGING})
    return judged & (own | Q(**{f"{prefix}region_id__in": provinces}))


class Round(models.Model):
    """One judging of a cycle's villages in one region: a regency (picks its nominee) or the province (ranks)."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="rounds", verbose_name=_("tahun program"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    instrument = models.ForeignKey(
        InstrumentVersion, models.PROTECT, related_name="rounds", verbose_name=_("instrumen")
    )
    phase = models.CharField(
        _("fase"),
        max_length=12,
        choices=[(phase.value, words) for phase, words in PHASE_LABELS.items()],
        default=Phase.PREPARATION.value,
    )
    kind = models.CharField(_("jenis"), max_length=12, choices=RoundKind, default=RoundKind.JUDGING)
    held_on = models.DateField(_("tanggal penilaian"), null=True, blank=True)
    # Whether sheets were handed out one by one; otherwise everybody judges every village.
    assigned_by_hand = models.BooleanField(default=False, editable=False)
    panel_decree = models.CharField(_("nomor SK tim penilai"), max_length=100, blank=True)
    panel_decree_on = models.DateField(_("tanggal SK tim penilai"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Round"]] = models.Manager.from_queryset(RoundQuerySet)()

    class Meta:
        verbose_name = _("penilaian")
        verbose_name_plural = _("penilaian")
        ordering = ("-cycle__year", "region")
        constraints = (
            models.UniqueConstraint(
                fields=("cycle", "region"),
                condition=Q(kind=RoundKind.JUDGING),
                name="round_once_a_region",
                violation_error_message=_("Penilaian untuk wilayah dan tahun ini sudah ada."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.region.full_name} {self.cycle.year}"

    @property
    def level(self) -> RoundLevel:
        """District or province, by the region that the round judges."""
        return RoundLevel.PROVINCE if self.region.level == RegionLevel.PROVINCE else RoundLevel.DISTRICT

    @property
    def is_locked(self) -> bool:
        """Whether the result is frozen."""
        return self.phase in FROZEN

    @property
    def is_open(self) -> bool:
        """Whether the result is public."""
        return self.phase in OPEN

    @property
    def is_calibration(self) -> bool:
        """Whether the round only shows how alike the panel marks, and ranks nobody."""
        return self.kind == RoundKind.CALIBRATION


class PhaseDate(models.Model):
    """By when a round is to leave a phase, and who sees to it."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="dates", verbose_name=_("penilaian"))
    phase = models.CharField(
        _("fase"), max_length=12, choices=[(phase.value, words) for phase, words in PHASE_LABELS.items()]
    )
    due_on = models.DateField(_("batas waktu"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("penanggung jawab"),
    )

    class Meta:
        verbose_name = _("batas waktu fase")
        verbose_name_plural = _("batas waktu fase")
        ordering = ("due_on", "pk")
        constraints = (models.UniqueConstraint(fields=("round", "phase"), name="phase_date_once"),)

    def __str__(self) -> str:
        return f"{self.round}: {self.phase} {self.due_on}"


class PanelMember(models.Model):
    """A person named to judge in a round (anggota tim penilai)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="panel", verbose_name=_("penilaian"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="panel_memberships", verbose_name=_("penilai")
    )
    position = models.CharField(_("kedudukan"), max_length=10, choices=PanelPosition, default=PanelPosition.MEMBER)

    class Meta:
        verbose_name = _("anggota tim penilai")
        verbose_name_plural = _("tim penilai")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("round", "user"),
                name="panel_member_once",
                violation_error_message=_("Orang ini sudah menjadi anggota tim penilai."),
            ),
        )

    def __str__(self) -> str:
        return self.user.full_name


class Entry(models.Model):
    """A village that is judged in a round (peserta)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="entries", verbose_name=_("penilaian"))
    target_village = models.ForeignKey(
        TargetVillage, models.PROTECT, related_name="entries", verbose_name=_("desa binaan")
    )

    class Meta:
        verbose_name = _("peserta")
        verbose_name_plural = _("peserta")
        ordering = ("target_village__village", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("round", "target_village"),
                name="entry_once_a_round",
                violation_error_message=_("Desa ini sudah menjadi peserta."),
            ),
        )

    def __str__(self) -> str:
        return self.target_village.name


class Nomination(models.Model):
    """The one village that stands for a regency before the province in a cycle (stage 9)."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="nominations", verbose_name=_("tahun program"))
    regency = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("kabupaten/kota"))
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="nomination", verbose_name=_("peserta"))
    reason = models.TextField(_("alasan"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("wakil kabupaten/kota")
        verbose_name_plural = _("wakil kabupaten/kota")
        ordering = ("regency",)
        constraints = (
            models.UniqueConstraint(
                fields=("cycle", "regency"),
                name="one_nominee_a_regency",
                violation_error_message=_("Kabupaten/kota ini sudah menetapkan wakilnya untuk tahun itu."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.regency.name}: {self.entry}"

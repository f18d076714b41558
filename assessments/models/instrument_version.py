"""The instrument by which villages are judged."""

import json
from functools import cached_property, lru_cache
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.instrument import Instrument, parse
from p2wkss.models import Region, User
from p2wkss.permissions import regions_of
from p2wkss.roles import Permission

# So many instruments are kept read.
READY = 16


class InstrumentVersionQuerySet(models.QuerySet["InstrumentVersion"]):
    """Instruments, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep the instruments of each province in which the person manages instruments or sees rounds."""
        held = regions_of(user, Permission.MANAGE_INSTRUMENTS) + regions_of(user, Permission.VIEW_ROUNDS)
        return self.all() if "" in held else self.filter(province_id__in={code[:2] for code in held})


class InstrumentVersion(models.Model):
    """One version of a province's instrument: draft, checked, locked. Triggers keep a locked one as it is.

    A draft may hold a definition with faults, so that nothing typed is lost; a checked or locked one has none.
    """

    province = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("provinsi"))
    code = models.SlugField(_("kode"), max_length=60)
    version = models.PositiveSmallIntegerField(_("versi"), default=1)
    title = models.CharField(_("judul"), max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies", verbose_name=_("disalin dari")
    )
    definition = models.TextField(_("definisi"))
    edit_version = models.PositiveIntegerField(default=0, editable=False)
    sha256 = models.CharField(_("sidik jari"), max_length=64, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(_("diperiksa"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    locked_at = models.DateTimeField(_("dikunci"), null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects: ClassVar[models.Manager["InstrumentVersion"]] = models.Manager.from_queryset(InstrumentVersionQuerySet)()

    class Meta:
        verbose_name = _("instrumen")
        verbose_name_plural = _("instrumen")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("province", "code", "version"), name="instrument_version_once"),
            models.CheckConstraint(
                name="instrument_locked_with_hash",
                condition=Q(locked_at=None, sha256="") | (Q(locked_at__isnull=False) & ~Q(sha256="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} (v{self.version})"

    @cached_property
    def instrument(self) -> Instrument:
        """The definition as the pure rules read it."""
        return _read(self.definition)

    @property
    def is_checked(self) -> bool:
        """Whether somebody has checked the definition as it stands now."""
        return self.checked_at is not None

    @property
    def is_locked(self) -> bool:
        """Whether the definition is frozen."""
        return self.locked_at is not None


@lru_cache(maxsize=READY)
def _read(definition: str) -> Instrument:
    """Read a definition once for all pages: an instrument never changes."""
    return parse(json.loads(definition))

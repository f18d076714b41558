"""The frozen result of a round."""

import json
import re
from functools import cached_property
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.round import Round, published_to
from assessments.snapshot import Snapshot
from p2wkss.models import User
from p2wkss.permissions import region_filter
from p2wkss.roles import Permission

# A code as it is typed: the first twelve hex digits of the hash, or more of them.
CODE = re.compile(r"[0-9a-f]{12,64}")
LOOK_ALIKE = str.maketrans("oil", "011")


class ResultQuerySet(models.QuerySet["Result"]):
    """Results, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep the results of rounds whose course the person may see, and published ones of their regions."""
        return self.filter(region_filter(user, Permission.VIEW_ROUNDS, "round__region") | published_to(user, "round__"))

    def with_code(self, text: str) -> Self:
        """Keep the result whose code somebody typed, in any case, with or without dashes; the whole hash does too.

        It is found by the index of the hash. The letters O, I and L are read as the digits that they look like.
        """
        key = "".join(letter for letter in text.lower().translate(LOOK_ALIKE) if letter not in " -–.:")
        if not CODE.fullmatch(key):
            return self.none()
        return self.filter(sha256__gte=key, sha256__lt=f"{key}g")


class Result(models.Model):
    """One immutable snapshot of a round. Every page, report, file and command reads this and nothing else.

    `sha256` covers the snapshot and the hash of the result before it, so that no row can be changed or taken
    out unseen. Triggers in the database refuse UPDATE and DELETE.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="results", verbose_name=_("penilaian"))
    number = models.PositiveSmallIntegerField(_("nomor"))
    snapshot = models.TextField(_("isi"))
    # The snapshot without sheets, entries and scores: what the head of a page shows, read without the rest.
    head = models.JSONField(_("ringkasan"), default=dict)
    sha256 = models.CharField(_("sidik jari"), max_length=64, unique=True)
    previous_sha256 = models.CharField(_("sidik jari sebelumnya"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("dikunci"), auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    objects: ClassVar[models.Manager["Result"]] = models.Manager.from_queryset(ResultQuerySet)()

    class Meta:
        verbose_name = _("hasil")
        verbose_name_plural = _("hasil")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("round", "number"), name="result_number_once"),
            models.CheckConstraint(name="result_numbered_from_one", condition=Q(number__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.round} #{self.number}"

    @cached_property
    def content(self) -> Snapshot:
        """The snapshot as data; its shape is documented in `assessments.snapshot`."""
        data: Snapshot = json.loads(self.snapshot)
        return data

    @property
    def code(self) -> str:
        """The short code that stands in the foot of every printed page."""
        return self.code_of(self.sha256)

    @staticmethod
    def code_of(sha256: str) -> str:
        """Give the short code of a result of this hash."""
        return "-".join((sha256[:4], sha256[4:8], sha256[8:12])).upper()

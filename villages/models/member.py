"""Who lives in a family beside its head."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from p2wkss.fields import PersonalNumberField
from p2wkss.models import User
from p2wkss.permissions import region_filter
from p2wkss.roles import Permission
from villages.enums import Disability, Relation, Schooling, Sex
from villages.models.family import Family


class MemberQuerySet(models.QuerySet["Member"]):
    """Members, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep the members of families that the person may see."""
        return self.filter(region_filter(user, Permission.VIEW_FAMILIES, "family__target_village__village"))


class Member(models.Model):
    """A person of a family other than its head. What is not known stays empty; only the name and sex are asked for."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, models.PROTECT, related_name="members", verbose_name=_("keluarga"))
    name = models.CharField(_("nama"), max_length=150)
    sex = models.CharField(_("jenis kelamin"), max_length=6, choices=Sex)
    relation = models.CharField(_("hubungan dengan kepala keluarga"), max_length=13, choices=Relation)
    birth_date = models.DateField(_("tanggal lahir"), null=True, blank=True)
    nik = PersonalNumberField(_("NIK"), blank=True, default="")
    nik_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    schooling = models.CharField(_("pendidikan"), max_length=10, choices=Schooling, blank=True)
    work = models.CharField(_("pekerjaan"), max_length=80, blank=True)
    disability = models.CharField(_("disabilitas"), max_length=12, choices=Disability, blank=True)
    left_on = models.DateField(_("keluar dari keluarga"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager["Member"]] = models.Manager.from_queryset(MemberQuerySet)()

    class Meta:
        verbose_name = _("anggota keluarga")
        verbose_name_plural = _("anggota keluarga")
        ordering = ("family", "birth_date", "name", "uuid")
        indexes = (models.Index(fields=("nik_hash",)),)
        constraints = (
            models.UniqueConstraint(
                fields=("family", "nik_hash"),
                condition=~Q(nik_hash=""),
                name="member_nik_once_a_family",
                violation_error_message=_("NIK ini sudah tercatat pada anggota lain keluarga ini."),
            ),
        )

    def __str__(self) -> str:
        return self.name

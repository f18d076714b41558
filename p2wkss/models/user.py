"""The people who sign in."""

from functools import cached_property
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from p2wkss.models.role_assignment import RoleAssignment
from p2wkss.roles import Role


class UserQuerySet(models.QuerySet["User"]):
    """People, reached through what an administrator may see."""

    def visible_to(self, user: "User") -> Self:
        """Keep whom an administrator looks after: who holds a role or lives in the region, or holds no role yet."""
        codes = [code for role, code in user.held_roles if role == Role.ADMINISTRATOR]
        if "" in codes:
            return self.all()
        active = RoleAssignment.objects.filter(revoked_at=None)
        own = Q(pk__in=[])
        for code in codes:
            inside = active.filter(Q(region_id=code) | Q(region__code__startswith=f"{code}."))
            own |= (
                Q(pk__in=inside.values("user")) | Q(home_region_id=code) | Q(home_region__code__startswith=f"{code}.")
            )
        return self.filter(own | ~Q(pk__in=active.values("user"))) if codes else self.none()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Finds people by their sign-in name, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by sign-in name without regard to capitals, as phones capitalise the first letter."""
        user: User = self.get(username__iexact=username)
        return user


class User(AbstractBaseUser):
    """A person with an account; what they may do comes from the roles they hold, never from the account itself."""

    username = models.CharField(_("nama masuk"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    full_name = models.CharField(_("nama lengkap"), max_length=150)
    email = models.EmailField(_("surel"), blank=True)
    home_region = models.ForeignKey(
        "p2wkss.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kabupaten/kota asal"),
        help_text=_("Seorang penilai tidak pernah menilai desa dari daerah asalnya."),
    )
    is_active = models.BooleanField(_("akun aktif"), default=True)
    wants_report_mail = models.BooleanField(
        _("kabari lewat surel bila ada laporan baru di wilayah saya"), default=False
    )
    created_at = models.DateTimeField(_("dibuat"), auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("pengguna")
        verbose_name_plural = _("pengguna")
        ordering = ("full_name", "pk")
        constraints = (
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_any_capitals",
                violation_error_message=_("Nama masuk ini sudah dipakai."),
            ),
        )

    def __str__(self) -> str:
        return self.full_name

    @cached_property
    def held_roles(self) -> list[tuple[Role, str]]:
        """The roles now held, each with the code of its region ("" for the whole country)."""
        rows = self.role_assignments.filter(revoked_at=None).values_list("role", "region_id").order_by("pk")
        return [(Role(role), code or "") for role, code in rows]

    def holds(self, role: Role) -> bool:
        """Say whether the person holds the role anywhere."""
        return any(held == role for held, _code in self.held_roles)

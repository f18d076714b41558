"""What is recorded of a target village's year, reached through what a person may see."""

from typing import Any, Self, TypeVar

from django.db import models

from p2wkss.models import User
from p2wkss.permissions import region_filter
from p2wkss.roles import Permission

M = TypeVar("M", bound=models.Model)


class ProgrammeQuerySet(models.QuerySet[M]):
    """Records with a `target_village`, for whoever may see the programme in its region."""

    def visible_to(self, user: User) -> Self:
        """Keep what belongs to villages in whose region the person may see the programme."""
        return self.filter(region_filter(user, Permission.VIEW_PROGRAMME, "target_village__village"))

    def with_places(self) -> Self:
        """Load the names that every page shows in the same query."""
        return self.select_related("target_village__cycle__province", "target_village__village__parent__parent")


def positive_or_none(name: str) -> Any:
    """Build the condition that an amount is not known, or not negative."""
    return models.Q(**{f"{name}__isnull": True}) | models.Q(**{f"{name}__gte": 0})

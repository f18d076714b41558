"""Follow-ups as pages list them: what, by whom, until when, and how late it is."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from p2wkss.models import User
from p2wkss.permissions import has_permission, region_filter
from p2wkss.roles import Permission
from villages.models import FollowUp

ON_HOME = 10


class FollowUpRow(NamedTuple):
    """A follow-up with its state as icon and word, and whether the reader may close it."""

    follow_up: FollowUp
    state: str
    word: str
    may_close: bool


def follow_up_rows(follow_ups: Iterable[FollowUp], user: User, today: date) -> list[FollowUpRow]:
    """Give a row for each; the visit, its village and the owner must be loaded already."""
    return [FollowUpRow(one, *due_state(one, today), may_close(one, user)) for one in follow_ups]


def due_state(follow_up: FollowUp, today: date) -> tuple[str, str]:
    """Give the state and the word of a follow-up on a day."""
    days = (today - follow_up.due_on).days
    if follow_up.closed_on is not None:
        return "good", _("Selesai")
    if days > 0:
        return "problem", _("Lewat %s") % timesince(follow_up.due_on, today, depth=1)
    return ("attention", _("Hari ini")) if days == 0 else ("neutral", _("Belum selesai"))


def may_close(follow_up: FollowUp, user: User) -> bool:
    """Say whether the person may close it: as its owner, or as who records the programme there."""
    if follow_up.closed_on is not None:
        return False
    region = follow_up.visit.target_village.village_id
    return follow_up.owner_id == user.pk or has_permission(user, Permission.RECORD_PROGRAMME, region)


def listed(user: User) -> Any:
    """The follow-ups that the person may see, with all that a row shows."""
    places = "visit__target_village__cycle", "visit__target_village__village__parent", "owner"
    return FollowUp.objects.visible_to(user).select_related(*places)


def waiting_for(user: User) -> QuerySet[FollowUp]:
    """The open ones that wait for the person: the own ones, and those of the villages whose programme they record."""
    recorded = region_filter(user, Permission.RECORD_PROGRAMME, "visit__target_village__village")
    found: QuerySet[FollowUp] = listed(user).open().filter(Q(owner=user) | recorded)
    return found


def home_follow_ups(user: User, today: date) -> dict[str, Any]:
    """What the home page shows of them: the ten that are due first, and whether there are more. One query."""
    first = list(waiting_for(user)[: ON_HOME + 1])
    return {"follow_ups": follow_up_rows(first[:ON_HOME], user, today), "more_follow_ups": len(first) > ON_HOME}

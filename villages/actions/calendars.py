"""The secret address at which a person's calendar can be read without signing in."""

import secrets

from django.db import transaction
from django.utils import timezone

from p2wkss import audit
from p2wkss.models import User
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission
from villages.calendar_feed import hash_of
from villages.models import CalendarKey

SECRET_BYTES = 32


@transaction.atomic
def open_calendar(*, by: User) -> str:
    """Make the person's calendar address and give its secret part, which is kept nowhere; an earlier one ends."""
    check_permission(by, Permission.VIEW_PROGRAMME)
    User.objects.select_for_update().get(pk=by.pk)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    replaced = _revoke(by)
    key = CalendarKey.objects.create(user=by, key_hash=hash_of(secret))
    audit.record(by=by, action="calendar.open", target=key, replaced=bool(replaced))
    return secret


@transaction.atomic
def revoke_calendar(*, by: User) -> bool:
    """End the person's own calendar address for good; says whether there was one. Nobody needs a right for that."""
    User.objects.select_for_update().get(pk=by.pk)
    key = CalendarKey.objects.filter(user=by, revoked_at=None).first()
    if key is None:
        return False
    _revoke(by)
    audit.record(by=by, action="calendar.revoke", target=key)
    return True


def _revoke(user: User) -> int:
    return CalendarKey.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())

"""The visits that a person may see, as a calendar file (iCalendar, RFC 5545) for the calendar of a phone.

The key in the address is known by its hash only. What the person may see is asked at each reading, so whoever loses a
role loses its visits too. Of families the file says nothing, nor what was found: that stands on the visit's page.
"""

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from p2wkss.models import User
from villages.models import CalendarKey, Visit

# Ours: a year to each side, and of a very large region the visits nearest to today.
REACH, MOST_EACH_WAY = timedelta(days=366), 1000
PRODUCT = "-//P2WKSS//Pembinaan//ID"
AddressOf = Callable[[Visit], str]


def hash_of(secret: str) -> str:
    """Give what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def owner_of(secret: str) -> User | None:
    """Give the person whose calendar the secret opens; None when it is not known, was revoked, or the account ended."""
    keys = CalendarKey.objects.filter(key_hash=hash_of(secret), revoked_at=None, user__is_active=True)
    key = keys.select_related("user").first()
    return key.user if key else None


def stamp(user: User, today: date) -> str:
    """Give a text that differs as soon as a visit does: none is ever deleted, and each change adds a version.

    A new name of a place or an agency arrives with the next day.
    """
    facts = Visit.objects.visible_to(user).aggregate(Count("pk"), Sum("version"), Max("created_at"))
    parts = [today, user.pk, sorted((str(role), code) for role, code in user.held_roles), *facts.values()]
    return hashlib.sha256(repr([str(part) for part in parts]).encode()).hexdigest()[:32]


def feed(user: User, today: date, address_of: AddressOf) -> bytes:
    """Write the file. Two queries, however many visits."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Pembinaan P2WKSS"))
    calendar.add("x-wr-timezone", timezone.get_default_timezone_name())
    for visit in _visits(user, today):
        calendar.add_component(_event(visit, address_of(visit)))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _visits(user: User, today: date) -> list[Visit]:
    visible = Visit.objects.visible_to(user).with_places().select_related("agency")
    past = visible.filter(planned_on__range=(today - REACH, today - timedelta(days=1)))
    ahead = visible.filter(planned_on__range=(today, today + REACH))
    newest = past.order_by("-planned_on", "uuid")[:MOST_EACH_WAY]
    return [*reversed(newest), *ahead.order_by("planned_on", "uuid")[:MOST_EACH_WAY]]


def _event(visit: Visit, address: str) -> Event:
    event = Event()
    event.add("uid", f"{visit.uuid}@p2wkss")
    event.add("dtstamp", visit.created_at)
    event.add("sequence", visit.version - 1)
    event.add("dtstart", _start(visit))
    event.add("summary", _("Pembinaan %(village)s: %(topic)s") % {"village": _village(visit), "topic": visit.topic})
    event.add("location", ", ".join(part for part in (visit.place, _village(visit)) if part))
    event.add("description", "\n".join(_description(visit)))
    event.add("status", "CANCELLED" if visit.cancelled_reason else "CONFIRMED")
    event.add("url", address)
    return event


def _start(visit: Visit) -> date:
    """Give the day, or the moment in Jakarta where the hour is known. How long it takes is not known, so never said."""
    if visit.starts_at is None:
        return visit.day
    return datetime.combine(visit.day, visit.starts_at, timezone.get_default_timezone())


def _village(visit: Visit) -> str:
    return visit.target_village.name


def _description(visit: Visit) -> list[str]:
    words = [str(visit.get_stage_display()) if visit.stage else _("Sesudah tahun program")]
    if visit.agency:
        words.append(_("Instansi: %s") % visit.agency.name)
    if visit.held_on:
        words.append(
            _("Terlaksana; hadir %(women)d perempuan, %(men)d laki-laki.") % {"women": visit.women, "men": visit.men}
        )
    elif visit.cancelled_reason:
        words.append(_("Batal."))
    return words

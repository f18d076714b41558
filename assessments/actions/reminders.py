"""Reminding those who are late: by hand while a round is scored, and daily by the clock."""

import datetime
from collections.abc import Iterable
from functools import partial

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from assessments.actions.rounds import lock_in_phase
from assessments.enums import PHASE_LABELS, SheetState
from assessments.models import PanelMember, PhaseDate, Reminder, Round
from assessments.phases import Phase
from p2wkss import audit
from p2wkss.models import User

# From how many days before a date on the daily command reminds [ours].
NOTICE_DAYS = 3


def late_members(round: Round) -> QuerySet[PanelMember]:
    """Give the members with a sheet that is not handed in and not recused, with how many as `late_count`."""
    count = Count("sheets", filter=Q(sheets__state=SheetState.DRAFT))
    return round.panel.annotate(late_count=count).filter(late_count__gt=0).select_related("user")


@transaction.atomic
def remind_late(*, by: User, round: Round, member: PanelMember | None = None) -> list[Reminder]:
    """Remind everybody who is late now, or the one member; nobody who has handed everything in. In scoring only."""
    locked = lock_in_phase(by, round.pk, Phase.SCORING)
    late = late_members(locked)
    late = late.filter(pk=member.pk) if member else late
    made = _send(by, locked, [(one.user, _late_text(locked, one)) for one in late])
    if not made:
        raise PermissionDenied(_("Tidak ada yang terlambat: semua lembar nilai sudah diajukan."))
    return made


@transaction.atomic
def remind_due(*, today: datetime.date) -> list[Reminder]:
    """Remind, once a day each, of phases that are due in three days or overdue: who owns them, and late assessors."""
    soon = today + datetime.timedelta(days=NOTICE_DAYS)
    dates = PhaseDate.objects.filter(phase=F("round__phase"), due_on__lte=soon).exclude(phase=Phase.FINAL)
    made = []
    for due in dates.select_related("owner", "round__region", "round__cycle", "round__instrument"):
        told = _told(due.round, today)
        people = [(due.owner, _due_text(due))] if due.owner and due.owner.is_active else []
        if due.phase == Phase.SCORING:
            people += [(one.user, _late_text(due.round, one, due)) for one in late_members(due.round)]
        # Whoever owns the phase and is late in it is told once.
        firsts = {user.pk: (user, text) for user, text in reversed(people) if user.pk not in told}
        made += _send(None, due.round, firsts.values())
    return made


def standing_reminders(user: User) -> list[Reminder]:
    """Give the newest reminder of each round whose phase still lasts; none about sheets that are all in by now."""
    found = Reminder.objects.filter(recipient=user, round__phase=F("phase")).select_related(
        "round__region", "round__cycle"
    )
    newest = {reminder.round_id: reminder for reminder in found.order_by("pk")}
    done = set(
        PanelMember.objects.filter(user=user, round__in=newest)
        .annotate(waiting=Count("sheets", filter=Q(sheets__state=SheetState.DRAFT)))
        .filter(waiting=0, round__phase=Phase.SCORING)
        .values_list("round", flat=True)
    )
    return [reminder for round, reminder in newest.items() if round not in done]


@task()
def mail_task(reminder: int) -> None:
    """Send a reminder by mail, in the background, unless its phase has ended meanwhile."""
    found = Reminder.objects.filter(pk=reminder, round__phase=F("phase")).select_related("recipient", "round__region")
    for one in found:
        subject = str(one.round)
        send_mail(f"P2WKSS: {subject}", f"{one.text}\n", settings.DEFAULT_FROM_EMAIL, [one.recipient.email])


def _send(by: User | None, round: Round, people: Iterable[tuple[User, str]]) -> list[Reminder]:
    made = [
        Reminder.objects.create(round=round, phase=round.phase, recipient=user, text=text, sent_by=by)
        for user, text in people
    ]
    for reminder in made:
        if reminder.recipient.email:
            transaction.on_commit(partial(mail_task.enqueue, reminder.pk))
    if made:
        to = [reminder.recipient_id for reminder in made]
        audit.record(by=by, action="reminder.send", target=round, region_code=round.region_id, recipients=to)
    return made


def _told(round: Round, today: datetime.date) -> set[int]:
    """Give who was reminded of the round on this day already, by hand or by the clock."""
    start = timezone.make_aware(datetime.datetime.combine(today, datetime.time.min))
    sent = Reminder.objects.filter(round=round, sent_at__gte=start, sent_at__lt=start + datetime.timedelta(days=1))
    return set(sent.values_list("recipient", flat=True))


def _late_text(round: Round, member: PanelMember, due: PhaseDate | None = None) -> str:
    """Say how many sheets wait. Reminders are stored, so they are in the site's own language."""
    with override(settings.LANGUAGE_CODE):
        count: int = getattr(member, "late_count")
        text = _("%(round)s: %(count)d lembar nilai Anda belum diajukan.") % {"round": round, "count": count}
        return f"{text} {_by_when(due)}" if due else text


def _due_text(due: PhaseDate) -> str:
    with override(settings.LANGUAGE_CODE):
        words = {"round": due.round, "phase": str(PHASE_LABELS[Phase(due.phase)])}
        return f"{_('%(round)s: fase %(phase)s menunggu diselesaikan.') % words} {_by_when(due)}"


def _by_when(due: PhaseDate) -> str:
    return _("Batas waktu: %s.") % date_format(due.due_on, "j F Y")

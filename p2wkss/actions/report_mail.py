"""Mails about new reports, to those who want them."""

from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from p2wkss import audit
from p2wkss.models import RoleAssignment, User
from p2wkss.permissions import holders_of
from p2wkss.roles import ROLE_PERMISSIONS, Permission


@transaction.atomic
def set_report_mail(*, by: User, wanted: bool) -> User:
    """Turn the mails about new reports in one's own region on or off."""
    user: User = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if user.wants_report_mail != wanted:
        user.wants_report_mail = wanted
        user.save(update_fields=["wants_report_mail"])
        audit.record(by=by, action="report.mail", target=user, wanted=wanted)
    return user


def announce(*, region_code: str, words: str | Promise, about: str) -> int:
    """Mail, once the transaction is through, that a result of the region can be read. Gives to how many people.

    `words` has a %s for what it is about, and is said in the site's own language. A result of a province goes
    to its regencies too, as they may read it.
    """
    people = readers_of(region_code).filter(wants_report_mail=True).exclude(email="")
    with override("id"):
        title = str(words) % about
    keys = list(people.values_list("pk", flat=True))
    for key in keys:
        transaction.on_commit(partial(mail_task.enqueue, key, region_code, title))
    return len(keys)


def readers_of(region_code: str) -> QuerySet[User]:
    """Give the active people who may read what is published of a region."""
    people = holders_of(Permission.VIEW_PUBLISHED, region_code)
    if "." in region_code:
        return people
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if Permission.VIEW_PUBLISHED in permissions]
    below = RoleAssignment.objects.filter(role__in=roles, region__code__startswith=f"{region_code}.", revoked_at=None)
    readers: QuerySet[User] = (people | User.objects.filter(is_active=True, pk__in=below.values("user"))).distinct()
    return readers


@task()
def mail_task(user: int, region_code: str, title: str) -> None:
    """Send one mail, in the background, unless the person wants or may read it no longer."""
    found = readers_of(region_code).filter(pk=user, wants_report_mail=True).exclude(email="").first()
    if found is None:
        return
    with override("id"):
        subject = _("P2WKSS: %s") % title
        text = _(
            "%(title)s sudah dapat dibaca dan diunduh:\n\n%(address)s\n\nKabar ini dapat dimatikan di halaman itu."
        )
        body = text % {"title": title, "address": page_address()}
    send_mail(subject, f"{body}\n", settings.DEFAULT_FROM_EMAIL, [found.email])


def page_address() -> str:
    """Give the address of the download page; without a public name of the site, its menu item in words."""
    if not settings.CSRF_TRUSTED_ORIGINS:
        return _("menu Laporan di P2WKSS")
    return f"{settings.CSRF_TRUSTED_ORIGINS[0].rstrip('/')}{reverse('report_list')}"

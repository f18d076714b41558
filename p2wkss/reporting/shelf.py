"""What lies ready: for each offer and each format the file that counts, and what somebody took away before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from p2wkss.models import Report, ReportDownload, User
from p2wkss.report_words import Format, ReportState
from p2wkss.reporting.kinds import Offer, kinds

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Copy:
    """One format of an offer: its file or its order, and when the person took away what has changed since."""

    format: Format
    report: Report | None
    taken_at: datetime | None


@dataclass(frozen=True)
class Shelf:
    """One offer with its formats."""

    offer: Offer
    copies: Sequence[Copy]

    @property
    def taken_at(self) -> datetime | None:
        """When the person last took away what has changed since, in any format."""
        return max((copy.taken_at for copy in self.copies if copy.taken_at), default=None)


def offers_for(user: User) -> list[Offer]:
    """Give all that is published for the person, newest first."""
    found = [offer for kind in kinds().values() for offer in kind.offers(user)]
    return sorted(found, key=lambda offer: (offer.year, offer.published_at), reverse=True)


def shelves(user: User, offers: Sequence[Offer]) -> list[Shelf]:
    """Find for each offer what is made of it: two queries, however many there are."""
    wanted = {(offer.kind.code, offer.subject, str(format)) for offer in offers for format in offer.kind.formats}
    made = _made(offers)
    taken = last_taken(user, wanted)
    found = []
    for offer in offers:
        copies = []
        for format in offer.kind.formats:
            key = (offer.kind.code, offer.subject, str(format))
            report = made.get((*key, offer.code))
            copies.append(Copy(format, report, changed_since(taken.get(key), report, offer.code)))
        found.append(Shelf(offer, copies))
    return found


def last_taken(user: User, keys: Iterable[Key]) -> dict[Key, ReportDownload]:
    """Give the person's last download of each (kind, subject, format)."""
    wanted = set(keys)
    if not wanted:
        return {}
    of = Q(report__kind__in={key[0] for key in wanted}, report__subject__in={key[1] for key in wanted})
    own = ReportDownload.objects.filter(of, user=user).order_by()
    last = own.values("report__kind", "report__subject", "report__format").annotate(last=Max("pk")).values("last")
    found = ReportDownload.objects.filter(pk__in=last).select_related("report").defer("report__content")
    return {(one.report.kind, one.report.subject, one.report.format): one for one in found}


def changed_since(taken: ReportDownload | None, report: Report | None, code: str) -> datetime | None:
    """Say when the person took away something else than what counts now; None while theirs counts, or without one."""
    if taken is None:
        return None
    other = taken.report.code != code
    if report is not None and report.is_done:
        other = other or taken.report.content_sha256 != report.content_sha256
    return taken.downloaded_at if other else None


def _made(offers: Sequence[Offer]) -> dict[tuple[str, str, str, str], Report]:
    """Give the newest file of each (kind, subject, format, code), or the newest order where no file is there."""
    if not offers:
        return {}
    found = Report.objects.light().filter(
        kind__in={offer.kind.code for offer in offers},
        subject__in={offer.subject for offer in offers},
        code__in={offer.code for offer in offers},
        is_final=True,
    )
    made: dict[tuple[str, str, str, str], Report] = {}
    for report in found.order_by("requested_at"):
        key = (report.kind, report.subject, report.format, report.code)
        if report.state == ReportState.DONE or key not in made or not made[key].is_done:
            made[key] = report
    return made

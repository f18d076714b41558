"""The offices whose letterheads a person manages, and from when until when each version counts."""

import datetime
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Q, QuerySet

from p2wkss.models import LetterheadVersion, Region, RegionLevel, User
from p2wkss.models.letterhead import version_on
from p2wkss.permissions import regions_of
from p2wkss.roles import Permission

LEVELS = (RegionLevel.PROVINCE, RegionLevel.REGENCY)


class Span(NamedTuple):
    """A version in use with its first and last day; without a last day it counts until there is another.

    `is_replaced` says that another one was taken into use for the same first day.
    """

    version: LetterheadVersion
    first: datetime.date
    last: datetime.date | None
    is_replaced: bool


class Office(NamedTuple):
    """An office: the version that counts today (perhaps of the province above it), its draft, its own versions."""

    region: Region
    current: LetterheadVersion | None
    draft: LetterheadVersion | None
    spans: list[Span]

    @property
    def is_own(self) -> bool:
        """Whether what counts today is the office's own."""
        return self.current is not None and self.current.region_id == self.region.pk

    @property
    def others(self) -> list[Span]:
        """The own versions but for the one that counts today, newest first."""
        return [span for span in reversed(self.spans) if span.version != self.current]


def offices_of(user: User, query: str = "") -> QuerySet[Region]:
    """Give the provinces and regencies whose letterhead the person manages, those that match first words or a code.

    Whoever manages the whole country gets, without a query, the offices that have a letterhead of their own.
    """
    held = regions_of(user, Permission.MANAGE_LETTERHEAD)
    under = Q(pk__in=[])
    for code in held:
        under |= Q(code__startswith=f"{code}.") | Q(code=code) if code else Q()
    offices: QuerySet[Region] = Region.objects.active().filter(level__in=LEVELS).order_by("code")
    if "" not in held:
        offices = offices.filter(under)
    elif not query:
        offices = offices.filter(pk__in=LetterheadVersion.objects.values("region"))
    if query:
        offices = offices.filter(Q(code=query.split(maxsplit=1)[0]) | Q(name__icontains=query))
    return offices


def read_offices(regions: Iterable[Region], day: datetime.date) -> list[Office]:
    """Read the versions of these offices, and of the provinces above them, at once."""
    wanted = list(regions)
    codes = {region.code for region in wanted} | {region.province_code for region in wanted}
    found = LetterheadVersion.objects.filter(region__in=codes).defer("logo").select_related("region", "activated_by")
    versions = list(found)
    return [_office(region, versions, day) for region in wanted]


def span_of(version: LetterheadVersion) -> Span | None:
    """Give the days on which a version counts for its office; None for a draft."""
    own = LetterheadVersion.objects.filter(region=version.region_id).defer("logo")
    return next((span for span in spans(list(own)) if span.version == version), None)


def spans(versions: Sequence[LetterheadVersion]) -> list[Span]:
    """Give the versions in use of one office in the order of their days; each lasts until the day before the next."""
    dated = [(one.valid_from, one.activated_at, one) for one in versions if one.valid_from and one.activated_at]
    ordered = [(first, one) for first, _at, one in sorted(dated, key=lambda entry: entry[:2])]
    found = [
        Span(one, first, after - datetime.timedelta(days=1), after == first)
        for (first, one), (after, _next) in pairwise(ordered)
    ]
    return found + [Span(one, first, None, False) for first, one in ordered[-1:]]


def _office(region: Region, versions: Sequence[LetterheadVersion], day: datetime.date) -> Office:
    own = [one for one in versions if one.region_id == region.pk]
    draft = next((one for one in own if one.is_draft), None)
    return Office(region, version_on(versions, region.code, day), draft, spans(own))

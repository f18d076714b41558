"""The same photo or document used more than once: in another village, another stage or another year.

The whole country is looked through, by the fingerprint of the file and by what the picture looks like. It is a hint:
people look and judge. What was withdrawn proves nothing and is passed over.
"""

from collections.abc import Sequence
from itertools import chain
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from villages.models import Evidence, EvidenceBand, EvidenceLink
from villages.pictures import REUSED, alike, band_keys


def reuse_of(evidence: Evidence) -> list[Evidence]:
    """Give what is the same file, or a picture that looks the same, newest first."""
    return reuse_among([evidence])[evidence.pk]


def reuse_among(rows: Sequence[Evidence]) -> dict[UUID, list[Evidence]]:
    """Give for each of the rows what is the same; in as many queries for many rows as for one."""
    keys = set(chain.from_iterable(band_keys(row.picture_hash) for row in rows))
    near = EvidenceBand.objects.filter(key__in=keys).values_list("evidence", "evidence__picture_hash").distinct()
    hashes = dict(near) if keys else {}
    found = [key for key, letters in hashes.items() if any(alike(row.picture_hash, letters) for row in rows)]
    same = list(with_links(Evidence.objects.filter(Q(sha256__in=[row.sha256 for row in rows]) | Q(pk__in=found))))
    return {row.pk: [one for one in same if one.pk != row.pk and is_same(row, one)] for row in rows}


def is_same(first: Evidence, second: Evidence) -> bool:
    """Say whether two are the same file, or pictures that look the same."""
    return first.sha256 == second.sha256 or alike(first.picture_hash, second.picture_hash)


def with_links(evidence: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Load what is not withdrawn with its place and with what it proves."""
    links = EvidenceLink.objects.select_related("visit", "activity", "asset", "innovation")
    places = "target_village__cycle__province", "target_village__village__parent__parent"
    return evidence.filter(removed_at=None).select_related(*places).prefetch_related(Prefetch("links", links))


def reused(evidence: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Keep that of which another like it is known (marked when it came in, by villages/actions/evidence.py)."""
    return evidence.filter(Exists(EvidenceBand.objects.filter(evidence=OuterRef("pk"), key=REUSED)))

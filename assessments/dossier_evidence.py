"""The photos and documents of a village as the assessor looks through them: by indicator, and by what they prove."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.timezone import localdate

from assessments.instrument import Indicator, Instrument
from villages.models import Evidence, EvidenceLink, TargetVillage
from villages.models.evidence import LINK_TARGETS
from villages.proofs import target_of, value_of, words_of

# What the words of a link are read from.
_THINGS = ("visit", "activity", "asset", "innovation")


@dataclass(frozen=True)
class Proof:
    """What proves one thing: the indicator, or else the words for a stage, a visit and so on."""

    heading: str
    evidence: list[Evidence] = field(default_factory=list)
    indicator: Indicator | None = None


@dataclass(frozen=True)
class Gallery:
    """All that was not withdrawn: for every indicator, for whatever else has proof, and what points at nothing."""

    indicators: list[Proof]
    things: list[Proof]
    loose: list[Evidence]
    total: int


def read_gallery(village: TargetVillage, instrument: Instrument) -> Gallery:
    """Read what proves what in a village, in two queries."""
    links = EvidenceLink.objects.select_related(*_THINGS)
    kept = village.evidence.filter(removed_at=None).prefetch_related(Prefetch("links", links))
    found = sorted(kept, key=_day)
    by_code = {code: Proof(one.name, indicator=one) for code, one in instrument.indicators.items()}
    things: dict[tuple[int, str, str], Proof] = {}
    for evidence in found:
        for link in evidence.links.all():
            if link.indicator in by_code:
                by_code[link.indicator].evidence.append(evidence)
            elif not link.indicator:
                things.setdefault(_order(link), Proof(_heading(link))).evidence.append(evidence)
    return Gallery(
        indicators=list(by_code.values()),
        things=[things[key] for key in sorted(things)],
        loose=list(_loose(found, set(by_code))),
        total=len(found),
    )


def _day(evidence: Evidence) -> date:
    """Give the day that it is about, else when it was taken or sent in, so that "before" stands before "after"."""
    return evidence.effective_on or localdate(evidence.taken_at or evidence.uploaded_at)


def _order(link: EvidenceLink) -> tuple[int, str, str]:
    """Give the place of what a link points at: stages in their order, visits by day, all else by name."""
    target = target_of(link)
    within = f"{link.stage:02}" if link.stage else str(link.visit.day) if link.visit else words_of(link)
    return LINK_TARGETS.index(target), within, value_of(link)


def _heading(link: EvidenceLink) -> str:
    return f"{words_of(link)} · {date_format(link.visit.day, 'j F Y')}" if link.visit else words_of(link)


def _loose(found: Iterable[Evidence], codes: set[str]) -> Iterable[Evidence]:
    """Keep what points at nothing that the page shows, so that no photo is lost: also an indicator of another year."""
    for evidence in found:
        if all(link.indicator and link.indicator not in codes for link in evidence.links.all()):
            yield evidence

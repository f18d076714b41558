"""The photos and documents of a village as the assessor looks through them: by indicator, and by what they prove."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.instrument import Indicator, Instrument
from villages.enums import STAGE_LABELS
from villages.models import Evidence, EvidenceLink, TargetVillage

# In the order of the page; a link points at exactly one of them.
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
    found = list(kept)
    by_code = {code: Proof(one.name, indicator=one) for code, one in instrument.indicators.items()}
    things: dict[tuple[int, object], Proof] = {}
    for evidence in found:
        for link in evidence.links.all():
            if link.indicator in by_code:
                by_code[link.indicator].evidence.append(evidence)
            elif not link.indicator:
                key, heading = _thing(link)
                things.setdefault(key, Proof(heading)).evidence.append(evidence)
    return Gallery(
        indicators=list(by_code.values()),
        things=[things[key] for key in sorted(things, key=lambda key: (key[0], str(key[1])))],
        loose=list(_loose(found, set(by_code))),
        total=len(found),
    )


def _thing(link: EvidenceLink) -> tuple[tuple[int, object], str]:
    """Give a key that sorts in the order of the page, and the words of what the link points at."""
    if link.stage:
        return (0, f"{link.stage:02}"), f"{link.stage}. {STAGE_LABELS[link.stage]}"
    if link.visit:
        day = date_format(link.visit.day, "j F Y")
        return (1, f"{link.visit.day} {link.visit.pk}"), _("Pembinaan %(day)s: %(topic)s") % {
            "day": day,
            "topic": link.visit.topic,
        }
    if link.activity:
        return (2, f"{link.activity.title} {link.activity.pk}"), _("Kegiatan: %s") % link.activity
    if link.asset:
        return (3, f"{link.asset.name} {link.asset.pk}"), _("Aset: %s") % link.asset
    if link.innovation:
        return (4, f"{link.innovation.name} {link.innovation.pk}"), _("Inovasi: %s") % link.innovation
    return (5, ""), _("Serah terima desa")


def _loose(found: Iterable[Evidence], codes: set[str]) -> Iterable[Evidence]:
    """Keep what points at nothing that the page shows, so that no photo is lost: also an indicator of another year."""
    for evidence in found:
        if all(link.indicator and link.indicator not in codes for link in evidence.links.all()):
            yield evidence

"""What the pages of assets show: who holds each thing, how it was found last, and what is worth a look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from villages.custody import Custody, custody_of, newest
from villages.enums import AssetCondition, AssetEventKind, HolderKind, Moment
from villages.evidence_page import evidence_of
from villages.models import Asset, AssetEvent, Evidence, TargetVillage

_NAMED = "family__merged_into", "by"
NOBODY = "belum"  # in the address: things that were not handed over yet
CONDITION_BADGES = {
    AssetCondition.USED: "good",
    AssetCondition.UNUSED: "attention",
    AssetCondition.BROKEN: "problem",
    AssetCondition.LOST: "problem",
}


@dataclass(frozen=True)
class AssetRow:
    """One asset as the list shows it. `holder` is "" when it is a family that the reader may not see by name."""

    asset: Asset
    custody: Custody
    holder: str
    today: date

    @property
    def holder_words(self) -> str:
        """What kind of holder it is, in words; "" while it was not handed over."""
        return str(HolderKind(self.custody.holder_kind).label) if self.custody.holder_kind else ""

    @property
    def condition(self) -> tuple[str, str]:
        """The badge and the words of the condition that was found last; "" and "" when none was noted."""
        if not self.custody.condition:
            return "", ""
        found = AssetCondition(self.custody.condition)
        return CONDITION_BADGES[found], str(found.label)

    @property
    def remarks(self) -> list[str]:
        """What is worth a look, as facts."""
        return remarks_of(self.custody, self.today)


def remarks_of(custody: Custody, today: date) -> list[str]:
    """Say what is worth a look about a thing: where it is kept, and since when nobody looked."""
    words = []
    if custody.is_at_office:
        words.append(_("Disimpan kantor"))
    if custody.waits_for_check(today):
        words.append(_("Lebih dari 6 bulan tidak diperiksa"))
    return words


def holder_name(event: AssetEvent | None, *, sees_families: bool) -> str:
    """Name who holds a thing; a family that was merged into another is that other one."""
    if event is None or event.kind != AssetEventKind.HANDOVER:
        return ""
    if event.family is None:
        return event.holder
    family = event.family.merged_into or event.family
    return str(family) if sees_families else ""


def asset_rows(assets: Iterable[Asset], today: date, *, sees_families: bool) -> list[AssetRow]:
    """Give each asset with who holds it; the events were loaded with the assets."""
    return [_row(asset, list(asset.events.all()), today, sees_families) for asset in assets]


def _row(asset: Asset, events: Sequence[AssetEvent], today: date, sees_families: bool) -> AssetRow:
    last = newest(event for event in events if event.kind == AssetEventKind.HANDOVER)
    return AssetRow(asset, custody_of(events), holder_name(last, sees_families=sees_families), today)


def list_context(village: TargetVillage, asked: str, today: date, *, sees_families: bool) -> dict[str, Any]:
    """Gather the list of a village's assets in two queries; `asked` is the holder kind that the address names."""
    kind = asked if asked in {NOBODY, *HolderKind.values} else ""
    assets = village.assets.prefetch_related(Prefetch("events", AssetEvent.objects.select_related(*_NAMED)))
    rows = asset_rows(assets, today, sees_families=sees_families)
    shown = [row for row in rows if not kind or (row.custody.holder_kind or NOBODY) == kind]
    return {
        "village": village,
        "rows": shown,
        "total": len(rows),
        "at_office": sum(row.custody.is_at_office for row in rows),
        "waiting": sum(row.custody.waits_for_check(today) for row in rows),
        "unheld": sum(not row.custody.holder_kind for row in rows),
        "kind": kind,
        "kinds": [*HolderKind.choices, (NOBODY, _("Belum diserahkan"))],
    }


def detail_context(asset: Asset, today: date, *, sees_families: bool) -> dict[str, Any]:
    """Gather one asset with its record, newest first, and what proves it."""
    village = asset.target_village
    events = list(asset.events.select_related(*_NAMED))
    evidence = evidence_of(village, "asset", asset.pk)
    return {
        "village": village,
        "asset": asset,
        "row": _row(asset, events, today, sees_families),
        "record": [(event, holder_name(event, sees_families=sees_families)) for event in reversed(events)],
        "evidence": evidence,
        "pairs": photo_pairs(evidence),
    }


def photo_pairs(evidence: Iterable[Evidence]) -> list[tuple[Evidence, Evidence]]:
    """Give the photos before and after that show the same place, among what proves one thing."""
    known = {one.pk: one for one in evidence}
    afters = [one for one in known.values() if one.moment == Moment.AFTER and one.pair_id in known]
    return [(known[one.pair_id], one) for one in afters if one.pair_id is not None]

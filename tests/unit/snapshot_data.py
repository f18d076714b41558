"""Documents of whole results for tests: any rule, parts, categories, moderated marks, ties broken by the plenary."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from assessments.instrument import Category, CategoryKind, sha256
from assessments.scoring import Decision
from assessments.snapshot import Snapshot, build
from tests.unit.round_data import rounds

ROUND = {
    "id": "41",
    "cycle_year": 2019,
    "level": "province",
    "region_code": "36",
    "region_name": "Provinsi Banten",
    "province_name": "Banten",
    "held_on": "2019-10-11",
    "instrument_version": 1,
}
PANEL = [{"id": f"p{at}", "name": f"Ibu Rahasia {at}", "position": "member"} for at in range(4)]
CATEGORIES = (
    Category("kab", "Kabupaten", CategoryKind.REGENCY),
    Category("kota", "Kota", CategoryKind.CITY),
)


def facts_of(entry: str, at: int) -> dict[str, Any]:
    """Give the facts of the village at a place: every second one lies in a city."""
    regency = "36.71" if at % 2 else "36.04"
    return {
        "id": entry,
        "village_code": f"{regency}.15.20{at:02}",
        "village_name": f"Desa {at}",
        "district_name": "Kecamatan Cikande",
        "regency_code": regency,
        "regency_name": "Kabupaten Serang",
        "kampung": "Kampung Rahasia",
        "families": 97531,
    }


@st.composite
def snapshots(draw: st.DrawFn, *, seed: int | None = None, draws: int = 20) -> Snapshot:
    """Give a document, analysed where there is a seed; incomplete villages and open ties may be in it."""
    form, sheets, moderated = draw(rounds())
    weights = (Decimal(60), Decimal(40))
    form = replace(
        form,
        parts=tuple(replace(part, weight=weight) for part, weight in zip(form.parts, weights, strict=False)),
        categories=draw(st.sampled_from([(), CATEGORIES])),
        rank_names=("Juara I", "Juara II"),
    )
    given = {
        "round_facts": ROUND,
        "instrument": form,
        "instrument_sha256": sha256(form),
        "panel": PANEL,
        "entries": [facts_of(entry, at) for at, entry in enumerate(sheets)],
        "sheets": [sheet for own in sheets.values() for sheet in own],
        "moderated": moderated,
        "seed": seed,
        "draws": draws,
    }
    ties = build(decisions=(), **{**given, "seed": None})["results"]["ties"]
    open_ties = [tie["steps"][-1]["entries"] for tie in ties if tie["unresolved"]]
    shared = draw(st.booleans())
    decisions = [Decision(tuple(reversed(entries)), shared, "Rahasia pleno") for entries in open_ties]
    return build(decisions=decisions, **given)

"""How firm a result is: other weights and panels drawn by lot, without each assessor, and how far assessors agree.

All of it is shown beside the result and applied to nothing.

    seed, draws
    stability       {category: assessments.scoring.stability_result.Stability.to_document()}; of more than
                    SHARES_LIMIT entries only the share of the official rank
    leave_one_out   {assessor: {entry: rank without that assessor, or null}}  ranks within the category
    agreement       {alpha, components: {component: alpha}}  Krippendorff's, text of four decimals; null: undefined
    severity        {assessor: {points, shared}}  text of two decimals, points of 100; null where too few are shared
"""

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any, TypedDict

from assessments.scoring.agreement import Unit, alpha, severity, units
from assessments.scoring.leave_one_out import without_each
from assessments.scoring.types import shown
from assessments.snapshot.results import Judged, Results

DRAWS = 10_000
# Beyond so many entries the analysis would take minutes, and says little [ours].
ANALYSIS_LIMIT = 2_000
# Of more entries in a category each comes to hundreds of ranks, and they would fill most of the document [ours].
SHARES_LIMIT = 100


class Analysis(TypedDict):
    """What the document says about how firm it is."""

    seed: int
    draws: int
    stability: dict[str, dict[str, Any]]
    leave_one_out: dict[str, dict[str, int | None]]
    agreement: dict[str, Any]
    severity: dict[str, dict[str, Any]]


def analysis_of(judged: Judged, results: Results, *, seed: int, draws: int) -> Analysis:
    """Look at a result from all sides; the same marks and seed give the same on any machine."""
    # numpy is heavy, and only a lock and its check need it: not every process that reads a result.
    from assessments.scoring.stability import stability  # noqa: PLC0415

    firm: dict[str, dict[str, Any]] = {}
    without: dict[str, dict[str, int | None]] = {}
    for code, (_name, entries) in judged.by_category().items():
        own = {entry: judged.sheets[entry] for entry in sorted(entries)}
        firm[code] = stability(judged.instrument, own, judged.moderated, seed=seed, draws=draws).to_document()
        if len(entries) > SHARES_LIMIT:
            official = {place["entry"]: place["rank"] for one in results["categories"] for place in one["ranking"]}
            for entry, one in firm[code]["entries"].items():
                one["shares"] = [share for share in one["shares"] if share[0] == official[entry]]
        for assessor, ranks in without_each(judged.instrument, own, judged.moderated).items():
            without.setdefault(assessor, {}).update(ranks)
    # Their own marks, whatever the plenary made of them.
    marked = units(judged.instrument, (sheet for own in judged.sheets.values() for sheet in own))
    return {
        "seed": seed,
        "draws": draws,
        "stability": firm,
        "leave_one_out": without,
        "agreement": {
            "alpha": _alpha(marked, judged.instrument.indicators),
            "components": {
                component.code: _alpha(marked, {one.code for one in component.indicators})
                for component in judged.instrument.components
            },
        },
        "severity": {
            assessor: {"points": shown(one.points), "shared": one.shared} for assessor, one in severity(marked).items()
        },
    }


def _alpha(marked: Mapping[Unit, Mapping[str, Fraction]], indicators: Collection[str]) -> str | None:
    found = alpha({unit: marks for unit, marks in marked.items() if unit.indicator in indicators})
    return None if found is None else f"{found:.4f}"

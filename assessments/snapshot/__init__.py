"""PURE: the one document that a locked result is: facts, marks and what follows from them.

Pages, reports, files and commands read this and never compute a score themselves. All values are JSON: text,
whole numbers, true/false, lists and mappings; scores are text with two decimals ("87.41") beside their exact
fraction ("8741/100"). Keys of entries and assessors are text. Marks stand once, in `sheets`, and only those
of sheets that were handed in: a draft is nobody else's to read.

    format              2
    round               {cycle_year, level, region_code, region_name, province_name, held_on, ...}
    instrument          the definition (assessments.instrument.to_mapping); instrument_sha256
    panel               [{id, name, position}]
    entries             [{id, village_code, village_name, district_name, regency_code, regency_name, category, ...}]
    sheets              [{entry, assessor, part, submitted, submitted_at, marks: {indicator: {value, not_applicable,
                          reason, note}}}]
    moderated           [{entry, indicator, value, not_applicable, reason}]  the plenary's marks, which count alone
    recusals            [{entry, assessor, ...}]  declared conflicts of interest; they have no sheet
    decisions           [{entries, shared, reason}]
    results.categories  [{code, name, ranking: [{entry, rank, shared, unresolved, total, total_exact}]}]  best first;
                          one called "" where the instrument has no categories, else those that have entries
    results.incomplete  [{entry, missing: [{kind, assessor, where, part}]}]
    results.ties        one for each use of the ladder: [{category, entries, decided_by, steps: [{key, entries}],
                          order: [[entry]], shared, reason, unresolved}]
    results.awards      [{code, name, places: [{entry, place, score, score_exact}]}]
    results.scores      {entry: {total, total_exact, components: [{code, score, score_exact, weight, weighted,
                          weighted_exact, indicators: [{code, score, score_exact, weight, share, points,
                          points_exact, counted, not_applicable, moderated}]}]}}
    analysis            null, or how firm the result is (assessments.snapshot.analysis); computed at the lock

`weighted` is what a component adds to the total, `points` what an indicator adds, `share` the most it can.
A document of format 1, which had no parts, moderated marks, categories, awards or analysis, is read by `upgraded`.
"""

from .analysis import ANALYSIS_LIMIT, Analysis
from .checking import Difference, compare, differences, verify
from .document import FORMAT, Snapshot, build, canonical, digest, recompute
from .formats import upgraded
from .results import (
    CategoryResult,
    ComponentResult,
    EntryResult,
    IndicatorResult,
    Place,
    Results,
    component_result,
    missing_result,
    tie_result,
)

__all__ = [
    "ANALYSIS_LIMIT",
    "FORMAT",
    "Analysis",
    "CategoryResult",
    "ComponentResult",
    "Difference",
    "EntryResult",
    "IndicatorResult",
    "Place",
    "Results",
    "Snapshot",
    "build",
    "canonical",
    "compare",
    "component_result",
    "differences",
    "digest",
    "missing_result",
    "recompute",
    "tie_result",
    "upgraded",
    "verify",
]

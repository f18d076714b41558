"""What follows from the marks, as the document holds it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypedDict

from assessments import scoring
from assessments.definition import number_text
from assessments.instrument import Instrument


class Place(TypedDict):
    """One line of the ranking."""

    entry: str
    rank: int
    shared: bool
    unresolved: bool
    total: str
    total_exact: str


class CategoryResult(TypedDict):
    """The ranking of one category, best first."""

    code: str
    name: str
    ranking: list[Place]


class IndicatorResult(TypedDict):
    """The score of one indicator; None where nobody found it applicable or a mark is missing."""

    code: str
    score: str | None
    score_exact: str | None
    weight: str
    share: str | None
    points: str | None
    points_exact: str | None
    counted: int
    not_applicable: int
    moderated: dict[str, Any] | None


class ComponentResult(TypedDict):
    """The score of one component, and what it adds to the total."""

    code: str
    score: str | None
    score_exact: str | None
    weight: str
    weighted: str | None
    weighted_exact: str | None
    indicators: list[IndicatorResult]


class EntryResult(TypedDict):
    """All scores of one entry."""

    total: str | None
    total_exact: str | None
    components: list[ComponentResult]


class Results(TypedDict):
    """What follows from the marks."""

    categories: list[CategoryResult]
    incomplete: list[dict[str, Any]]
    ties: list[dict[str, Any]]
    awards: list[dict[str, Any]]
    scores: dict[str, EntryResult]


@dataclass(frozen=True)
class Judged:
    """All that a result follows from: the category, the sheets and the plenary's marks of each entry."""

    instrument: Instrument
    categories: Mapping[str, str]
    sheets: Mapping[str, Sequence[scoring.Sheet]]
    moderated: Mapping[str, Mapping[str, scoring.Mark]]
    decisions: Sequence[scoring.Decision] = ()

    def by_category(self) -> dict[str, tuple[str, list[str]]]:
        """Give {category: (its name, its entries)} in the instrument's order; those without entries are left out."""
        if not self.instrument.categories:
            return {"": ("", list(self.categories))}
        found = {
            category.code: (category.name, [entry for entry, own in self.categories.items() if own == category.code])
            for category in self.instrument.categories
        }
        return {code: (name, entries) for code, (name, entries) in found.items() if entries}


def gather(
    instrument: Instrument,
    entries: Iterable[Mapping[str, Any]],
    sheets: Iterable[scoring.Sheet],
    moderated: Mapping[str, Mapping[str, scoring.Mark]],
    recusals: Iterable[Mapping[str, Any]],
    decisions: Sequence[scoring.Decision],
) -> Judged:
    """Put together what a result follows from.

    Raises ValueError for a sheet or a mark of an entry that is not there, and for a sheet of an assessor who declared
    a conflict of interest with the entry.
    """
    categories = {str(entry["id"]): instrument.category_of(entry["regency_code"]) for entry in entries}
    barred = {(recusal["entry"], recusal["assessor"]) for recusal in recusals}
    by_entry: dict[str, list[scoring.Sheet]] = {entry: [] for entry in categories}
    for sheet in sheets:
        if sheet.entry not in by_entry:
            raise ValueError(f"a sheet of no entry: {sheet.entry}")
        if (sheet.entry, sheet.assessor) in barred:
            raise ValueError(f"a sheet of {sheet.assessor}, who declared a conflict with the entry {sheet.entry}")
        by_entry[sheet.entry].append(sheet)
    for entry in moderated:
        if entry not in by_entry:
            raise ValueError(f"a moderated mark of no entry: {entry}")
    return Judged(instrument, categories, by_entry, moderated, decisions)


def results_of(judged: Judged) -> Results:
    """Score and rank."""
    instrument = judged.instrument
    scores = {
        entry: scoring.score_entry(instrument, entry, own, judged.moderated.get(entry, {}))
        for entry, own in judged.sheets.items()
    }
    rankings = {
        code: (name, scoring.rank(instrument, [scores[entry] for entry in entries], judged.decisions))
        for code, (name, entries) in judged.by_category().items()
    }
    return {
        "categories": [
            {
                "code": code,
                "name": name,
                "ranking": [_place(place, scores[place.entry].total) for place in ranking.places],
            }
            for code, (name, ranking) in rankings.items()
        ],
        "incomplete": [
            {"entry": entry, "missing": [missing_result(one) for one in score.missing]}
            for entry, score in sorted(scores.items())
            if not score.is_complete
        ],
        "ties": [tie_result(code, tie) for code, (_name, ranking) in rankings.items() for tie in ranking.ties],
        "awards": _awards(instrument, scores.values()),
        "scores": {entry: _entry(score) for entry, score in scores.items()},
    }


def component_result(component: scoring.ComponentScore) -> ComponentResult:
    """Write a component's scores down as the document holds them."""
    return {
        "code": component.code,
        "score": scoring.shown(component.score),
        "score_exact": scoring.exact_text(component.score),
        "weight": _plain(component.weight),
        "weighted": scoring.shown(component.weighted),
        "weighted_exact": scoring.exact_text(component.weighted),
        "indicators": [_indicator(one) for one in component.indicators],
    }


def mark_facts(mark: scoring.Mark) -> dict[str, Any]:
    """Write down what a mark says and why; its note is left out."""
    value = None if mark.value is None else number_text(mark.value)
    return {"value": value, "not_applicable": mark.not_applicable, "reason": mark.reason}


def _indicator(one: scoring.IndicatorScore) -> IndicatorResult:
    return {
        "code": one.code,
        "score": scoring.shown(one.score),
        "score_exact": scoring.exact_text(one.score),
        "weight": _plain(one.weight),
        "share": scoring.shown(one.share),
        "points": scoring.shown(one.points),
        "points_exact": scoring.exact_text(one.points),
        "counted": one.counted,
        "not_applicable": one.not_applicable,
        "moderated": None if one.moderated is None else mark_facts(one.moderated),
    }


def _place(place: scoring.RankedEntry, total: Fraction | None) -> Place:
    return {
        "entry": place.entry,
        "rank": place.rank,
        "shared": place.shared,
        "unresolved": place.unresolved,
        "total": scoring.shown(total) or "",
        "total_exact": scoring.exact_text(total) or "",
    }


def missing_result(one: scoring.Missing) -> dict[str, str]:
    """Write one thing that is missing down as the document holds it."""
    return {"kind": one.kind.value, "assessor": one.assessor, "where": one.where, "part": one.part}


def tie_result(category: str, tie: scoring.Tie) -> dict[str, Any]:
    """Write a use of the ladder down as the document holds it."""
    return {
        "category": category,
        "entries": list(tie.entries),
        "decided_by": tie.decided_by,
        "steps": [{"key": key, "entries": list(entries)} for key, entries in tie.steps],
        "shared": tie.shared,
        "reason": tie.reason,
        "order": [list(group) for group in tie.order],
        "unresolved": tie.is_open,
    }


def _awards(instrument: Instrument, scores: Iterable[scoring.EntryScore]) -> list[dict[str, Any]]:
    placed = scoring.award_places(instrument, scores)
    return [
        {
            "code": award.code,
            "name": award.name,
            "places": [
                {
                    "entry": entry,
                    "place": place,
                    "score": scoring.shown(score),
                    "score_exact": scoring.exact_text(score),
                }
                for entry, place, score in placed[award.code]
            ],
        }
        for award in instrument.awards
    ]


def _entry(score: scoring.EntryScore) -> EntryResult:
    return {
        "total": scoring.shown(score.total),
        "total_exact": scoring.exact_text(score.total),
        "components": [component_result(component) for component in score.components],
    }


def _plain(weight: Fraction) -> str:
    return number_text(Decimal(weight.numerator) / Decimal(weight.denominator))

"""From totals to ranks, on exact values, with a declared tie-break ladder whose every use is recorded."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from assessments.instrument import PLENARY, TOTAL, Instrument
from assessments.scoring.types import Decision, EntryScore, RankedEntry, Ranking, Tie


def rank(instrument: Instrument, scores: Iterable[EntryScore], decisions: Iterable[Decision] = ()) -> Ranking:
    """Rank the complete entries by total, then down the instrument's ladder; never by rounded numbers.

    Entries that the whole ladder leaves equal share a rank only where the plenary said so; without its word they
    stand side by side as an open tie. Shared ranks count as 1, 2, 2, 4. The order of the input does not matter.
    """
    by_name = sorted(scores, key=lambda score: score.entry)
    keys = {score.entry: _keys(instrument, score) for score in by_name if score.is_complete}
    ordered = sorted(keys, key=lambda entry: ([-value for value in keys[entry]], entry))
    decided = {frozenset(decision.entries): decision for decision in decisions}
    places: list[RankedEntry] = []
    for _same, group in groupby(ordered, key=keys.__getitem__):
        places.extend(_place(list(group), len(places) + 1, decided))
    return Ranking(
        places=tuple(places),
        ties=tuple(_ties(instrument, ordered, keys, decided)),
        incomplete=tuple(score for score in by_name if not score.is_complete),
    )


def _keys(instrument: Instrument, score: EntryScore) -> tuple[Fraction, ...]:
    """Give the values of the ladder, total first. A complete entry has them all."""
    parts = {part.code: part.score for part in score.components}
    values = [score.total if key == TOTAL else parts[key] for key in instrument.tie_break if key != PLENARY]
    return tuple(value for value in values if value is not None)


def _place(
    equal: list[str], first: int, decided: dict[frozenset[str], Decision]
) -> Iterator[RankedEntry]:
    decision = decided.get(frozenset(equal))
    if len(equal) > 1 and decision is not None and not decision.shared:
        yield from (RankedEntry(entry, first + at, False) for at, entry in enumerate(decision.entries))
    else:
        yield from (RankedEntry(entry, first, len(equal) > 1) for entry in equal)


def _ties(
    instrument: Instrument,
    ordered: Sequence[str],
    keys: dict[str, tuple[Fraction, ...]],
    decided: dict[frozenset[str], Decision],
) -> Iterator[Tie]:
    """Tell, for each group with one total, which rung told its entries apart."""
    rungs = [key for key in instrument.tie_break if key not in {TOTAL, PLENARY}]
    for _total, same_total in groupby(ordered, key=lambda entry: keys[entry][0]):
        group = list(same_total)
        if len(group) < 2:
            continue
        steps: list[tuple[str, tuple[str, ...]]] = []
        open_groups = [group]
        for depth, rung in enumerate(rungs, 1):
            steps.extend((rung, tuple(equal)) for equal in open_groups)
            open_groups = [
                equal
                for before in open_groups
                for _value, run in groupby(before, key=lambda entry: keys[entry][depth])  # noqa: B023
                if len(equal := list(run)) > 1
            ]
            if not open_groups:
                break
        yield _tie(group, steps, open_groups, decided)


def _tie(
    group: list[str],
    steps: list[tuple[str, tuple[str, ...]]],
    open_groups: list[list[str]],
    decided: dict[frozenset[str], Decision],
) -> Tie:
    if not open_groups:
        return Tie(tuple(group), steps[-1][0], tuple(steps))
    found = [decided.get(frozenset(equal)) for equal in open_groups]
    steps += [(PLENARY, tuple(equal)) for equal in open_groups]
    made = [decision for decision in found if decision is not None]
    complete = len(made) == len(open_groups)
    return Tie(
        tuple(group),
        PLENARY if complete else None,
        tuple(steps),
        shared=complete and any(decision.shared for decision in made),
        reason=" ".join(decision.reason for decision in made),
    )

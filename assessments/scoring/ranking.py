"""From totals to ranks, on exact values, with a declared tie-break ladder whose every use is recorded."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from typing import Any

from assessments.instrument import PLENARY, TOTAL, Instrument
from assessments.scoring.types import Decision, EntryScore, RankedEntry, Ranking, Tie

Keys = Mapping[str, tuple[Fraction, ...]]
# Values of the ladder, or what stands for them: equal and ordered as they are, rung by rung.
Ladders = Mapping[str, tuple[Any, ...]]


def rank(instrument: Instrument, scores: Iterable[EntryScore], decisions: Iterable[Decision] = ()) -> Ranking:
    """Rank the complete entries by total, then down the instrument's ladder; never by rounded numbers.

    Entries that the whole ladder leaves equal share a rank only where the plenary said so; without its word
    they stand side by side as an open tie. A decision counts where it names exactly the entries of such a
    tie, each once; of two on one tie the later. Shared ranks count as 1, 2, 2, 4 [ours]. The order of the
    scores does not matter. Categories are ranked by a call each.
    """
    by_name = sorted(scores, key=lambda score: score.entry)
    found = {score.entry: ladder_keys(instrument, score) for score in by_name}
    ranking = rank_ladders(
        instrument, {entry: values for entry, values in found.items() if values is not None}, decisions
    )
    return replace(ranking, incomplete=tuple(score for score in by_name if not score.is_complete))


def rank_ladders(instrument: Instrument, keys: Ladders, decisions: Iterable[Decision] = ()) -> Ranking:
    """Rank entries by their values on the ladder, or by anything that is ordered as these are, like `rank`."""
    given = list(decisions)
    ordered = sorted(sorted(keys), key=lambda entry: keys[entry], reverse=True)
    decided = {frozenset(one.entries): one for one in given if len(set(one.entries)) == len(one.entries)}
    equal = {frozenset(group) for group in _split(ordered, keys, None) if len(group) > 1}
    used = {group: decided[group] for group in equal if group in decided}
    return Ranking(
        places=tuple(_places(ordered, keys, used)),
        ties=tuple(_ties(_rungs(instrument), ordered, keys, used)),
        incomplete=(),
        unused=tuple(one for one in given if not any(one is decision for decision in used.values())),
    )


def _rungs(instrument: Instrument) -> list[str]:
    """Give the keys of the ladder that are numbers; the plenary is none."""
    return [key for key in instrument.tie_break if key != PLENARY]


def ladder_keys(instrument: Instrument, score: EntryScore) -> tuple[Fraction, ...] | None:
    """Give the values of the ladder, total first, by which entries are ordered; None for an incomplete entry."""
    if not score.is_complete:
        return None
    values = {part.code: part.score for part in score.components} | {TOTAL: score.total}
    return tuple(value for key in _rungs(instrument) if (value := values[key]) is not None)


def rank_by_keys(keys: Keys) -> dict[str, int]:
    """Rank entries by their keys alone, best first and then by name; equal keys share the rank: 1, 2, 2, 4."""
    ordered = sorted(sorted(keys), key=lambda entry: keys[entry], reverse=True)
    ranks: dict[str, int] = {}
    for group in _split(ordered, keys, None):
        ranks |= dict.fromkeys(group, len(ranks) + 1)
    return ranks


def _split(entries: Sequence[str], keys: Ladders, depth: int | None) -> list[tuple[str, ...]]:
    """Part ordered entries into runs that are equal on one rung, or, with None, on all of them."""

    def value(entry: str) -> object:
        return keys[entry] if depth is None else keys[entry][depth]

    return [tuple(run) for _value, run in groupby(entries, key=value)]


def _places(ordered: Sequence[str], keys: Ladders, used: Mapping[frozenset[str], Decision]) -> Iterator[RankedEntry]:
    first = 1
    for group in _split(ordered, keys, None):
        decision = used.get(frozenset(group))
        if decision is not None and not decision.shared:
            yield from (RankedEntry(entry, rank, False) for rank, entry in enumerate(decision.entries, first))
        else:
            is_open = len(group) > 1 and decision is None
            yield from (RankedEntry(entry, first, len(group) > 1, is_open) for entry in group)
        first += len(group)


def _ties(
    rungs: Sequence[str], ordered: Sequence[str], keys: Ladders, used: Mapping[frozenset[str], Decision]
) -> Iterator[Tie]:
    """Tell each use of the ladder, best entries first: who was equal, and which rung told them apart."""
    for group in _split(ordered, keys, 0):
        if len(group) > 1:
            yield from _uses(rungs, group, 1, keys, used)


def _uses(
    rungs: Sequence[str],
    group: tuple[str, ...],
    depth: int,
    keys: Ladders,
    used: Mapping[frozenset[str], Decision],
) -> Iterator[Tie]:
    """Go down from a rung until one splits the group, and on below it in each part that is still equal."""
    steps: list[tuple[str, tuple[str, ...]]] = []
    for below, rung in enumerate(rungs[depth:], depth + 1):
        steps.append((rung, group))
        parts = _split(group, keys, below - 1)
        if len(parts) > 1:
            yield Tie(group, rung, tuple(steps), tuple(parts))
            for part in parts:
                if len(part) > 1:
                    yield from _uses(rungs, part, below, keys, used)
            return
    yield _plenary(group, (*steps, (PLENARY, group)), used.get(frozenset(group)))


def _plenary(group: tuple[str, ...], steps: tuple[tuple[str, tuple[str, ...]], ...], decision: Decision | None) -> Tie:
    """Record a tie that no number decides."""
    if decision is None:
        return Tie(group, None, steps, (group,))
    order = (group,) if decision.shared else tuple((entry,) for entry in decision.entries)
    return Tie(group, PLENARY, steps, order, decision.shared, decision.reason)

"""PURE: who judges which village, so that everybody carries as much as the others."""

from collections import Counter, deque
from collections.abc import Collection, Hashable, Mapping, Sequence
from itertools import combinations
from typing import Generic, TypeVar

E = TypeVar("E", bound=Hashable)
M = TypeVar("M", bound=Hashable)


class NotEnoughMembers(ValueError):
    """An entry that fewer members may judge than must; `entry` names it."""

    def __init__(self, entry: Hashable) -> None:
        self.entry = entry
        super().__init__(f"too few members may judge {entry}")


def balanced(
    entries: Sequence[E], members: Sequence[M], excluded: Collection[tuple[E, M]], per_entry: int
) -> dict[E, tuple[M, ...]]:
    """Assign `per_entry` members to each entry, never an excluded pair, with loads as even as can be.

    Loads differ by at most 1 wherever the exclusions allow it. Of members with the same load those come first who
    judged least together so far, so that everybody is compared with everybody [ours]. The same input in the same
    order gives the same result; a village's members stand in the order of `members`. Raises NotEnoughMembers for
    the first entry that has too few, ValueError for an entry or member named twice.

    Entries with the fewest choices go first; then work is handed along chains of colleagues until no chain leads
    from a member to one with at least two fewer, which is the optimum (Harvey et al. 2003, "Semi-matchings for
    bipartite graphs and load balancing").
    """
    if per_entry < 1:
        raise ValueError("at least one member judges an entry")
    if len(set(entries)) < len(entries) or len(set(members)) < len(members):
        raise ValueError("an entry or a member is named twice")
    barred = set(excluded)
    allowed = {entry: [member for member in members if (entry, member) not in barred] for entry in entries}
    for entry, choices in allowed.items():
        if len(choices) < per_entry:
            raise NotEnoughMembers(entry)
    plan = _Plan(allowed, members)
    for entry in sorted(entries, key=lambda entry: len(allowed[entry])):
        plan.fill(entry, per_entry)
    plan.even_out()
    return {entry: tuple(member for member in allowed[entry] if member in plan.judges[entry]) for entry in entries}


class _Plan(Generic[E, M]):
    """An assignment in the making. Sets are only asked whether they hold something, so their order never matters."""

    def __init__(self, allowed: Mapping[E, Sequence[M]], members: Sequence[M]) -> None:
        self.allowed = allowed
        self.judges: dict[E, set[M]] = {entry: set() for entry in allowed}
        self.work: dict[M, dict[E, None]] = {member: {} for member in members}
        self._together: Counter[frozenset[M]] = Counter()

    def fill(self, entry: E, count: int) -> None:
        """Give an entry the members with the least work, one after the other."""
        chosen: list[M] = []
        for _place in range(count):
            free = [member for member in self.allowed[entry] if member not in self.judges[entry]]
            member = min(free, key=lambda one: (self._load(one), self._met(one, chosen)))
            chosen.append(member)
            self._give(entry, member)
        self._together.update(map(frozenset, combinations(chosen, 2)))

    def even_out(self) -> None:
        """Hand work along chains while anybody has at least two entries more than the one at the end of a chain."""
        settled: set[M] = set()
        while waiting := [member for member in self.work if member not in settled]:
            giver = max(waiting, key=self._load)
            if self._load(giver) <= min(map(len, self.work.values())) + 1:
                return
            chain = self._chain(giver)
            for entry, source, target in chain:
                self._take(entry, source)
                self._give(entry, target)
            settled = set() if chain else settled | {giver}

    def _chain(self, giver: M) -> list[tuple[E, M, M]]:
        """Find the shortest chain of hand-overs from a member to one with at least two entries fewer, or []."""
        reached: dict[M, list[tuple[E, M, M]]] = {giver: []}
        queue = deque([giver])
        offered: set[E] = set()
        while queue:
            source = queue.popleft()
            for entry in self.work[source]:
                if entry in offered:
                    continue
                offered.add(entry)
                for target in self.allowed[entry]:
                    if target in reached or target in self.judges[entry]:
                        continue
                    reached[target] = [*reached[source], (entry, source, target)]
                    if self._load(target) <= self._load(giver) - 2:
                        return reached[target]
                    queue.append(target)
        return []

    def _load(self, member: M) -> int:
        return len(self.work[member])

    def _met(self, member: M, others: Sequence[M]) -> int:
        return sum(self._together[frozenset((member, other))] for other in others)

    def _give(self, entry: E, member: M) -> None:
        self.judges[entry].add(member)
        self.work[member][entry] = None

    def _take(self, entry: E, member: M) -> None:
        self.judges[entry].remove(member)
        del self.work[member][entry]

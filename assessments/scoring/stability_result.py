"""PURE: how firm the ranks are, as it is stored and read; `stability` computes it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class EntryStability:
    """Where an entry came: `counts` are (rank, in how many draws), best first, only ranks that it had.

    From `low` to `high` are the 5th to the 95th percentile of its ranks, both of them ranks that it had.
    """

    entry: str
    median: int
    low: int
    high: int
    counts: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Pair:
    """Two entries that cannot be told apart: `ahead` counts the draws in which the officially better one was better.

    Draws in which both were equal count for neither. `neighbours` follow each other in the official order.
    """

    better: str
    other: str
    ahead: int
    neighbours: bool


@dataclass(frozen=True)
class Stability:
    """How firm the ranks are: all complete entries, in their official order, and the pairs that are too close."""

    seed: int
    draws: int
    spread: str
    entries: tuple[EntryStability, ...]
    pairs: tuple[Pair, ...]

    def to_document(self) -> dict[str, Any]:
        """Give it as JSON data; shares of draws are text with four decimals ("0.8312")."""
        return {
            "seed": self.seed,
            "draws": self.draws,
            "spread": self.spread,
            "entries": {
                one.entry: {
                    "median": one.median,
                    "low": one.low,
                    "high": one.high,
                    "shares": [[rank, self.share(count)] for rank, count in one.counts],
                }
                for one in self.entries
            },
            "pairs": [
                {
                    "better": pair.better,
                    "other": pair.other,
                    "ahead": self.share(pair.ahead),
                    "neighbours": pair.neighbours,
                }
                for pair in self.pairs
            ],
        }

    def share(self, count: int) -> str:
        """Write a number of draws as a share of all, half up."""
        return f"{Decimal((20_000 * count + self.draws) // (2 * self.draws)).scaleb(-4):f}"

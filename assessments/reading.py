"""A snapshot arranged for readers: rows of a ranking, the card of a village, footnotes of ties. Pure.

Nothing is computed here: every number is taken from the document as it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from assessments.instrument import PLENARY, TOTAL
from assessments.snapshot import ComponentResult, EntryResult, Snapshot


@dataclass(frozen=True)
class ComponentView:
    """A component of one village: its name and its numbers as text."""

    code: str
    name: str
    weight: str
    score: str | None
    weighted: str | None
    indicators: tuple["IndicatorView", ...]


@dataclass(frozen=True)
class MarkView:
    """One assessor's mark with the words of the level that it chose."""

    assessor: str
    value: str | None
    level_text: str
    not_applicable: bool
    reason: str
    note: str


@dataclass(frozen=True)
class IndicatorView:
    """An indicator of one village: what was asked, what came out, and each mark behind it."""

    code: str
    name: str
    evidence: str
    score: str | None
    marks: tuple[MarkView, ...]


@dataclass(frozen=True)
class Card:
    """All of one village: its facts, place, total and components. No place while it is incomplete."""

    entry: Mapping[str, Any]
    rank: int | None
    shared: bool
    total: str | None
    components: tuple[ComponentView, ...]
    missing: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class TieNote:
    """How villages of one total were told apart: their names, the deciding rung's name, and the plenary's words."""

    villages: tuple[str, ...]
    entries: tuple[str, ...]
    key: str | None
    key_name: str
    shared: bool
    reason: str


class Reading:
    """What a page or a report shows of a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.round = snapshot["round"]
        self.instrument = snapshot["instrument"]
        self.results = snapshot["results"]

    @property
    def held_on(self) -> date | None:
        """The day of the judging, where it is known."""
        text = self.round["held_on"]
        return date.fromisoformat(text) if text else None

    @cached_property
    def entries(self) -> dict[str, dict[str, Any]]:
        """The facts of each village by its entry."""
        return {str(entry["id"]): entry for entry in self.snapshot["entries"]}

    @cached_property
    def assessors(self) -> dict[str, str]:
        """The names of the panel by member."""
        return {str(member["id"]): str(member["name"]) for member in self.snapshot["panel"]}

    @cached_property
    def ranking(self) -> list[Card]:
        """The ranked villages, best first."""
        return [self.card(place["entry"]) for place in self.results["ranking"]]

    @cached_property
    def incomplete(self) -> list[Card]:
        """The villages that have no rank, because something is missing."""
        return [self.card(item["entry"]) for item in self.results["incomplete"]]

    @cached_property
    def ties(self) -> list[TieNote]:
        """Each use of the tie-break ladder."""
        return [
            TieNote(
                villages=tuple(self.entries[entry]["village_name"] for entry in tie["entries"]),
                entries=tuple(tie["steps"][-1]["entries"]) if tie["unresolved"] else tuple(tie["entries"]),
                key=tie["decided_by"],
                key_name=self._names.get(tie["decided_by"] or "", ""),
                shared=tie["shared"],
                reason=tie["reason"],
            )
            for tie in self.results["ties"]
        ]

    @cached_property
    def open_ties(self) -> list[TieNote]:
        """Ties that only the plenary can decide, and has not."""
        return [tie for tie in self.ties if tie.key is None]

    @property
    def ladder(self) -> list[str]:
        """The names of the components that decide between equal totals, in their order."""
        return [self._names[key] for key in self.instrument["tie_break"] if key not in {TOTAL, PLENARY}]

    def card(self, entry: str) -> Card:
        """Arrange one village. Raises KeyError for an entry that the snapshot does not know."""
        scores: EntryResult = self.results["scores"][entry]
        place = self._places.get(entry)
        return Card(
            entry=self.entries[entry],
            rank=place["rank"] if place else None,
            shared=bool(place and place["shared"]),
            total=scores["total"],
            components=tuple(self._component(entry, part) for part in scores["components"]),
            missing=tuple(self._missing.get(entry, ())),
        )

    @cached_property
    def _places(self) -> dict[str, Any]:
        return {place["entry"]: place for place in self.results["ranking"]}

    @cached_property
    def _missing(self) -> dict[str, list[dict[str, str]]]:
        return {
            item["entry"]: [{**one, "assessor": self.assessors.get(one["assessor"], "")} for one in item["missing"]]
            for item in self.results["incomplete"]
        }

    @cached_property
    def _names(self) -> dict[str, str]:
        return {part["code"]: part["name"] for part in self.instrument["components"]}

    @cached_property
    def _indicators(self) -> dict[str, dict[str, Any]]:
        return {one["code"]: one for part in self.instrument["components"] for one in part["indicators"]}

    @cached_property
    def _sheets(self) -> dict[str, list[dict[str, Any]]]:
        sheets: dict[str, list[dict[str, Any]]] = {entry: [] for entry in self.entries}
        for sheet in self.snapshot["sheets"]:
            sheets[sheet["entry"]].append(sheet)
        return sheets

    def _component(self, entry: str, part: ComponentResult) -> ComponentView:
        return ComponentView(
            code=part["code"],
            name=self._names[part["code"]],
            weight=part["weight"],
            score=part["score"],
            weighted=part["weighted"],
            indicators=tuple(
                IndicatorView(
                    code=one["code"],
                    name=self._indicators[one["code"]]["name"],
                    evidence=self._indicators[one["code"]]["evidence"],
                    score=one["score"],
                    marks=tuple(self._marks(entry, one["code"])),
                )
                for one in part["indicators"]
            ),
        )

    def _marks(self, entry: str, code: str) -> list[MarkView]:
        texts = {level["value"]: level["text"] for level in self._indicators[code]["levels"]}
        marks = []
        for sheet in self._sheets[entry]:
            mark = sheet["marks"].get(code)
            if mark is not None:
                name = self.assessors.get(sheet["assessor"], "")
                text = texts.get(mark["value"] or "", "")
                marks.append(MarkView(name, mark["value"], text, mark["not_applicable"], mark["reason"], mark["note"]))
        return marks

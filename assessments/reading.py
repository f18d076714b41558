"""A snapshot arranged for readers: rows of a ranking, the card of a village, footnotes of ties. Pure.

Nothing is computed here: every number is taken from the document as it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from assessments.instrument import PLENARY, TOTAL
from assessments.snapshot import Analysis, ComponentResult, EntryResult, IndicatorResult, Snapshot, upgraded


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
    """One assessor's mark with the words of the level that it chose, or the unit of a number; "" by the plenary."""

    assessor: str
    value: str | None
    level_text: str
    not_applicable: bool
    reason: str
    note: str
    part: str = ""
    part_name: str = ""


@dataclass(frozen=True)
class IndicatorView:
    """An indicator of one village: what was asked, what came out, and each mark behind it."""

    code: str
    name: str
    evidence: str
    score: str | None
    marks: tuple[MarkView, ...]
    moderated: MarkView | None = None


@dataclass(frozen=True)
class AwardView:
    """An award that a village won, and its place."""

    code: str
    name: str
    place: int
    score: str


@dataclass(frozen=True)
class Card:
    """All of one village: its facts, place, total and components. No place while it is incomplete.

    `stability` are the ranks that it would have had by lot, where the result was looked at for that: {median, low,
    high, shares}. `without` is (assessor, rank without that assessor or None) for each.
    """

    entry: Mapping[str, Any]
    rank: int | None
    shared: bool
    total: str | None
    components: tuple[ComponentView, ...]
    missing: tuple[Mapping[str, str], ...]
    rank_name: str = ""
    category: str = ""
    awards: tuple[AwardView, ...] = ()
    stability: Mapping[str, Any] | None = None
    without: tuple[tuple[str, int | None], ...] = ()


class CategoryView(NamedTuple):
    """The villages that are ranked among themselves, best first; code and name are "" where there is one ranking."""

    code: str
    name: str
    cards: list[Card]


class AwardPlaces(NamedTuple):
    """An award with the villages that won it, best first: (card, place, score)."""

    code: str
    name: str
    places: list[tuple[Card, int, str]]


@dataclass(frozen=True)
class TieNote:
    """How villages of one total were told apart: their names, the deciding rung's name, and the plenary's words."""

    villages: tuple[str, ...]
    entries: tuple[str, ...]
    key: str | None
    key_name: str
    shared: bool
    reason: str
    category: str = ""


class Reading:
    """What a page or a report shows of a snapshot.

    `snapshot` is the document as it was locked, whatever its format; `document` is it in the newest.
    """

    def __init__(self, snapshot: Snapshot, names: Mapping[str, str] | None = None) -> None:
        """Read a snapshot; `names` is what each member of the panel is called, where not by the own name."""
        self.snapshot = snapshot
        self.document = upgraded(snapshot)
        self._given_names = names
        self.round = self.document["round"]
        self.instrument = self.document["instrument"]
        self.results = self.document["results"]

    @property
    def is_numbered(self) -> bool:
        """Whether assessors stand under a number and not under their names."""
        return self._given_names is not None

    @property
    def analysis(self) -> Analysis | None:
        """How firm the result is; None for drafts, very large rounds and results older than the analysis."""
        return self.document["analysis"]

    @property
    def held_on(self) -> date | None:
        """The day of the judging, where it is known."""
        text = self.round["held_on"]
        return date.fromisoformat(text) if text else None

    @cached_property
    def entries(self) -> dict[str, dict[str, Any]]:
        """The facts of each village by its entry."""
        return {str(entry["id"]): entry for entry in self.document["entries"]}

    @cached_property
    def assessors(self) -> dict[str, str]:
        """What the panel is called, by member."""
        if self._given_names is not None:
            return dict(self._given_names)
        return {str(member["id"]): str(member["name"]) for member in self.document["panel"]}

    @cached_property
    def ranking(self) -> list[Card]:
        """The ranked villages, category by category, best first."""
        return [card for category in self.categories for card in category.cards]

    @cached_property
    def categories(self) -> list[CategoryView]:
        """Each category with its ranked villages; one, without a name, where the instrument has none."""
        return [
            CategoryView(one["code"], one["name"], [self.card(place["entry"]) for place in one["ranking"]])
            for one in self.results["categories"]
        ]

    @cached_property
    def awards(self) -> list[AwardPlaces]:
        """Each award with the villages that won it."""
        return [
            AwardPlaces(
                award["code"],
                award["name"],
                [(self.card(one["entry"]), one["place"], one["score"]) for one in award["places"]],
            )
            for award in self.results["awards"]
        ]

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
                category=tie["category"],
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
        category = self.entries[entry]["category"]
        analysis = self.analysis
        return Card(
            entry=self.entries[entry],
            rank=place["rank"] if place else None,
            shared=bool(place and place["shared"]),
            total=scores["total"],
            components=tuple(self._component(entry, part) for part in scores["components"]),
            missing=tuple(self._missing.get(entry, ())),
            rank_name=self._rank_name(place["rank"]) if place else "",
            category=category,
            awards=tuple(self._awards.get(entry, ())),
            stability=analysis["stability"][category]["entries"].get(entry) if analysis else None,
            without=tuple(self._without(analysis, entry)) if analysis else (),
        )

    @cached_property
    def _places(self) -> dict[str, Any]:
        return {place["entry"]: place for one in self.results["categories"] for place in one["ranking"]}

    def _rank_name(self, rank: int) -> str:
        names = self.instrument.get("rank_names", [])
        return str(names[rank - 1]) if rank <= len(names) else ""

    @cached_property
    def _awards(self) -> dict[str, list[AwardView]]:
        won: dict[str, list[AwardView]] = {}
        for award in self.results["awards"]:
            for one in award["places"]:
                view = AwardView(award["code"], award["name"], one["place"], one["score"])
                won.setdefault(one["entry"], []).append(view)
        return won

    def _without(self, analysis: Analysis, entry: str) -> list[tuple[str, int | None]]:
        found = analysis["leave_one_out"]
        return [
            (name, found[member][entry]) for member, name in self.assessors.items() if entry in found.get(member, {})
        ]

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
        for sheet in self.document["sheets"]:
            sheets[sheet["entry"]].append(sheet)
        if self._given_names is None:
            return sheets
        # In the order of the names given: where these are numbers, that of the panel would tell who is who.
        place = {member: at for at, member in enumerate(self._given_names)}
        return {entry: sorted(own, key=lambda sheet: place[sheet["assessor"]]) for entry, own in sheets.items()}

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
                    moderated=self._moderated(one),
                )
                for one in part["indicators"]
            ),
        )

    @cached_property
    def _part_names(self) -> dict[str, str]:
        return {part["code"]: part["name"] for part in self.instrument.get("parts", [])}

    def _marks(self, entry: str, code: str) -> list[MarkView]:
        marks = []
        for sheet in self._sheets[entry]:
            mark = sheet["marks"].get(code)
            if mark is not None:
                marks.append(self._mark(code, mark, self.assessors.get(sheet["assessor"], ""), sheet["part"]))
        return marks

    def _moderated(self, one: IndicatorResult) -> MarkView | None:
        return None if one["moderated"] is None else self._mark(one["code"], {**one["moderated"], "note": ""}, "", "")

    def _mark(self, code: str, mark: Mapping[str, Any], assessor: str, part: str) -> MarkView:
        return MarkView(
            assessor=assessor,
            value=mark["value"],
            level_text=self._text(code, mark["value"]),
            not_applicable=mark["not_applicable"],
            reason=mark["reason"],
            note=mark["note"],
            part=part,
            part_name=self._part_names.get(part, ""),
        )

    def _text(self, code: str, value: str | None) -> str:
        """Give what stands beside the value of a mark: the words of its level, or the unit of a number."""
        indicator = self._indicators[code]
        if value is None:
            return ""
        if "number" in indicator:
            return str(indicator["number"]["unit"])
        return next((str(level["text"]) for level in indicator["levels"] if level["value"] == value), "")

"""A page of what a round's ranking would be now, from the rows that are kept beside the entries.

Nothing is scored here: the rows hold what came out when a sheet last changed. They are cut and written down exactly as
the lines of a locked result are, so that both pages look alike.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple, cast

from django.db.models import Count, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Left
from django.http import HttpRequest

from assessments import scoring
from assessments.definition import number_text
from assessments.dossier import round_facts, score_now
from assessments.enums import SheetState
from assessments.lines import Line, head_of, lines_of
from assessments.mass_ranking import scorer_for
from assessments.models import Entry, Round, Standing
from assessments.phases import Phase
from assessments.places import CutLines, Shown
from assessments.scoring.sort_key import LENGTH_MOST
from assessments.snapshot import FORMAT, Snapshot, missing_result, tie_result
from p2wkss.models import Region, RegionLevel
from p2wkss.pages import PER_PAGE, page_of

_PLACE = "target_village__village"
_VILLAGE = f"entry__{_PLACE}"
_SHEET = ("sheets__part", "sheets__state", "sheets__member", "sheets__member__user__full_name")
_COUNTED = {SheetState.DRAFT, SheetState.SUBMITTED}


class _Row(NamedTuple):
    """A row of the standings with the names of its place, and how many stand above all that were read with it."""

    entry: int
    key: str
    total: str
    components: list[list[str]]
    above: int
    place: tuple[str, str, str, str]


class _Waiting(NamedTuple):
    """A village that something is missing of, what that is, and the names of its assessors."""

    facts: dict[str, Any]
    missing: list[dict[str, str]]
    people: dict[str, str]


def draft_lines(request: HttpRequest, round: Round) -> Shown:
    """Read the page that the address asks for, in four queries at most."""
    draft = _Draft(round)
    page = page_of(request, draft)
    lines = list(page.object_list)
    return Shown(draft.head(), page, lines)


class _Draft(CutLines):
    """The lines that the standings give now."""

    def __init__(self, round: Round) -> None:
        self.round = round
        self.instrument = round.instrument.instrument
        self.scorer = scorer_for(round)
        self.weighed = [(one, number_text(one.weight)) for one in self.instrument.components]
        found = Standing.objects.filter(round=round).order_by().values_list("category")
        counts = {
            code: (ranked, waiting)
            for code, ranked, waiting in found.annotate(
                ranked=Count("pk", filter=~Q(sort_key="")), waiting=Count("pk", filter=Q(sort_key=""))
            )
        }
        self.names = {one.code: one.name for one in self.instrument.categories} or {"": ""}
        self.waiting = sum(waiting for _ranked, waiting in counts.values())
        super().__init__([(code, counts.get(code, (0, 0))[0]) for code in self.names])

    def head(self) -> dict[str, Any]:
        """Give what stands around the lines that were read."""
        waiting = list(self._waiting()) if self.waiting else []
        people = {member: name for one in waiting for member, name in one.people.items()}
        cut = self._cut(
            entries=[one.facts for one in waiting],
            panel=[{"id": member, "name": name, "position": ""} for member, name in people.items()],
            incomplete=[{"entry": one.facts["id"], "missing": one.missing} for one in waiting],
        )
        categories = [{"code": code, "name": self.names[code], "count": count} for code, count in self.counts if count]
        around = {"panel": [], "categories": categories, "ties": self.ties}
        return head_of(cut) | around | {"incomplete_more": self.waiting - len(waiting)}

    def _lines(self, category: str, start: int, stop: int) -> list[Line]:
        rows = self._rows(category, start, stop)
        above = rows[0].above
        keys = {str(row.entry): self.scorer.keys.rungs(row.key) for row in rows}
        ranking = scoring.rank_ladders(self.instrument, keys, self._decisions(keys))
        places = ranking.places[start - above : stop - above]
        shown = {place.entry for place in places}
        ties = [tie for tie in ranking.ties if not shown.isdisjoint(tie.entries)]
        cut = self._cut(
            entries=[_facts(row.entry, *row.place) for row in rows],
            categories=[self._ranked(category, rows, places)],
            ties=[tie_result(category, tie) for tie in ties],
            scores={str(row.entry): self._score(row) for row in rows if str(row.entry) in shown},
        )
        self.ties += head_of(cut)["ties"]
        return lines_of(cut)

    def _rows(self, category: str, start: int, stop: int) -> list[_Row]:
        """Read so many places, and with them all that have the total of the first or of the last; in one query."""
        mine = Standing.objects.filter(round=self.round, category=category).exclude(sort_key="").order_by()
        ordered = mine.order_by("-sort_key").values(first_rung=Left("sort_key", self.scorer.keys.width))
        # Both ends of the range are said, also where there is but one: the planner then expects few rows.
        top: Any = Value("9" * LENGTH_MOST)
        before: Any = Value(0)
        if start:
            top = Concat(Subquery(ordered[start : start + 1]), top)
            above = mine.filter(sort_key__gt=top).values("round").annotate(Count("pk")).values("pk__count")
            before = Coalesce(Subquery(above), 0)
        rows = mine.filter(sort_key__gte=Subquery(ordered[stop - 1 : stop]), sort_key__lte=top).annotate(above=before)
        columns = ("entry", "sort_key", "total", "components", "above")
        found = rows.values_list(*columns, *_names(_VILLAGE))
        return [_Row(entry, key, total, kept, above, tuple(place)) for entry, key, total, kept, above, *place in found]

    def _decisions(self, keys: Mapping[str, tuple[str, ...]]) -> list[scoring.Decision]:
        """Read what the plenary said about the ties that were read; while sheets change it has said nothing yet."""
        often = Counter(keys.values())
        equal = [int(entry) for entry, key in keys.items() if often[key] > 1]
        if self.round.phase == Phase.SCORING or not equal:
            return []
        said = self.round.tie_decisions.filter(ordered_entries__0__in=equal).order_by("pk")
        return [
            scoring.Decision(tuple(map(str, entries)), shared, reason)
            for entries, shared, reason in said.values_list("ordered_entries", "shared", "reason")
        ]

    def _cut(self, **parts: Any) -> Snapshot:
        """Give the document around a part of its results."""
        empty: dict[str, Any] = {"categories": [], "incomplete": [], "ties": [], "awards": [], "scores": {}}
        entries, panel = parts.pop("entries"), parts.pop("panel", [])
        cut = {
            "format": FORMAT,
            "round": round_facts(self.round),
            "instrument": self.scorer.definition,
            "panel": panel,
            "entries": entries,
            "sheets": [],
            "results": empty | parts,
            "analysis": None,
        }
        return cast(Snapshot, cut)

    def _ranked(self, category: str, rows: Sequence[_Row], places: Iterable[scoring.RankedEntry]) -> dict[str, Any]:
        totals = {str(row.entry): row.total for row in rows}
        ranking = [
            {
                "entry": place.entry,
                "rank": place.rank + rows[0].above,
                "shared": place.shared,
                "unresolved": place.unresolved,
                "total": totals[place.entry],
            }
            for place in places
        ]
        return {"code": category, "name": self.names[category], "ranking": ranking}

    def _score(self, row: _Row) -> dict[str, Any]:
        kept = zip(self.weighed, row.components, strict=True)
        return {
            "total": row.total,
            "components": [
                {"code": one.code, "weight": weight, "score": score, "weighted": weighted}
                for (one, weight), (_code, score, weighted) in kept
            ],
        }

    def _waiting(self) -> Iterator[_Waiting]:
        """Read the first villages that something is missing of, and what it is."""
        first = Standing.objects.filter(round=self.round, sort_key="").order_by(_VILLAGE, "pk")[:PER_PAGE]
        rows = Entry.objects.filter(pk__in=first.values("pk")).order_by(_PLACE, "pk", "sheets__member")
        for place, own in groupby(rows.values_list("pk", *_names(_PLACE), *_SHEET), key=lambda row: row[:5]):
            sheets = [row[5:] for row in own]
            missing = list(self._missing_sheets(sheets)) or self._missing_marks(place[0])
            people = {str(member): str(name) for _part, _state, member, name in sheets if member}
            yield _Waiting(_facts(*place), missing, people)

    def _missing_sheets(self, sheets: Sequence[tuple[Any, ...]]) -> Iterator[dict[str, str]]:
        for part in self.instrument.part_codes:
            own = [(state, member) for code, state, member, _name in sheets if code == part and state in _COUNTED]
            if not own:
                yield {"kind": scoring.MissingKind.NO_SHEET.value, "assessor": "", "where": "", "part": part}
            for state, member in own:
                if state == SheetState.DRAFT:
                    kind = scoring.MissingKind.NOT_SUBMITTED.value
                    yield {"kind": kind, "assessor": str(member), "where": "", "part": part}

    def _missing_marks(self, entry: int) -> list[dict[str, str]]:
        """Look into a village whose sheets are all in: a component in which nothing applies, which is rare."""
        found = Entry.objects.get(pk=entry)
        found.round = self.round
        return [missing_result(one) for one in score_now(found).missing]


def _names(path: str) -> tuple[str, ...]:
    """Name the columns of a village at a path: its code and name, and those that it lies in."""
    return path, f"{path}__name", f"{path}__parent__name", f"{path}__parent__parent__name"


def _facts(entry: int, code: str, village: str, district: str, regency: str) -> dict[str, Any]:
    """Give what a line says of a village."""
    return {
        "id": str(entry),
        "village_code": code,
        "village_name": _full_name(RegionLevel.VILLAGE, code, village),
        "district_name": _full_name(RegionLevel.DISTRICT, code, district),
        "regency_name": regency,
    }


@lru_cache(maxsize=4_096)
def _full_name(level: RegionLevel, code: str, name: str) -> str:
    """Give a place's name with its kind; of the thousands in a round a page shows fifty."""
    return Region(code=code, name=name, level=level).full_name

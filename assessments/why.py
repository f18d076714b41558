"""PURE: why a village has this score: each step of the arithmetic, from the total down to every mark.

Scores, shares and points are those of the document, exact. The steps between them (what a panel's marks come to in
one part, how the parts are joined) stand in no document and are computed again here; `Why.agrees` says whether they
lead to what the document says, which `verify_results` guarantees.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.definition import number_text
from assessments.instrument import Aggregation, Indicator, Instrument, parse
from assessments.snapshot import ComponentResult, IndicatorResult, Snapshot, upgraded

NOTHING = Fraction(0)


@dataclass(frozen=True)
class GivenMark:
    """One mark: by whom, its value as given and the words of its level; `points` is what it counts alone, 0 to 100."""

    assessor: str
    value: str | None
    level_text: str
    not_applicable: bool
    reason: str
    note: str
    points: Fraction | None


@dataclass(frozen=True)
class PartStep:
    """How the panel's marks in one part of the judging became one.

    `listed` are the values that apply: as given for a mean, from the lowest up for a median or a trimmed mean. `value`
    is the mean of `kept`, those that count by the instrument's rule. Both are on the scale of the levels; of a number
    indicator they are points of 100 already. `score` is the value in points. Empty and None where nothing applies.
    """

    code: str
    name: str
    weight: Fraction
    marks: tuple[GivenMark, ...]
    listed: tuple[Fraction, ...]
    kept: tuple[Fraction, ...]
    value: Fraction | None
    score: Fraction | None


@dataclass(frozen=True)
class IndicatorStep:
    """How the parts of an indicator became its score, and what that adds to the total.

    `unit`, `worst` and `best` are those of a number indicator, "" for one with levels. Where the plenary gave a mark,
    `moderated`, it counts alone and the panel's marks are only shown.
    """

    code: str
    name: str
    evidence: str
    unit: str
    worst: str
    best: str
    weight: Fraction
    parts: tuple[PartStep, ...]
    moderated: GivenMark | None
    score: Fraction | None
    share: Fraction | None
    points: Fraction | None

    @property
    def applied(self) -> tuple[PartStep, ...]:
        """The parts that have a score."""
        return tuple(part for part in self.parts if part.score is not None)

    @property
    def applied_weight(self) -> Fraction:
        """The weights of those parts together."""
        return sum((part.weight for part in self.applied), NOTHING)

    @property
    def marks(self) -> tuple[GivenMark, ...]:
        """The panel's marks in all parts."""
        return tuple(mark for part in self.parts for mark in part.marks)

    @property
    def is_number(self) -> bool:
        """Whether the mark is a number itself."""
        return bool(self.unit)

    @property
    def follows(self) -> Fraction | None:
        """What the steps lead to."""
        if self.moderated is not None:
            return self.moderated.points
        return _mean((part.score, part.weight) for part in self.parts)


@dataclass(frozen=True)
class ComponentStep:
    """How the indicators of a component became its score, and what that adds to the total."""

    code: str
    name: str
    weight: Fraction
    indicators: tuple[IndicatorStep, ...]
    score: Fraction | None
    weighted: Fraction | None

    @property
    def applied(self) -> tuple[IndicatorStep, ...]:
        """The indicators that have a score; the others have left, and their weight with them."""
        return tuple(one for one in self.indicators if one.score is not None)

    @property
    def is_plain(self) -> bool:
        """Whether those indicators weigh alike, so that the score is their plain mean."""
        return len({one.weight for one in self.applied}) < 2

    @property
    def applied_weight(self) -> Fraction:
        """The weights of those indicators together."""
        return sum((one.weight for one in self.applied), NOTHING)

    @property
    def follows(self) -> Fraction | None:
        """What the steps lead to."""
        return _mean((one.score, one.weight) for one in self.indicators)


@dataclass(frozen=True)
class Why:
    """The whole way of a village's total; None while something is missing."""

    total: Fraction | None
    scale_max: Fraction
    rule: Aggregation
    components: tuple[ComponentStep, ...]

    @property
    def agrees(self) -> bool:
        """Whether each step leads to what the document says above it."""
        if self.total is None:
            return True
        total = sum((part.weighted for part in self.components if part.weighted is not None), NOTHING)
        steps = [(part.follows, part.score) for part in self.components]
        steps += [(one.follows, one.score) for part in self.components for one in part.indicators]
        steps += [(_product(part.score, part.weight), part.weighted) for part in self.components]
        steps += [(_product(one.score, one.share), one.points) for part in self.components for one in part.indicators]
        return total == self.total and all(found == said for found, said in steps)


def why(snapshot: Snapshot, entry: str, names: Mapping[str, str]) -> Why:
    """Give the way of one village's total; `names` is what each member of the panel is called here.

    Raises KeyError for an entry that the document does not know.
    """
    return _Reader(upgraded(snapshot), entry, names).why()


class _Reader:
    def __init__(self, snapshot: Snapshot, entry: str, names: Mapping[str, str]) -> None:
        self.instrument: Instrument = parse(snapshot["instrument"])
        self.scores = snapshot["results"]["scores"][entry]
        self.names = names
        # In the order of the names given: where these are numbers, that of the panel would tell who is who.
        place = {member: at for at, member in enumerate(names)}
        own = [sheet for sheet in snapshot["sheets"] if sheet["entry"] == entry]
        self.sheets = sorted(own, key=lambda sheet: place.get(sheet["assessor"], len(place)))
        moderated: Iterable[dict[str, Any]] = snapshot["moderated"]
        self.moderated = {mark["indicator"]: mark for mark in moderated if mark["entry"] == entry}
        self.part_names = {part.code: part.name for part in self.instrument.parts}

    def why(self) -> Why:
        names = {part.code: part.name for part in self.instrument.components}
        return Why(
            total=_fraction(self.scores["total_exact"]),
            scale_max=Fraction(self.instrument.scale_max),
            rule=self.instrument.aggregation,
            components=tuple(self._component(part, names[part["code"]]) for part in self.scores["components"]),
        )

    def _component(self, part: ComponentResult, name: str) -> ComponentStep:
        weight, score = Fraction(part["weight"]), _fraction(part["score_exact"])
        applied = (Fraction(one["weight"]) for one in part["indicators"] if one["score_exact"] is not None)
        rate = None if score is None else weight / sum(applied, NOTHING)
        return ComponentStep(
            code=part["code"],
            name=name,
            weight=weight,
            indicators=tuple(self._indicator(one, rate) for one in part["indicators"]),
            score=score,
            weighted=_fraction(part["weighted_exact"]),
        )

    def _indicator(self, one: IndicatorResult, rate: Fraction | None) -> IndicatorStep:
        """Arrange an indicator; `rate` is how many points of the total one unit of its weight can add."""
        indicator = self.instrument.indicators[one["code"]]
        score, weight, number = _fraction(one["score_exact"]), Fraction(one["weight"]), indicator.number
        moderated = self.moderated.get(indicator.code)
        counted = score is not None and moderated is None
        share = None if rate is None else NOTHING if score is None else weight * rate
        return IndicatorStep(
            code=indicator.code,
            name=indicator.name,
            evidence=indicator.evidence,
            unit=number.unit if number else "",
            worst=number_text(number.worst) if number else "",
            best=number_text(number.best) if number else "",
            weight=weight,
            parts=tuple(self._part(indicator, code, counted=counted) for code in self.instrument.parts_of(indicator)),
            moderated=None if moderated is None else self._mark(indicator, moderated, ""),
            score=score,
            share=share,
            points=_fraction(one["points_exact"]),
        )

    def _part(self, indicator: Indicator, code: str, *, counted: bool) -> PartStep:
        marks = tuple(self._marks(indicator, code))
        values = [Fraction(mark.value) for mark in marks if mark.value is not None]
        if indicator.number:
            values = [mark.points for mark in marks if mark.points is not None]
        listed, kept = _chosen(self.instrument.aggregation, values) if counted else ((), ())
        value = sum(kept, NOTHING) / len(kept) if kept else None
        full = Fraction(100) if indicator.number else Fraction(self.instrument.scale_max)
        return PartStep(
            code=code,
            name=self.part_names.get(code, ""),
            weight=Fraction(self.instrument.part_weights[code]),
            marks=marks,
            listed=listed,
            kept=kept,
            value=value,
            score=None if value is None else value * 100 / full,
        )

    def _marks(self, indicator: Indicator, part: str) -> Iterator[GivenMark]:
        for sheet in self.sheets:
            mark = sheet["marks"].get(indicator.code)
            if sheet["part"] == part and mark is not None:
                yield self._mark(indicator, mark, self.names.get(sheet["assessor"], ""))

    def _mark(self, indicator: Indicator, mark: Mapping[str, Any], assessor: str) -> GivenMark:
        value = None if mark["value"] is None else Decimal(mark["value"])
        level = None if value is None else indicator.level(value)
        return GivenMark(
            assessor=assessor,
            value=mark["value"],
            level_text=level.text if level else "",
            not_applicable=mark["not_applicable"],
            reason=mark["reason"],
            note=mark.get("note", ""),
            points=None if value is None else 100 * indicator.share(value, self.instrument.scale_max),
        )


def _chosen(rule: Aggregation, values: Sequence[Fraction]) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    """Give the values as they are looked at, and those of them whose mean is the result."""
    ordered, count = tuple(sorted(values)), len(values)
    if not count:
        return (), ()
    if rule is Aggregation.MEDIAN:
        return ordered, ordered[(count - 1) // 2 : count // 2 + 1]
    if rule is Aggregation.TRIMMED_MEAN:
        return ordered, ordered[1:-1] if count > 2 else ordered
    return tuple(values), tuple(values)


def _mean(weighed: Iterable[tuple[Fraction | None, Fraction]]) -> Fraction | None:
    there = [(score, weight) for score, weight in weighed if score is not None]
    whole = sum((weight for _score, weight in there), NOTHING)
    return sum((score * weight for score, weight in there), NOTHING) / whole if there else None


def _product(score: Fraction | None, weight: Fraction | None) -> Fraction | None:
    return None if score is None or weight is None else score * weight / 100


def _fraction(text: str | None) -> Fraction | None:
    return Fraction(text) if text else None

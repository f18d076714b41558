"""The card of a village as the annual booklet prints it: everything that its total is computed from, on a page or two.

The steps of the arithmetic in words fill several pages a village; they stand in the village's own card. Here stand
each mark, the score, the most that an indicator can give and what it gave, which is enough to compute it again [ours].
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from assessments.reading import Card, IndicatorView, MarkView, Reading
from p2wkss.formats import DASH

BETWEEN = " · "


class Line(NamedTuple):
    """An indicator: what each assessor gave, in the order of the head, its score, the most it can give, its points."""

    code: str
    name: str
    marks: str
    score: str | None
    share: str | None
    points: str | None


class Part(NamedTuple):
    """A component with its indicators."""

    name: str
    weight: str
    score: str | None
    weighted: str | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class BookletCard:
    """A village in the booklet. `notes` say why a mark is not a number, and what the plenary decided."""

    card: Card
    anchor: str
    assessors: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...]


def booklet_card(reading: Reading, card: Card) -> BookletCard:
    """Lay out one village."""
    entry = str(card.entry["id"])
    people = _people(card)
    found = {one["code"]: one for part in reading.results["scores"][entry]["components"] for one in part["indicators"]}
    return BookletCard(
        card=card,
        anchor=f"desa-{entry}",
        assessors=BETWEEN.join(people),
        parts=tuple(
            Part(
                part.name,
                part.weight,
                part.score,
                part.weighted,
                tuple(
                    Line(
                        one.code,
                        one.name,
                        _marks(one, people),
                        one.score,
                        found[one.code]["share"],
                        found[one.code]["points"],
                    )
                    for one in part.indicators
                ),
            )
            for part in card.components
        ),
        notes=tuple(_notes(card)),
    )


def _people(card: Card) -> list[str]:
    """Give who judged the village, in the order in which their marks stand."""
    return list(
        dict.fromkeys(str(mark.assessor) for part in card.components for one in part.indicators for mark in one.marks)
    )


def _marks(one: IndicatorView, people: list[str]) -> str:
    if one.moderated:
        return _("pleno: %(mark)s") % {"mark": _value(one.moderated)}
    given: dict[str, list[str]] = {}
    for mark in one.marks:
        given.setdefault(str(mark.assessor), []).append(_value(mark))
    return BETWEEN.join("/".join(given.get(name, [DASH])) for name in people)


def _value(mark: MarkView) -> str:
    return _("tb") if mark.not_applicable else str(mark.value)


def _notes(card: Card) -> Iterator[str]:
    for part in card.components:
        for one in part.indicators:
            if one.moderated:
                yield _("%(code)s ditetapkan pleno: %(reason)s") % {"code": one.code, "reason": one.moderated.reason}
            for mark in one.marks:
                if mark.not_applicable:
                    words = {"code": one.code, "who": mark.assessor, "reason": mark.reason}
                    yield _("%(code)s tidak berlaku menurut %(who)s: %(reason)s") % words

"""PURE: what differs between two versions of an instrument, piece by piece.

Pieces are known by their codes, levels by their values. Two instruments are equal where there is no change, and only
there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assessments.instrument import Instrument, to_mapping

Piece = Mapping[str, Any]
_NESTED = {"components", "indicators", "levels", "parts", "categories", "awards", "number"}


class ChangeKind(StrEnum):
    """What happened to a piece."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """One difference. `kind` of the piece `what` ("indicators") called `name`, or of its fact `key`.

    `where` names what the piece lies in: ("Program dasar", "D3"). `old` and `new` are numbers and texts as they
    stand in the definition, lists joined with ", "; both empty for a piece that came or went.
    """

    kind: ChangeKind
    what: str
    name: str
    where: tuple[str, ...] = ()
    key: str = ""
    old: str = ""
    new: str = ""


def diff(old: Instrument, new: Instrument) -> list[Change]:
    """List what was added, removed and changed from the old to the new, in the order of the sheet."""
    before, after = to_mapping(old), to_mapping(new)
    return [
        *_facts("instrument", "", (), before, after),
        *_pieces("parts", (), before, after),
        *_components(before, after),
        *_pieces("categories", (), before, after),
        *_pieces("awards", (), before, after),
    ]


def _components(before: Piece, after: Piece) -> Iterator[Change]:
    yield from _pieces("components", (), before, after)
    old_homes, new_homes = _homes(before), _homes(after)
    for code, (home, indicator) in new_homes.items():
        where, name = (str(home["name"]),), _name("indicators", indicator)
        if code not in old_homes:
            yield Change(ChangeKind.ADDED, "indicators", name, where)
            continue
        old_home, old_indicator = old_homes[code]
        if old_home["code"] != home["code"]:
            names = {"old": str(old_home["name"]), "new": str(home["name"])}
            yield Change(ChangeKind.CHANGED, "indicators", name, where, "component", **names)
        yield from _facts("indicators", name, where, old_indicator, indicator)
        yield from _pieces("levels", (*where, code), old_indicator, indicator)
    for code, (home, indicator) in old_homes.items():
        if code not in new_homes:
            yield Change(ChangeKind.REMOVED, "indicators", _name("indicators", indicator), (str(home["name"]),))
    old_components = {component["code"]: component for component in before["components"]}
    for component in after["components"]:
        if known := old_components.get(component["code"]):
            yield from _order("indicators", (str(component["name"]),), known, component)


def _homes(definition: Piece) -> dict[str, tuple[Piece, Piece]]:
    return {
        indicator["code"]: (component, indicator)
        for component in definition["components"]
        for indicator in component["indicators"]
    }


def _pieces(what: str, where: tuple[str, ...], before: Piece, after: Piece) -> Iterator[Change]:
    """Compare the pieces of a list by what they are known by, and then their order."""
    key = "value" if what == "levels" else "code"
    old = {piece[key]: piece for piece in before.get(what, ())}
    new = {piece[key]: piece for piece in after.get(what, ())}
    for code, piece in new.items():
        if code in old:
            yield from _facts(what, _name(what, piece), where, old[code], piece)
        else:
            yield Change(ChangeKind.ADDED, what, _name(what, piece), where)
    for code, piece in old.items():
        if code not in new:
            yield Change(ChangeKind.REMOVED, what, _name(what, piece), where)
    yield from _order(what, where, before, after)


def _order(what: str, where: tuple[str, ...], before: Piece, after: Piece) -> Iterator[Change]:
    """Say that the pieces which both have stand in another order. Levels ascend, and so have no other."""
    if what == "levels":
        return
    old, new = [[piece["code"] for piece in one.get(what, ())] for one in (before, after)]
    kept_old, kept_new = [code for code in old if code in new], [code for code in new if code in old]
    if kept_old != kept_new:
        yield Change(ChangeKind.CHANGED, what, "", where, "order", ", ".join(kept_old), ", ".join(kept_new))


def _facts(what: str, name: str, where: tuple[str, ...], before: Piece, after: Piece) -> Iterator[Change]:
    old, new = _plain(before), _plain(after)
    for key in [*new, *(key for key in old if key not in new)]:
        if old.get(key, "") != new.get(key, ""):
            yield Change(ChangeKind.CHANGED, what, name, where, key, old.get(key, ""), new.get(key, ""))


def _plain(piece: Piece) -> dict[str, str]:
    """Give the facts of a piece as text, without the pieces in it, but with the ends of a number."""
    number = piece.get("number") or {}
    facts = {**{key: value for key, value in piece.items() if not _is_nested(key, value)}, **number}
    return {key: _text(value) for key, value in facts.items()}


def _is_nested(key: str, value: object) -> bool:
    return key in _NESTED and not (isinstance(value, list) and value and isinstance(value[0], str))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _name(what: str, piece: Piece) -> str:
    if what == "levels":
        return str(piece["value"])
    return f"{piece['code']} {piece['name']}" if what == "indicators" else str(piece["name"])

"""PURE: changes to the data of a draft instrument. A piece is put, moved or taken out; what names it follows.

A draft may hold faults, so nothing here looks at whether the data are right. Places are counted from 0; a place that
there is not raises IndexError.
"""

from typing import Any, NamedTuple

from assessments.instrument import PLENARY, TOTAL

Data = dict[str, Any]
LISTS = ("parts", "categories", "awards", "rank_names")
HEAD = ("title", "year", "source_note", "scale_max", "aggregation", "tie_break")


class Lost(NamedTuple):
    """What goes with a piece: its indicators, and where it is named."""

    indicators: tuple[str, ...]
    in_ladder: bool
    awards: tuple[str, ...]


def set_head(data: Data, values: Data) -> None:
    """Put the facts of the whole instrument. Its code stays: versions of one code belong together."""
    data.update({key: value for key, value in values.items() if key in HEAD})


def set_list(data: Data, key: str, rows: list[Any]) -> None:
    """Put a list of the instrument; an empty one leaves no trace. A part's new code is carried to where it is used."""
    if key not in LISTS:
        raise KeyError(key)
    if key == "parts":
        _rename_parts(data, rows)
    data[key] = rows
    if not rows:
        del data[key]


def set_weights(data: Data, weights: list[str]) -> None:
    """Put the weights of the components, in their order."""
    for component, weight in zip(data["components"], weights, strict=True):
        component["weight"] = weight


def put_component(data: Data, at: int | None, values: Data) -> int:
    """Put a component's own facts, or add one at the end; give its place."""
    components = data["components"]
    if at is None:
        components.append({**values, "indicators": []})
        return len(components) - 1
    component = _item(components, at)
    _rename(data, str(component["code"]), str(values["code"]), ladder=True)
    component.update(values)
    return at


def put_indicator(data: Data, component: int, at: int | None, values: Data) -> int:
    """Put an indicator whole, or add one at the end of the component; give its place."""
    indicators = _item(data["components"], component)["indicators"]
    if at is None:
        indicators.append(values)
        return len(indicators) - 1
    _rename(data, str(_item(indicators, at)["code"]), str(values["code"]), ladder=False)
    indicators[at] = values
    return at


def move_component(data: Data, at: int, step: int) -> int:
    """Move a component one place up (-1) or down (1); at the end it stays. Give its place."""
    return _move(data["components"], at, step)


def move_indicator(data: Data, component: int, at: int, step: int) -> tuple[int, int]:
    """Move an indicator one place up (-1) or down (1), past the end into the neighbouring component. Give its place."""
    components = data["components"]
    own = _item(components, component)["indicators"]
    indicator = _item(own, at)
    if 0 <= at + step < len(own):
        return component, _move(own, at, step)
    if not 0 <= component + step < len(components):
        return component, at
    own.pop(at)
    other = components[component + step]["indicators"]
    other.insert(len(other) if step < 0 else 0, indicator)
    return component + step, len(other) - 1 if step < 0 else 0


def remove_component(data: Data, at: int) -> None:
    """Take a component out with its indicators, and out of the ladder and the awards that name them."""
    component = _item(data["components"], at)
    data["components"].pop(at)
    _forget(data, [str(component["code"])], ladder=True)
    _forget(data, [str(one["code"]) for one in component["indicators"]], ladder=False)


def remove_indicator(data: Data, component: int, at: int) -> None:
    """Take an indicator out, and out of the awards that name it."""
    indicators = _item(data["components"], component)["indicators"]
    code = str(_item(indicators, at)["code"])
    indicators.pop(at)
    _forget(data, [code], ladder=False)


def lost_with(data: Data, component: int, at: int | None = None) -> Lost:
    """Say what taking out a component, or one of its indicators, takes with it."""
    whole = _item(data["components"], component)
    pieces = whole["indicators"] if at is None else [_item(whole["indicators"], at)]
    codes = {str(one["code"]) for one in pieces} | ({str(whole["code"])} if at is None else set())
    awards = [str(award["name"]) for award in data.get("awards", ()) if codes & set(award["basis"])]
    in_ladder = at is None and whole["code"] in data["tie_break"]
    return Lost(tuple(f"{one['code']} {one['name']}" for one in pieces), in_ladder, tuple(awards))


def _item(items: list[Any], at: int) -> Any:
    if not 0 <= at < len(items):
        raise IndexError(at)
    return items[at]


def _move(items: list[Any], at: int, step: int) -> int:
    item = _item(items, at)
    target = min(max(at + step, 0), len(items) - 1)
    items.pop(at)
    items.insert(target, item)
    return target


def _rename(data: Data, old: str, new: str, *, ladder: bool) -> None:
    if not old or not new or old == new or new in {TOTAL, PLENARY}:
        return
    if ladder:
        data["tie_break"] = [new if key == old else key for key in data["tie_break"]]
    for award in data.get("awards", ()):
        award["basis"] = [new if key == old else key for key in award["basis"]]


def _rename_parts(data: Data, rows: list[Data]) -> None:
    """Carry new codes of parts into the indicators, where as many parts stand as before in the same order of names."""
    before = data.get("parts", [])
    if [part["name"] for part in before] != [part["name"] for part in rows]:
        return
    names = {old["code"]: new["code"] for old, new in zip(before, rows, strict=True)}
    for component in data["components"]:
        for indicator in component["indicators"]:
            if "parts" in indicator:
                indicator["parts"] = [names.get(code, code) for code in indicator["parts"]]


def _forget(data: Data, codes: list[str], *, ladder: bool) -> None:
    if ladder:
        data["tie_break"] = [key for key in data["tie_break"] if key not in codes]
    for award in data.get("awards", ()):
        award["basis"] = [key for key in award["basis"] if key not in codes]

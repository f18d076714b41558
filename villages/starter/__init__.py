"""PURE: the lists that a province may begin a year with: our own examples, no official ones."""

import tomllib
from pathlib import Path
from typing import NamedTuple

_KINDS = Path(__file__).parent / "activity_kinds.toml"


class StarterKind(NamedTuple):
    """A kind of activity as the starter list has it; field and component are values of `villages.enums`."""

    name: str
    field: str
    component: str
    is_physical: bool


def starter_kinds() -> list[StarterKind]:
    """Read the starter list of kinds of activities."""
    return [StarterKind(**kind) for kind in tomllib.loads(_KINDS.read_text(encoding="utf-8"))["kinds"]]

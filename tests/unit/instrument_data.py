"""Instruments that say all that may be said, for tests of files and of differences."""

from typing import Any

from hypothesis import strategies as st

from assessments.instrument import Instrument, parse
from villages.facts import FACTS

LETTERS = "aZé9 .,;:=+-@'\"<>&_“”()%/\u200b\u00e9|#\\"
TEXTS = st.text(LETTERS, min_size=1, max_size=12).map(lambda text: f"x{text}")
NUMBERS = st.integers(1, 99_999_999).map(lambda thousandths: f"{thousandths / 1000:.3f}")
CODES = ("a", "B2", "c.3", "d-4", "E_5", "pleno", "ya")


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    """Give an instrument with or without parts, categories, awards and names of ranks."""
    parts = _parts(draw)
    codes = draw(st.permutations(CODES))[: draw(st.integers(1, 4))]
    names = iter(range(100))
    components = [
        {
            "code": code,
            "name": draw(TEXTS),
            "weight": weight,
            "indicators": [
                _indicator(draw, f"I{next(names)}", [part["code"] for part in parts])
                for _ in range(draw(st.integers(1, 3)))
            ],
        }
        for code, weight in zip(codes, _weights(draw, len(codes)), strict=True)
    ]
    if parts:  # no part may be left without an indicator
        components[0]["indicators"][0].pop("parts", None)
    kinds = [{"code": "kab", "name": "Kabupaten", "kind": "regency"}, {"code": "kota", "name": "Kota", "kind": "city"}]
    indicators = [one["code"] for component in components for one in component["indicators"]]
    basis = st.one_of(st.just(["total"]), _some(codes), _some(indicators))
    return parse(
        {
            "code": "contoh-1",
            "title": draw(TEXTS),
            "year": draw(st.integers(1979, 2100)),
            "source_note": draw(TEXTS),
            "scale_max": "100",
            "aggregation": draw(st.sampled_from(["mean", "median", "trimmed_mean"])),
            "tie_break": ["total", *draw(st.permutations(codes))[: draw(st.integers(0, len(codes)))], "plenary"],
            "components": components,
            "parts": parts,
            "categories": draw(st.sampled_from([[], kinds, kinds[::-1]])),
            "awards": [
                {"code": f"p{at}", "name": draw(TEXTS), "basis": draw(basis), "places": draw(st.integers(1, 100))}
                for at in range(draw(st.integers(0, 2)))
            ],
            "rank_names": draw(st.lists(TEXTS.map(str.split).map(" ".join), unique=True, max_size=3)),
        },
        facts=FACTS,
    )


def _some(codes: Any) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(list(codes)), unique=True, min_size=1, max_size=3)


def _weights(draw: st.DrawFn, count: int) -> list[str]:
    cuts = sorted(draw(st.sets(st.integers(1, 99_999), min_size=count - 1, max_size=count - 1)))
    return [f"{(after - before) / 1000:.3f}" for before, after in zip([0, *cuts], [*cuts, 100_000], strict=True)]


def _parts(draw: st.DrawFn) -> list[dict[str, Any]]:
    count = draw(st.integers(0, 3))
    weights = _weights(draw, count) if count else []
    return [{"code": f"b{at}", "name": draw(TEXTS), "weight": weight} for at, weight in enumerate(weights)]


def _indicator(draw: st.DrawFn, code: str, parts: list[str]) -> dict[str, Any]:
    facts = draw(st.sampled_from(["", *FACTS]))
    made: dict[str, Any] = {
        "code": code,
        "name": draw(TEXTS),
        "weight": draw(NUMBERS),
        "evidence": draw(TEXTS),
        "allows_not_applicable": draw(st.booleans()),
    }
    if facts:
        made["fact"] = facts
    if parts:
        made["parts"] = draw(st.lists(st.sampled_from(parts), unique=True))
    if draw(st.booleans()):
        made["number"] = {"worst": draw(NUMBERS), "best": "0", "unit": draw(TEXTS)}
        return made
    values = sorted(draw(st.sets(st.integers(0, 100_000), min_size=2, max_size=4)))
    made["levels"] = [{"value": f"{value / 1000:.3f}", "text": draw(TEXTS)} for value in values]
    if facts and draw(st.booleans()):
        for at, level in enumerate(made["levels"][1:], 1):
            level["from"] = f"{at * 10 ** draw(st.sampled_from([0, 3, 13]))}.125"
        made["levels"][1:] = _ascending(made["levels"][1:])
    return made


def _ascending(levels: list[dict[str, str]]) -> list[dict[str, str]]:
    froms = sorted((level["from"] for level in levels), key=float)
    return [{**level, "from": value} for level, value in zip(levels, froms, strict=True)]

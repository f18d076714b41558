"""Small instruments, sheets and Hypothesis strategies that the tests of scoring share."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from assessments.instrument import Instrument, load_toml, parse
from assessments.scoring import EntryScore, Mark, Sheet, score_entry

BANTEN = load_toml(Path(__file__).parents[2] / "assessments" / "instruments" / "banten-2019.toml")

NA = Mark(None, not_applicable=True, reason="Tidak ada")


def instrument(
    components: Mapping[str, tuple[int | str, Mapping[str, int | str]]],
    *,
    tie_break: Sequence[str] | None = None,
    top: int = 4,
) -> Instrument:
    """Build an instrument from {component: (weight, {indicator: weight})} with the levels 0..top."""
    levels = [{"value": value, "text": f"Tingkat {value}"} for value in range(top + 1)]
    return parse(
        {
            "code": "contoh",
            "title": "Contoh",
            "year": 2019,
            "source_note": "Contoh awal",
            "scale_max": top,
            "aggregation": "mean",
            "tie_break": list(tie_break or ["total", *components, "plenary"]),
            "components": [
                {
                    "code": code,
                    "name": code,
                    "weight": weight,
                    "indicators": [_indicator(name, own, levels) for name, own in indicators.items()],
                }
                for code, (weight, indicators) in components.items()
            ],
        }
    )


def _indicator(code: str, weight: int | str, levels: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "code": code,
        "name": code,
        "weight": weight,
        "evidence": "Foto",
        "allows_not_applicable": True,
        "levels": levels,
    }


def mark(value: int | str | Mark) -> Mark:
    """Give a mark of this value; a mark stays itself."""
    return value if isinstance(value, Mark) else Mark(Decimal(value))


def sheet(entry: str, assessor: str, marks: Mapping[str, int | str | Mark], *, submitted: bool = True) -> Sheet:
    """Give a sheet, handed in unless said otherwise."""
    return Sheet(entry, assessor, submitted, {code: mark(value) for code, value in marks.items()})


def score(form: Instrument, *marks: Mapping[str, int | str | Mark], entry: str = "x") -> EntryScore:
    """Score one entry from one sheet for each of `marks`."""
    sheets = [sheet(entry, f"p{at}", own) for at, own in enumerate(marks)]
    return score_entry(form, entry, sheets)


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    """Give an instrument of 1-4 components with weights in hundredths, and 1-4 indicators each."""
    count = draw(st.integers(1, 4))
    cuts = sorted(draw(st.sets(st.integers(1, 9_999), min_size=count - 1, max_size=count - 1)))
    weights = [after - before for before, after in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    indicator_weights = st.decimals("0.001", 99, places=3).map(str)
    parts: dict[str, tuple[int | str, dict[str, int | str]]] = {}
    for at, weight in enumerate(weights):
        own = draw(st.lists(indicator_weights, min_size=1, max_size=4))
        codes: dict[str, int | str] = {f"{'abcd'[at].upper()}{number}": text for number, text in enumerate(own)}
        parts["abcd"[at]] = (str(Decimal(weight) / 100), codes)
    return instrument(parts, top=draw(st.integers(1, 5)))


@st.composite
def sheet_sets(
    draw: st.DrawFn,
    form: Instrument,
    entry: str = "x",
    *,
    not_applicable: bool = True,
    panel: int | None = None,
) -> list[Sheet]:
    """Give complete, handed-in sheets of 1-4 assessors; in each component something applies to somebody."""
    assessors = [f"p{at}" for at in range(panel or draw(st.integers(1, 4)))]
    top = int(form.scale_max)
    values = st.integers(0, top).map(lambda value: Mark(Decimal(value)))
    marks = st.just(NA) | values if not_applicable else values
    firsts = {part.indicators[0].code for part in form.components}
    return [
        Sheet(entry, one, True, {code: draw(values if code in firsts else marks) for code in form.indicators})
        for one in assessors
    ]

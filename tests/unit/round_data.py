"""Whole rounds for tests: villages with panels of their own, of an instrument with all that one can have."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from assessments.instrument import Aggregation, Component, Indicator, Instrument, NumberRange, Part
from assessments.scoring import Mark, Sheet
from tests.unit.scoring_data import NA, instruments

Sheets = dict[str, list[Sheet]]
Moderated = Mapping[str, Mapping[str, Mark]]
Round = tuple[Instrument, Sheets, Moderated]

PARTS = (Part("documents", "Dokumen", Decimal(60)), Part("field", "Lapangan", Decimal("39.5")))
NUMBERS = (NumberRange(Decimal(20), Decimal(80), "%"), NumberRange(Decimal(10), Decimal(0), "keluarga"))


@st.composite
def full_instruments(draw: st.DrawFn) -> Instrument:
    """Give an instrument with any rule, perhaps with parts, and with number indicators in between."""
    form = draw(instruments())
    parts = draw(st.sampled_from([(), PARTS]))
    return replace(
        form,
        aggregation=draw(st.sampled_from(Aggregation)),
        parts=parts,
        components=tuple(_component(draw, component, parts) for component in form.components),
    )


def _component(draw: st.DrawFn, component: Component, parts: tuple[Part, ...]) -> Component:
    first, *others = component.indicators
    return replace(component, indicators=(first, *(_indicator(draw, one, parts) for one in others)))


def _indicator(draw: st.DrawFn, indicator: Indicator, parts: tuple[Part, ...]) -> Indicator:
    number = draw(st.sampled_from([None, *NUMBERS]))
    chosen = draw(st.sampled_from([(), *((part.code,) for part in parts)]))
    return replace(indicator, levels=() if number else indicator.levels, number=number, parts=chosen)


def values(indicator: Indicator) -> st.SearchStrategy[Mark]:
    """Give a mark with a value, for a number indicator also beyond its ends."""
    if indicator.number:
        return st.integers(0, 200).map(lambda halves: Mark(Decimal(halves) / 2))
    return st.sampled_from(indicator.levels).map(lambda level: Mark(level.value))


@st.composite
def rounds(draw: st.DrawFn, most: int = 4) -> Round:
    """Give up to `most` villages, where too much is not applicable incomplete ones, and what the plenary moderated."""
    form = draw(full_instruments())
    entries = [f"v{at}" for at in range(draw(st.integers(1, most)))]
    sheets: Sheets = {entry: [] for entry in entries}
    for entry in entries:
        for part in form.part_codes:
            for assessor in sorted(draw(st.sets(st.sampled_from(["p0", "p1", "p2", "p3"]), min_size=1))):
                marks = {one.code: draw(values(one) | st.just(NA)) for one in form.marked_in(part)}
                sheets[entry].append(Sheet(entry, assessor, True, marks, part=part))
    codes = st.sampled_from(list(form.indicators))
    moderated = {
        entry: {code: draw(values(form.indicators[code]) | st.just(NA)) for code in draw(st.sets(codes, max_size=2))}
        for entry in entries
    }
    return form, sheets, moderated

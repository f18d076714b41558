"""PURE: the instrument, the form by which villages are judged, as data; what makes a definition valid.

A definition is a mapping (from TOML or JSON). A misspelt or missing key is refused; the keys in brackets may be
left out: the weight is then 1, "not applicable" is not allowed, no fact is named, and the judging has one part, one
ranking, no awards and no names of ranks:

    code title year source_note         source_note tells where the text comes from, wherever it is shown
    scale_max                           the mark that counts as 100
    aggregation                         how the marks of several assessors become one: "mean", "median" or
                                        "trimmed_mean" (without the highest and the lowest mark)
    tie_break                           "total", then component codes, then "plenary"
    components[]                        code, name, weight (together exactly 100), indicators
    components[].indicators[]           code, name, (weight) inside the component, evidence,
                                        (allows_not_applicable), (fact), (parts), and either levels or number
    components[].indicators[].levels[]  value, text, (from); values ascend, at least two
    components[].indicators[].number    worst, best, unit: the mark is a number itself; `best` may be the lower one
    (parts)[]                           code, name, weight (together exactly 100): documents, presentation, field visit
    (categories)[]                      code, name, kind: "regency" and "city", which are ranked apart
    (awards)[]                          code, name, places, basis: "total", or component codes, or indicator codes
    (rank_names)[]                      what the first, the second, ... rank is called: "Juara I"

An indicator may name a fact of the village's year, which stands beside its levels. Where the levels, all but the
lowest, say from which value of the fact they count, the fact proposes a level; where none does, it is only shown.
A number indicator is proposed the fact's value itself. What leaves a key out has the same text and hash as before
there was that key. An empty list is the same as none.

Numbers are integers or decimal text ("12.5"). A float is refused: it is not the number that was written.
"""

from .mapping import canonical_json, sha256, to_mapping
from .reading import FACT_DIGITS, FIRST_YEAR, LAST_YEAR, MOST_PLACES, InstrumentError, load_toml, parse, parse_toml
from .types import (
    FULL_WEIGHT,
    PLENARY,
    TOTAL,
    Aggregation,
    Award,
    Category,
    CategoryKind,
    Component,
    Indicator,
    Instrument,
    Level,
    NumberRange,
    Part,
)

__all__ = [
    "FACT_DIGITS",
    "FIRST_YEAR",
    "FULL_WEIGHT",
    "LAST_YEAR",
    "MOST_PLACES",
    "PLENARY",
    "TOTAL",
    "Aggregation",
    "Award",
    "Category",
    "CategoryKind",
    "Component",
    "Indicator",
    "Instrument",
    "InstrumentError",
    "Level",
    "NumberRange",
    "Part",
    "canonical_json",
    "load_toml",
    "parse",
    "parse_toml",
    "sha256",
    "to_mapping",
]

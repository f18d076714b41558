"""What may stand in a cell, for property tests: all that spreadsheets, machines and tired people put there."""

import math
from typing import Any

from hypothesis import strategies as st

DIGITS_16 = st.from_regex(r"[1-9][0-9]{15}", fullmatch=True)
BLANKS = st.sampled_from(["", None, " ", "\t", "\u00a0", "\u200b \ufeff", "\n\n"])
# Words that mean something in one column, and so may stand in any other too.
_WORDS = st.sampled_from(
    [
        "Ya",
        "Tidak",
        "L",
        "12/01/1980",
        "1980-01-12",
        "03",
        "Rp1.500.000",
        "#N/A",
        "=A1",
        "3.60415E+15",
        "36********01",
        "✓",
    ]
)
_ODD_TEXT = st.sampled_from(
    [
        "'" * 5,
        "\x00",
        "\x01\x02",
        "a\x0bb",
        "\u202e",
        "٣",
        "१२/०१/१९८०",
        "A" * 10**4,
        "9" * 10**4,
        " " * 10**4,
        "é." * 99,
    ]
)
_ODD_NUMBERS = st.sampled_from(
    [math.nan, math.inf, -math.inf, 0.0, -0.0, 1e300, 3604991201800001.0, 10**5000, -(10**20)]
)
_NUMBERS_IN_TEXT = st.builds("{}{}{}".format, st.text(max_size=20), DIGITS_16, st.text(max_size=20))
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.text(max_size=50),
    DIGITS_16,
    _NUMBERS_IN_TEXT,
    _WORDS,
    _ODD_TEXT,
    _ODD_NUMBERS,
    BLANKS,
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)

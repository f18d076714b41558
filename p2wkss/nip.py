"""PURE: the number of a civil servant (NIP): date of birth, month of appointment, sex, serial number.

The parts and their order: BKN Regulation 22/2007 [public]. Contracted civil servants (PPPK) carry 21 where the month of
appointment stands [public].
"""

import re
from datetime import date

_PARTS = re.compile(r"(\d{4})(\d\d)(\d\d)(\d{4})(\d\d)([12])(\d{3})", re.ASCII)
_CONTRACTED = 21


def read_nip(typed: str) -> str:
    """Give a NIP as it is printed, "19700101 199503 1 001", typed with or without blanks.

    Raises ValueError unless it has 18 digits with a date of birth, a later year and month of appointment, and 1 or 2
    for the sex. Whether somebody holds the number, nobody is asked.
    """
    digits = "".join(typed.split())
    found = _PARTS.fullmatch(digits)
    if found is None:
        raise ValueError(typed)
    year, month, day, since, since_month = (int(found[number]) for number in range(1, 6))
    date(year, month, day)
    if not (1 <= since_month <= 12 or since_month == _CONTRACTED) or since <= year:
        raise ValueError(typed)
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"

"""Amounts of rupiah as people write them. Pure."""

import re

# Digits, or groups of three; zero cents only behind the other separator, as "1.500.00" is a slip and not 1.500.
_RUPIAH = re.compile(r"(?:Rp\.?)?(\d+|\d{1,3}(?:\.\d{3})+(?:,00)?|\d{1,3}(?:,\d{3})+(?:\.00)?)(?:,-)?", re.I | re.A)
MAX_DIGITS = 12


def read_rupiah(text: str) -> int:
    """Give whole rupiah for "1.500.000", "Rp 1.500.000,-" or "1500000".

    Raises ValueError for cents, for what could be read in two ways, and for more than 12 digits.
    """
    found = _RUPIAH.fullmatch("".join(text.split()))
    digits = re.sub(r"[.,]00$|[.,]", "", found[1]) if found else ""
    if not digits or len(digits) > MAX_DIGITS:
        raise ValueError(text)
    return int(digits)

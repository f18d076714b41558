"""How numbers and dates are written, on screen and on paper."""

import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor

from django.utils.formats import date_format, number_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from num2words import num2words

Number = Decimal | Fraction | int | float | str
DASH = "–"
# So many numbers are kept written.
KEPT = 8_192


@lru_cache(maxsize=KEPT, typed=True)
def exact(value: Number) -> Fraction:
    """Give the number without a rounding of its own; a float counts as the digits it shows."""
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


@lru_cache(maxsize=KEPT, typed=True)
def half_up(value: Number, places: int) -> Decimal:
    """Round half away from zero, exactly: 87.405 becomes 87.41 whatever type it comes in."""
    shifted = exact(value) * 10**places
    whole = floor(abs(shifted) + Fraction(1, 2))
    return Decimal(whole if shifted >= 0 else -whole).scaleb(-places)


def score(value: Number | None) -> str:
    """Write a score with 2 decimals, rounded half up, in the reader's language; a dash when there is none."""
    return score_in(get_language(), value)


@lru_cache(maxsize=KEPT, typed=True)
def score_in(language: str | None, value: Number | None) -> str:
    """Write a score like `score`, in the language that is being spoken, which the caller has asked for once."""
    return DASH if value is None or value == "" else _written(half_up(value, 2), 2, language)


def number(value: Number | None) -> str:
    """Write a whole number with the reader's thousands separator: 1.234."""
    if value is None or value == "":
        return DASH
    return _written(half_up(value, 0), 0, get_language())


@lru_cache(maxsize=KEPT)
def _written(value: Decimal, places: int, language: str | None) -> str:
    """Write a rounded number in the language that is being spoken; a list shows few numbers many times."""
    return str(number_format(value, places, force_grouping=True))


def rupiah(value: Number | None) -> str:
    """Write an amount of rupiah, without cents: Rp1.500.000."""
    written = number(value)
    return written if written == DASH else f"-Rp{written[1:]}" if written[0] == "-" else f"Rp{written}"


def rupiah_short(value: Number | None) -> str:
    """Write an amount of rupiah in three figures for a chart or a list: Rp1,25 M (miliar), Rp350 jt, Rp1,2 T."""
    if value is None or value == "":
        return DASH
    for unit, word in ((10**12, _("T")), (10**9, _("M")), (10**6, _("jt"))):
        if exact(value) >= unit * Fraction(1999, 2000):  # what would be rounded to the next unit belongs there
            figure = exact(value) / unit
            places = 0 if figure >= 100 else 1 if figure >= 10 else 2
            return f"Rp{number_format(half_up(figure, places).normalize(), use_l10n=True)}\N{NO-BREAK SPACE}{word}"
    return rupiah(value)


def plain(value: Number | None) -> str:
    """Write a number as short as it is: 3, 2,5, 12,345; what has more than three decimals with two of them."""
    if value is None or value == "":
        return DASH
    short = half_up(value, 3)
    written = short if exact(short) == exact(value) else half_up(value, 2)
    text = f"{written:f}"
    places = len(text.rstrip("0").partition(".")[2]) if "." in text else 0
    return str(number_format(written, places, force_grouping=True))


def hidden(value: Number | None) -> str:
    """Give the exact fraction of a number that two decimals do not tell whole, such as "250/3"; else nothing."""
    if value is None or value == "" or exact(half_up(value, 2)) == exact(value):
        return ""
    return str(exact(value))


def percent(share: Number | None) -> str:
    """Write a share of 0 to 1 as whole percent; what is not quite all or nothing never reads as if it were."""
    if share is None or share == "":
        return DASH
    part, rounded = exact(share), half_up(exact(share) * 100, 0)
    if part < 1 and rounded == 100:
        return _("lebih dari 99%")
    if part > 0 and rounded == 0:
        return _("kurang dari 1%")
    return f"{rounded}%"


def longdate(value: datetime.date | None) -> str:
    """Write a date with its weekday: Jumat, 11 Oktober 2019. A moment counts as its day in Jakarta."""
    if not value:
        return DASH
    if isinstance(value, datetime.datetime) and is_aware(value):
        value = localtime(value)
    return date_format(value, "l, j F Y")


def date_in_words(day: datetime.date) -> str:
    """Write a day as official papers do: "Jumat, tanggal sebelas, bulan Oktober, tahun dua ribu sembilan belas"."""
    with override("id"):
        weekday, month = date_format(day, "l"), date_format(day, "F")
    number, year = num2words(day.day, lang="id"), num2words(day.year, lang="id")
    return f"{weekday}, tanggal {number}, bulan {month}, tahun {year}"


@lru_cache(maxsize=KEPT, typed=True)
def share(value: Number, maximum: Number) -> str:
    """Give a share as a percentage for an SVG attribute: always with a point, never outside 0 to 100."""
    whole = exact(maximum)
    part = exact(value) / whole * 100 if whole else Fraction(0)
    return str(half_up(min(max(part, Fraction(0)), Fraction(100)), 2))

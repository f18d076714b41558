"""NIK and No. KK: what makes a number impossible, and what only makes it odd. Pure.

A NIK is PPKKCC + DDMMYY + NNNN; the day of a woman is raised by 40. PPKKCC is the place of first registration and
is never compared with the residence. There is no century and no check digit: a valid form proves no identity.
The source of the form is public (Kemendagri); docs/glossary.md says more.
"""

import re
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

LENGTH = 16
FEMALE, MALE = "female", "male"
_SEPARATORS = re.compile(r"[\s.\-'\u2018\u2019\u00a0\u200b\ufeff]+")


class Severity(StrEnum):
    """An error refuses the number; a warning is shown and lets it pass."""

    ERROR = "error"
    WARNING = "warning"


class FindingCode(StrEnum):
    """What can be the matter with a number."""

    NOT_DIGITS = "not_digits"
    LENGTH = "length"
    DATE = "date"
    SERIAL = "serial"
    SEX_DIFFERS = "sex_differs"
    BIRTH_DATE_DIFFERS = "birth_date_differs"
    REGION_UNKNOWN = "region_unknown"


class Finding(NamedTuple):
    """One thing found in a number."""

    code: FindingCode
    severity: Severity


def normalise(text: str) -> str:
    """Take out what people and spreadsheets put between digits: spaces, dots, hyphens, apostrophes."""
    return _SEPARATORS.sub("", text)


def check_nik(
    nik: str, *, sex: str | None = None, birth_date: date | None = None, known_regions: Collection[str] | None = None
) -> list[Finding]:
    """Examine a NIK of digits only.

    Errors: not digits, wrong length, no real date, serial 0000. Warnings, as a NIK never changes even where the
    data behind it was wrong: sex or birth date differ from the form; PPKKCC is not among `known_regions` (codes
    of six digits without dots).
    """
    form = _check_form(nik)
    if form:
        return form
    findings = []
    dates = birth_dates_of(nik)
    if not dates:
        findings.append(Finding(FindingCode.DATE, Severity.ERROR))
    if nik[12:] == "0000":
        findings.append(Finding(FindingCode.SERIAL, Severity.ERROR))
    if findings:
        return findings
    if sex is not None and sex != sex_of(nik):
        findings.append(Finding(FindingCode.SEX_DIFFERS, Severity.WARNING))
    if birth_date is not None and birth_date not in dates:
        findings.append(Finding(FindingCode.BIRTH_DATE_DIFFERS, Severity.WARNING))
    return findings + _check_region(nik, known_regions)


def check_kk(kk: str, *, known_regions: Collection[str] | None = None) -> list[Finding]:
    """Examine a No. KK of digits only: region + date of recording + serial, with no +40 on the day."""
    form = _check_form(kk)
    if form:
        return form
    findings = []
    if not _dates(kk[6:8], kk[8:10], kk[10:12]):
        findings.append(Finding(FindingCode.DATE, Severity.ERROR))
    if kk[12:] == "0000":
        findings.append(Finding(FindingCode.SERIAL, Severity.ERROR))
    return findings or _check_region(kk, known_regions)


def sex_of(nik: str) -> str:
    """Give "female" or "male" by the day of birth in a NIK of valid form."""
    return FEMALE if int(nik[6:8]) > 40 else MALE


def birth_dates_of(nik: str) -> tuple[date, ...]:
    """Give the real dates that a NIK may mean, one a century, oldest first; none for an impossible date."""
    day = int(nik[6:8])
    return _dates(f"{day - 40 if day > 40 else day:02}", nik[8:10], nik[10:12])


def _check_form(number: str) -> list[Finding]:
    if not (number.isascii() and number.isdigit()):
        return [Finding(FindingCode.NOT_DIGITS, Severity.ERROR)]
    return [] if len(number) == LENGTH else [Finding(FindingCode.LENGTH, Severity.ERROR)]


def _check_region(number: str, known_regions: Collection[str] | None) -> list[Finding]:
    if known_regions is None or number[:6] in known_regions:
        return []
    return [Finding(FindingCode.REGION_UNKNOWN, Severity.WARNING)]


@lru_cache(maxsize=65536)
def _dates(day: str, month: str, year: str) -> tuple[date, ...]:
    found = []
    for century in ("19", "20"):
        try:
            found.append(date(int(century + year), int(month), int(day)))
        except ValueError:
            continue
    return tuple(found)

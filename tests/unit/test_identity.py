"""NIK and No. KK: the rules of the domain page, by examples and over generated people."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2wkss.fields import PersonalNumber
from villages.identity import (
    Finding,
    FindingCode,
    Severity,
    birth_dates_of,
    check_kk,
    check_nik,
    normalise,
    sex_of,
)

WOMAN = "3604154107850001"  # 1 July 1985
MAN = "3604150107850001"
ERRORS = {FindingCode.NOT_DIGITS, FindingCode.LENGTH, FindingCode.DATE, FindingCode.SERIAL}

births = st.dates(date(1900, 1, 1), date(2099, 12, 31))
sexes = st.sampled_from(["female", "male"])
serials = st.integers(1, 9999).map("{:04}".format)
districts = st.integers(110101, 969999).map(str)


def nik_of(district: str, sex: str, birth: date, serial: str) -> str:
    """Write the NIK that the registry would give."""
    day = birth.day + (40 if sex == "female" else 0)
    return f"{district}{day:02}{birth:%m%y}{serial}"


niks = st.builds(nik_of, districts, sexes, births, serials)


def codes(findings: list[Finding]) -> list[FindingCode]:
    return [finding.code for finding in findings]


@given(districts, sexes, births, serials)
def test_what_the_registry_writes_is_read_back(district: str, sex: str, birth: date, serial: str) -> None:
    nik = nik_of(district, sex, birth, serial)
    assert sex_of(nik) == sex
    assert birth in birth_dates_of(nik)
    assert check_nik(nik, sex=sex, birth_date=birth, known_regions={district}) == []


@given(niks)
def test_the_century_stays_open(nik: str) -> None:
    found = birth_dates_of(nik)
    assert 1 <= len(found) <= 2
    assert list(found) == sorted(found)
    assert {one.year % 100 for one in found} == {int(nik[10:12])}


@given(districts, sexes, births, births, serials)
def test_another_birth_date_is_a_warning(district: str, sex: str, birth: date, other: date, serial: str) -> None:
    findings = check_nik(nik_of(district, sex, birth, serial), sex=sex, birth_date=other)
    agrees = (birth.day, birth.month, birth.year % 100) == (other.day, other.month, other.year % 100)
    assert codes(findings) == ([] if agrees else [FindingCode.BIRTH_DATE_DIFFERS])


@given(st.text(max_size=20))
def test_any_text_gets_an_answer(text: str) -> None:
    for findings in (check_nik(text, sex="male", birth_date=date(1985, 7, 1), known_regions=()), check_kk(text)):
        for finding in findings:
            assert (finding.severity == Severity.ERROR) == (finding.code in ERRORS)


@given(st.from_regex(r"[0-9]{16}", fullmatch=True))
def test_sixteen_digits_are_refused_only_for_date_or_serial(nik: str) -> None:
    findings = set(codes(check_nik(nik)))
    assert findings <= {FindingCode.DATE, FindingCode.SERIAL}
    assert (FindingCode.SERIAL in findings) == nik.endswith("0000")
    assert (FindingCode.DATE in findings) == (not birth_dates_of(nik))


@pytest.mark.parametrize(
    ("nik", "expected"),
    [
        (WOMAN, []),
        (MAN, []),
        ("", [FindingCode.NOT_DIGITS]),
        ("360415410785000", [FindingCode.LENGTH]),
        ("36041541078500011", [FindingCode.LENGTH]),
        ("36041541078500O1", [FindingCode.NOT_DIGITS]),
        ("3604 15410785001", [FindingCode.NOT_DIGITS]),
        ("٣٦٠٤١٥٤١٠٧٨٥٠٠٠١", [FindingCode.NOT_DIGITS]),
        ("²604154107850001", [FindingCode.NOT_DIGITS]),
        ("3604154107850000", [FindingCode.SERIAL]),
        ("3604154107859999", []),
        ("3604150007850001", [FindingCode.DATE]),
        ("3604154007850001", [FindingCode.DATE]),
        ("3604153107850001", []),
        ("3604153207850001", [FindingCode.DATE]),
        ("3604157107850001", []),
        ("3604157207850001", [FindingCode.DATE]),
        ("3604159907850001", [FindingCode.DATE]),
        ("3604153104850001", [FindingCode.DATE]),
        ("3604154100850001", [FindingCode.DATE]),
        ("3604154113850001", [FindingCode.DATE]),
        ("3604152902840001", []),
        ("3604152902850001", [FindingCode.DATE]),
        ("3604156902840001", []),
        ("3604156902850001", [FindingCode.DATE]),
        ("3604153213850000", [FindingCode.DATE, FindingCode.SERIAL]),
    ],
)
def test_the_form_of_a_nik(nik: str, expected: list[FindingCode]) -> None:
    assert codes(check_nik(nik)) == expected


def test_a_leap_day_of_00_exists_only_in_2000() -> None:
    assert birth_dates_of("3604152902000001") == (date(2000, 2, 29),)
    assert birth_dates_of("3604156902000001") == (date(2000, 2, 29),)
    assert check_nik("3604152902000001") == []


def test_both_centuries_are_candidates() -> None:
    assert birth_dates_of(WOMAN) == (date(1985, 7, 1), date(2085, 7, 1))
    assert birth_dates_of("3604150101010001") == (date(1901, 1, 1), date(2001, 1, 1))
    assert birth_dates_of("3604153202850001") == ()


def test_a_different_sex_is_a_warning() -> None:
    assert check_nik(WOMAN, sex="female") == []
    assert check_nik(WOMAN, sex="male") == [Finding(FindingCode.SEX_DIFFERS, Severity.WARNING)]
    assert check_nik(MAN, sex="female") == [Finding(FindingCode.SEX_DIFFERS, Severity.WARNING)]


def test_an_unknown_region_is_a_warning() -> None:
    assert check_nik(WOMAN, known_regions={"360415"}) == []
    assert check_nik(WOMAN, known_regions=set()) == [Finding(FindingCode.REGION_UNKNOWN, Severity.WARNING)]
    assert check_nik(WOMAN, known_regions=None) == []


def test_all_warnings_come_together() -> None:
    findings = check_nik(WOMAN, sex="male", birth_date=date(1990, 1, 1), known_regions={"327601"})
    assert codes(findings) == [
        FindingCode.SEX_DIFFERS,
        FindingCode.BIRTH_DATE_DIFFERS,
        FindingCode.REGION_UNKNOWN,
    ]
    assert {finding.severity for finding in findings} == {Severity.WARNING}


def test_what_the_form_leaves_open_is_not_compared() -> None:
    assert check_nik(WOMAN, sex=None, birth_date=None) == []


@pytest.mark.parametrize(
    ("kk", "expected"),
    [
        ("3604150107120001", []),
        ("3604153112120001", []),
        ("3604154107120001", [FindingCode.DATE]),  # a family is no woman: never + 40
        ("3604153102120001", [FindingCode.DATE]),
        ("3604152902000001", []),
        ("3604150107120000", [FindingCode.SERIAL]),
        ("3604154107120000", [FindingCode.DATE, FindingCode.SERIAL]),
        ("36041501071200", [FindingCode.LENGTH]),
        ("36041501O7120001", [FindingCode.NOT_DIGITS]),
    ],
)
def test_the_form_of_a_kk(kk: str, expected: list[FindingCode]) -> None:
    findings = check_kk(kk)
    assert codes(findings) == expected
    assert {finding.severity for finding in findings} <= {Severity.ERROR}


def test_a_kk_of_an_unknown_region_is_a_warning() -> None:
    assert check_kk("3604150107120001", known_regions={"360415"}) == []
    assert codes(check_kk("3604150107120001", known_regions={"360416"})) == [FindingCode.REGION_UNKNOWN]


@pytest.mark.parametrize(
    "typed",
    [
        "3604154107850001",
        " 3604154107850001\n",
        "3604 1541 0785 0001",
        "36.04.15.410785.0001",
        "'3604154107850001",
        "\u20183604154107850001\u2019",
        "3604\u00a01541\u00a00785\u00a00001",
        "\ufeff3604154107850001\u200b",
        "36\t0415\t410785\t0001",
    ],
)
def test_what_people_put_around_the_digits_is_taken_away(typed: str) -> None:
    assert normalise(typed) == WOMAN


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_letters_are_not_taken_away() -> None:
    assert normalise("3604I54107850001") == "3604I54107850001"


@given(niks)
def test_a_number_shows_the_region_and_the_last_two(nik: str) -> None:
    assert str(PersonalNumber(nik)) == f"{nik[:6]}********{nik[-2:]}"

"""Villages and rows for tests of the check: families as the register knows them, rows as the template writes them."""

import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.factories.places import nik
from tests.factories.workbooks import PLACES, kk
from villages.imports.cells import EXCEL_ERRORS, clean_text
from villages.imports.check import Checker
from villages.imports.columns import ANSWERS, FACTS
from villages.imports.rows import CheckedRow, FamilyFacts, KnownFamily, SurveyFacts, Village
from villages.welfare import NOT_APPLICABLE_ALLOWED

TODAY = date(2019, 12, 31)
_WORDS = {"y": "Ya", "t": "Tidak", "b": "Tidak berlaku", "-": None}


class Said(NamedTuple):
    """What one row is to say: a family with its numbers, and a survey."""

    family: FamilyFacts
    survey: SurveyFacts


def hash_number(digits: str) -> str:
    """Stand in for the keyed hash."""
    return f"#{zlib.crc32(digits.encode()):08x}"


def mask(digits: str) -> str:
    """Mask a number as everywhere."""
    return f"{digits[:6]}********{digits[-2:]}" if digits else ""


def key_of(serial: int) -> str:
    """Give the key of a family of the register."""
    return f"{serial:032x}"


def known_family(serial: int, said: Said, **facts: Any) -> KnownFamily:
    """Give a family as the register knows it."""
    masks = mask(said.family.nik), mask(said.family.kk)
    hashes = [hash_number(number) if number else "" for number in (said.family.nik, said.family.kk)]
    values = {
        "key": key_of(serial),
        "version": 3,
        "merged": False,
        "facts": said.family._replace(nik="", kk=""),
        "nik_hash": hashes[0],
        "kk_hash": hashes[1],
        "masks": lambda: masks,
        "survey_key": "f" * 32,
        "survey_version": 2,
        "survey_state": "draft",
        "survey": said.survey,
    }
    return KnownFamily(**{**values, **facts})


def village(*families: KnownFamily) -> Village:
    """Give a village with families; a row key is "key:" and the family's own."""
    return Village(
        key="1",
        families={one.key: one for one in families},
        hash_number=hash_number,
        read_key=lambda text: text.removeprefix("key:") if text.startswith("key:") else None,
        districts={"360499"},
        today=TODAY,
        names={"kamurang", "desa kamurang"},
    )


def cells_of(said: Said, key: str = "", *, masked: bool = False) -> list[Any]:
    """Write a row as the template does."""
    family, survey = said
    values = {
        **family._asdict(),
        "key": f"key:{key}" if key else None,
        "head_sex": {"female": "P", "male": "L"}.get(family.head_sex),
        "surveyed_on": survey.surveyed_on,
        "monthly_income": survey.monthly_income,
        **{code: _WORDS[letter] for code, letter in zip(ANSWERS, survey.answers, strict=True)},
    }
    if masked:
        values |= {"nik": mask(family.nik), "kk": mask(family.kk)}
    return [values[fact.code] for fact in FACTS]


def check(place: Village, rows: Sequence[Sequence[Any]], columns: Mapping[str, int] = PLACES) -> list[CheckedRow]:
    """Check rows from row 2 on."""
    return list(Checker(place, columns).rows(enumerate(rows, 2), {}))


def said(serial: int = 1, **facts: Any) -> Said:
    """Give a whole family with its survey, some facts set otherwise."""
    family = FamilyFacts(
        head_name=f"Keluarga {serial:03} (contoh)",
        head_sex="male",
        head_birth_date="1980-01-12",
        nik=nik(serial),
        kk=kk(serial),
        rw="01",
        rt="01",
        address=f"Kampung Meliyas No. {serial}",
    )
    survey = SurveyFacts("2019-01-15", "y" * 21, 1_500_000)
    of_survey = {name: facts.pop(name) for name in list(facts) if name in SurveyFacts._fields}
    return Said(family._replace(**facts), survey._replace(**of_survey))


def texts(longest: int) -> st.SearchStrategy[str]:
    """Give texts as they stand in the register: clean, and not a spreadsheet's error."""
    clean = st.text(st.characters(exclude_categories=["Cs", "Nd"]), max_size=longest).map(
        lambda one: clean_text(one)[0]
    )
    return clean.filter(lambda one: one not in EXCEL_ERRORS)


def _dates(first: date) -> st.SearchStrategy[str]:
    return st.dates(first, TODAY).map(date.isoformat)


_units = st.integers(1, 999).map("{:02}".format)
_answers = st.tuples(
    *(st.sampled_from("ytb-" if number in NOT_APPLICABLE_ALLOWED else "yt-") for number in range(1, 22))
).map("".join)
_serials = st.integers(1, 9999)
families = st.builds(
    FamilyFacts,
    head_name=texts(150).filter(bool),
    head_sex=st.sampled_from(["female", "male"]),
    head_birth_date=st.one_of(st.just(""), _dates(date(1900, 1, 1))),
    nik=st.one_of(st.just(""), _serials.map(nik)),
    no_nik_reason=texts(200),
    kk=st.one_of(st.just(""), _serials.map(kk)),
    rw=st.one_of(st.just(""), _units),
    rt=_units,
    address=texts(200),
)
surveys = st.builds(
    SurveyFacts,
    surveyed_on=_dates(date(1990, 1, 1)),
    answers=_answers,
    monthly_income=st.one_of(st.none(), st.integers(0, 10**12 - 1)),
)
SAID = st.builds(Said, families, surveys)

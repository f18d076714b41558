"""The search of the register: no number of a person ever stands in an address, and an address says what it asks for."""

import re
from urllib.parse import parse_qs

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from p2wkss.crypto import keyed_hash
from villages.enums import FamilyStatus, SurveyRound, SurveyState
from villages.register import EVERY, SURVEY_CHOICES, Search, register_search, typed_search

DIGITS = st.text("0123456789", min_size=16, max_size=16)
SEPARATORS = st.lists(st.sampled_from(["", " ", ".", "-", "\u00a0", "'"]), min_size=17, max_size=17)
SURVEYS = [value for _label, group in SURVEY_CHOICES for value, _words in group]


def as_query(search: Search) -> dict[str, str]:
    """What the address says, as the view reads it."""
    return {key: values[0] for key, values in parse_qs(search.address.removeprefix("?")).items()}


@given(digits=DIGITS, separators=SEPARATORS)
def test_a_number_however_written_becomes_its_keyed_hash(digits: str, separators: list[str]) -> None:
    typed = "".join(f"{mark}{digit}" for mark, digit in zip(separators, [*digits, ""], strict=True))
    search = typed_search({"q": typed, "rt": "01", "status": "moved"})
    assert search == Search(number=keyed_hash(digits))
    assert search.address == f"?nomor={keyed_hash(digits)}"
    assert search.shown_status == EVERY


@given(
    text=st.one_of(st.text(max_size=60), st.from_regex(r"[\w ]{0,9}[0-9][0-9. ]{6,30}[\w ]{0,9}", fullmatch=True)),
    others=st.dictionaries(
        st.sampled_from(["nomor", "rt", "rw", "status", "survei", "belum", "pendata"]),
        st.text("0123456789abcdef.", max_size=70),
    ),
)
def test_no_address_holds_what_could_be_a_personal_number(text: str, others: dict[str, str]) -> None:
    for read in (typed_search, register_search):
        try:
            asked = as_query(read({**others, "q": text}))
        except ValidationError:
            continue
        for key, value in asked.items():
            if key == "nomor":
                assert re.fullmatch("[0-9a-f]{64}", value)
            else:
                assert sum(letter.isdigit() for letter in value) < 10


@pytest.mark.parametrize("text", ["360415********01", "36041501018000", "Siti 3604150101800001", "36041501018000012"])
def test_a_number_that_is_not_whole_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValidationError, match="16 angka lengkap"):
        typed_search({"q": text})
    assert register_search({"q": text}).name == ""


searches = st.builds(
    Search,
    name=st.sampled_from(["", "Siti", "Ibu & Anak", "a=b?c"]),
    number=st.just(""),
    rt=st.sampled_from(["", "01"]),
    rw=st.sampled_from(["", "02"]),
    status=st.sampled_from(["", EVERY, *FamilyStatus.values]),
    survey=st.sampled_from(["", *SURVEYS]),
    surveyor=st.sampled_from([0, 7]),
)


@given(search=searches)
def test_an_address_reads_back_as_what_it_asks_for(search: Search) -> None:
    assert register_search(as_query(search)) == search


@given(query=st.dictionaries(st.sampled_from(["q", "nomor", "rt", "status", "survei", "belum", "pendata"]), st.text()))
def test_what_makes_no_sense_counts_as_not_asked(query: dict[str, str]) -> None:
    search = register_search(query)
    assert search.status in {"", EVERY, *FamilyStatus.values}
    assert search.survey in {"", *SURVEYS}
    assert register_search(as_query(search)) == search


def test_the_active_families_are_listed_unless_more_is_asked_for() -> None:
    waiting = f"{SurveyRound.ENDLINE}.open"
    assert Search().shown_status == FamilyStatus.ACTIVE
    assert Search(status=EVERY).shown_status == EVERY
    assert Search(survey=f"{SurveyRound.BASELINE}.{SurveyState.DRAFT}", status="moved").shown_status == "moved"
    assert Search(survey=waiting, status="moved").shown_status == FamilyStatus.ACTIVE
    assert register_search({"belum": "endline"}) == Search(survey=waiting)
    assert Search(survey=waiting).address == "?belum=endline"


def test_a_name_that_is_typed_takes_the_place_of_a_number() -> None:
    number = keyed_hash("3604150101800001")
    assert typed_search({"q": "", "nomor": number, "rt": "02"}) == Search(number=number, rt="02")
    assert typed_search({"q": "Siti", "nomor": number}) == Search(name="Siti")

"""What stands in a row, what is known of the village, and what is found: the words that a check speaks in. Pure."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from villages.identity import Severity
from villages.imports.cells import Code
from villages.welfare import NO_ANSWERS

_WARNINGS = frozenset(
    {
        Code.CLEANED,
        Code.DATE_TEXT,
        Code.SEX_DIFFERS,
        Code.BIRTH_DATE_DIFFERS,
        Code.REGION_UNKNOWN,
        Code.KNOWN_BY_NIK,
        Code.KNOWN_BY_NAME,
        Code.NIK_ELSEWHERE,
        Code.HIDDEN_COLUMN,
        Code.SECOND_HEAD,
    }
)
DUPLICATES = frozenset(
    {
        Code.KEY_TWICE,
        Code.NIK_TWICE,
        Code.KK_TWICE,
        Code.NIK_TAKEN,
        Code.KK_TAKEN,
        Code.FAMILY_TWICE,
        Code.NIK_ELSEWHERE,
    }
)


class Outcome(StrEnum):
    """What a row means for the register."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ERROR = "error"


class Found(NamedTuple):
    """One finding of a row: the column (from 0, -1 for the row as a whole), what it is, and a word to it.

    `about` is text that may be shown: a date as it was read, the number of another row, a name. Never a NIK or No. KK.
    """

    column: int
    code: str
    about: str = ""

    @property
    def severity(self) -> Severity:
        """Whether the finding keeps the row out."""
        return severity_of(self.code)


def severity_of(code: str) -> Severity:
    """Say whether a finding keeps its row out."""
    return Severity.WARNING if code in _WARNINGS else Severity.ERROR


class FamilyFacts(NamedTuple):
    """What a row says of a family: dates as ISO text or "", numbers as digits, "" for nothing."""

    head_name: str = ""
    head_sex: str = ""
    head_birth_date: str = ""
    nik: str = ""
    no_nik_reason: str = ""
    kk: str = ""
    rw: str = ""
    rt: str = ""
    address: str = ""


class SurveyFacts(NamedTuple):
    """What a row says of the survey: the day as ISO text or "", 21 letters, whole rupiah a month or None."""

    surveyed_on: str = ""
    answers: str = NO_ANSWERS
    monthly_income: int | None = None


NO_SURVEY = SurveyFacts()


@dataclass(frozen=True, slots=True)
class KnownFamily:
    """A family of the village as it stands. `facts` holds neither number; they are known by their hashes."""

    key: str
    version: int
    merged: bool
    facts: FamilyFacts
    nik_hash: str
    kk_hash: str
    masks: Callable[[], tuple[str, str]]
    survey_key: str = ""
    survey_version: int = 0
    survey_state: str = ""
    survey: SurveyFacts = NO_SURVEY


class CheckedRow(NamedTuple):
    """A row of the sheet, read and compared. `family` and `survey` are what would stand after the import.

    `keys` are the family's and the survey's, as 32 hex digits; `versions` what is to be replaced, 0 for nothing; a
    survey key of "" means that the row has no survey. `changes` lists (fact, before, after), personal numbers masked.
    """

    number: int
    outcome: str
    name: str
    keys: tuple[str, str]
    versions: tuple[int, int]
    hashes: tuple[str, str]
    family: FamilyFacts
    survey: SurveyFacts
    state: str
    changes: list[tuple[str, str, str]]
    findings: list[Found]
    cells: list[str]


@dataclass
class Village:
    """What the check must know of the village: its key, its families, and how numbers are hashed and keys are read.

    `round` is part of the key of a new survey, as a family has one at each round.
    `read_key` gives the 32 hex digits of a row key that this site signed for this village and round, or None.
    """

    key: str
    families: Mapping[str, KnownFamily]
    hash_number: Callable[[str], str]
    read_key: Callable[[str], str | None]
    districts: Collection[str]
    today: date
    names: Collection[str] = ()
    round: str = ""
    by_nik: dict[str, KnownFamily] = field(default_factory=dict)
    by_kk: dict[str, KnownFamily] = field(default_factory=dict)
    by_name: dict[tuple[str, str, str], KnownFamily] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the families by what a row may name them by."""
        for known in self.families.values():
            if known.merged:
                continue
            if known.nik_hash:
                self.by_nik[known.nik_hash] = known
            if known.kk_hash:
                self.by_kk[known.kk_hash] = known
            self.by_name[name_key(known.facts)] = known


def name_key(facts: FamilyFacts) -> tuple[str, str, str]:
    """Give what names a family without numbers: name in small letters, RT, birth date."""
    return facts.head_name.casefold(), facts.rt, facts.head_birth_date


def village_key(number: int) -> str:
    """Give a stand-in key for a row that has none, as it cannot be imported anyway."""
    return f"{number:032x}"


def new_key(parent: str, name: str) -> str:
    """Give the key of a new record as 32 hex digits (a UUID of version 5): the same row sent twice gets the same."""
    digest = hashlib.sha1(f"{parent}|{name}".encode(), usedforsecurity=False).hexdigest()
    return f"{digest[:12]}5{digest[13:16]}{'89ab'[int(digest[16], 16) & 3]}{digest[17:32]}"

"""From the rows of a sheet to clean rows and findings: what is new, what would change, what is wrong. Pure.

An empty cell never erases: it says nothing about what is stored. A row with an error is left out as a whole.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from operator import itemgetter
from typing import Any, NamedTuple

from villages.identity import Finding as NumberFinding
from villages.identity import Severity, check_kk, check_nik
from villages.imports import cells
from villages.imports.cells import Code, Faulty
from villages.imports.columns import ANSWERS, HEADS, KEY
from villages.welfare import NO_ANSWERS, NOT_APPLICABLE_ALLOWED, Answer

_LENGTHS = {"head_name": 150, "no_nik_reason": 200, "address": 200}
_NOTHING = ("", None)
FIRST_BIRTH, FIRST_SURVEY = "1900-01-01", "1990-01-01"
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

    `read_key` gives the 32 hex digits of a row key that this site signed for this village and round, or None.
    """

    key: str
    families: Mapping[str, KnownFamily]
    hash_number: Callable[[str], str]
    read_key: Callable[[str], str | None]
    districts: Collection[str]
    today: date
    names: Collection[str] = ()
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


class Checker:
    """Checks the rows of one sheet, one after the other; it remembers what came before to find what stands twice."""

    def __init__(self, village: Village, columns: Mapping[str, int], village_column: int | None = None) -> None:
        self.village = village
        self.columns = dict(columns)
        self.village_column = village_column
        self.width = max([*columns.values(), village_column or 0], default=0) + 1
        # A cell beyond the last column stands for every fact that the sheet has no column for: always empty.
        self.places = {code: columns.get(code, self.width) for code in HEADS}
        self._answers_of = itemgetter(*(self.places[code] for code in ANSWERS))
        self._key_column = columns.get(KEY, -1)
        self._today = village.today.isoformat()
        self._seen: dict[tuple[str, str], int] = {}

    def rows(self, rows: Iterable[tuple[int, Sequence[Any]]], extra: Mapping[int, list[Found]]) -> Iterator[CheckedRow]:
        """Check the rows, given with their numbers in the sheet; `extra` are findings that reading made already."""
        for number, row in rows:
            checked = self.check(number, row, extra.get(number, []))
            if checked is not None:
                yield checked

    def check(self, number: int, row: Sequence[Any], extra: Sequence[Found] = ()) -> CheckedRow | None:
        """Check one row. Gives None for a row with nothing in it but its key."""
        full = [*row, *[""] * (self.width + 1 - len(row))]
        if not any(value not in _NOTHING and at != self._key_column for at, value in enumerate(full)):
            return None
        findings = list(extra)
        family = self._family(full, findings)
        survey = self._survey(full, findings)
        hash_number = self.village.hash_number
        hashes = (
            hash_number(family.nik) if family.nik and "*" not in family.nik else "",
            hash_number(family.kk) if family.kk and "*" not in family.kk else "",
        )
        known, key = self._identify(full, family, hashes, findings)
        return self._outcome(number, full, family, survey, hashes, known, key, findings)

    # Reading the cells ------------------------------------------------------------------------------------------

    def _family(self, row: Sequence[Any], findings: list[Found]) -> FamilyFacts:
        if self.village_column is not None:
            self._own_village(row[self.village_column], findings)
        sex = self._read("head_sex", cells.read_sex, row, findings)
        born = self._date("head_birth_date", row, FIRST_BIRTH, findings)
        nik, kk = self._number("nik", row, findings), self._number("kk", row, findings)
        districts = self.village.districts
        if nik and "*" not in nik:
            day = date.fromisoformat(born) if born else None
            found = check_nik(nik, sex=sex or None, birth_date=day, known_regions=districts)
            nik = self._take_number("nik", nik, found, findings) if found else nik
        if kk and "*" not in kk and (found := check_kk(kk, known_regions=districts)):
            kk = self._take_number("kk", kk, found, findings)
        return FamilyFacts(
            self._text("head_name", row, findings),
            sex,
            born,
            nik,
            self._text("no_nik_reason", row, findings),
            kk,
            self._read("rw", cells.read_unit, row, findings),
            self._read("rt", cells.read_unit, row, findings),
            self._text("address", row, findings),
        )

    def _text(self, code: str, row: Sequence[Any], findings: list[Found]) -> str:
        value = row[self.places[code]]
        if value in _NOTHING:
            return ""
        text, cleaned = cells.clean_text(value)
        if text in cells.EXCEL_ERRORS:
            findings.append(Found(self.places[code], Code.ERROR_VALUE, text))
        elif len(text) > _LENGTHS[code]:
            findings.append(Found(self.places[code], Code.TOO_LONG, str(_LENGTHS[code])))
        elif cleaned:
            findings.append(Found(self.places[code], Code.CLEANED, text))
        return text

    def _read(self, code: str, read: Callable[[Any], Any], row: Sequence[Any], findings: list[Found]) -> Any:
        value = row[self.places[code]]
        if value in _NOTHING:
            return ""
        try:
            return read(value)
        except Faulty as fault:
            findings.append(Found(self.places[code], fault.code, str(value)[:40]))
            return ""

    def _date(self, code: str, row: Sequence[Any], earliest: str, findings: list[Found]) -> str:
        found = self._read(code, cells.read_date, row, findings)
        if not found:
            return ""
        day: str = found[0]
        if day > self._today:
            findings.append(Found(self.places[code], Code.DATE_FUTURE, day))
        elif day < earliest:
            findings.append(Found(self.places[code], Code.DATE_IMPLAUSIBLE, day))
        elif found[1]:
            findings.append(Found(self.places[code], Code.DATE_TEXT, day))
        return day

    def _number(self, code: str, row: Sequence[Any], findings: list[Found]) -> str:
        value = row[self.places[code]]
        if value in _NOTHING:
            return ""
        try:
            digits, cleaned = cells.read_digits(value)
        except Faulty as fault:
            findings.append(Found(self.places[code], fault.code))
            return ""
        if cleaned:
            findings.append(Found(self.places[code], Code.CLEANED))
        return digits

    def _take_number(self, code: str, digits: str, found: list[NumberFinding], findings: list[Found]) -> str:
        findings.extend(Found(self.places[code], Code(one.code.value)) for one in found)
        return "" if any(one.severity is Severity.ERROR for one in found) else digits

    def _own_village(self, value: Any, findings: list[Found]) -> None:
        text = "" if value in _NOTHING else cells.clean_text(value)[0]
        if text and text.casefold() not in self.village.names:
            findings.append(Found(self.village_column or 0, Code.OTHER_VILLAGE, text[:60]))

    def _survey(self, row: Sequence[Any], findings: list[Found]) -> SurveyFacts:
        try:
            answers = "".join(map(cells.LETTERS.__getitem__, self._answers_of(row)))
        except KeyError:
            answers = "".join([self._answer(self.places[code], row, findings) for code in ANSWERS])
        if "b" in answers:
            for number, letter in enumerate(answers, 1):
                if letter == Answer.NOT_APPLICABLE and number not in NOT_APPLICABLE_ALLOWED:
                    findings.append(Found(self.places[ANSWERS[number - 1]], Code.ANSWER_NOT_APPLICABLE))
        income = self._read("monthly_income", cells.read_amount, row, findings)
        day = self._date("surveyed_on", row, FIRST_SURVEY, findings)
        return SurveyFacts(day, answers, None if income == "" else income)

    def _answer(self, at: int, row: Sequence[Any], findings: list[Found]) -> str:
        try:
            return cells.read_answer(row[at])
        except Faulty as fault:
            findings.append(Found(at, fault.code, str(row[at])[:40]))
            return Answer.MISSING.value

    # Which family it is -----------------------------------------------------------------------------------------

    def _identify(
        self, row: Sequence[Any], family: FamilyFacts, hashes: Sequence[str], findings: list[Found]
    ) -> tuple[KnownFamily | None, str]:
        """Find the family by its key, its NIK, or its name, RT and birth date; or make a key for a new one."""
        village, at = self.village, self._key_column
        token = str(row[at]).strip() if at >= 0 else ""
        if token:
            key = village.read_key(token)
            if key is None:
                findings.append(Found(at, Code.KEY_FOREIGN))
                return None, ""
            return village.families.get(key), key
        if hashes[0] and (known := village.by_nik.get(hashes[0])):
            findings.append(Found(self.columns["nik"], Code.KNOWN_BY_NIK, known.facts.head_name))
            return known, known.key
        if not hashes[0] and (known := village.by_name.get(name_key(family))):
            findings.append(Found(self.columns["head_name"], Code.KNOWN_BY_NAME, known.facts.head_name))
            return known, known.key
        return None, new_key(village.key, hashes[0] or "|".join(name_key(family)))

    def _twice(self, kind: str, value: str, number: int, at: int, code: Code, findings: list[Found]) -> None:
        before = self._seen.setdefault((kind, value), number) if value else number
        if before != number:
            findings.append(Found(at, code, str(before)))

    # What it means ----------------------------------------------------------------------------------------------

    def _outcome(
        self,
        number: int,
        row: list[Any],
        family: FamilyFacts,
        survey: SurveyFacts,
        hashes: tuple[str, str],
        known: KnownFamily | None,
        key: str,
        findings: list[Found],
    ) -> CheckedRow:
        self._find_doubles(number, key, hashes, known, findings)
        changes: list[tuple[str, str, str]] = []
        if known is None:
            self._ask_for_missing(family, hashes, findings)
            merged_survey, state = survey, ""
        else:
            family, hashes = self._merge_family(family, hashes, known, changes, findings)
            merged_survey, state = _merge_survey(survey, known, changes), known.survey_state
        has_survey = merged_survey != NO_SURVEY
        self._check_survey(merged_survey, known, changes, findings)
        outcome = Outcome.NEW if known is None else Outcome.CHANGED if changes else Outcome.UNCHANGED
        if any(severity_of(one.code) is Severity.ERROR for one in findings):
            outcome = Outcome.ERROR
        complete = Answer.MISSING not in merged_survey.answers
        survey_key = (known.survey_key if known else "") or (
            new_key(key or village_key(number), "survey") if has_survey else ""
        )
        return CheckedRow(
            number,
            outcome.value,
            family.head_name,
            (key, survey_key),
            (known.version, known.survey_version) if known else (0, 0),
            hashes,
            family,
            merged_survey,
            "submitted" if complete else state if state == "returned" else "draft",
            changes,
            findings,
            [_shown(value) for value in row] if outcome is Outcome.ERROR else [],
        )

    def _find_doubles(
        self, number: int, key: str, hashes: Sequence[str], known: KnownFamily | None, findings: list[Found]
    ) -> None:
        village, columns = self.village, self.columns
        by_key = columns.get(KEY, -1)
        keyed = by_key >= 0 and known is not None
        self._twice(
            "key", key, number, by_key if keyed else -1, Code.KEY_TWICE if keyed else Code.FAMILY_TWICE, findings
        )
        for kind, value, taken, twice, owners in (
            ("nik", hashes[0], Code.NIK_TAKEN, Code.NIK_TWICE, village.by_nik),
            ("kk", hashes[1], Code.KK_TAKEN, Code.KK_TWICE, village.by_kk),
        ):
            if not value:
                continue
            owner = owners.get(value)
            if owner is not None and owner.key != key:
                findings.append(Found(columns[kind], taken, owner.facts.head_name))
            self._twice(kind, value, number, columns[kind], twice, findings)
        if known is not None and known.merged:
            findings.append(Found(-1, Code.FAMILY_MERGED))

    def _ask_for_missing(self, family: FamilyFacts, hashes: Sequence[str], findings: list[Found]) -> None:
        faulty = {one.column for one in findings if severity_of(one.code) is Severity.ERROR}
        for code in ("head_name", "head_sex", "rt"):
            at = self.columns.get(code, -1)
            if not getattr(family, code) and at not in faulty:
                findings.append(Found(at, Code.MISSING))
        at = self.columns.get("nik", -1)
        if "*" in family.nik or "*" in family.kk:
            findings.append(Found(at, Code.MASK_DIFFERS))
        elif not hashes[0] and not family.no_nik_reason and at not in faulty:
            findings.append(Found(at, Code.NIK_MISSING))

    def _merge_family(
        self,
        family: FamilyFacts,
        hashes: tuple[str, str],
        known: KnownFamily,
        changes: list[tuple[str, str, str]],
        findings: list[Found],
    ) -> tuple[FamilyFacts, tuple[str, str]]:
        """Lay what the row says over what stands. Numbers that stay come back as "" with their present hash."""
        values = known.facts._asdict()
        for code, typed in family._asdict().items():
            if code in {"nik", "kk"} or not typed or typed == values[code]:
                continue
            changes.append((code, values[code], typed))
            values[code] = typed
        kept = [known.nik_hash, known.kk_hash]
        for place, code in enumerate(("nik", "kk")):
            typed = getattr(family, code)
            values[code] = ""
            if "*" in typed:
                if typed != known.masks()[place]:
                    findings.append(Found(self.columns[code], Code.MASK_DIFFERS))
            elif hashes[place] and hashes[place] != kept[place]:
                values[code], kept[place] = typed, hashes[place]
                changes.append((code, known.masks()[place], f"{typed[:6]}********{typed[-2:]}"))
        return FamilyFacts(**values), (kept[0], kept[1])

    def _check_survey(
        self,
        survey: SurveyFacts,
        known: KnownFamily | None,
        changes: Sequence[tuple[str, str, str]],
        findings: list[Found],
    ) -> None:
        if survey == NO_SURVEY:
            return
        at = self.columns.get("surveyed_on", -1)
        if not survey.surveyed_on and not any(one.column == at for one in findings):
            findings.append(Found(at, Code.DATE_MISSING))
        if known is not None and known.survey_state == "verified" and any(_of_survey(code) for code, *_rest in changes):
            findings.append(Found(-1, Code.SURVEY_VERIFIED))


def _merge_survey(survey: SurveyFacts, known: KnownFamily, changes: list[tuple[str, str, str]]) -> SurveyFacts:
    before = known.survey
    answers = "".join(
        old if new == Answer.MISSING else new for old, new in zip(before.answers, survey.answers, strict=True)
    )
    merged = SurveyFacts(
        survey.surveyed_on or before.surveyed_on,
        answers,
        before.monthly_income if survey.monthly_income is None else survey.monthly_income,
    )
    if merged == before:
        return before
    for code, old, new in (
        ("surveyed_on", before.surveyed_on, merged.surveyed_on),
        ("monthly_income", _amount(before.monthly_income), _amount(merged.monthly_income)),
        *((code, old, new) for code, old, new in zip(ANSWERS, before.answers, answers, strict=True)),
    ):
        if old != new:
            changes.append((code, old, new))
    return merged


def _amount(value: int | None) -> str:
    return "" if value is None else str(value)


def _of_survey(code: str) -> bool:
    return code in {"surveyed_on", "monthly_income"} or code.startswith("answer_")


def _shown(value: Any) -> str:
    return "" if value is None else value.isoformat()[:10] if isinstance(value, date) else str(value)


def village_key(number: int) -> str:
    """Give a stand-in key for a row that has none, as it cannot be imported anyway."""
    return f"{number:032x}"


def new_key(parent: str, name: str) -> str:
    """Give the key of a new record as 32 hex digits (a UUID of version 5): the same row sent twice gets the same."""
    digest = hashlib.sha1(f"{parent}|{name}".encode(), usedforsecurity=False).hexdigest()
    return f"{digest[:12]}5{digest[13:16]}{'89ab'[int(digest[16], 16) & 3]}{digest[17:32]}"

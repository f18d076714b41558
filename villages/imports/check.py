"""From the rows of a sheet to clean rows and findings: what is new, what would change, what is wrong. Pure.

An empty cell never erases: it says nothing about what is stored. A row with an error is left out as a whole. Findings
and changes are shown and sent back, so no text goes into them but through `excerpt` or `mask_numbers`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from villages.identity import Finding as NumberFinding
from villages.identity import Severity, check_kk, check_nik
from villages.imports import cells
from villages.imports.cells import Code, Faulty, mask_numbers
from villages.imports.columns import ANSWERS, HEADS, KEY
from villages.imports.rows import (
    NO_SURVEY,
    CheckedRow,
    FamilyFacts,
    Found,
    KnownFamily,
    Outcome,
    SurveyFacts,
    Village,
    name_key,
    new_key,
    severity_of,
    village_key,
)
from villages.welfare import NOT_APPLICABLE_ALLOWED, Answer

_LENGTHS = {"head_name": 150, "no_nik_reason": 200, "address": 200}
_NOTHING = ("", None)
_NUMBERS = ("nik", "kk")
_TAKEN = {"nik": Code.NIK_TAKEN, "kk": Code.KK_TAKEN}
_TWICE = {"nik": Code.NIK_TWICE, "kk": Code.KK_TWICE}
_NO_FAMILY = FamilyFacts()
FIRST_BIRTH, FIRST_SURVEY = "1900-01-01", "1990-01-01"


class Checker:
    """Checks the rows of one sheet, one after the other; it remembers what came before to find what stands twice."""

    def __init__(self, village: Village, columns: Mapping[str, int], village_column: int | None = None) -> None:
        self.village = village
        self.columns = dict(columns)
        self.village_column = village_column
        self.width = max([*columns.values(), village_column or 0], default=0) + 1
        # Facts that the sheet has no column for are read from a cell that `check` adds at the end, always empty.
        self.places = {code: columns.get(code, -1) for code in HEADS}
        self._answers_of = itemgetter(*(self.places[code] for code in ANSWERS))
        self._key_column = columns.get(KEY, -1)
        self._today = village.today.isoformat()
        self._owners = (village.by_nik, village.by_kk)
        self._seen: dict[str, int] = {}

    def rows(self, rows: Iterable[tuple[int, Sequence[Any]]], extra: Mapping[int, list[Found]]) -> Iterator[CheckedRow]:
        """Check the rows, given with their numbers in the sheet; `extra` are findings that reading made already."""
        for number, row in rows:
            checked = self.check(number, row, extra.get(number, []))
            if checked is not None:
                yield checked

    def check(self, number: int, row: Sequence[Any], extra: Sequence[Found] = ()) -> CheckedRow | None:
        """Check one row. Gives None for a row that says nothing: empty but for its key, village or running number."""
        full = [*row, *[""] * (self.width - len(row)), ""]
        if not any(value not in _NOTHING and at != self._key_column for at, value in enumerate(full)):
            return None
        findings = list(extra)
        family = self._family(full, findings)
        survey = self._survey(full, findings)
        if family == _NO_FAMILY and survey == NO_SURVEY and not findings and not self._says_anything(full):
            return None
        hash_number = self.village.hash_number
        hashes = (
            hash_number(family.nik) if family.nik and "*" not in family.nik else "",
            hash_number(family.kk) if family.kk and "*" not in family.kk else "",
        )
        known, key = self._identify(full, family, hashes, findings)
        return self._outcome(number, full, family, survey, hashes, known, key, findings)

    def _says_anything(self, row: Sequence[Any]) -> bool:
        """Say whether a row without a single fact holds words in columns that nobody reads."""
        return any(
            isinstance(value, str) and not cells.clean_text(value)[0].rstrip(".").isdecimal() and not _blank(value)
            for at, value in enumerate(row)
            if at not in {self._key_column, self.village_column}
        )

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
        if not text:
            return ""
        if text in cells.EXCEL_ERRORS:
            findings.append(Found(self.places[code], Code.ERROR_VALUE, text))
        elif len(text) > _LENGTHS[code]:
            findings.append(Found(self.places[code], Code.TOO_LONG, str(_LENGTHS[code])))
        elif cleaned:
            findings.append(Found(self.places[code], Code.CLEANED, cells.excerpt(text)))
        return text

    def _read(self, code: str, read: Callable[[Any], Any], row: Sequence[Any], findings: list[Found]) -> Any:
        value = row[self.places[code]]
        if value in _NOTHING:
            return ""
        try:
            return read(value)
        except Faulty as fault:
            if not _blank(value):
                findings.append(Found(self.places[code], fault.code, cells.excerpt(value)))
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
        if cleaned and digits:
            findings.append(Found(self.places[code], Code.CLEANED))
        return digits

    def _take_number(self, code: str, digits: str, found: list[NumberFinding], findings: list[Found]) -> str:
        findings.extend(Found(self.places[code], Code(one.code.value)) for one in found)
        return "" if any(one.severity is Severity.ERROR for one in found) else digits

    def _own_village(self, value: Any, findings: list[Found]) -> None:
        text = "" if value in _NOTHING else cells.clean_text(value)[0]
        if text and text.casefold() not in self.village.names:
            findings.append(Found(self.village_column or 0, Code.OTHER_VILLAGE, cells.excerpt(text, 60)))

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
            findings.append(Found(at, fault.code, cells.excerpt(row[at])))
            return Answer.MISSING.value

    # Which family it is -----------------------------------------------------------------------------------------

    def _identify(
        self, row: Sequence[Any], family: FamilyFacts, hashes: Sequence[str], findings: list[Found]
    ) -> tuple[KnownFamily | None, str]:
        """Find the family by its key, its NIK, or its name, RT and birth date; or make a key for a new one."""
        village, at = self.village, self._key_column
        token = cells.clean_text(row[at])[0] if at >= 0 and row[at] not in _NOTHING else ""
        if token:
            key = village.read_key(token)
            if key is None:
                findings.append(Found(at, Code.KEY_FOREIGN))
                return None, ""
            return village.families.get(key), key
        if hashes[0] and (known := village.by_nik.get(hashes[0])):
            findings.append(Found(self.columns["nik"], Code.KNOWN_BY_NIK, mask_numbers(known.facts.head_name)))
            return known, known.key
        if not hashes[0] and (known := village.by_name.get(name_key(family))):
            name = mask_numbers(known.facts.head_name)
            findings.append(Found(self.columns["head_name"], Code.KNOWN_BY_NAME, name))
            return known, known.key
        return None, new_key(village.key, hashes[0] or "|".join(name_key(family)))

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
        if findings and any(severity_of(one.code) is Severity.ERROR for one in findings):
            outcome = Outcome.ERROR
        complete = Answer.MISSING not in merged_survey.answers
        survey_key = (known.survey_key if known else "") or (
            new_key(key or village_key(number), f"survey {self.village.round}") if has_survey else ""
        )
        return CheckedRow(
            number,
            outcome.value,
            mask_numbers(family.head_name),
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
        before = self._seen.setdefault(key, number) if key else number
        if before != number:
            keyed = self._key_column >= 0 and known is not None
            code = Code.KEY_TWICE if keyed else Code.FAMILY_TWICE
            findings.append(Found(self._key_column if keyed else -1, code, str(before)))
        for kind, value, owners in zip(_NUMBERS, hashes, self._owners, strict=True):
            if not value:
                continue
            owner = owners.get(value)
            if owner is not None and owner.key != key:
                findings.append(Found(self.columns[kind], _TAKEN[kind], mask_numbers(owner.facts.head_name)))
            before = self._seen.setdefault(f"{kind} {value}", number)
            if before != number:
                findings.append(Found(self.columns[kind], _TWICE[kind], str(before)))
        if known is not None and known.merged:
            findings.append(Found(-1, Code.FAMILY_MERGED))

    def _ask_for_missing(self, family: FamilyFacts, hashes: Sequence[str], findings: list[Found]) -> None:
        if family.head_name and family.head_sex and family.rt and hashes[0] and "*" not in family.kk:
            return  # as most rows are
        faulty = {one.column for one in findings if severity_of(one.code) is Severity.ERROR} - {-1}
        for code in ("head_name", "head_sex", "rt"):
            at = self.columns.get(code, -1)
            if not getattr(family, code) and at not in faulty:
                findings.append(Found(at, Code.MISSING))
        masked = [code for code in ("nik", "kk") if "*" in getattr(family, code)]
        findings.extend(Found(self.columns[code], Code.MASK_DIFFERS) for code in masked)
        at = self.columns.get("nik", -1)
        if not hashes[0] and not family.no_nik_reason and at not in faulty and "nik" not in masked:
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
            changes.append((code, mask_numbers(values[code]), mask_numbers(typed)))
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
        if not survey.surveyed_on and not any(one.column == at >= 0 for one in findings):
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
    """Give the text of a cell for the workbook that goes back, as it was typed."""
    if isinstance(value, str):
        return value
    return "" if value is None else value.isoformat()[:10] if isinstance(value, date) else cells.clean_text(value)[0]


def _blank(value: Any) -> bool:
    """Say whether nothing can be seen in a cell: people type a blank to empty one."""
    return value is None or (isinstance(value, str) and not cells.clean_text(value)[0])

"""The demo's families come in as real ones do: by a workbook that is uploaded, checked and agreed to."""

from collections.abc import Iterable, Mapping, Sequence

from django.core.files.base import ContentFile

from assessments.demo.families import Household, Visit
from p2wkss.excel import Book, Layout, Value
from p2wkss.models import User
from villages.actions.imports import confirm_import, run_waiting, upload_workbook
from villages.enums import ImportState, Sex, SurveyRound
from villages.imports.columns import ANSWERS, FACTS, KEY
from villages.imports.keys import row_key
from villages.imports.read import DATA_SHEET
from villages.models import Family, TargetVillage
from villages.reports.survey_workbook import workbook_name

_PLACES = {fact.code: at for at, fact in enumerate(FACTS)}
_LAYOUT = Layout(
    text={_PLACES[code] for code in ("nik", "kk", "rt", "rw")},
    dates={_PLACES[code] for code in ("head_birth_date", "surveyed_on")},
)


def upload_baseline(by: User, village: TargetVillage, households: Iterable[Household]) -> None:
    """Take in families that the village does not have yet, with their survey at baseline.

    Raises RuntimeError, here and below, when the import would not take a row: the demo is whole or is not.
    """
    rows = [{**_facts(one), **_visit(one.before)} for one in households]
    _upload(by, village, SurveyRound.BASELINE, rows)


def upload_endline(by: User, village: TargetVillage, surveyed: Iterable[tuple[Household, Family]]) -> None:
    """Take in the survey at endline of families that the village has, each found by the key of its row."""
    rows = [
        {KEY: row_key(village, family.pk), "head_name": one.name, "rt": one.rt, **_visit(one.after)}
        for one, family in surveyed
    ]
    _upload(by, village, SurveyRound.ENDLINE, rows)


def _facts(household: Household) -> dict[str, Value]:
    return {
        "head_name": household.name,
        "head_sex": "P" if household.sex is Sex.FEMALE else "L",
        "head_birth_date": household.born,
        "nik": household.nik or None,
        "no_nik_reason": household.no_nik_reason or None,
        "kk": household.kk or None,
        "rw": household.rw,
        "rt": household.rt,
        "address": household.address,
    }


def _visit(visit: Visit) -> dict[str, Value]:
    """Give the survey's cells; the import reads the letters of answers as they are stored."""
    answers = dict(zip(ANSWERS, visit.answers, strict=True))
    return {"surveyed_on": visit.day, "monthly_income": visit.income, **answers}


def _upload(by: User, village: TargetVillage, round: SurveyRound, rows: Sequence[Mapping[str, Value]]) -> None:
    book = Book(f"{village} · {round.label}")
    heads = [fact.head for fact in FACTS]
    cells = [[row.get(fact.code) for fact in FACTS] for row in rows]
    book.add_sheet(DATA_SHEET, heads, cells, [14] * len(FACTS), _LAYOUT)
    file = ContentFile(book.to_bytes(), workbook_name(village, round))
    batch = run_waiting(upload_workbook(by=by, target_village=village, round=round, file=file, queued=False))
    batch = run_waiting(confirm_import(by=by, batch=batch, queued=False))
    if batch.state != ImportState.DONE or batch.summary.get("error"):
        raise RuntimeError(f"{batch}: {batch.refusal or batch.summary}")

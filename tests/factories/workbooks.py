"""Workbooks for tests: filled templates, plain lists, and the ways in which files go wrong."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from django.core.files.base import ContentFile
from openpyxl import Workbook, load_workbook

from p2wkss.models import User
from tests.factories.places import nik
from villages.actions.imports import upload_workbook
from villages.enums import SurveyRound
from villages.imports.columns import ANSWERS, FACTS
from villages.models import ImportBatch, TargetVillage
from villages.reports.survey_workbook import survey_workbook

HEADS = [fact.head for fact in FACTS]
PLACES = {fact.code: at for at, fact in enumerate(FACTS)}


def kk(serial: int) -> str:
    """Give a No. KK of valid form in a district that does not exist."""
    return f"360499150112{serial:04}"


def row(serial: int = 1, **facts: Any) -> list[Any]:
    """Give a whole and right row, with some facts set otherwise (by their codes; answers by `answers`)."""
    answers = facts.pop("answers", ["Ya"] * 21)
    values = {
        "head_name": f"Keluarga {serial:03} (contoh)",
        "head_sex": "L",
        "head_birth_date": "1980-01-12",
        "nik": nik(serial),
        "kk": kk(serial),
        "rt": "01",
        "rw": "01",
        "address": f"Kampung Meliyas No. {serial}",
        "surveyed_on": "2019-01-15",
        "monthly_income": 1_500_000,
        **dict(zip(ANSWERS, answers, strict=True)),
        **facts,
    }
    return [values.get(fact.code) for fact in FACTS]


def workbook(
    rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS, change: Callable[[Any], None] | None = None
) -> bytes:
    """Write a plain workbook; `change` may do to its sheet what people do."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Data"
    sheet.append(list(heads))
    for values in rows:
        sheet.append(list(values))
    if change is not None:
        change(sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Give the file of a workbook."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def filled_template(
    village: TargetVillage, fill: Callable[[Any], None], round: SurveyRound = SurveyRound.BASELINE
) -> bytes:
    """Open the template of a village, let `fill` write into its sheet, and save it as a spreadsheet would."""
    book = load_workbook(io.BytesIO(survey_workbook(village, round, spare=True)))
    fill(book["Keluarga"])
    return saved(book)


def upload(
    by: User, village: TargetVillage, data: bytes, name: str = "daftar.xlsx", round: str = "baseline"
) -> ImportBatch:
    """Upload a file and give the batch as the check left it."""
    batch = upload_workbook(by=by, target_village=village, round=round, file=ContentFile(data, name))
    return ImportBatch.objects.select_related("target_village__village", "uploaded_by").get(pk=batch.pk)

"""Workbooks of families that somebody asked for, and what stands in them."""

import io
from typing import Any

from openpyxl import load_workbook

from p2wkss.models import User
from villages.actions.exports import request_export
from villages.exports.running import read_export
from villages.models import Export


def make_export(by: User, **asked: Any) -> Export:
    """Ask for a workbook; in tests its task runs at once."""
    return Export.objects.get(pk=request_export(by=by, **asked).pk)


def read_sheets(export: Export) -> dict[str, list[dict[str, Any]]]:
    """Read the workbook as {sheet: rows as {head: value}}."""
    found = {}
    for sheet in load_workbook(io.BytesIO(read_export(export))):
        heads, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(heads, row, strict=True)) for row in rows]
    return found


def read_notes(export: Export) -> dict[str, Any]:
    """Read the sheet of notes as {what: words}."""
    return {row["Hal"]: row["Isi"] for row in read_sheets(export)["Keterangan"]}

"""What the public page says about the code in the foot of a report."""

import re
from enum import StrEnum
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest

from assessments import public_data
from assessments.models import Result
from assessments.places import locked_lines

CODE_LENGTH = 12


class Standing(StrEnum):
    """What a code stands for, as far as the public may know."""

    UNKNOWN = "unknown"
    UNPUBLISHED = "unpublished"
    REPLACED = "replaced"
    VALID = "valid"


def plain_code(typed: str) -> str:
    """Give a typed code in its printed form where it can be one, else what of it an address can hold."""
    letters = re.sub(r"[^0-9A-Za-z]", "", typed)[:64]
    return Result.code_of(letters) if len(letters) == CODE_LENGTH else letters


def find_result(code: str) -> Result | None:
    """Find the result of a typed code in one indexed query, with the hash of the newest of its round if not this."""
    newer = Result.objects.filter(round=OuterRef("round"), number__gt=OuterRef("number")).order_by("-number")
    found = Result.objects.with_code(code).select_related("round__cycle__province", "round__region__parent")
    return found.annotate(newer_sha256=Subquery(newer.values("sha256")[:1])).defer("snapshot").first()


def standing_of(result: Result | None) -> Standing:
    """Say what the public may know: of a result that is not published, only that there is one."""
    if result is None:
        return Standing.UNKNOWN
    if not result.round.is_open:
        return Standing.UNPUBLISHED
    return Standing.REPLACED if getattr(result, "newer_sha256") else Standing.VALID


def published_context(request: HttpRequest, result: Result) -> dict[str, Any]:
    """Give what a printed report of a published result must say, fifty villages a page."""
    head, page, lines = locked_lines(request, result)
    names = {one["code"]: one["name"] for one in head["categories"]}
    newer = getattr(result, "newer_sha256")
    return {
        "head": head,
        "page": page,
        "groups": [
            {"name": name, "lines": [line for line in lines if line["category"] == code]}
            for code, name in names.items()
            if any(line["category"] == code for line in lines)
        ],
        "newer": Result.code_of(newer) if newer else "",
    }


def data_text(result: Result) -> str:
    """Write the published data of a result."""
    return public_data.text(result.content, result.code)

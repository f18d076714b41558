"""Papers of judging for tests: ordered on the site as people do, or framed for the functions that make them."""

import io
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pikepdf
from django.test import Client
from django.urls import resolve, reverse
from pypdf import PdfReader

from assessments.models import Result
from assessments.reading import Reading
from p2wkss.letterhead import letterhead_for
from p2wkss.models import Report
from p2wkss.report_words import SignerRole
from p2wkss.reporting import Frame

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def order(client: Client, kind: str, subject: object, format: str = "pdf") -> Report:
    """Order a report on its page; the worker of the tests makes it at once."""
    response = client.post(reverse("report_offer", args=[kind, subject]), {"format": format})
    assert response.status_code == 302, response.status_code
    key: UUID = resolve(response["Location"]).kwargs["pk"]
    return Report.objects.get(pk=key)


def fetch(client: Client, kind: str, subject: object, format: str = "pdf") -> bytes:
    """Order a report and take its file."""
    report = order(client, kind, subject, format)
    assert report.is_done, report.failure
    response: Any = client.get(reverse("report_file", args=[report.pk]))
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def frame_of(reading: Reading, result: Result | None, title: str = "Laporan uji", as_of: datetime = NOW) -> Frame:
    """Frame a report of a reading: of a frozen result, or without one a draft."""
    letterhead = letterhead_for(reading.round["region_code"], as_of.date(), SignerRole.RESULT)
    return Frame(title, letterhead, as_of, is_final=result is not None, code=result.code if result else "")


def pages_of(pdf: bytes) -> list[str]:
    """Give the words of each page, with single spaces."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    """Give the words of all pages, with single spaces."""
    return " ".join(pages_of(pdf))


def files_in(pdf: bytes) -> dict[str, str]:
    """Give the files that travel inside, by name."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return {name: file.attachments[name].get_file().read_bytes().decode() for name in file.attachments}


def scores_in(text: str) -> set[str]:
    """Find each number with two digits behind the comma."""
    return set(re.findall(r"(?<![\d.])\d{1,3},\d{2}\b", text))


def scores_of(reading: Reading) -> set[str]:
    """Give every total and score of the components of a result, as it is printed."""
    cards = [reading.card(entry) for entry in reading.entries]
    numbers = {card.total for card in cards} | {part.score for card in cards for part in card.components}
    return {str(number).replace(".", ",") for number in numbers if number is not None}

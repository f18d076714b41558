"""The official minutes of the plenary (berita acara pleno), from a result and what was written down beside it.

Day and date stand in words, the parties are named and sign [public: Permendagri 1/2023 on official documents].
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.enums import PanelPosition
from assessments.lines import head_of, lines_of
from assessments.models import PlenaryMinutes, Result, Round
from assessments.ranking_page import ranking_context, tie_words
from assessments.reading import MarkView, Reading
from assessments.reports.documents import (
    add_notes,
    data_file,
    ranking_csv,
    ranking_heads,
    ranking_rows,
    report_context,
)
from p2wkss.excel import Book, Value
from p2wkss.formats import date_in_words
from p2wkss.pdf import DataFile, Pdf, render_pdf
from p2wkss.reporting import Frame


@dataclass(frozen=True)
class Seat:
    """A member of the panel, as named in the result, and whether the person was at the plenary; None: not recorded."""

    name: str
    position: str
    attended: bool | None


@dataclass(frozen=True)
class Moderation:
    """A mark that the plenary put in place of the assessors' own, which stay beside it."""

    village_name: str
    code: str
    name: str
    given: tuple[MarkView, ...]
    decided: MarkView


def result_of_plenary(results: Iterable[Result], held_on: date) -> Result | None:
    """Give the result that a plenary of that day decided: the first that was locked on that day or after it.

    So the minutes of the first plenary print the same after objections made a new result, and a second plenary has
    minutes of its own [ours]. Of a day after the last result, that one; None without results.
    """
    ordered = sorted(results, key=lambda one: one.number)
    after = [one for one in ordered if localdate(one.created_at) >= held_on]
    return next(iter(after or ordered[-1:]), None)


def written(minutes: PlenaryMinutes | None, round: Round) -> dict[str, Any]:
    """Give what was written down beside the result, as JSON: the minutes themselves, and the panel's decree."""
    decree = {"number": round.panel_decree, "on": _iso(round.panel_decree_on)}
    if minutes is None:
        return {"minutes": None, "decree": decree}
    facts = {
        "number": minutes.number,
        "held_on": minutes.held_on.isoformat(),
        "place": minutes.place,
        "notes": minutes.notes,
        "attendees": [str(key) for key in minutes.attendees],
    }
    return {"minutes": facts, "decree": decree}


def minutes_pdf(reading: Reading, frame: Frame, said: dict[str, Any], result: Result | None) -> Pdf:
    """Make the minutes; without a result they are a draft, and what is not written down yet is a line to fill in.

    `said` is what `written` gives.
    """
    with override("id"):
        head, lines = head_of(reading.snapshot), lines_of(reading.snapshot)
        shown = ranking_context(head, lines, named=not reading.is_numbered, charted=0)
        context = report_context(reading, frame) | shown | _spoken(reading, said) | {"result": result}
    files = [data_file(reading, frame.code), DataFile("peringkat.csv", ranking_csv(reading), "Peringkat sebagai CSV")]
    return render_pdf("reports/minutes.html", context, files)


def minutes_xlsx(reading: Reading, frame: Frame, said: dict[str, Any]) -> bytes:
    """Make the minutes as a workbook: who was there, the ranking, what the plenary decided, and equal totals."""
    with override("id"):
        spoken = _spoken(reading, said)
        book = Book(frame.title)
        words = {True: _("hadir"), False: _("tidak hadir"), None: ""}
        seats: list[list[Value]] = [[one.name, one.position, words[one.attended]] for one in spoken["seats"]]
        book.add_sheet(_("Kehadiran"), [_("Nama"), _("Kedudukan"), _("Kehadiran")], seats, [34, 24, 16])
        book.add_sheet(_("Peringkat"), ranking_heads(reading), ranking_rows(reading), [10, 28, 24, 28])
        heads = [_("Desa"), _("Kode"), _("Indikator"), _("Nilai para penilai"), _("Ditetapkan"), _("Alasan")]
        book.add_sheet(_("Nilai pleno"), heads, list(map(_moderated, spoken["moderations"])), [28, 8, 50, 20, 14, 60])
        ties: list[list[Value]] = [[tie_words(tie)] for tie in head_of(reading.snapshot)["ties"]]
        book.add_sheet(_("Nilai sama"), [_("Bagaimana ditentukan")], ties, [110])
        recusals: list[list[Value]] = [[str(who), village] for who, village in spoken["recusals"]]
        book.add_sheet(_("Benturan kepentingan"), [_("Penilai"), _("Tidak menilai")], recusals, [34, 34])
        add_notes(book, reading, frame, _minutes_notes(spoken))
        return book.to_bytes()


def _spoken(reading: Reading, said: dict[str, Any]) -> dict[str, Any]:
    minutes, decree = said["minutes"], said["decree"]
    held_on = date.fromisoformat(minutes["held_on"]) if minutes else None
    seats = _seats(reading, minutes)
    return {
        "minutes": minutes,
        "held_on": held_on,
        "decree": decree["number"],
        "decree_on": date.fromisoformat(decree["on"]) if decree["on"] else None,
        "day_in_words": date_in_words(held_on) if held_on else "",
        "seats": seats,
        "signers": [seat for seat in seats if seat.attended is not False],
        "moderations": _moderations(reading),
        "recusals": [
            (reading.assessors.get(one["assessor"], ""), reading.entries[one["entry"]]["village_name"])
            for one in reading.document["recusals"]
        ],
    }


def _minutes_notes(spoken: dict[str, Any]) -> list[list[Value]]:
    minutes = spoken["minutes"]
    if minutes is None:
        return []
    place, notes = minutes["place"], minutes["notes"]
    return [[_("Hari dan tanggal"), spoken["day_in_words"]], [_("Tempat"), place], [_("Catatan pleno"), notes or "-"]]


def _moderated(one: Moderation) -> list[Value]:
    def words(mark: MarkView) -> str:
        return _("tidak berlaku") if mark.not_applicable else mark.value or ""

    given = "; ".join(map(words, one.given))
    return [one.village_name, one.code, one.name, given, words(one.decided), one.decided.reason]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _seats(reading: Reading, minutes: dict[str, Any] | None) -> list[Seat]:
    there = None if minutes is None else set(minutes["attendees"])
    return [
        Seat(one["name"], str(PanelPosition(one["position"]).label), None if there is None else one["id"] in there)
        for one in reading.snapshot["panel"]
    ]


def _moderations(reading: Reading) -> list[Moderation]:
    decided: set[str] = {one["entry"] for one in reading.document["moderated"]}
    return [
        Moderation(str(card.entry["village_name"]), one.code, one.name, one.marks, one.moderated)
        for card in map(reading.card, sorted(decided, key=lambda entry: reading.entries[entry]["village_code"]))
        for part in card.components
        for one in part.indicators
        if one.moderated
    ]

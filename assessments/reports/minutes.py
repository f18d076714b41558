"""The official minutes of the plenary (berita acara pleno), from a result and what was written down beside it.

Day and date stand in words, the parties are named and sign [public: Permendagri 1/2023 on official documents].
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override
from num2words import num2words

from assessments.enums import PanelPosition
from assessments.models import PlenaryMinutes, Result, Round
from assessments.reading import MarkView, Reading
from assessments.reports.documents import data_file, ranking_csv, report_context
from p2wkss.pdf import DataFile, render_pdf


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


def date_in_words(day: date) -> str:
    """Write a day as minutes do: "Jumat, tanggal sebelas, bulan Oktober, tahun dua ribu sembilan belas"."""
    with override("id"):
        weekday, month = date_format(day, "l"), date_format(day, "F")
    number, year = num2words(day.day, lang="id"), num2words(day.year, lang="id")
    return f"{weekday}, tanggal {number}, bulan {month}, tahun {year}"


def result_of_plenary(results: Iterable[Result], held_on: date) -> Result | None:
    """Give the result that a plenary of that day decided: the first that was locked on that day or after it.

    So the minutes of the first plenary print the same after objections made a new result, and a second plenary has
    minutes of its own [ours]. Of a day after the last result, that one; None without results.
    """
    ordered = sorted(results, key=lambda one: one.number)
    after = [one for one in ordered if localdate(one.created_at) >= held_on]
    return next(iter(after or ordered[-1:]), None)


def minutes_pdf(
    reading: Reading, round: Round, minutes: PlenaryMinutes | None, result: Result | None, made_at: datetime
) -> bytes:
    """Make the minutes; without a result they are a draft, and what is not written down yet is a line to fill in."""
    with override("id"):
        title = _("Berita Acara Pleno P2WKSS %(place)s %(year)s") % {
            "place": reading.round["region_name"],
            "year": reading.round["cycle_year"],
        }
        context = report_context(reading, result.code if result else "", made_at, title)
        context |= _spoken(reading, round, minutes, result)
    files = [
        data_file(reading, result.code if result else ""),
        DataFile("peringkat.csv", ranking_csv(reading), "Peringkat sebagai CSV"),
    ]
    return render_pdf("reports/minutes.html", context, files)


def _spoken(reading: Reading, round: Round, minutes: PlenaryMinutes | None, result: Result | None) -> dict[str, Any]:
    seats = _seats(reading, minutes)
    return {
        "round": round,
        "minutes": minutes,
        "result": result,
        "day_in_words": date_in_words(minutes.held_on) if minutes else "",
        "seats": seats,
        "signers": [seat for seat in seats if seat.attended is not False],
        "moderations": _moderations(reading),
        "recusals": [
            (reading.assessors.get(one["assessor"], ""), reading.entries[one["entry"]]["village_name"])
            for one in reading.document["recusals"]
        ],
    }


def _seats(reading: Reading, minutes: PlenaryMinutes | None) -> list[Seat]:
    there = None if minutes is None else {str(key) for key in minutes.attendees}
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

"""The annual booklet of a province: the ranking, the card of every village, and what it all rests on, in one file.

It is printed to be handed out, so that assessors stand in it by number, whoever asks for it [ours].
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.access import result_for, visible_round
from assessments.enums import PanelPosition, RoundLevel
from assessments.instrument import Aggregation
from assessments.instrument_words import AGGREGATION_HELP, AGGREGATION_WORDS
from assessments.lines import head_of, lines_of
from assessments.models import ObjectionDecision, Round
from assessments.phases import Phase
from assessments.ranking_page import ranking_context
from assessments.reading import Reading
from assessments.reports.booklet_card import BETWEEN, BookletCard, booklet_card
from assessments.reports.documents import (
    CHARTED,
    PER_CHART,
    add_notes,
    data_file,
    decimal,
    ranking_csv,
    ranking_heads,
    ranking_rows,
)
from assessments.reports.sources import ResultReport, brief_of, frozen, key_of, offer, published, read_content
from p2wkss.excel import Book
from p2wkss.models import User
from p2wkss.pdf import DataFile, Pdf, render_pdf
from p2wkss.reporting import Brief, Frame, Offer


class Booklet(ResultReport):
    """The annual booklet (buku tahunan) of a province, from its published result; the subject is a round."""

    code, name, stem = "buku-tahunan", gettext_lazy("Buku tahunan"), "buku-tahunan"

    def collect(self, user: User | None, subject: str) -> Brief:
        """Name the result that is printed, and what was decided about objections until now."""
        round = visible_round(user, key_of(subject))
        if round.level != RoundLevel.PROVINCE:
            raise Http404(_("Buku tahunan disusun untuk provinsi."))
        result = result_for(user, round)
        if result is None or not round.is_open:
            raise PermissionDenied(_("Buku tahunan disusun setelah hasil diumumkan."))
        decided = {"decisions": _decisions(round), "is_over": round.phase == Phase.FINAL}
        content = {**frozen(user, round, result), "named": False, **decided}
        return brief_of(round, result, title=_title(round), stem=self.stem, content=content)

    def pdf(self, content: dict[str, Any], frame: Frame) -> Pdf:
        """Make the booklet."""
        return booklet_pdf(read_content(content), content, frame)

    def xlsx(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Make the workbook: the ranking, every indicator of every village, and the decisions."""
        return booklet_xlsx(read_content(content), content, frame)

    def offers(self, user: User) -> Iterable[Offer]:
        """Give the booklet of each published round of a province, in one query."""
        found = [one for one in published(user) if one.round.level == RoundLevel.PROVINCE]
        return [offer(self, _title(one.round), one.round, one.newest) for one in found]


def booklet_pdf(reading: Reading, content: dict[str, Any], frame: Frame) -> Pdf:
    """Make the booklet of a result."""
    cards = [booklet_card(reading, card) for card in [*reading.ranking, *reading.incomplete]]
    files = [data_file(reading, frame.code), DataFile("peringkat.csv", ranking_csv(reading), "Peringkat sebagai CSV")]
    return render_pdf("reports/booklet.html", booklet_context(reading, cards, content, frame), files)


def booklet_context(
    reading: Reading, cards: list[BookletCard], content: dict[str, Any], frame: Frame
) -> dict[str, Any]:
    """Give what the templates of the booklet show."""
    rule = Aggregation(reading.instrument["aggregation"])
    head, lines = head_of(reading.snapshot), lines_of(reading.snapshot)
    return {
        **frame.context(),
        **ranking_context(head, lines, named=False, per_chart=PER_CHART, charted=CHARTED),
        "reading": reading,
        "cards": cards,
        "chapters": list(_chapters(reading)),
        "panel": [(one["name"], str(PanelPosition(one["position"]).label)) for one in reading.snapshot["panel"]],
        "aggregation": f"{AGGREGATION_WORDS[rule]} ({AGGREGATION_HELP[rule]})",
        "decisions": content["decisions"],
        "is_over": content["is_over"],
    }


def booklet_xlsx(reading: Reading, content: dict[str, Any], frame: Frame) -> bytes:
    """Make the workbook of a result."""
    book = Book(frame.title)
    cards = [booklet_card(reading, card) for card in [*reading.ranking, *reading.incomplete]]
    heads = ranking_heads(reading)
    book.add_sheet(_("Peringkat"), heads, ranking_rows(reading), [10, 28, 24, 28, *[14] * (len(heads) - 4)])
    heads = [_("Desa"), _("Komponen"), _("Kode"), _("Indikator"), _("Nilai penilai")]
    marks = [
        [
            one.card.entry["village_name"],
            part.name,
            line.code,
            line.name,
            line.marks,
            *map(decimal, (line.score, line.share, line.points)),
        ]
        for one in cards
        for part in one.parts
        for line in part.lines
    ]
    widths = [28, 20, 8, 50, 24, 12, 14, 12]
    book.add_sheet(_("Kartu nilai"), [*heads, _("Nilai"), _("Paling banyak"), _("Poin")], marks, widths)
    decided = [
        [
            one["village"],
            one["indicator"],
            _("Dikabulkan") if one["granted"] else _("Ditolak"),
            one["reason"],
            one["day"],
        ]
        for one in content["decisions"]
    ]
    heads = [_("Desa"), _("Indikator"), _("Putusan"), _("Pertimbangan"), _("Tanggal")]
    book.add_sheet(_("Putusan sanggahan"), heads, decided, [28, 40, 14, 60, 20])
    said = _("berurutan menurut nomor penilai, dipisahkan “%(between)s”") % {"between": BETWEEN.strip()}
    add_notes(book, reading, frame, [[_("Nilai penilai"), said]])
    return book.to_bytes()


def _chapters(reading: Reading) -> list[tuple[str, str]]:
    firm = [("kekuatan", _("Seberapa kuat peringkat ini"))] if reading.analysis and reading.ranking else []
    return [
        ("peringkat", _("Peringkat")),
        *firm,
        ("kartu", _("Kartu nilai tiap desa")),
        ("lampiran-instrumen", _("Lampiran 1: instrumen")),
        ("lampiran-cara", _("Lampiran 2: tim penilai dan cara menghitung")),
        ("lampiran-sanggahan", _("Lampiran 3: putusan atas sanggahan")),
    ]


def _title(round: Round) -> str:
    names = {"place": round.region.full_name, "year": round.cycle.year}
    return _("Buku Tahunan P2WKSS %(place)s %(year)s") % names


def _decisions(round: Round) -> list[dict[str, Any]]:
    """Write down what was decided and why; claim and evidence stay with those who follow the round [ours]."""
    asked = round.instrument.instrument.indicators
    found = ObjectionDecision.objects.filter(objection__entry__round=round).select_related(
        "objection__entry__target_village__village"
    )
    return [
        {
            "village": one.objection.entry.target_village.village.full_name,
            "indicator": f"{one.objection.indicator} {asked[one.objection.indicator].name}",
            "granted": one.granted,
            "reason": one.reason,
            "day": date_format(localdate(one.decided_at), "j F Y"),
        }
        for one in found.order_by("objection")
    ]

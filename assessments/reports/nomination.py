"""The letter by which a regency puts its village up before the province (usulan wakil), from its frozen result."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.access import result_for, visible_round
from assessments.enums import RoundLevel
from assessments.models import Nomination, Round
from assessments.reading import Reading
from assessments.reports.documents import add_notes, data_file, decimal
from assessments.reports.sources import ResultReport, brief_of, frozen, key_of, read_content
from p2wkss.excel import Book
from p2wkss.models import User
from p2wkss.pdf import Pdf, render_pdf
from p2wkss.reporting import Brief, Frame


class NominationReport(ResultReport):
    """The nomination of a regency; the subject is its round. Who sees the round and its result sees the letter."""

    code, name, stem = "usulan-wakil", gettext_lazy("Usulan wakil kabupaten/kota"), "usulan-wakil"

    def collect(self, user: User | None, subject: str) -> Brief:
        """Name the result and keep what was decided. Raises PermissionDenied while no nominee is named."""
        round = visible_round(user, key_of(subject))
        if round.level != RoundLevel.DISTRICT:
            raise Http404(_("Usulan wakil dibuat dari penilaian kabupaten/kota."))
        result = result_for(user, round)
        found = Nomination.objects.filter(cycle=round.cycle_id, entry__round=round).first()
        if result is None or found is None:
            raise PermissionDenied(_("Wakil kabupaten/kota belum ditetapkan."))
        content = {
            **frozen(user, round, result),
            "named": False,
            "entry": str(found.entry_id),
            "reason": found.reason,
            "decided_on": date_format(localdate(found.decided_at), "j F Y"),
        }
        return brief_of(round, result, title=_title(round), stem=self.stem, content=content)

    def pdf(self, content: dict[str, Any], frame: Frame) -> Pdf:
        """Make the letter."""
        reading = read_content(content)
        context = {**frame.context(), **nomination_context(reading, content)}
        return render_pdf("reports/nomination.html", context, [data_file(reading, frame.code)])

    def xlsx(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Make the workbook: the nominee's scores."""
        reading = read_content(content)
        card = reading.card(content["entry"])
        book = Book(frame.title)
        rows = [[part.name, *map(decimal, (part.score, part.weight, part.weighted))] for part in card.components]
        rows.append([_("Total"), None, decimal("100"), decimal(card.total)])
        heads = [_("Komponen"), _("Nilai"), _("Bobot"), _("Sumbangan ke total")]
        book.add_sheet(_("Nilai"), heads, rows, [28, 12, 12, 20])
        said = [[_("Wakil"), card.entry["village_name"]], [_("Peringkat"), card.rank], [_("Alasan"), content["reason"]]]
        add_notes(book, reading, frame, said)
        return book.to_bytes()


def nomination_context(reading: Reading, content: dict[str, Any]) -> dict[str, Any]:
    """Give what the letter shows: the nominee's card, among how many it stands, and who comes after it."""
    card = reading.card(content["entry"])
    ranked = [one for one in reading.ranking if one.category == card.category]
    return {
        "reading": reading,
        "card": card,
        "ranked": len(ranked),
        "best": ranked[:3],
        "reason": content["reason"],
        "decided_on": content["decided_on"],
    }


def _title(round: Round) -> str:
    names = {"place": round.region.full_name, "year": round.cycle.year}
    return _("Usulan Wakil %(place)s dalam Penilaian P2WKSS %(year)s") % names

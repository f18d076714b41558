"""The certificate (piagam) of a village that won something in a published result: a page each, to be framed."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.access import result_for, visible_entry, visible_round
from assessments.models import Entry, Round
from assessments.reading import Card, Reading
from assessments.reports.documents import add_notes, data_file, decimal
from assessments.reports.sources import (
    ResultReport,
    brief_of,
    entry_at,
    frozen,
    key_of,
    offer,
    published,
    read_content,
    round_at,
)
from p2wkss.excel import Book
from p2wkss.models import User
from p2wkss.pdf import Pdf, render_pdf
from p2wkss.report_words import SignerRole
from p2wkss.reporting import Brief, Frame, Offer

ALL = "ronde-"
# From so many letters on a name is set smaller, so that it stays on its lines [ours].
SIZES = ((40, "large"), (80, "middle"), (160, "small"))


class Certificate(ResultReport):
    """The certificates of a round. The subject is an entry, or "ronde-<round>" for all winners in one file.

    Winners are who has a name of a rank in the instrument, such as "Juara I", or a place of an award.
    """

    code, name, stem = "piagam", gettext_lazy("Piagam"), "piagam"
    signer_role = SignerRole.CERTIFICATE

    def collect(self, user: User | None, subject: str) -> Brief:
        """Name the published result and whose certificates are printed."""
        entry = None if subject.startswith(ALL) else visible_entry(user, key_of(subject))
        round = entry.round if entry else visible_round(user, key_of(subject.removeprefix(ALL)))
        result = result_for(user, round)
        if result is None or not round.is_open:
            raise PermissionDenied(_("Piagam dibuat setelah hasil diumumkan."))
        content = {**frozen(user, round, result), "named": False, "entry": str(entry.pk) if entry else ""}
        if not wins(read_content(content), content["entry"]):
            raise Http404(_("Tidak ada sebutan atau penghargaan untuk dibuatkan piagam."))
        return brief_of(round, result, title=_title(round, entry), stem=self.stem, content=content)

    def subject_at(self, year: int, region: str, village: str) -> str:
        """Give the entry of a village, or all winners of a round where no village is named; or raise Http404."""
        return str(entry_at(year, region, village).pk) if village else f"{ALL}{round_at(year, region).pk}"

    def offers(self, user: User) -> Iterable[Offer]:
        """Give the certificates of each published round that names winners, in one query."""
        found = [one for one in published(user) if has_wins(one.round)]
        return [offer(self, _title(one.round, None), one.round, one.newest, f"{ALL}{one.round.pk}") for one in found]

    def pdf(self, content: dict[str, Any], frame: Frame) -> Pdf:
        """Make the certificates."""
        reading = read_content(content)
        context = {
            **frame.context(),
            "reading": reading,
            "wins": wins(reading, content["entry"]),
            "logo": frame.letterhead.logo_uri,
        }
        return render_pdf("reports/certificate.html", context, [data_file(reading, frame.code)])

    def xlsx(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Make the list of winners."""
        reading = read_content(content)
        book = Book(frame.title)
        rows = [
            [one["won"], one["category"], *(one["entry"][key] for key in _PLACE), decimal(one["score"])]
            for one in wins(reading, content["entry"])
        ]
        heads = [_("Sebutan"), _("Kategori"), _("Desa"), _("Kecamatan"), _("Kabupaten/Kota"), _("Nilai")]
        book.add_sheet(_("Pemenang"), heads, rows, [30, 18, 28, 24, 28, 12])
        add_notes(book, reading, frame)
        return book.to_bytes()


_PLACE = ("village_name", "district_name", "regency_name")


def has_wins(round: Round) -> bool:
    """Say whether the round's instrument names its ranks or gives awards, so that there is somebody to certify."""
    instrument = round.instrument.instrument
    return bool(instrument.rank_names or instrument.awards)


def wins(reading: Reading, entry: str = "") -> list[dict[str, Any]]:
    """Give what is certified: {won, category, entry, score, size}, the ranks first; of one entry where it is named."""
    found = [*_ranks(reading), *_awards(reading)]
    return [one for one in found if not entry or str(one["entry"]["id"]) == entry]


def _ranks(reading: Reading) -> Iterator[dict[str, Any]]:
    for category in reading.categories:
        for card in category.cards:
            if card.rank_name:
                yield _win(card.rank_name, category.name, card, card.total)


def _awards(reading: Reading) -> Iterator[dict[str, Any]]:
    for award in reading.awards:
        for card, place, score in award.places:
            won = award.name if place == 1 else _("%(award)s, tempat %(place)s") % {"award": award.name, "place": place}
            yield _win(won, "", card, score)


def _win(won: str, category: str, card: Card, score: str | None) -> dict[str, Any]:
    length = len(card.entry["village_name"])
    size = next((name for most, name in SIZES if length <= most), "least")
    return {"won": won, "category": category, "entry": card.entry, "score": score, "size": size}


def _title(round: Round, entry: Entry | None) -> str:
    names = {"place": round.region.full_name, "year": round.cycle.year}
    if entry is None:
        return _("Piagam Penghargaan P2WKSS %(place)s %(year)s") % names
    village = entry.target_village.village.full_name
    return _("Piagam %(village)s, P2WKSS %(place)s %(year)s") % {**names, "village": village}

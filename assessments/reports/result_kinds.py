"""The ranking and the card of a village, as reports that are ordered."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.access import visible_entry, visible_round
from assessments.models import Result, ResultPlace, Round
from assessments.reports.cards import scorecard_pdf, scorecard_xlsx
from assessments.reports.documents import ranking_pdf, ranking_xlsx
from assessments.reports.sources import (
    STEM_MOST,
    ResultReport,
    brief_of,
    entry_at,
    key_of,
    offer,
    published,
    read_content,
    source_of,
)
from p2wkss.models import User
from p2wkss.pdf import Pdf
from p2wkss.permissions import regions_of
from p2wkss.reporting import Brief, Frame, Offer
from p2wkss.roles import Permission

# Cards are offered down to this rank; all others are had from the page of the ranking [ours].
OFFERED_RANKS = 30


class RankingReport(ResultReport):
    """The ranking of a round with how firm each rank is; the subject is the round."""

    code, name, stem = "peringkat", gettext_lazy("Peringkat"), "peringkat"

    def collect(self, user: User | None, subject: str) -> Brief:
        """Name the newest result, or keep the draft of one."""
        round = visible_round(user, key_of(subject))
        content, result = source_of(user, round)
        return ranking_brief(round, result, content)

    def pdf(self, content: dict[str, Any], frame: Frame) -> Pdf:
        """Make the PDF."""
        return ranking_pdf(read_content(content), frame)

    def xlsx(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Make the workbook."""
        return ranking_xlsx(read_content(content), frame)

    def offers(self, user: User) -> Iterable[Offer]:
        """Give the ranking of each published round, in one query."""
        return [offer(self, ranking_title(one.round), one.round, one.newest) for one in published(user)]


class CardReport(ResultReport):
    """The card of one village, with each step of the arithmetic; the subject is the village's entry in the round."""

    code, name, stem = "kartu-nilai", gettext_lazy("Kartu nilai"), "kartu-nilai"

    def collect(self, user: User | None, subject: str) -> Brief:
        """Name the newest result and the village, or keep the draft of the result."""
        entry = visible_entry(user, key_of(subject))
        content, result = source_of(user, entry.round)
        ranked = result is not None and result.places.filter(entry=entry).exists()
        if not ranked and str(entry.pk) not in read_content(content).entries:
            raise Http404(_("Desa ini tidak ada dalam hasil."))
        return card_brief(entry.round, result, content, entry.pk, entry.target_village.village.full_name)

    def subject_at(self, year: int, region: str, village: str) -> str:
        """Give the entry of a village in the round of a year and region, or raise Http404."""
        return str(entry_at(year, region, village).pk)

    def pdf(self, content: dict[str, Any], frame: Frame) -> Pdf:
        """Make the PDF."""
        return scorecard_pdf(read_content(content), frame, content["entry"])

    def xlsx(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Make the workbook."""
        return scorecard_xlsx(read_content(content), frame, content["entry"])

    def offers(self, user: User) -> Iterable[Offer]:
        """Give the cards of the person's own regency, in two queries.

        Who reads the whole province has them from the page of the ranking, and all at once in the bundle [ours].
        """
        rounds = {one.newest.pk: one for one in published(user)}
        held = regions_of(user, Permission.VIEW_PUBLISHED)
        own = tuple(f"{code}." for code in held if "." in code)
        if not own or not rounds:
            return []
        places = ResultPlace.objects.filter(result__in=rounds, rank__lte=OFFERED_RANKS)
        names = places.values_list("result", "entry", "entry__target_village__village", "line__village_name")
        return [
            offer(self, card_title(rounds[result].round, name), rounds[result].round, rounds[result].newest, str(entry))
            for result, entry, village, name in names
            if village.startswith(own)
        ]


def ranking_title(round: Round) -> str:
    """Name the ranking of a round."""
    return _("Peringkat P2WKSS %(place)s %(year)s") % {"place": round.region.full_name, "year": round.cycle.year}


def ranking_brief(round: Round, result: Result | None, content: dict[str, Any]) -> Brief:
    """Give the brief of the ranking of a result that is known."""
    return brief_of(round, result, title=ranking_title(round), stem="peringkat", content=content)


def card_title(round: Round, village: str) -> str:
    """Name the card of a village in a round."""
    names = {"village": village, "place": round.region.full_name, "year": round.cycle.year}
    return _("Kartu Nilai %(village)s, Penilaian %(place)s %(year)s") % names


def card_brief(round: Round, result: Result | None, content: dict[str, Any], entry: int, village: str) -> Brief:
    """Give the brief of the card of a village in a result that is known."""
    stem = f"kartu-nilai-{slugify(village)}"[:STEM_MOST]
    content = {**content, "entry": str(entry)}
    return brief_of(round, result, title=card_title(round, village), stem=stem, content=content)

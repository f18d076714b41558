"""All reports of a published round as one ZIP: for the province's year, or for a district's."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.access import may_see_objections, newest_two, objections_of, result_for, visible_round
from assessments.models import Result, Round
from assessments.phases import Phase
from assessments.reports.after_kinds import (
    MinutesReport,
    ObjectionsReport,
    RankChangeReport,
    minutes_brief,
    objections_brief,
    plenary_of,
    rank_change_brief,
    results_of,
    sees_objections_in,
)
from assessments.reports.result_kinds import CardReport, RankingReport, card_brief, ranking_brief
from assessments.reports.sources import ResultReport, brief_of, frozen, key_of, offer, published
from p2wkss.models import Report, User
from p2wkss.report_words import Format
from p2wkss.reporting import Brief, Offer
from p2wkss.reporting.bundle import BundleKind, Part, bundle_content

CARDS = "kartu-nilai"


class RoundBundle(BundleKind, ResultReport):
    """Ranking, minutes, decisions, what they changed, and the card of every village; the subject is the round."""

    code, name, stem = "bundel-provinsi", gettext_lazy("Semua laporan penilaian"), "semua-laporan"

    def collect(self, user: User | None, subject: str) -> Brief:
        """Name every part. Raises PermissionDenied before the result is public."""
        round = visible_round(user, key_of(subject))
        result = result_for(user, round)
        if result is None or not round.is_open:
            raise PermissionDenied(_("Semua laporan dikumpulkan setelah hasil diumumkan."))
        content = frozen(user, round, result)
        parts = list(_parts(user, round, result, content))
        objections = [key for part in parts for key in part.brief.content.get("keys", ())]
        content |= {"keys": objections, **bundle_content(parts)}
        return brief_of(round, result, title=bundle_title(round), stem=self.stem, content=content)

    def may_open(self, user: User, report: Report) -> bool:
        """Say whether the person still sees the result, all names, and every objection that is decided in it."""
        return super().may_open(user, report) and sees_objections_in(user, report)

    def offers(self, user: User) -> list[Offer]:
        """Give the bundle of each published round, in one query."""
        return [offer(self, bundle_title(one.round), one.round, one.newest) for one in published(user)]


def bundle_title(round: Round) -> str:
    """Name the bundle of a round."""
    names = {"place": round.region.full_name, "year": round.cycle.year}
    return _("Semua Laporan Penilaian P2WKSS %(place)s %(year)s") % names


def _parts(user: User | None, round: Round, result: Result, content: dict[str, Any]) -> Iterator[Part]:
    """Give the parts in a number of queries that does not grow with the villages."""
    subject = str(round.pk)
    ranking = ranking_brief(round, result, content)
    for format in (Format.PDF, Format.XLSX):
        yield Part(RankingReport(), subject, format, ranking)
    minutes = round.minutes.last()
    of_plenary = plenary_of(results_of(round), minutes) or result
    said = minutes_brief(round, of_plenary, frozen(user, round, of_plenary), minutes)
    yield Part(MinutesReport(), subject, Format.PDF, said)
    yield from _after(user, round, content)
    for entry in round.entries.select_related("target_village__village").order_by("target_village__village"):
        card = card_brief(round, result, content, entry.pk, entry.target_village.village.full_name)
        yield Part(CardReport(), str(entry.pk), Format.PDF, card, CARDS)


def _after(user: User | None, round: Round, content: dict[str, Any]) -> Iterator[Part]:
    """Give the decisions that the person may read, and what they changed, once the period is over."""
    if round.phase != Phase.FINAL:
        return
    new, old = newest_two(round)
    if may_see_objections(user, round):
        filed = list(objections_of(user, round).prefetch_related("evidence__evidence", "moderated_marks"))
        objected = old or new
        if filed and objected:
            decided = objections_brief(round, objected, frozen(user, round, objected), filed)
            yield Part(ObjectionsReport(), str(round.pk), Format.PDF, decided)
    if new and old:
        yield Part(RankChangeReport(), str(round.pk), Format.PDF, rank_change_brief(round, old, new, content))

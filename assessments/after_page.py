"""What came after the plenary of a round, as links: minutes, objections, and what they changed."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access import WITH_OBJECTIONS, may_see_objections, newest_two
from assessments.enums import RoundLevel
from assessments.models import Objection, Result, Round
from assessments.permissions import can_manage_round
from assessments.phases import Phase
from assessments.reports.after_kinds import MinutesReport, plenaries
from assessments.reports.booklet import Booklet
from assessments.reports.bundle import RoundBundle
from assessments.reports.certificate import ALL, Certificate, has_wins
from p2wkss.models import User


class After(NamedTuple):
    """The links that a person may follow: (address, words), and the newest result with the one that it replaces."""

    links: list[tuple[str, str]]
    newest: Result | None = None
    replaced: Result | None = None


def after_links(user: User, round: Round) -> After:
    """Gather the links in at most three queries; none before the plenary, and none of a calibration."""
    manages = can_manage_round(user, round)
    shown = round.is_open or (manages and (round.is_locked or round.phase == Phase.PLENARY))
    if round.is_calibration or not shown:
        return After([])
    minutes = _("Berita acara pleno") if round.is_locked else _("Berita acara pleno, sementara")
    links = [(reverse("report_offer", args=[MinutesReport.code, round.pk]), minutes)]
    if round.phase in WITH_OBJECTIONS and may_see_objections(user, round):
        links.append((reverse("assessments:objection_list", args=[round.pk]), _objection_words(user, round)))
    newest, replaced = newest_two(round) if round.phase == Phase.FINAL else (None, None)
    if newest and replaced:
        links += _earlier_minutes(round, [newest, replaced])
        words = _("Perubahan peringkat setelah masa sanggah")
        links.append((reverse("assessments:result_diff", args=[round.pk]), words))
    if round.is_open:
        links += _papers(round)
    return After(links, newest, replaced)


def _papers(round: Round) -> list[tuple[str, str]]:
    """Link to the papers of a published round that are about all its villages."""
    papers = [(Certificate.code, f"{ALL}{round.pk}", _("Piagam pemenang"))] if has_wins(round) else []
    if round.level == RoundLevel.PROVINCE:
        papers.append((Booklet.code, str(round.pk), _("Buku tahunan")))
    papers.append((RoundBundle.code, str(round.pk), _("Semua laporan (ZIP)")))
    return [(reverse("report_offer", args=[code, subject]), words) for code, subject, words in papers]


def _earlier_minutes(round: Round, results: list[Result]) -> list[tuple[str, str]]:
    """Link to the minutes of a plenary that a later one followed."""
    _newest, *earlier = plenaries(round, results, list(round.minutes.all()))
    words = _("Berita acara pleno atas hasil nomor %d")
    return [
        (reverse("report_offer", args=[MinutesReport.code, subject]), words % result.number)
        for subject, result in earlier
    ]


def _objection_words(user: User, round: Round) -> str:
    if round.phase == Phase.FINAL:
        return _("Sanggahan dan putusannya")
    waiting = Objection.objects.visible_to(user).filter(entry__round=round, decision=None).count()
    return _("Sanggahan (%d menunggu putusan)") % waiting

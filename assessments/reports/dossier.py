"""The dossier of a village for its assessor, on paper: what the page of the dossier shows, frozen when it is ordered.

What a village recorded can still change after a round was locked, so that a dossier is always of its day, never
final. Nobody's name stands in it [ours, as on the page].
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.dossier_page import entry_context
from assessments.models import Entry, ScoreSheet
from assessments.permissions import can_manage_round, check_not_recused, home_conflict, needs_declaration
from assessments.reports.dossier_sections import sections_of
from assessments.reports.sources import STEM_MOST, TITLE_MOST, entry_at, key_of
from p2wkss.models import Report, User
from p2wkss.pdf import Pdf
from p2wkss.report_words import Classification
from p2wkss.reporting import Brief, Frame, ReportKind
from villages.reports.paper_files import paper_pdf, paper_xlsx


class DossierReport(ReportKind):
    """Berkas desa: the record of a village's year for who judges it; the subject is its entry in the round."""

    code = "berkas-desa"
    name = gettext_lazy("Berkas desa untuk penilai")
    classification = Classification.RESTRICTED

    def brief(self, user: User, subject: str) -> Brief:
        """Freeze the dossier. Raises as the page does: not before a declaration, nor with a conflict of interest."""
        entry = _entry(key_of(subject))
        check_dossier(user, entry)
        return _brief(entry)

    def operator_brief(self, subject: str) -> Brief:
        """Freeze it for the operator at the machine."""
        return _brief(_entry(key_of(subject)))

    def subject_at(self, year: int, region: str, village: str) -> str:
        """Give the entry of a village in the round of a year and region, or raise Http404."""
        return str(entry_at(year, region, village).pk)

    def may_open(self, user: User, report: Report) -> bool:
        """Say whether the person may still see the dossier; a recused assessor may not."""
        try:
            check_dossier(user, _entry(key_of(report.subject)))
        except (Http404, PermissionDenied):
            return False
        return True

    def pdf(self, content: dict[str, Any], frame: Frame) -> Pdf:
        """Print the dossier."""
        return paper_pdf(content, frame)

    def xlsx(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Make the workbook."""
        return paper_xlsx(content, frame)


def check_dossier(user: User, entry: Entry) -> None:
    """Refuse unless the person manages the round, or judges the village and declared to have no conflict.

    Raises Http404 for whom the village is none of theirs, PermissionDenied for a conflict or a missing declaration.
    """
    if can_manage_round(user, entry.round):
        return
    sheets = _in_order(ScoreSheet.objects.visible_to(user).with_places().filter(entry=entry))
    if not sheets:
        raise Http404
    if home_conflict(user, entry.target_village.village, entry.round.level):
        raise PermissionDenied(_("Anda tidak dapat menilai desa dari daerah asal Anda."))
    for sheet in sheets:
        check_not_recused(sheet)
        if needs_declaration(sheet):
            raise PermissionDenied(_("Nyatakan dahulu ada tidaknya benturan kepentingan."))


def _in_order(sheets: Iterable[ScoreSheet]) -> list[ScoreSheet]:
    return sorted(sheets, key=lambda sheet: sheet.pk)


def _entry(pk: int) -> Entry:
    places = ("round__instrument", "round__region", "round__cycle", "target_village__village__parent__parent")
    return get_object_or_404(Entry.objects.select_related(*places), pk=pk)


def _brief(entry: Entry) -> Brief:
    village, year = entry.target_village.village, entry.round.cycle.year
    district = village.parent
    regency = district.parent if district else None
    place = ", ".join(one.full_name for one in (village, district, regency) if one)
    name = _("Berkas Desa %(village)s, P2WKSS %(year)s") % {"village": village.full_name, "year": year}
    content = {
        "name": _("Berkas Desa untuk Penilai"),
        "place": place,
        "year": year,
        "sections": sections_of(entry_context(entry, localdate())),
    }
    return Brief(
        title=name[:TITLE_MOST],
        file_stem=f"berkas-{slugify(village.full_name)[:STEM_MOST]}-{year}",
        region_code=entry.round.region_id,
        year=year,
        content=content,
        as_of=timezone.now(),
    )

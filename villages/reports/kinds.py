"""The reports of target villages, as the production line knows them."""

import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from p2wkss.models import Region, Report, User
from p2wkss.permissions import check_permission, has_permission
from p2wkss.report_words import Classification
from p2wkss.reporting import Brief, Frame, ReportKind
from p2wkss.roles import Permission
from villages.enums import SurveyRound
from villages.matched import Reading, read_changes
from villages.models import Cycle, TargetVillage
from villages.reports.activities import village_sections
from villages.reports.change_documents import change_pdf, change_title, change_xlsx
from villages.reports.change_frozen import freeze_reading, thaw_reading
from villages.reports.papers import Content
from villages.reports.profile import ProfileReport
from villages.reports.regions import region_sections
from villages.reports.village_kind import ONLY_PROGRAMME, VillagePaper, find_village
from villages.reports.visits import VisitReport

AFTER = "-lanjutan"
_REGION = re.compile(r"wilayah-([0-9]{2}(?:\.[0-9]{2}){0,2})-([0-9]{4})")


class ChangeReport(ReportKind):
    """Rekap survei: the same families before and after the year, or after it; who dropped out is named.

    `subject` is the key of the village, with "-lanjutan" behind it for what came after the year.
    """

    code = "rekap-survei"
    name = gettext_lazy("Rekap survei sebelum dan sesudah")
    classification = Classification.RESTRICTED

    def brief(self, user: User, subject: str) -> Brief:
        """Compare the families. Raises Http404 and PermissionDenied as the page does."""
        village = find_village(user, subject.removesuffix(AFTER), ONLY_PROGRAMME)
        check_permission(user, Permission.VIEW_FAMILIES, village.village_id)
        return self._brief(village, subject)

    def operator_brief(self, subject: str) -> Brief:
        """Compare the families of any village."""
        return self._brief(find_village(None, subject.removesuffix(AFTER), ONLY_PROGRAMME), subject)

    def may_open(self, user: User, report: Report) -> bool:
        """Say whether the person may still see the families of the village, in one query."""
        try:
            village = find_village(user, report.subject.removesuffix(AFTER), ONLY_PROGRAMME)
        except Http404:
            return False
        return has_permission(user, Permission.VIEW_FAMILIES, village.village_id)

    def _brief(self, village: TargetVillage, subject: str) -> Brief:
        last = SurveyRound.FOLLOW_UP if subject.endswith(AFTER) else SurveyRound.ENDLINE
        reading = read_changes(village, last)
        after = AFTER if last is SurveyRound.FOLLOW_UP else ""
        return Brief(
            title=change_title(reading),
            file_stem=f"perubahan{after}-{slugify(village.name)[:80]}-{village.cycle.year}",
            region_code=village.village_id,
            year=village.cycle.year,
            content={"reading": freeze_reading(reading)},
            as_of=timezone.now(),
        )

    def pdf(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Print the comparison."""
        return change_pdf(_reading(content), frame)

    def xlsx(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Make the workbook."""
        return change_xlsx(_reading(content), frame)


def _reading(content: dict[str, Any]) -> Reading:
    return thaw_reading(content["reading"])


class ActivityReport(VillagePaper):
    """Kegiatan menurut instansi: of one village (`desa-<key>`), or in totals of a region (`wilayah-<code>-<year>`).

    The totals of a region are for whoever may read its dashboard.
    """

    code = "kegiatan-opd"
    name = gettext_lazy("Laporan kegiatan dan anggaran menurut instansi")

    def brief(self, user: User, subject: str) -> Brief:
        """Collect the activities. Raises Http404 for what the person may not see."""
        if found := _REGION.fullmatch(subject):
            if not has_permission(user, Permission.VIEW_DASHBOARDS, found[1]):
                raise Http404(subject)
            return self._region(found[1], int(found[2]))
        return self.brief_of(find_village(user, _village(subject), self.rights))

    def operator_brief(self, subject: str) -> Brief:
        """Collect the activities of any village or region."""
        if found := _REGION.fullmatch(subject):
            return self._region(found[1], int(found[2]))
        return self.brief_of(find_village(None, _village(subject), self.rights))

    def may_open(self, user: User, report: Report) -> bool:
        """Say whether the person may still see the village, in one query, or the totals of the region, in none."""
        if found := _REGION.fullmatch(report.subject):
            return has_permission(user, Permission.VIEW_DASHBOARDS, found[1])
        try:
            find_village(user, _village(report.subject), self.rights)
        except (Http404, PermissionDenied):
            return False
        return True

    def sections(self, village: TargetVillage) -> list[Content]:
        """Read the activities of a village."""
        return village_sections(village)

    def _region(self, code: str, year: int) -> Brief:
        region = Region.objects.select_related("parent__parent").filter(code=code).first()
        if region is None or not Cycle.objects.filter(year=year, province=region.province_code).exists():
            raise Http404(code)
        name = str(self.name)
        above = [one.full_name for one in (region.parent, region.parent and region.parent.parent) if one]
        content = {
            "name": name,
            "place": ", ".join([region.full_name, *above]),
            "code": code,
            "year": year,
            "sections": region_sections(region, year),
        }
        return Brief(
            title=f"{name}: {region.full_name} {year}"[:500],
            file_stem=f"{self.code}-{slugify(region.full_name)[:80]}-{year}",
            region_code=code,
            year=year,
            content=content,
            as_of=timezone.now(),
        )


def _village(subject: str) -> str:
    """Read the key of the village from the subject; what is none is found nowhere."""
    return subject.removeprefix("desa-") if subject.startswith("desa-") else ""


REPORTS: tuple[ReportKind, ...] = (ProfileReport(), ChangeReport(), VisitReport(), ActivityReport())

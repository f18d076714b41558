"""What the reports of a village and of its region have in common: whom they are for, and how they are frozen."""

import re
from abc import abstractmethod
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.text import slugify

from p2wkss.models import Report, User
from p2wkss.permissions import region_filter
from p2wkss.reporting import Brief, Frame, ReportKind
from p2wkss.roles import Permission
from villages.models import TargetVillage
from villages.reports.paper_files import paper_pdf, paper_xlsx
from villages.reports.papers import Content

_KEY = re.compile(r"[1-9][0-9]{0,8}")
ONLY_PROGRAMME = (Permission.VIEW_PROGRAMME,)
# A paper of totals is for whoever may read the dashboard of the village too.
OR_DASHBOARD = (Permission.VIEW_PROGRAMME, Permission.VIEW_DASHBOARDS)


def find_village(user: User | None, key: str, rights: tuple[Permission, ...]) -> TargetVillage:
    """Find a village in whose region the person holds one of the rights, in one query; the operator (None) any.

    Raises Http404.
    """
    if not _KEY.fullmatch(key):
        raise Http404(key)
    known = Q()
    if user is not None:
        known = Q(pk__in=[])
        for right in rights:
            known |= region_filter(user, right, "village")
    village = TargetVillage.objects.filter(known, pk=int(key)).with_places().first()
    if village is None:
        raise Http404(key)
    return village


def place_of(village: TargetVillage) -> str:
    """Say where a village lies: "Desa Kamurang, Kecamatan Cikande, Kabupaten Serang"."""
    district = village.village.parent
    places = (village.village, district, district and district.parent)
    return ", ".join(one.full_name for one in places if one)


class VillagePaper(ReportKind):
    """A paper on one village; `subject` is the key of the village."""

    rights: tuple[Permission, ...] = ONLY_PROGRAMME

    def brief(self, user: User, subject: str) -> Brief:
        """Collect the paper of a village. Raises Http404 for one that the person may not see."""
        return self.brief_of(find_village(user, subject, self.rights))

    def operator_brief(self, subject: str) -> Brief:
        """Collect the paper of any village."""
        return self.brief_of(find_village(None, subject, self.rights))

    def may_open(self, user: User, report: Report) -> bool:
        """Say whether the person may still see the village, in one query."""
        try:
            find_village(user, report.subject, self.rights)
        except Http404:
            return False
        return True

    def brief_of(self, village: TargetVillage) -> Brief:
        """Freeze what is printed of a village."""
        name, year = str(self.name), village.cycle.year
        sections = self.sections(village)
        content = {
            "name": name,
            "place": place_of(village),
            "code": village.village_id,
            "year": year,
            "sections": sections,
        }
        return Brief(
            title=f"{name}: {village.name} {year}"[:500],
            file_stem=f"{self.code}-{slugify(village.name)[:80]}-{year}",
            region_code=village.village_id,
            year=year,
            content=content,
            as_of=timezone.now(),
        )

    @abstractmethod
    def sections(self, village: TargetVillage) -> list[Content]:
        """Read what the paper says of a village."""

    def pdf(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Print the paper."""
        return paper_pdf(content, frame)

    def xlsx(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Make the workbook."""
        return paper_xlsx(content, frame)

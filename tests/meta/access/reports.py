"""Who may open the pages of reports: whoever may read what a report is of."""

from typing import Any

from p2wkss.actions.reports import order_report
from p2wkss.models import Report
from p2wkss.report_words import Format
from p2wkss.reporting import kind_of
from tests.factories.world import District, World
from tests.meta.access.rows import DONE, EVERYBODY, NOBODY, OTHER_RESULT, RESULT, UNSEEN, Arguments, Row, only

KIND = "peringkat"
STEP = only(UNSEEN, secretariat=DONE, district_staff=DONE, official=DONE)
OTHER_STEP = only(UNSEEN, secretariat=DONE, official=DONE)


def _report(world: World, district: District) -> Report:
    """The workbook of the district's ranking, once."""
    return order_report(by=world.secretariat, kind=kind_of(KIND), subject=str(district.round.pk), format=Format.XLSX)


def _subject(world: World, district: District, own: bool) -> list[Any]:
    return [KIND, district.round.pk]


def _file(world: World, district: District, own: bool) -> list[Any]:
    return [_report(world, district).pk]


TABLE: dict[str, Row] = {
    "report_list": Row(EVERYBODY),
    "report_mail": Row(only(NOBODY, secretariat=DONE, district_staff=DONE, official=DONE), post=True),
    "report_offer": Row(RESULT, OTHER_RESULT),
    "report_detail": Row(RESULT, OTHER_RESULT),
    "report_take": Row(STEP, OTHER_STEP, post=True),
    "report_file": Row(RESULT, OTHER_RESULT),
}
# A POST that names no format asks for nothing.
FORMS: dict[str, int] = {"report_offer": 404}
ARGUMENTS: dict[str, Arguments] = {
    "report_offer": _subject,
    "report_detail": _file,
    "report_take": _file,
    "report_file": _file,
}

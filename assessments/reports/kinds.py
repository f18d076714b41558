"""The reports of judging, as the production line knows them."""

from assessments.reports.after_kinds import MinutesReport, ObjectionsReport, RankChangeReport
from assessments.reports.booklet import Booklet
from assessments.reports.bundle import RoundBundle
from assessments.reports.certificate import Certificate
from assessments.reports.dossier import DossierReport
from assessments.reports.nomination import NominationReport
from assessments.reports.result_kinds import CardReport, RankingReport
from p2wkss.reporting import ReportKind

REPORTS: tuple[ReportKind, ...] = (
    RankingReport(),
    CardReport(),
    MinutesReport(),
    ObjectionsReport(),
    RankChangeReport(),
    RoundBundle(),
    DossierReport(),
    NominationReport(),
    Certificate(),
    Booklet(),
)

"""The reports of judging, as the production line knows them."""

from assessments.reports.after_kinds import MinutesReport, ObjectionsReport, RankChangeReport
from assessments.reports.bundle import RoundBundle
from assessments.reports.result_kinds import CardReport, RankingReport
from p2wkss.reporting import ReportKind

REPORTS: tuple[ReportKind, ...] = (
    RankingReport(),
    CardReport(),
    MinutesReport(),
    ObjectionsReport(),
    RankChangeReport(),
    RoundBundle(),
)

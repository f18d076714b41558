"""The reports of the site itself."""

from p2wkss.reporting import ReportKind

REPORTS: tuple[ReportKind, ...] = ()

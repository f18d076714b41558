"""The reports of judging, as the production line knows them."""

from p2wkss.reporting import ReportKind

REPORTS: tuple[ReportKind, ...] = ()

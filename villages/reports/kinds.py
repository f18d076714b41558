"""The reports of target villages, as the production line knows them."""

from p2wkss.reporting import ReportKind

REPORTS: tuple[ReportKind, ...] = ()

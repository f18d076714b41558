"""Reports as a production line: a kind says what a report holds, the line makes it once and keeps it."""

from p2wkss.reporting.frame import Frame
from p2wkss.reporting.kinds import Brief, Offer, Refused, ReportKind, kind_of, kinds

__all__ = ["Brief", "Frame", "Offer", "Refused", "ReportKind", "kind_of", "kinds"]

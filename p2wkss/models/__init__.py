"""What both apps stand on: people, their roles, the regions, the record of who did what, letterheads and reports."""

from .audit_event import AuditEvent
from .letterhead import LetterheadVersion, Signer
from .region import Region, RegionLevel
from .report import Report, ReportChunk, ReportDownload, ReportRequest
from .role_assignment import RoleAssignment
from .user import User

__all__ = [
    "AuditEvent",
    "LetterheadVersion",
    "Region",
    "RegionLevel",
    "Report",
    "ReportChunk",
    "ReportDownload",
    "ReportRequest",
    "RoleAssignment",
    "Signer",
    "User",
]

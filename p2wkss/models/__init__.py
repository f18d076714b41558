"""What both apps stand on: people, their roles, the regions, and the record of who did what."""

from .audit_event import AuditEvent
from .region import Region, RegionLevel
from .role_assignment import RoleAssignment
from .user import User

__all__ = ["AuditEvent", "Region", "RegionLevel", "RoleAssignment", "User"]

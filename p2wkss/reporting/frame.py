"""What stands around the content of every report: letterhead, number, class, code, and when the data were read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from p2wkss.letterhead import Letterhead
from p2wkss.report_words import Classification


@dataclass(frozen=True)
class Frame:
    """The frame of one report. `code` is the code of the frozen result that it shows, "" while nothing is locked."""

    title: str
    letterhead: Letterhead
    as_of: datetime
    is_final: bool
    code: str = ""
    number: str = ""
    classification: Classification = Classification.ORDINARY

    @property
    def verify_address(self) -> str:
        """The page that checks the code, with the site's name where it has one for the public; "" without a code."""
        if not self.code or not self.is_final:
            return ""
        origin = settings.CSRF_TRUSTED_ORIGINS[0] if settings.CSRF_TRUSTED_ORIGINS else ""
        return origin.rstrip("/") + reverse("assessments:verify", args=[self.code])

    def context(self) -> dict[str, Any]:
        """Give what `reports/base.html` shows."""
        return {
            "frame": self,
            "title": self.title,
            "letterhead": self.letterhead,
            "made_at": self.as_of,
            "code": self.code,
            "is_draft": not self.is_final,
            "verify_address": self.verify_address,
        }

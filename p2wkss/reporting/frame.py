"""What stands around the content of every report: letterhead, number, class, code, and when the data were read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

from p2wkss.formats import date_in_words
from p2wkss.letterhead import Letterhead
from p2wkss.qr import qr_svg
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

    @property
    def qr(self) -> str:
        """The QR of that page as SVG; "" without a code, or where the site has no name that a camera could open."""
        address = self.verify_address
        if not address.startswith("https://") and not address.startswith("http://"):
            return ""
        return qr_svg(address, _("Kode QR yang membuka halaman verifikasi %(address)s") % {"address": address})

    @property
    def moment(self) -> datetime:
        """When the data were read or locked, on the clock of the office."""
        return localtime(self.as_of) if is_aware(self.as_of) else self.as_of

    @property
    def day_in_words(self) -> str:
        """The day of the data, as official papers write it."""
        return date_in_words(self.moment.date())

    @property
    def foot(self) -> str:
        """The words at the foot of every page."""
        if not self.is_final:
            return f"{_('SEMENTARA')} · {date_format(self.moment, 'j F Y H.i')}"
        if not self.code:
            return f"{self.title} · {date_format(self.moment, 'j F Y')}"
        code = " · ".join(filter(None, [f"{_('Kode hasil')} {self.code}", self.verify_address]))
        plainly = _("Kode dan QR hanya membuka halaman verifikasi; bukan tanda tangan elektronik tersertifikasi.")
        return f"{code}\n{plainly}"

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

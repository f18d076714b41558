"""What a kind of report is, and where all kinds are found.

An app lists its kinds in a module that the setting REPORT_KINDS names, as REPORTS.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import IO, Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from p2wkss.letterhead import Letterhead
from p2wkss.models import Report, User
from p2wkss.report_words import Classification, Format, SignerRole
from p2wkss.reporting.frame import Frame

Progress = Callable[[int], None]


class Refused(Exception):
    """A report that cannot be made; the message says why, in words for who asked for it."""


@dataclass(frozen=True)
class Brief:
    """All that one report is made from. `content` is JSON: what is printed, or the key of frozen rows.

    The same content gives the same file, so what may change must stand in it. `as_of` is the time of the data: when
    a result was locked, or now; `number` a document number that a record brings along; `letterhead` one that is not
    to be found by region and day.
    """

    title: str
    file_stem: str
    region_code: str
    year: int
    content: dict[str, Any]
    as_of: datetime
    is_final: bool = False
    code: str = ""
    number: str = ""
    letterhead: Letterhead | None = None


@dataclass(frozen=True)
class Offer:
    """A report that the download page offers: what it is of, since when, and the code of the result that counts."""

    kind: "ReportKind"
    subject: str
    title: str
    region_code: str
    region_name: str
    year: int
    published_at: datetime
    code: str


class ReportKind(ABC):
    """One kind of report.

    `code` stands in addresses and is kept; `version` goes up when the code that prints changes.
    """

    code: ClassVar[str]
    name: ClassVar[str | Promise]
    formats: ClassVar[tuple[Format, ...]] = (Format.PDF, Format.XLSX)
    version: ClassVar[int] = 1
    signer_role: ClassVar[SignerRole] = SignerRole.ALL
    classification: ClassVar[Classification] = Classification.ORDINARY

    @abstractmethod
    def brief(self, user: User, subject: str) -> Brief:
        """Collect what the report is made from, in Indonesian.

        Raises Http404 for what the person may not see, PermissionDenied with the reason for what they may not yet.
        """

    def operator_brief(self, subject: str) -> Brief:
        """Collect it for the operator at the machine (`manage.py report`), who reads all that its manager reads [ours].

        Raises Http404 and PermissionDenied as `brief` does, Refused where the kind is made for a person only.
        """
        raise Refused(_("Laporan ini dibuat untuk seseorang; sebutkan siapa: --as."))

    def pdf(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Make the PDF, a `p2wkss.pdf.Pdf`. Raises Refused."""
        raise NotImplementedError

    def xlsx(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Make the workbook. Raises Refused."""
        raise NotImplementedError

    def write(
        self, target: IO[bytes], format: Format, content: dict[str, Any], frame: Frame, progress: Progress
    ) -> int:
        """Write the file and give its pages (0 for what has none); a long one tells how far it is in percent."""
        made = self.pdf(content, frame) if format == Format.PDF else self.xlsx(content, frame)
        target.write(made)
        return int(getattr(made, "pages", 0))

    def may_open(self, user: User, report: Report) -> bool:
        """Say whether a person may read a report that is made already."""
        try:
            self.brief(user, report.subject)
        except (Http404, PermissionDenied):
            return False
        return True

    def offers(self, user: User) -> Iterable[Offer]:
        """Give what is published for a person of this kind; nothing for a kind that is not published."""
        return ()

    def newer_code(self, report: Report) -> str:
        """Give the code of the result that has replaced the one in a finished report; "" while it still counts."""
        return ""


@cache
def kinds() -> dict[str, ReportKind]:
    """Give all kinds by their codes, in the order of the settings."""
    found = [kind for module in settings.REPORT_KINDS for kind in import_string(f"{module}.REPORTS")]
    return {kind.code: kind for kind in found}


def kind_of(code: str) -> ReportKind:
    """Find a kind by its code, or raise Http404."""
    try:
        return kinds()[code]
    except KeyError:
        raise Http404(code) from None

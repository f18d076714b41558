"""The office's own lines at the head of a report, and who signs it: the version that counts on the day of the data."""

import datetime
import tomllib
from base64 import b64encode
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from p2wkss.models import LetterheadVersion
from p2wkss.report_words import SignerRole


@dataclass(frozen=True)
class Signature:
    """The signature block; an empty name leaves a line to write on."""

    place: str = ""
    title: str = ""
    name: str = ""
    rank: str = ""
    nip: str = ""


@dataclass(frozen=True)
class Letterhead:
    """What stands above and below a report. `version` is the key of the stored version, None for the built-in one."""

    lines: tuple[str, ...] = ()
    address: str = ""
    contact: str = ""
    number_pattern: str = ""
    logo_text: str = ""
    version: int | None = None
    signature: Signature = field(default_factory=Signature)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """Read what `to_data` wrote."""
        return cls(**{**data, "lines": tuple(data["lines"]), "signature": Signature(**data["signature"])})

    def to_data(self) -> dict[str, Any]:
        """Write it as JSON, to be kept with what a report is made from."""
        return {**asdict(self), "lines": list(self.lines)}

    def number(self, kind: str, year: int, region_code: str) -> str:
        """Give the number of a document; "" where the office writes it by hand."""
        words = {"{jenis}": kind, "{tahun}": str(year), "{wilayah}": region_code}
        number = self.number_pattern
        for place, word in words.items():
            number = number.replace(place, word)
        return number

    @property
    def logo_uri(self) -> str:
        """The office's logo as a data address, "" without one."""
        if self.version is None or not self.logo_text:
            return ""
        found = LetterheadVersion.objects.only("logo", "logo_type").get(pk=self.version)
        if not found.logo:
            return ""
        return f"data:{found.logo_type};base64,{b64encode(bytes(found.logo)).decode()}"


def letterhead_for(region_code: str, day: datetime.date, role: SignerRole = SignerRole.ALL) -> Letterhead:
    """Give the letterhead that counts for a region on a day, with who signs such a document.

    Without a version of the region or of one above, the file of the settings counts. Raises ImproperlyConfigured,
    saying what is wrong with that file.
    """
    version = LetterheadVersion.objects.in_force(region_code, day)
    return built_in() if version is None else letterhead_of(version, role)


def letterhead_of(version: LetterheadVersion, role: SignerRole = SignerRole.ALL) -> Letterhead:
    """Give a version as reports print it, with the signer for the role, or the one for all other documents."""
    signers = {signer.role: signer for signer in version.signers.all()}
    signer = signers.get(role) or signers.get(SignerRole.ALL)
    signature = Signature(signer.place, signer.title, signer.name, signer.rank, signer.nip) if signer else Signature()
    return Letterhead(
        lines=tuple(filter(None, map(str.strip, version.lines.splitlines()))),
        address=version.address,
        contact=version.contact,
        number_pattern=version.number_pattern,
        logo_text=version.logo_text if version.logo_type else "",
        version=version.pk,
        signature=signature,
    )


def built_in() -> Letterhead:
    """Give the letterhead of the settings, which counts where no office has its own."""
    try:
        data = tomllib.loads(settings.LETTERHEAD.read_text(encoding="utf-8"))
        return Letterhead(
            lines=tuple(data.get("lines", ())),
            address=data.get("address", ""),
            number_pattern=data.get("document_number", ""),
            signature=Signature(**data.get("signature", {})),
        )
    except (OSError, ValueError, TypeError) as error:
        raise ImproperlyConfigured(f"{settings.LETTERHEAD}: {error}") from error

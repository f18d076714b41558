"""The reports of the site itself: a sample of a letterhead, to be looked at on paper before it is used."""

from datetime import date
from hashlib import sha256
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.letterhead import Letterhead, letterhead_of
from p2wkss.models import LetterheadVersion, User
from p2wkss.pdf import render_pdf
from p2wkss.report_words import Format, SignerRole
from p2wkss.reporting import Brief, Frame, Refused, ReportKind


class LetterheadSample(ReportKind):
    """A page with a letterhead and those who sign, never valid as a document. The subject is the version's key.

    All that prints stands in the content, the logo by its hash: a draft that was changed makes a new file.
    """

    code = "contoh-kop"
    name = gettext_lazy("Contoh kop surat")
    formats = (Format.PDF,)

    def brief(self, user: User, subject: str) -> Brief:
        """Collect a version that the person manages, used or not."""
        versions = LetterheadVersion.objects.visible_to(user).select_related("region")
        version = versions.filter(pk=int(subject)).first() if subject.isdecimal() and len(subject) < 19 else None
        if version is None:
            raise Http404(subject)
        signers = [(signer.role, letterhead_of(version, SignerRole(signer.role))) for signer in version.signers.all()]
        place, now = version.region.full_name, timezone.now()
        return Brief(
            title=_("Contoh kop surat %s") % place,
            file_stem=f"contoh-kop-{version.region_id}",
            region_code=version.region_id,
            year=version.valid_from.year if version.valid_from else timezone.localdate().year,
            content={
                "place": place,
                "valid_from": version.valid_from.isoformat() if version.valid_from else "",
                "logo": _logo_hash(version),
                "signers": [(role, head.to_data()) for role, head in signers],
            },
            as_of=now,
            letterhead=letterhead_of(version),
        )

    def pdf(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Print it. Raises Refused when the draft was thrown away or got another logo meanwhile."""
        version = LetterheadVersion.objects.filter(pk=frame.letterhead.version or 0).first()
        if version is None or _logo_hash(version) != content["logo"]:
            raise Refused(
                _("Rancangan kop ini berubah atau dibuang sesudah contohnya diminta. Minta contoh sekali lagi.")
            )
        signers = [(SignerRole(role).label, Letterhead.from_data(head)) for role, head in content["signers"]]
        day = content["valid_from"]
        own = {"place": content["place"], "valid_from": date.fromisoformat(day) if day else None, "signers": signers}
        return render_pdf("reports/letterhead_sample.html", {**frame.context(), **own})


def _logo_hash(version: LetterheadVersion) -> str:
    return sha256(bytes(version.logo)).hexdigest() if version.logo else ""


REPORTS: tuple[ReportKind, ...] = (LetterheadSample(),)

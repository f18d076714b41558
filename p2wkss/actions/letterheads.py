"""Letterheads of offices: drafted, looked at, and taken into use from a day on; after that they never change."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from p2wkss import audit
from p2wkss.actions.saving import StaleVersion
from p2wkss.letterhead import built_in
from p2wkss.logos import Logo
from p2wkss.models import LetterheadVersion, Region, RegionLevel, Signer, User
from p2wkss.nip import read_nip
from p2wkss.permissions import check_permission
from p2wkss.report_words import SignerRole
from p2wkss.roles import Permission

# What a person writes of a version; the logo has a step of its own.
WRITTEN = ("lines", "address", "contact", "logo_text", "number_pattern", "valid_from")
SIGNED = ("place", "title", "name", "rank", "nip")
PLACES = {"{jenis}", "{tahun}", "{wilayah}"}
MOST_LINES, LONGEST = 4, 500


@transaction.atomic
def start_draft(*, by: User, region: Region) -> LetterheadVersion:
    """Start a new version as a copy of the one in force today (or of the settings); an open draft is given as it is.

    Raises PermissionDenied, and ValueError for a region that has no office of its own.
    """
    check_permission(by, Permission.MANAGE_LETTERHEAD, region)
    if region.level not in {RegionLevel.PROVINCE, RegionLevel.REGENCY}:
        raise ValueError(region.code)
    drafts = LetterheadVersion.objects.filter(region=region, activated_at=None)
    if known := drafts.first():
        return known
    source = LetterheadVersion.objects.in_force(region.code, timezone.localdate())
    draft, signers = _copy(source) if source else _from_settings()
    draft.region, draft.created_by = region, by
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:  # somebody else started it at the same moment
        return drafts.get()
    _keep_signers(draft, signers)
    audit.record(by=by, action="letterhead.save", target=draft, region_code=region.code, new=True)
    return draft


@transaction.atomic
def save_draft(
    *, by: User, draft: LetterheadVersion, signers: Sequence[Signer], logo: Logo | None = None, drop_logo: bool = False
) -> LetterheadVersion:
    """Change a draft and who signs; `draft` carries the version that was read. A new `logo` was checked already.

    The same content again changes nothing. Raises PermissionDenied; ValidationError with the faulty fields (a signer's
    as "role_field") and for a version that is in use; StaleVersion when somebody saved a newer one.
    """
    saved = _locked(by, draft)
    if saved.version != draft.version:
        raise StaleVersion(saved)
    has_logo = logo is not None or (bool(saved.logo_type) and not drop_logo)
    _check(draft, signers, has_logo)
    draft.full_clean(validate_unique=False, validate_constraints=False)
    if logo or drop_logo:
        draft.logo, draft.logo_type = logo or (None, "")
    if not has_logo:
        draft.logo_text = ""
    fields = [name for name in (*WRITTEN, "logo", "logo_type") if getattr(saved, name) != getattr(draft, name)]
    if [_facts(signer) for signer in saved.signers.all()] != [_facts(signer) for signer in signers]:
        fields.append("signers")
        _keep_signers(draft, signers)
    if not fields:
        return saved
    draft.version = saved.version + 1
    draft.save()
    audit.record(by=by, action="letterhead.save", target=draft, region_code=draft.region_id, fields=sorted(fields))
    return draft


@transaction.atomic
def activate(*, by: User, draft: LetterheadVersion, version: int) -> LetterheadVersion:
    """Take a draft into use from its first day on; from now on neither it nor its signers can be changed.

    `version` is the one that was looked at. Raises PermissionDenied; ValidationError for one in use already, or without
    name, first day or signer; StaleVersion when it was changed since.
    """
    saved = _locked(by, draft)
    if saved.version != version:
        raise StaleVersion(saved)
    _check(saved, list(saved.signers.all()), bool(saved.logo_type))
    if saved.valid_from is None:
        raise ValidationError({"valid_from": _("Isi tanggal mulai berlaku dahulu.")})
    saved.activated_by, saved.activated_at = by, timezone.now()
    saved.save(update_fields=["activated_by", "activated_at"])
    day = saved.valid_from.isoformat()
    audit.record(by=by, action="letterhead.activate", target=saved, region_code=saved.region_id, valid_from=day)
    return saved


@transaction.atomic
def discard(*, by: User, draft: LetterheadVersion) -> None:
    """Throw a draft away with its signers. Raises PermissionDenied, and ValidationError for a version in use."""
    saved = _locked(by, draft)
    audit.record(by=by, action="letterhead.discard", target=saved, region_code=saved.region_id)
    saved.delete()


def _locked(by: User, draft: LetterheadVersion) -> LetterheadVersion:
    """Read a draft again, held until the end of the step."""
    check_permission(by, Permission.MANAGE_LETTERHEAD, draft.region_id)
    saved = LetterheadVersion.objects.select_for_update().filter(pk=draft.pk, region=draft.region_id).first()
    if saved is None:
        raise ValidationError(_("Rancangan ini sudah dibuang orang lain."))
    if not saved.is_draft:
        raise ValidationError(_("Versi ini sudah dipakai dan tidak dapat diubah lagi. Buat versi baru."))
    return saved


def _copy(source: LetterheadVersion) -> tuple[LetterheadVersion, list[Signer]]:
    copied = (*WRITTEN, "logo", "logo_type")
    draft = LetterheadVersion(**{name: getattr(source, name) for name in copied if name != "valid_from"})
    return draft, [Signer(**_facts(signer)) for signer in source.signers.all()]


def _from_settings() -> tuple[LetterheadVersion, list[Signer]]:
    own = built_in()
    draft = LetterheadVersion(lines="\n".join(own.lines), address=own.address, number_pattern=own.number_pattern)
    facts = {name: getattr(own.signature, name) for name in SIGNED}
    return draft, [Signer(role=SignerRole.ALL, **facts)]


def _facts(signer: Signer) -> dict[str, Any]:
    return {name: getattr(signer, name) for name in ("role", *SIGNED)}


def _keep_signers(draft: LetterheadVersion, signers: Sequence[Signer]) -> None:
    draft.signers.all().delete()
    Signer.objects.bulk_create(Signer(letterhead=draft, **_facts(signer)) for signer in signers)


def _check(draft: LetterheadVersion, signers: Sequence[Signer], has_logo: bool) -> None:
    """Check what the fields alone do not know. Raises ValidationError with all faults."""
    faults: dict[str, Any] = {}
    lines = [line for line in draft.lines.splitlines() if line.strip()]
    if not lines:
        faults["lines"] = _("Tulis nama kantor.")
    elif len(lines) > MOST_LINES:
        faults["lines"] = _("Paling banyak empat baris.")
    elif len(draft.lines) > LONGEST:
        faults["lines"] = _("Nama kantor terlalu panjang; paling panjang 500 huruf.")
    if has_logo and not draft.logo_text.strip():
        faults["logo_text"] = _("Tulis apa yang tergambar, untuk pembaca layar.")
    unknown = set(re.findall(r"\{[^{}]*\}?|\}", draft.number_pattern)) - PLACES
    if unknown:
        faults["number_pattern"] = _("%s tidak dikenal; yang ada {jenis}, {tahun}, dan {wilayah}.") % min(unknown)
    written = {name: getattr(draft, name) for name in WRITTEN if name != "valid_from"}
    for signer in signers:
        faults.update(_signer_faults(signer))
        written.update({f"{signer.role}_{name}": getattr(signer, name) for name in SIGNED})
    if SignerRole.ALL not in {signer.role for signer in signers}:
        faults["all_title"] = _("Tulis jabatan penanda tangan.")
    faults.update({name: _unprintable(text) for name, text in written.items() if _unprintable(text)})
    if faults:
        raise ValidationError(faults)


def _signer_faults(signer: Signer) -> dict[str, str]:
    faults = {}
    if not signer.title.strip():
        faults[f"{signer.role}_title"] = _("Tulis jabatan penanda tangan.")
    if signer.nip:
        try:
            signer.nip = read_nip(signer.nip)
        except ValueError:
            faults[f"{signer.role}_nip"] = _("NIP terdiri atas 18 angka, seperti 19700101 199503 1 001.")
    return faults


def _unprintable(text: str) -> str:
    """Say which sign of a text cannot be printed: the unseen, what turns writing round, pictograms [ours]."""
    for letter in text:
        if letter not in "\r\n" and (unicodedata.category(letter)[0] == "C" or ord(letter) > 0xFFFF):
            code = f"U+{ord(letter):04X}"
            return _("Memuat tanda yang tidak dapat dicetak (%s). Hapus tanda itu.") % code
    return ""

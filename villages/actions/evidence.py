"""Sending in photos and documents, saying what they prove, and withdrawing them."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import PurePath
from typing import NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from p2wkss import audit
from p2wkss.actions.saving import save_versioned
from p2wkss.image_headers import Kind, kind_of
from p2wkss.models import User
from p2wkss.photos import PHOTO_KINDS, Photo, open_photo
from villages.enums import EvidenceKind, Moment
from villages.models import Evidence, EvidenceBand, EvidenceLink, TargetVillage
from villages.permissions import REASON_LETTERS, check_record
from villages.pictures import REUSED, band_keys, picture_hash
from villages.proofs import read_links, value_of
from villages.reuse import reuse_of
from villages.summaries import refresh_summary


class Facts(NamedTuple):
    """What a person says of a file; `links` are written as villages/proofs.py says."""

    caption: str
    moment: str = ""
    effective_on: date | None = None
    keep_position: bool = False
    links: tuple[str, ...] = ()


class Parcel(NamedTuple):
    """A file that was checked, ready to be stored; a photo is drawn anew by then."""

    data: bytes
    name: str
    photo: Photo | None


def add_evidence(
    *,
    by: User,
    target_village: TargetVillage,
    file: "File[bytes]",
    caption: str,
    moment: str = "",
    effective_on: date | None = None,
    keep_position: bool = False,
    links: Iterable[str] = (),
    uuid: UUID | None = None,
) -> Evidence:
    """Store a photo or document as evidence of things of the same village. The same form sent twice stays one.

    Where the photo was taken is kept only with `keep_position`. Raises ValidationError with the faulty fields: for a
    file that is no safe photo or PDF, or a key under which something else stands. On failure no file stays behind.
    """
    check_record(by, target_village)
    facts = Facts(caption, moment, effective_on, keep_position, tuple(links))
    parcel = open_parcel(file)
    with all_or_nothing() as stored:
        return store(by, target_village, parcel, facts, uuid or uuid4(), stored)


@transaction.atomic
def save_evidence(*, by: User, evidence: Evidence, links: Iterable[str] | None = None) -> Evidence:
    """Correct what is said of a photo or document: caption, moment, dates, the photo before that it goes with, and,
    with `links`, what it proves.

    Raises ValidationError with the faulty fields, and StaleVersion when somebody saved a newer version.
    """
    check_record(by, evidence.target_village)
    _check_standing(evidence)
    if errors := {field: words for field, words in (*_wrong_dates(evidence), *_wrong_pair(evidence)) if words}:
        raise ValidationError(errors)
    saved = _save(by, evidence, "evidence.save")
    return saved if links is None else link_evidence(by=by, evidence=saved, links=links)


@transaction.atomic
def link_evidence(*, by: User, evidence: Evidence, links: Iterable[str]) -> Evidence:
    """Say anew what a photo or document proves: what is not named any more is no longer linked."""
    check_record(by, evidence.target_village)
    _check_standing(evidence)
    known = {value_of(link): link for link in evidence.links.select_for_update()}
    wanted = {value_of(link): link for link in read_links(evidence.target_village, links)}
    gone, new = known.keys() - wanted.keys(), wanted.keys() - known.keys()
    if gone or new:
        evidence.links.filter(pk__in=[known[value].pk for value in gone]).delete()
        _add_links(by, evidence, [wanted[value] for value in wanted if value in new])
        region = evidence.target_village.village_id
        details = {"added": sorted(new), "removed": sorted(gone)}
        audit.record(by=by, action="evidence.save", target=evidence, region_code=region, **details)
        refresh_summary(evidence.target_village_id)
    return evidence


@transaction.atomic
def withdraw_evidence(*, by: User, evidence: Evidence, reason: str) -> Evidence:
    """Take a photo or document out of the record: it is kept with the reason, and shown to nobody any more."""
    check_record(by, evidence.target_village)
    _check_standing(evidence)
    if len(reason.strip()) < REASON_LETTERS:
        raise ValidationError({"reason": _("Tulis alasannya, paling sedikit 10 huruf.")})
    alike = reuse_of(evidence)
    evidence.removed_at, evidence.removed_reason = timezone.now(), reason.strip()
    saved = _save(by, evidence, "evidence.remove")
    alone = [evidence, *(one for one in alike if not reuse_of(one))]
    EvidenceBand.objects.filter(evidence__in=alone, key=REUSED).delete()
    return saved


# What uploads in parts use too -----------------------------------------------------------------------------------


def open_parcel(file: "File[bytes]") -> Parcel:
    """Check a file by what is in it and draw a photo anew; ValidationError at `file` where it may not be stored."""
    name = PurePath(file.name or "").name[:200]
    try:
        check_size(file.size)
        file.seek(0)
        data = file.read()
        return Parcel(data, name, _opened(data))
    except ValidationError as error:
        raise ValidationError({"file": error}) from error


def check_size(size: int) -> None:
    """Raise ValidationError for an empty file and for one over EVIDENCE_LIMIT."""
    if size <= 0:
        raise ValidationError(_("Berkas ini kosong."), code="empty")
    if size > settings.EVIDENCE_LIMIT:
        limit = filesizeformat(settings.EVIDENCE_LIMIT)
        raise ValidationError(_("Berkas terlalu besar; paling besar %(limit)s.") % {"limit": limit}, code="size")


@contextmanager
def all_or_nothing() -> Iterator[list[str]]:
    """Store rows and files in one transaction; the files named in the list go when it does not stand."""
    stored: list[str] = []
    try:
        with transaction.atomic():
            yield stored
    except Exception:
        for name in stored:
            default_storage.delete(name)
        raise


def store(by: User, village: TargetVillage, parcel: Parcel, facts: Facts, key: UUID, stored: list[str]) -> Evidence:
    """Store a checked file within `all_or_nothing`; what stands under the key already is given if it is the same."""
    evidence = _described(by, village, parcel, facts, key)
    if known := Evidence.objects.filter(pk=key).first():
        same = ("target_village_id", "sha256", "caption")
        if [getattr(known, name) for name in same] != [getattr(evidence, name) for name in same]:
            raise ValidationError(_("Formulir ini sudah dipakai untuk bukti lain. Buka formulir baru."))
        return known
    if errors := {field: words for field, words in _wrong_dates(evidence) if words}:
        raise ValidationError(errors)
    links = read_links(village, facts.links)
    photo = parcel.photo
    _write(evidence.file, photo.content if photo else parcel.data, ".jpg" if photo else ".pdf", stored)
    if photo:
        _write(evidence.thumbnail, photo.thumbnail, ".jpg", stored)
    saved = _save(by, evidence, "evidence.upload")
    _add_links(by, saved, links)
    EvidenceBand.objects.bulk_create(EvidenceBand(evidence=saved, key=band) for band in band_keys(saved.picture_hash))
    if alike := reuse_of(saved):
        marked = set(EvidenceBand.objects.filter(evidence__in=alike, key=REUSED).values_list("evidence", flat=True))
        fresh = [one for one in [saved, *alike] if one.pk not in marked]
        EvidenceBand.objects.bulk_create(EvidenceBand(evidence=one, key=REUSED) for one in fresh)
    return saved


def _write(file: FieldFile, content: bytes, ending: str, stored: list[str]) -> None:
    """Write a file under a name of its own; a name that nobody else has may be deleted without a look at what it is."""
    name = f"{uuid4()}{ending}"
    stored.append(file.field.generate_filename(file.instance, name))
    file.save(name, ContentFile(content), save=False)


def _opened(data: bytes) -> Photo | None:
    """Draw a photo anew; None for a PDF, which is kept as it is."""
    kind = kind_of(data)
    if kind in PHOTO_KINDS:
        return open_photo(data, kind)
    if kind == Kind.HEIC:
        words = _("Foto HEIC belum dapat dibaca. Atur kamera ke “paling kompatibel” (JPEG), atau kirim salinan JPEG.")
        raise ValidationError(words, code="kind")
    if kind != Kind.PDF:
        raise ValidationError(_("Isi berkas ini bukan foto (JPEG, PNG, WebP) dan bukan PDF."), code="kind")
    return None


def _described(by: User, village: TargetVillage, parcel: Parcel, facts: Facts, key: UUID) -> Evidence:
    photo = parcel.photo
    latitude, longitude = photo.position if photo and photo.position and facts.keep_position else (None, None)
    return Evidence(
        uuid=key,
        target_village=village,
        kind=EvidenceKind.PHOTO if photo else EvidenceKind.DOCUMENT,
        caption=facts.caption,
        moment=facts.moment,
        effective_on=facts.effective_on,
        file_name=parcel.name,
        size=len(parcel.data),
        sha256=hashlib.sha256(parcel.data).hexdigest(),
        picture_hash=picture_hash(photo.grey) if photo else "",
        width=photo.width if photo else None,
        height=photo.height if photo else None,
        taken_at=photo.taken_at if photo else None,
        latitude=latitude,
        longitude=longitude,
        uploaded_by=by,
    )


def _save(by: User, evidence: Evidence, action: str) -> Evidence:
    region = evidence.target_village.village_id
    with transaction.atomic():
        saved = save_versioned(by=by, instance=evidence, action=action, region_code=region, log_values=False)
        refresh_summary(evidence.target_village_id)
    return saved


def _add_links(by: User, evidence: Evidence, links: list[EvidenceLink]) -> None:
    for link in links:
        link.evidence, link.by = evidence, by
    EvidenceLink.objects.bulk_create(links)


def _check_standing(evidence: Evidence) -> None:
    if Evidence.objects.filter(pk=evidence.pk, removed_at__isnull=False).exists():
        raise ValidationError(_("Bukti ini sudah ditarik."))


def _wrong_dates(evidence: Evidence) -> list[tuple[str, list[str]]]:
    words = [_("Tanggal ini tidak boleh di masa depan.")]
    wrong = []
    if evidence.effective_on and evidence.effective_on > timezone.localdate():
        wrong.append(("effective_on", words))
    if evidence.taken_at and timezone.localdate(evidence.taken_at) > timezone.localdate():
        wrong.append(("taken_at", words))
    return wrong


def _wrong_pair(evidence: Evidence) -> list[tuple[str, list[str]]]:
    """Refuse as a pair what is no standing "before" photo of the village, has a pair already, or was taken later."""
    before = evidence.pair
    if evidence.moment != Moment.BEFORE and Evidence.objects.filter(pair=evidence.pk).exists():
        return [("moment", [_("Foto ini berpasangan dengan foto “sesudah”. Lepaskan pasangannya dulu.")])]
    if before is None:
        return []
    if before.target_village_id != evidence.target_village_id or before.removed_at or before.moment != Moment.BEFORE:
        return [("pair", [_("Pilih foto “sebelum” dari desa ini.")])]
    if Evidence.objects.filter(pair=before).exclude(pk=evidence.pk).exists():
        return [("pair", [_("Foto itu sudah berpasangan dengan foto lain.")])]
    if before.taken_at and evidence.taken_at and before.taken_at > evidence.taken_at:
        return [("pair", [_("Foto “sebelum” diambil sesudah foto ini. Periksa tanggalnya.")])]
    return []

"""Checks that a file is what it says before it is stored."""

import hashlib
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

# The first bytes that each accepted kind begins with, by the endings that it may carry.
SIGNATURES: dict[str, bytes] = {
    ".pdf": b"%PDF-",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
}
CONTENT_TYPES = {".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


def check_document(file: "File[bytes]") -> str:
    """Give the SHA-256 of a PDF, PNG or JPEG file.

    Raises ValidationError when the file is empty, larger than `UPLOAD_LIMIT`, of a kind that is not accepted, or
    of another kind than its name says.
    """
    ending = PurePath(file.name or "").suffix.lower()
    if ending not in SIGNATURES:
        raise ValidationError(_("Berkas harus PDF, JPG atau PNG."), code="kind")
    if not file.size:
        raise ValidationError(_("Berkas ini kosong."), code="empty")
    if file.size > settings.UPLOAD_LIMIT:
        limit = filesizeformat(settings.UPLOAD_LIMIT)
        raise ValidationError(_("Berkas terlalu besar; paling besar %(limit)s.") % {"limit": limit}, code="size")
    file.seek(0)
    if not file.read(8).startswith(SIGNATURES[ending]):
        raise ValidationError(_("Isi berkas tidak sesuai dengan namanya (%s).") % ending, code="mismatch")
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()

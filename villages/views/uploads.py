"""Files that come in piece by piece: tus 1.0.0 (https://tus.io), core with creation and termination.

Only own uploads are reached, whatever the role; the token against forged requests comes as a header.
"""

import binascii
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse, UnreadablePostError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from p2wkss.http import Request
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission
from villages.actions.uploads import TooMuch, WrongOffset, append_piece, drop_upload, open_upload
from villages.models import TargetVillage, Upload

VERSION, PIECE_TYPE = "1.0.0", "application/offset+octet-stream"
BLOCK, HELD = 64 * 1024, 1024 * 1024
View = Callable[..., HttpResponse]


def speaks_tus(view: View) -> View:
    """Answer in the words of the protocol, and refuse another version of it."""

    @wraps(view)
    def checked(request: Request, **kwargs: UUID) -> HttpResponse:
        check_permission(request.user, Permission.RECORD_PROGRAMME)
        right = request.method == "OPTIONS" or request.headers.get("Tus-Resumable") == VERSION
        response = view(request, **kwargs) if right else _answer(412)
        response["Tus-Resumable"] = response["Tus-Version"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return checked


@require_http_methods(["POST", "OPTIONS"])
@speaks_tus
def upload_create(request: Request) -> HttpResponse:
    """Make room for a file: its size in Upload-Length, its name and its village in Upload-Metadata."""
    if request.method == "OPTIONS":
        extensions, most = "creation,termination", str(settings.EVIDENCE_LIMIT)
        return _answer(204, **{"Tus-Extension": extensions, "Tus-Max-Size": most})
    facts, length = read_metadata(request.headers.get("Upload-Metadata", "")), request.headers.get("Upload-Length", "")
    village, name = facts.get("village", ""), facts.get("filename", "")
    if not village.isdecimal() or not length.isdecimal() or max(len(village), len(length)) > 15:
        return _answer(400)
    place = get_object_or_404(TargetVillage.objects.visible_to(request.user).with_places(), pk=int(village))
    try:
        upload = open_upload(by=request.user, target_village=place, file_name=name, size=int(length))
    except ValidationError as error:
        return _answer(413 if error.code == "size" else 400, " ".join(error.messages))
    return _answer(201, Location=reverse("villages:upload_part", args=[upload.pk]), **_state(upload))


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@speaks_tus
def upload_part(request: Request, pk: UUID) -> HttpResponse:
    """Say how much has arrived, take the next piece, or throw the file away."""
    own = Upload.objects.filter(user=request.user).select_related("target_village__village")
    upload = get_object_or_404(own, pk=pk)
    check_permission(request.user, Permission.RECORD_PROGRAMME, upload.target_village.village_id)
    if request.method == "DELETE":
        drop_upload(by=request.user, upload=upload)
        return _answer(204)
    return _answer(200, **_state(upload)) if request.method == "HEAD" else _take(request, upload)


def read_metadata(header: str) -> dict[str, str]:
    """Read the pairs of a name and a value in base64; what is no such pair is passed over."""
    facts: dict[str, str] = {}
    for pair in header.split(","):
        name, _space, value = pair.strip().partition(" ")
        with suppress(binascii.Error, ValueError):
            facts[name] = b64decode(value, validate=True).decode()
    return facts


def _take(request: Request, upload: Upload) -> HttpResponse:
    offset = request.headers.get("Upload-Offset", "")
    if request.content_type != PIECE_TYPE:
        return _answer(415)
    if not offset.isdecimal() or len(offset) > 15:
        return _answer(400)
    at = int(offset)
    try:
        for piece in _pieces(request):
            upload = append_piece(by=request.user, upload=upload, offset=at, piece=piece)
            at = upload.received
    except WrongOffset as error:
        return _answer(409, **{"Upload-Offset": str(error.received)})
    except TooMuch:
        return _answer(413)
    return _answer(204, **_state(upload))


def _pieces(request: Request) -> Iterator[bytes]:
    """Read the body in pieces of at most a megabyte. When the line is cut, what has come so far is kept as well."""
    held = bytearray()
    is_whole = False
    while not is_whole:
        try:
            block = request.read(BLOCK)
        except UnreadablePostError:
            block = b""
        is_whole = not block
        held += block
        if len(held) >= HELD or is_whole:
            yield bytes(held)
            held.clear()


def _state(upload: Upload) -> dict[str, str]:
    return {"Upload-Offset": str(upload.received), "Upload-Length": str(upload.size)}


def _answer(status: int, words: str = "", **headers: str) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8", headers=headers)

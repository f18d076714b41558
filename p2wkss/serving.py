"""Handing out a private file: in parts where the browser asks for parts, and not again where it has it already."""

from collections.abc import Iterator

from django.core.files.storage import Storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, parse_etags, quote_etag

from p2wkss.ranges import Span, Unsatisfiable, read_range

BLOCK = 64 * 1024
# Kept by the browser of this person for an hour: lines are slow, and a photo never changes.
CACHE = "private, max-age=3600"


def serve_file(
    request: HttpRequest, storage: Storage, path: str, *, tag: str, name: str, content_type: str, attached: bool
) -> HttpResponseBase:
    """Answer with a file of the storage, as what it was checked to be; the caller has checked the right to it.

    `tag` names these very bytes for ever. Raises Http404 where the file is not there.
    """
    if not storage.exists(path):
        raise Http404
    size, etag = storage.size(path), quote_etag(tag)
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if known == ["*"] or etag in {one.removeprefix("W/") for one in known}:
        return _private(HttpResponseNotModified(), etag)
    try:
        span = read_range(request.headers.get("Range", ""), size) if _asks_for_part(request, etag) else None
    except Unsatisfiable:
        return _private(HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}), etag)
    whole = Span(0, size)
    response = StreamingHttpResponse(_blocks(storage, path, span or whole), status=206 if span else 200)
    response["Content-Type"] = content_type
    response["Content-Length"] = str((span or whole).stop - (span or whole).start)
    response["Content-Disposition"] = content_disposition_header(attached, name) or "inline"
    if span:
        response["Content-Range"] = span.header(size)
    return _private(response, etag)


def _asks_for_part(request: HttpRequest, etag: str) -> bool:
    """A range counts for GET only, and where If-Range stands only for the same bytes (RFC 9110, 13.1.5)."""
    return request.method == "GET" and request.headers.get("If-Range", etag) == etag


def _private(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = CACHE
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _blocks(storage: Storage, path: str, span: Span) -> Iterator[bytes]:
    """Read the part block by block; the file is opened when the first is asked for."""
    with storage.open(path) as file:
        file.seek(span.start)
        left = span.stop - span.start
        while left and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block

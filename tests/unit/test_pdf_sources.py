"""What a paper may read: the pinned fonts and the pictures it carries, and nothing else, whatever asks for it."""

import io
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from p2wkss.pdf import Pdf, _fonts, render_pdf
from tests.factories.pictures import draw

SECRET = "rahasia-7731"
SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='40' height='40'>{}</svg>"
)
DRAWN = "<rect width='9' height='9'/><text y='20'>tampak</text>"


def data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{b64encode(content).decode()}"


def svg(inside: str) -> str:
    return data("image/svg+xml", SVG.format(inside).encode())


def picture(format: str) -> bytes:
    target = io.BytesIO()
    draw(size=(16, 16)).save(target, format)
    return target.getvalue()


class Server:
    """A server on this machine that writes down what it is asked for."""

    def __init__(self) -> None:
        asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_error(404)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.asked, self._server = asked, HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that must not be asked."""
    made = Server()
    yield made
    made.stop()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file outside of what a paper may read: a picture, a style sheet or a text, by what it is taken for."""
    path = tmp_path / "rahasia.svg"
    path.write_text(SVG.format(f"<text y='20'>{SECRET}</text>"))
    return path


@pytest.fixture
def render(settings: Any, tmp_path: Path) -> Any:
    """Make a paper of a piece of markup."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    def made(body: str, head: str = "") -> Pdf:
        markup = f"<html lang=id><title>Uji coba</title>{head}<body><h1>Judul</h1><p>Isi</p>{body}</body></html>"
        (tmp_path / "uji.html").write_text(markup)
        return render_pdf("uji.html", {})

    return made


def everything_in(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        streams = [
            one.read_bytes() for one in file.objects if isinstance(one, pikepdf.Stream) and "/FontFile2" not in one
        ]
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages) + repr(b"".join(streams))


HOSTILE = {
    "file": "<img alt=x src='{file}'>",
    "passwd": "<img alt=x src='file:///etc/passwd'>",
    "up from a font": "<img alt=x src='{font}/../../../../etc/passwd'>",
    "font with a query": "<img alt=x src='{font}?x'>",
    "network": "<img alt=x src='{http}a.png'>",
    "no scheme": "<img alt=x src='//127.0.0.1/a.png'>",
    "relative": "<img alt=x src='rahasia.svg'>",
    "ftp": "<img alt=x src='ftp://127.0.0.1/a.png'>",
    "script address": "<img alt=x src='javascript:alert(1)'>",
    "other data": "<img alt=x src='data:text/html;base64,PGI+YQ=='>",
    "data without base64": "<img alt=x src='data:image/svg+xml,<svg/>'>",
    "broken data": "<img alt=x src='data:image/png;base64,AAAA'>",
    "style": "<p style=\"background: url('{file}')\">a</p>",
    "style over the network": "<p style=\"background: url('{http}b.png')\">a</p>",
    "style sheet": "<link rel=stylesheet href='{http}c.css'><style>@import url('{file}');</style>",
    "own font": "<style>@font-face {{ font-family: F; src: url('{http}e.ttf') }} p {{ font-family: F }}</style>",
    "attachment": "<link rel=attachment href='{file}'><a rel=attachment href='{file}'>a</a>",
    "object": "<object data='{file}'></object><embed src='{http}f'><iframe src='{file}'></iframe>",
    "picture in a picture": "{svg}",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_nothing_else_is_read(kind: str, render: Any, secret: Path, server: Server) -> None:
    file, http = secret.as_uri(), server.url
    inside = (
        f"<style>@import url('{file}'); @import url('{http}g.css'); rect {{ fill: url('{http}h.svg#a') }}</style>"
        f"<image href='{file}' width='9' height='9'/><image xlink:href='{http}i.png' width='9' height='9'/>"
        f"<use href='{file}#a'/><use xlink:href='{http}j.svg#a'/><script>fetch('{http}k')</script>{DRAWN}"
    )
    font = next(iter(_fonts()))
    pdf = render(HOSTILE[kind].format(file=file, http=http, font=font, svg=f'<img alt=x src="{svg(inside)}">'))
    found = everything_in(pdf)
    assert "Isi" in found
    assert SECRET not in found
    assert "root:" not in found
    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    [data("image/png", picture("PNG")), data("image/jpeg", picture("JPEG")), svg(DRAWN)],
    ids=["png", "jpeg", "svg"],
)
def test_a_picture_that_the_paper_carries_is_drawn(address: str, render: Any) -> None:
    pdf = render(f"<img alt='Lambang' src='{address}' width=40 height=40>")
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert b"/Figure" in file.pages[0].obj.Contents.read_bytes()
    if "svg" in address:
        assert "tampak" in everything_in(pdf)


def test_a_picture_that_is_none_leaves_its_words(render: Any) -> None:
    pdf = render("<img alt='Lambang kabupaten' src='data:image/png;base64,QUFBQQ=='>")
    assert "Lambang kabupaten" in everything_in(pdf)


def test_entities_of_an_svg_do_not_grow(render: Any) -> None:
    names = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10 if n else 'ha' * 50}'>" for n in range(9))
    bomb = f"<!DOCTYPE svg [{names}]>{SVG.format('<text>&a8;</text>')}"
    assert "Isi" in everything_in(render(f"<img alt='Lambang' src='{data('image/svg+xml', bomb.encode())}'>"))

"""The gate itself: a sound paper passes, and each fault that is put into it is found."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from p2wkss.letterhead import Letterhead, Signature
from p2wkss.pdf import DataFile, render_pdf
from p2wkss.reporting import Frame
from tests.pdf_checks import check_pdf, elements, walk

PAGE = """{% extends "reports/base.html" %}
{% block content %}<h1>Laporan uji coba</h1><h2>Bagian satu</h2>
<p>Isi bagian satu, lihat <a href="https://example.org/">laman contoh</a>.</p>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9mm"><title>Bagan: satu kotak penuh</title>
<rect width="9" height="9"/></svg>
<table><thead><tr><th scope="col">Desa</th><th scope="col">Nilai</th></tr></thead>
<tbody><tr><th scope="row">Kamurang</th><td>75,00</td></tr></tbody></table>{% endblock %}"""
Break = Callable[[pikepdf.Pdf], None]


@pytest.fixture
def pdf(settings: Any, tmp_path: Path) -> bytes:
    """A small paper with one of everything."""
    (tmp_path / "uji.html").write_text(PAGE)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    letterhead = Letterhead(("PEMERINTAH KABUPATEN UJI",), signature=Signature("Uji", "Kepala Dinas", "Ibu Kepala"))
    frame = Frame("Laporan uji coba", letterhead, datetime(2019, 10, 11, tzinfo=UTC), is_final=False)
    return render_pdf("uji.html", frame.context(), [DataFile("isi.csv", "desa,nilai\n", "Isi sebagai CSV")])


def test_a_sound_paper_passes(pdf: bytes) -> None:
    check_pdf(pdf)


def first(file: pikepdf.Pdf, kind: str) -> Any:
    return next(one for one in elements(file.Root.StructTreeRoot.K) if kind == one.S)


def drop(kind: str, key: str) -> Break:
    def broken(file: pikepdf.Pdf) -> None:
        del first(file, kind)[key]

    return broken


def in_xmp(old: bytes, new: bytes) -> Break:
    def broken(file: pikepdf.Pdf) -> None:
        file.Root.Metadata.write(file.Root.Metadata.read_bytes().replace(old, new))

    return broken


def in_content(old: bytes, new: bytes) -> Break:
    def broken(file: pikepdf.Pdf) -> None:
        contents = file.pages[0].obj.Contents
        assert old in contents.read_bytes()
        contents.write(contents.read_bytes().replace(old, new, 1))

    return broken


def change(edit: Callable[[Any], Any]) -> Break:
    def broken(file: pikepdf.Pdf) -> None:
        edit(file)

    return broken


def _font(file: pikepdf.Pdf) -> Any:
    return next(iter(file.pages[0].resources.Font.values())).DescendantFonts[0].FontDescriptor


def _attached(file: pikepdf.Pdf) -> Any:
    return file.Root.Names.EmbeddedFiles.Names[1]


FAULTS: dict[str, Break] = {
    "a figure without alternative text": drop("/Figure", "/Alt"),
    "a header cell without a scope": drop("/TH", "/A"),
    "its first heading is not H1": change(lambda file: first(file, "/H1").__setitem__("/S", pikepdf.Name.H3)),
    "a heading without words": change(lambda file: first(file, "/H2").__setitem__("/K", pikepdf.Array())),
    "belongs to no element": change(lambda file: first(file, "/H2").__setitem__("/K", pikepdf.Array())),
    "neither tagged nor an artifact": in_content(b"/Artifact\nBMC", b"/Span\nBMC"),
    "its language is not id": change(lambda file: file.Root.__setitem__("/Lang", pikepdf.String("en"))),
    "its title is not shown": change(lambda file: file.Root.ViewerPreferences.__setitem__("/DisplayDocTitle", False)),
    "it has no title": change(lambda file: file.docinfo.__delitem__("/Title")),
    "and 0 bookmarks": change(lambda file: file.Root.__delitem__("/Outlines")),
    "it does not say PDF/A-3": in_xmp(b'pdfaid:part="3"', b'pdfaid:part="2"'),
    "it does not say conformance A": in_xmp(b'conformance="A"', b'conformance="B"'),
    "it does not say PDF/UA-1": in_xmp(b'pdfuaid:part="1"', b'pdfuaid:part="9"'),
    "how it belongs to the document": change(lambda file: _attached(file).__delitem__("/AFRelationship")),
    "does not say what it is": change(lambda file: _attached(file).EF.F.__delitem__("/Subtype")),
    "has no description": change(lambda file: _attached(file).__delitem__("/Desc")),
    "is not embedded": change(lambda file: _font(file).__delitem__("/FontFile2")),
    "without words": change(lambda file: file.pages[0].obj.Annots[0].__delitem__("/Contents")),
    "outside the structure": change(lambda file: file.pages[0].obj.Annots[0].__delitem__("/StructParent")),
    "it has an action": change(lambda file: file.Root.__setitem__("/OpenAction", pikepdf.Dictionary())),
}


@pytest.mark.parametrize("words", FAULTS)
def test_each_fault_is_found(words: str, pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert [*walk(file)] == []
        FAULTS[words](file)
        assert any(words in found for found in walk(file))


def test_both_checkers_are_asked(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for one in elements(file.Root.StructTreeRoot.K):
            if one.S == "/TD" and "/Headers" in one.A:
                del one.A["/Headers"]
            elif one.S == "/TH":
                del one.A["/Scope"]
        del first(file, "/Figure")["/Alt"]
        target = io.BytesIO()
        file.save(target)
    with pytest.raises(pytest.fail.Exception) as failure:
        check_pdf(target.getvalue())
    said = str(failure.value)
    for found in ("outloud TBL-002", "outloud FIG-001", "pdfua UA-13-004", "pdfua UA-15-003"):
        assert found in said


def test_header_cells_can_be_found_by_the_cells_that_name_them(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        names = list(file.Root.StructTreeRoot.IDTree.Kids[0].Names)
        known = {bytes(key) for key in names[::2]}
        asked = {bytes(key) for one in elements(file.Root.StructTreeRoot.K) if one.S == "/TD" for key in one.A.Headers}
        assert asked
        assert asked <= known
        assert [bytes(key) for key in names[::2]] == sorted(known)


def test_a_picture_knows_where_it_stands(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        left, bottom, right, top = map(float, first(file, "/Figure").A.BBox)
        width, height = (float(file.pages[0].mediabox[at]) for at in (2, 3))
        assert 0 < left < right < width
        assert height / 2 < bottom < top < height

"""What stands around every paper: letterhead, number, class, foot, QR, and the place of the signature."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from p2wkss.letterhead import Letterhead, Signature
from p2wkss.pdf import Pdf, render_pdf
from p2wkss.report_words import Classification
from p2wkss.reporting import Frame
from tests.pdf_checks import check_pdf, elements

PAGE = """{% extends "reports/base.html" %}
{% block content %}<h1>{{ name }}</h1><p>Mulai.</p>
{% if rows %}<table><thead><tr><th scope="col">Desa</th><th scope="col">Nilai</th></tr></thead>
<tbody>{% for row in rows %}<tr><th scope="row">Desa {{ row }}</th><td>75,00</td></tr>
{% endfor %}</tbody></table>{% endif %}{% endblock %}"""
CODE = "F116-7996-9886"
SIGNATURE = Signature(
    "Serang", "Kepala Dinas", "Ibu Kepala, S.Sos.", "Pembina Utama Muda, IV/c", "19700101 199503 2 001"
)
LETTERHEAD = Letterhead(
    ("PEMERINTAH KABUPATEN UJI", "DINAS CONTOH"),
    address="Jalan Contoh Nomor 1, Serang",
    contact="Telepon (0254) 000000",
    signature=SIGNATURE,
)
# Friday 11 October 2019, 09.30 in Jakarta
FINAL = Frame(
    "Laporan uji coba",
    LETTERHEAD,
    datetime(2019, 10, 11, 2, 30, tzinfo=UTC),
    is_final=True,
    code=CODE,
    number="411/12/DPPPAKKB/2019",
    classification=Classification.RESTRICTED,
)
DRAFT = replace(FINAL, is_final=False, code="", number="")


@pytest.fixture
def paper(settings: Any, tmp_path: Path) -> Any:
    """Make a paper in a frame."""
    (tmp_path / "uji.html").write_text(PAGE)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    settings.CSRF_TRUSTED_ORIGINS = ["https://p2wkss.example.go.id"]

    def made(frame: Frame, rows: int = 0, name: str = "Laporan uji coba") -> Pdf:
        return render_pdf("uji.html", {**frame.context(), "rows": range(rows), "name": name})

    return made


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def figures(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return [str(one.Alt) for one in elements(file.Root.StructTreeRoot.K) if one.S == "/Figure"]


def test_the_first_page_has_the_letterhead_number_and_class(paper: Any) -> None:
    first, second, *_ = pages_of(paper(FINAL, 60))
    for words in (
        "PEMERINTAH KABUPATEN UJI",
        "DINAS CONTOH",
        "Jalan Contoh Nomor 1, Serang",
        "Telepon (0254) 000000",
        "Nomor : 411/12/DPPPAKKB/2019",
        "Klasifikasi : Terbatas",
        f"Status : final, kode hasil {CODE}",
    ):
        assert words in first
        assert words not in second


def test_without_a_number_there_is_a_line_to_write_on(paper: Any) -> None:
    assert "Nomor : ......" in pages_of(paper(DRAFT))[0]


def test_every_page_of_a_final_paper_has_its_code_and_says_what_the_code_is_not(paper: Any) -> None:
    pages = pages_of(paper(FINAL, 60))
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"Kode hasil {CODE}" in page
        assert "bukan tanda tangan elektronik tersertifikasi" in page
        assert f"Halaman {number} dari {len(pages)}" in page
        assert "SEMENTARA" not in page
    assert "PP 71 Tahun 2019" in pages[-1]


def test_every_page_of_a_draft_says_that_it_is_provisional_and_of_when(paper: Any) -> None:
    pdf = paper(DRAFT, 60)
    for page in pages_of(pdf):
        assert "SEMENTARA · 11 Oktober 2019 09.30" in page
        assert page.count("SEMENTARA") >= 2, "at the foot and across the page"
        assert "Kode" not in page
    assert "Status : SEMENTARA, data per 11 Oktober 2019 09.30" in pages_of(pdf)[0]
    assert figures(pdf) == []


def test_the_qr_leads_to_the_verification_page_and_has_words(paper: Any) -> None:
    pdf = paper(FINAL)
    address = f"https://p2wkss.example.go.id/verifikasi/{CODE}/"
    assert figures(pdf) == [f"Kode QR yang membuka halaman verifikasi {address}"]
    with pikepdf.open(io.BytesIO(pdf)) as file:
        links = [str(note.A.URI) for page in file.pages for note in page.obj.get("/Annots", [])]
    assert links == [address]


def test_without_a_name_of_the_site_there_is_no_qr_that_leads_nowhere(paper: Any, settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = []
    pdf = paper(FINAL)
    assert figures(pdf) == []
    assert f"/verifikasi/{CODE}/" in pages_of(pdf)[-1]


def test_the_signer_stands_with_place_day_rank_and_nip_above_an_empty_place(paper: Any) -> None:
    last = pages_of(paper(FINAL))[-1]
    for words in (
        "Serang, 11 Oktober 2019",
        "Jumat, tanggal sebelas, bulan Oktober, tahun dua ribu sembilan belas",
        "Kepala Dinas Ibu Kepala, S.Sos. Pembina Utama Muda, IV/c NIP 19700101 199503 2 001",
    ):
        assert words in last


def test_who_is_not_known_leaves_lines(paper: Any) -> None:
    last = pages_of(paper(replace(FINAL, letterhead=replace(LETTERHEAD, signature=Signature(title="Kepala")))))[-1]
    assert "......, 11 Oktober 2019" in last
    assert "NIP ......" in last


@pytest.mark.parametrize("rows", range(14, 34))
def test_the_signature_never_stands_alone(rows: int, paper: Any) -> None:
    """Whatever the length of the table before, the page of the signature holds a row of it."""
    last = pages_of(paper(FINAL, rows))[-1]
    assert "Kepala Dinas" in last
    assert f"Desa {rows - 1}" in last
    assert "NIP" in last


@pytest.mark.parametrize("frame", [FINAL, DRAFT], ids=["final", "draft"])
@pytest.mark.parametrize("rows", [0, 60])
def test_the_frame_passes_the_gate(frame: Frame, rows: int, paper: Any) -> None:
    check_pdf(paper(frame, rows))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Desa " + "Panjang" * 43, "DesaPanjangPanjang"),
        ("Desa " + "W" * 300, "W" * 300),
        ("Desa \N{RIGHT-TO-LEFT OVERRIDE}terbalik\N{POP DIRECTIONAL FORMATTING} sekali", "Desaterbaliksekali"),
        ("Desa \N{HOUSE WITH GARDEN}\N{VARIATION SELECTOR-16}", "Desa[housewithgarden]"),
        ("Desa \x00\x07\x1b\x9fKamurang", "DesaKamurang"),
        ("Desa معهد", "Desa"),
        ("Desa 漢", "[cjkunifiedideograph-6f22]"),
        ('<b>Desa</b> & "lain" &#x202e;', '<b>Desa</b>&"lain"&#x202e;'),
    ],
    ids=["long", "wide", "turned", "emoji", "control", "arabic", "chinese", "markup"],
)
def test_odd_names_are_read_in_a_sound_paper(name: str, shown: str, paper: Any) -> None:
    pdf = paper(FINAL, 3, name)
    check_pdf(pdf)
    text = "".join("".join(pages_of(pdf)).split()).replace("\N{ZERO WIDTH SPACE}", "")
    assert shown in text
    assert not any(mark in text for mark in "\u202e\u202c\x00\x07\x1b\x9f")


def test_nothing_of_a_wide_name_lies_outside_of_the_page(paper: Any) -> None:
    import pymupdf

    with pymupdf.open(stream=paper(FINAL, 3, "W" * 300), filetype="pdf") as file:
        for page in file:
            for left, _, right, *_ in page.get_text("words"):
                assert 0 <= left <= right <= page.rect.width

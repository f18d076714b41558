"""The gate for PDFs: what every report must be for a screen reader, an archive and a machine.

`check_pdf(pdf)` asks two independent checkers, outloud and pdfua, and walks the file itself. It fails with all that it
found. A finding that is wrong is left out by its id, with the reason, in WRONG.
"""

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
import pytest

# Findings that are wrong, by their ids.
WRONG = {
    # It takes every table with more header cells than data cells for a broken one. A table of two columns whose rows
    # have names (village, what the simulation says) has one more, always.
    "TBL-010": "a table of two columns with named rows has more header cells than data cells",
    # The foot of a page is an artifact [public: ISO 14289-1, 7.8]; its words stand at the head and the end, too.
    "TAG-002": "the foot of a page is no content",
    # It takes the rows of a long table, and its heads, which each page repeats, for running heads of the document.
    "PAG-001": "the head of a table that goes on is content of its part",
    # A chart tells its figures in its alternative text: more digits than letters is what they are.
    "FIG-012": "the alternative text of a chart holds its figures",
    # The months of a timeline and the line of each stage cross each other; the figures stand in the table beside it.
    "TBL-014": "the lines of a timeline are no table",
    # Addresses of e-mail in a letterhead are read, not opened; the address of the verification page is a link.
    "LNK-010": "an office's address on its letterhead is for reading",
    # pdfua 0.1.3 fails at this rule on every file that has a heading, with pikepdf 10: `walk` looks for empty headings.
    "UA-14-001": "the rule itself fails",
}
_LEVELS = {f"/H{level}" for level in range(1, 7)}
_PAINTS = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh", "EI"}


def check_pdf(pdf: bytes) -> None:
    """Fail with everything that is wrong with a report."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "laporan.pdf"
        path.write_bytes(pdf)
        found = [*said_by_outloud(path), *said_by_pdfua(path)]
    with pikepdf.open(BytesIO(pdf)) as file:
        found += walk(file)
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def said_by_outloud(path: Path) -> Iterator[str]:
    """Give what outloud finds, warnings too; a rule of it that fails is a finding."""
    from outloud import check

    result = check(str(path))
    if result.error:
        yield f"outloud: {result.error}"
    yield from (f"outloud {run.rule}: crashed" for run in result.runs if run.status == "crashed")
    for one in result.findings:
        if one.rule not in WRONG and one.severity != "info":
            yield f"outloud {one.rule}, page {one.page}: {one.message} {one.evidence or ''}".strip()


def said_by_pdfua(path: Path) -> Iterator[str]:
    """Give what pdfua finds."""
    from pdfua import validate

    report = validate(str(path))
    yield from (f"pdfua {one.rule_id}: {one.skipped_reason}" for one in report.skipped if one.rule_id not in WRONG)
    for one in report.findings:
        if one.rule_id not in WRONG:
            yield f"pdfua {one.rule_id}, {one.location.describe()}: {one.message}"


def walk(file: pikepdf.Pdf) -> Iterator[str]:
    """Walk the structure and give what is missing."""
    tree = list(elements(file.Root.StructTreeRoot.K))
    yield from _document(file)
    yield from _headings(file, [str(one.S) for one in tree])
    for one in tree:
        if one.S == "/Figure" and not str(one.get("/Alt", "")).strip():
            yield "a figure without alternative text"
        if str(one.S) in _LEVELS and not any(marks_of(one)):
            yield "a heading without words"
        if one.S == "/TH" and one.get("/A", {}).get("/Scope") not in ("/Column", "/Row", "/Both"):
            yield "a header cell without a scope"
    owners = {one.objgen for one in tree}
    for number, page in enumerate(file.pages, 1):
        yield from (f"page {number}: {words}" for words in _page(file, page, owners))
    yield from _files(file)


def elements(node: Any) -> Iterator[Any]:
    """Give every element of a structure tree, in the order in which it is read."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def marks_of(element: Any) -> Iterator[int]:
    """Give the marked content of an element and of all below it, counted from 1."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            yield from marks_of(kid)
        else:
            yield int(kid) + 1


def _document(file: pikepdf.Pdf) -> Iterator[str]:
    xmp = file.Root.Metadata.read_bytes().decode()
    facts = {
        "it does not say PDF/A-3": 'pdfaid:part="3"' in xmp,
        "it does not say conformance A": 'pdfaid:conformance="A"' in xmp,
        "it does not say PDF/UA-1": 'pdfuaid:part="1"' in xmp,
        "its metadata hold more than one description": xmp.count("<rdf:RDF") == 1,
        "its language is not id": str(file.Root.get("/Lang", "")) == "id",
        "it is not tagged": bool(file.Root.MarkInfo.Marked),
        "its title is not shown": bool(file.Root.ViewerPreferences.DisplayDocTitle),
        "it has no title": bool(str(file.docinfo.get("/Title", "")).strip()),
        "it has no output intent": "/OutputIntents" in file.Root,
        "it has an action": "/OpenAction" not in file.Root and "/AA" not in file.Root,
        "it has a form": "/AcroForm" not in file.Root,
    }
    yield from (words for words, holds in facts.items() if not holds)


def _headings(file: pikepdf.Pdf, kinds: list[str]) -> Iterator[str]:
    levels = [int(kind[2:]) for kind in kinds if kind in _LEVELS]
    if levels[:1] != [1]:
        yield "its first heading is not H1"
    if any(after > before + 1 for before, after in pairwise(levels)):
        yield f"its headings skip a level: {levels}"
    with file.open_outline() as outline:
        marks = sum(1 for _ in _bookmarks(outline.root))
    if marks != len(levels):
        yield f"it has {len(levels)} headings and {marks} bookmarks"


def _bookmarks(items: Any) -> Iterator[Any]:
    for item in items:
        yield item
        yield from _bookmarks(item.children)


def _page(file: pikepdf.Pdf, page: pikepdf.Page, owners: set[tuple[int, int]]) -> Iterator[str]:
    parents = _parents(file)
    marks = parents[int(page.obj.StructParents)]
    yield from set(_untagged(page, marks, owners))
    for font in page.resources.get("/Font", {}).values():
        inner = font.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in font else font.FontDescriptor
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner.keys()):
            yield f"font {font.BaseFont} is not embedded"
    for note in page.obj.get("/Annots", []):
        if not str(note.get("/Contents", "")).strip():
            yield f"an annotation ({note.Subtype}) without words"
        owner = parents.get(int(note.get("/StructParent", -1)))
        if owner is None or owner.objgen not in owners or owner.S not in ("/Link", "/Annot"):
            yield f"an annotation ({note.Subtype}) outside the structure"


def _parents(file: pikepdf.Pdf) -> dict[int, Any]:
    numbers = list(file.Root.StructTreeRoot.ParentTree.Nums)
    return {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}


def _untagged(page: pikepdf.Page, marks: Any, owners: set[tuple[int, int]]) -> Iterator[str]:
    """Give what is painted outside of the structure, and not as an artifact."""
    open_: list[bool] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BMC", "BDC"):
            mcid = operands[1].get("/MCID") if name == "BDC" else None
            is_artifact = str(operands[0]) == "/Artifact"
            in_tree = mcid is not None and isinstance(marks[mcid], pikepdf.Dictionary) and marks[mcid].objgen in owners
            if mcid is not None and not in_tree:
                yield f"marked content {mcid} belongs to no element"
            open_.append(is_artifact or in_tree)
        elif name == "EMC":
            open_.pop()
        elif name in _PAINTS and not any(open_):
            yield f"{name} paints what is neither tagged nor an artifact"


def _files(file: pikepdf.Pdf) -> Iterator[str]:
    names = list(file.Root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", []))[1::2]
    listed = {one.objgen for one in file.Root.get("/AF", [])}
    for one in names:
        inner = one.EF.F
        if one.objgen not in listed or one.get("/AFRelationship") not in ("/Source", "/Data"):
            yield f"{one.UF} does not say how it belongs to the document"
        if str(inner.get("/Subtype", "")) not in ("/text/csv", "/application/json"):
            yield f"{one.UF} does not say what it is: {inner.get('/Subtype')}"
        if not str(one.get("/Desc", "")).strip():
            yield f"{one.UF} has no description"

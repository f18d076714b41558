"""What a tagged PDF still lacks when WeasyPrint has drawn it: done on its objects, before they are written.

Header cells get a scope and can be found by their identifiers, heads and feet of pages are artifacts, pictures know
where they stand, and the file says that it is also PDF/UA-1 [public: ISO 14289-1, 7.5 and 7.8; ISO 19005-3, 6.6.2.3].
"""

from typing import Any

import pydyf

# PDF/A knows no other schema of metadata than its own: the one of PDF/UA is described where it is used.
_IDENTIFICATION = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""
# CSS pixels to points.
_POINTS = 0.75


def finish(document: Any, pdf: Any) -> None:
    """Complete the structure of a drawn document. `pdf` is a pydyf.PDF, `document` what WeasyPrint drew."""
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    reached = _reached(pdf, root)
    pages = list(pdf.page_references)
    heights = {reference: page.height for reference, page in zip(pages, document.pages, strict=True)}
    _artifacts(pdf, pages, root, reached)
    for element in reached.values():
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column" if _is_in_head(pdf, element) else "/Row"
        elif element["S"] == "/TD" and not element["A"].get("Headers"):
            element["A"].pop("Headers", None)
        elif element["S"] == "/Figure":
            _place(element, heights[element["Pg"]])
    _find_by_id(pdf, root, reached)
    metadata = _at(pdf, pdf.catalog["Metadata"])
    metadata.stream = [b"".join(metadata.stream).replace(b"</rdf:RDF>", _IDENTIFICATION, 1)]


def _at(pdf: Any, reference: Any) -> Any:
    """Give the object behind a reference ("12 0 R")."""
    text = reference.decode() if isinstance(reference, bytes) else reference
    return pdf.objects[int(text.split()[0])]


def _reached(pdf: Any, root: Any) -> dict[int, Any]:
    """Give the elements that the tree holds by their numbers, in their order."""
    found: dict[int, Any] = {}
    open_ = [root]
    while open_:
        element = open_.pop()
        if element is not root:
            found[element.number] = element
        kids = [_at(pdf, kid) for kid in element["K"] if not isinstance(kid, int)]
        open_ += [kid for kid in reversed(kids) if kid.get("Type") == "/StructElem"]
    return found


def _artifacts(pdf: Any, pages: list[Any], root: Any, reached: dict[int, Any]) -> None:
    """Mark what stands in the margins as artifacts: WeasyPrint gives it elements, but not a place in the tree."""
    numbers = _at(pdf, root["ParentTree"])["Nums"]
    for page, owners in zip(numbers[::2], numbers[1::2], strict=True):
        if not isinstance(owners, pydyf.Array):
            continue
        lost = {mcid for mcid, owner in enumerate(owners) if _at(pdf, owner).number not in reached}
        if not lost:
            continue
        for mcid in lost:
            owners[mcid] = "null"
        operators = _at(pdf, _at(pdf, pages[page])["Contents"]).stream
        for at, operator in enumerate(operators):
            if operator == b"BDC" and operators[at - 1].get("MCID") in lost:
                operators[at - 2], operators[at - 1] = "/Artifact", pydyf.Dictionary({"Type": "/Pagination"})


def _is_in_head(pdf: Any, cell: Any) -> bool:
    row = _at(pdf, cell["P"])
    return bool(_at(pdf, row["P"])["S"] == "/THead")


def _place(figure: Any, height: float) -> None:
    """Give a picture's place in points from the foot of its page, where WeasyPrint counts pixels from the top."""
    left, top, right, bottom = figure["A"]["BBox"]
    corners = left, height - bottom, right, height - top
    figure["A"]["BBox"] = pydyf.Array(round(corner * _POINTS, 2) for corner in corners)


def _find_by_id(pdf: Any, root: Any, reached: dict[int, Any]) -> None:
    """List header cells by their identifiers, so that a reader finds the heads that a cell names."""
    named = [(element["ID"], element.reference) for element in reached.values() if "ID" in element]
    if not named:
        return
    named.sort(key=lambda pair: pair[0].data)
    names = pydyf.Array(part for pair in named for part in pair)
    leaf = pydyf.Dictionary({"Names": names, "Limits": pydyf.Array([named[0][0], named[-1][0]])})
    pdf.add_object(leaf)
    root["IDTree"] = pydyf.Dictionary({"Kids": pydyf.Array([leaf.reference])})

"""PURE: the QR of an address, as an SVG to stand in a page. The only importer of segno."""

import segno

# Around the code stay four of its squares white, so that a camera finds it [public: ISO/IEC 18004].
QUIET = 4


def qr_svg(address: str, title: str) -> str:
    """Draw an address; `title` is the alternative text. A quarter of the squares may be dirty and it is still read."""
    code = segno.make(address, error="q", micro=False)
    return code.svg_inline(border=QUIET, omitsize=True, title=title, svgclass="qr", lineclass=None)

"""Logos of offices, checked before they are kept: a picture is drawn anew, an SVG taken as it is or refused."""

import io
import math
import re
from collections import Counter
from typing import Any, NamedTuple
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from p2wkss.exif import read_exif
from p2wkss.image_headers import BadImage, kind_of, read_header
from p2wkss.photos import BROKEN, PHOTO_KINDS, decode, upright

PNG, SVG = "image/png", "image/svg+xml"
LIMIT = 1024 * 1024
# Printed about two centimetres high: 600 pixels are more than a printer shows [ours].
SMALLEST, MOST_PIXELS, LONG_SIDE = 32, 16_000_000, 600
MOST_ELEMENTS, MOST_DEPTH, MOST_DRAWN, LARGEST_NUMBER, LONGEST_SHAPE = 5_000, 40, 20_000, 1_000_000, 8

_SVG_NAMESPACE, _XLINK, _XML = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/XML/1998/namespace",
)
_SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_GRADIENTS = {"linearGradient", "radialGradient"}
_ELEMENTS = {"svg", "g", "defs", "use", "clipPath", "stop", "title", "desc", "style"} | _SHAPES | _GRADIENTS
# Presentation: as attributes, in `style`, and in rules of a style element.
_PRESENTATION = """
fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit
stroke-dasharray stroke-dashoffset opacity color display visibility overflow clip-path clip-rule stop-color stop-opacity
vector-effect paint-order color-interpolation shape-rendering enable-background isolation mix-blend-mode
"""
_MEASURES = """
x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy width height d points transform offset viewBox preserveAspectRatio
gradientUnits gradientTransform spreadMethod clipPathUnits version baseProfile
"""
_CALLS = "rgb rgba hsl hsla matrix translate scale rotate skewX skewY translateX translateY"
_PROPERTIES, _GEOMETRY, _FUNCTIONS = set(_PRESENTATION.split()), set(_MEASURES.split()), set(_CALLS.split())
# What may refer to another part of the file, and to what kind of part.
_TARGETS: dict[str, set[str]] = {
    "use": _SHAPES | {"g"},
    **dict.fromkeys(_GRADIENTS, _GRADIENTS),
    **dict.fromkeys(("fill", "stroke"), _GRADIENTS),
    "clip-path": {"clipPath"},
}
_NAMES = {"id", "class", "role", "aria-label", "aria-labelledby", "aria-hidden", "focusable", "lang"}
_LOCAL = re.compile(r"#[\w.:-]{1,100}")
_LOCAL_URL = re.compile(r"url\(\s*(['\"]?)#([\w.:-]{1,100})\1\s*\)")
_CALL = re.compile(r"([\w-]*)\s*\(")
_VALUE = re.compile(r"[\w\s#.,%()+-]*", re.ASCII)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b")
_LONGEST_CSS = 20_000
_SELECTORS = re.compile(r"\s*[.#]?[\w-]+\s*(,\s*[.#]?[\w-]+\s*)*", re.ASCII)


class Logo(NamedTuple):
    """A logo that may be kept, and what it is."""

    content: bytes
    content_type: str


def check_logo(data: bytes) -> Logo:
    """Give what is kept of an uploaded logo: a PNG of at most 600 pixels, or the SVG unchanged.

    Raises ValidationError, in words that say what was found, for a file of more than 1 MB, one that is no PNG, JPEG,
    WebP or SVG, a picture that is broken, too small or too large, and an SVG with anything but plain drawing in it.
    """
    if len(data) > LIMIT:
        raise ValidationError(_("Berkas lambang terlalu besar; paling besar 1 MB."), code="size")
    if kind_of(data) in PHOTO_KINDS:
        return Logo(_redrawn(data), PNG)
    if b"<" in data[:1000] and b"\0" not in data:
        check_svg(data)
        return Logo(data, SVG)
    raise ValidationError(_("Lambang harus gambar PNG, JPG, WebP, atau SVG."), code="kind")


def check_svg(data: bytes) -> None:
    """Raise ValidationError, saying what was found, unless an SVG is plain drawing. Nothing is cleaned away."""
    try:
        data.decode("utf-8")
        _SvgReader().read(data)
    except expat.ExpatError as error:
        raise _refusal(_("bukan SVG yang utuh (baris %(line)d)") % {"line": error.lineno}) from error
    except UnicodeDecodeError as error:
        raise _refusal(_("tidak ditulis dalam UTF-8")) from error


def _redrawn(data: bytes) -> bytes:
    kind = kind_of(data)
    try:
        header = read_header(data, kind)
    except BadImage as error:
        raise _broken() from error
    if header.width * header.height > MOST_PIXELS:
        raise ValidationError(_("Lambang terlalu besar: paling banyak 16 megapiksel."), code="pixels")
    if min(header.width, header.height) < SMALLEST or _is_strip(header.width, header.height):
        words = _(
            "Ukuran lambang tidak wajar (%(width)d × %(height)d piksel): paling kecil 32, paling panjang 8 kali lebar."
        )
        raise ValidationError(words % {"width": header.width, "height": header.height}, code="shape")
    try:
        image = upright(decode(header, kind, LONG_SIDE), read_exif(header.exif).orientation)
        target = io.BytesIO()
        image.convert("RGBA" if "A" in image.mode or "transparency" in image.info else "RGB").save(target, "PNG")
    except BROKEN as error:
        raise _broken() from error
    return target.getvalue()


def _is_strip(width: float, height: float) -> bool:
    return max(width, height) > LONGEST_SHAPE * min(width, height)


class _SvgReader:
    """Reads an SVG piece by piece and stops at the first thing that is not on the lists.

    expat expands no entity here, as the DOCTYPE that would declare one is refused before anything that follows it.
    """

    def __init__(self) -> None:
        self.open: list[str] = []
        self.owners: list[str] = []  # the ids of the open elements, "" where one has none
        self.elements = 0
        self.sizes: Counter[str] = Counter()
        self.kinds: dict[str, str] = {}
        self.links: list[tuple[str, str]] = []  # what refers (an element or an attribute), and to which id
        self.owners_of_links: set[str] = set()
        self.css: list[str] = []

    def read(self, data: bytes) -> None:
        """Read all of it. Raises ValidationError and ExpatError."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(data, True)
        self._check_links()

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding and encoding.lower() not in {"utf-8", "us-ascii"}:
            raise _refusal(_("tidak ditulis dalam UTF-8"))

    def _doctype(self, *found: Any) -> None:
        raise _refusal(_("memuat DOCTYPE atau entitas"))

    def _instruction(self, target: str, text: str) -> None:
        raise _refusal(_("memuat perintah pengolah (%s)") % _short(target))

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        namespace, _blank, name = qualified.rpartition(" ")
        self._check_element(namespace, name)
        self.elements += 1
        self.open.append(name)
        if self.elements > MOST_ELEMENTS or len(self.open) > MOST_DEPTH:
            raise _refusal(_("terlalu rumit (lebih dari 5.000 bagian, atau bersusun lebih dari 40)"))
        own = attributes.get("id", "")
        if own and own in self.kinds:
            raise _refusal(_("memakai nama yang sama dua kali (%s)") % _short(own))
        if own:
            self.kinds[own] = name
        self.owners.append(own)
        for owner in filter(None, self.owners):
            self.sizes[owner] += 1
        for key, value in attributes.items():
            self._check_attribute(name, key, value)
        if len(self.open) == 1:
            _check_size(attributes)

    def _check_element(self, namespace: str, name: str) -> None:
        if name.lower() in {"script", "handler", "listener"}:
            raise _refusal(_("memuat skrip (elemen %s)") % _short(name))
        if name.lower() in {"foreignobject", "iframe", "object", "embed", "audio", "video"}:
            raise _refusal(_("memuat halaman lain di dalamnya (elemen %s)") % _short(name))
        if name == "image":
            raise _refusal(_("memuat gambar lain di dalamnya (elemen image)"))
        if name in {"text", "tspan", "textPath"}:
            raise _refusal(_("memuat tulisan (elemen %s); ubah tulisan menjadi garis dahulu") % name)
        if namespace != _SVG_NAMESPACE or name not in _ELEMENTS or (name == "svg") != (not self.open):
            raise _refusal(_("memuat bagian yang tidak dikenal (elemen %s); simpan sebagai SVG biasa") % _short(name))

    def _check_attribute(self, element: str, qualified: str, value: str) -> None:
        namespace, _blank, name = qualified.rpartition(" ")
        if name.lower().startswith("on"):
            raise _refusal(_("memuat skrip (atribut %s)") % _short(name))
        if name == "href" and namespace in {"", _XLINK}:
            self._link(element, value)
        elif namespace == _XML and name in {"space", "lang"}:
            return
        elif namespace or name not in _PROPERTIES | _GEOMETRY | _NAMES | {"style", "type", "media"}:
            raise _refusal(_("memuat atribut yang tidak dikenal (%s); simpan sebagai SVG biasa") % _short(name))
        elif name == "style":
            self._check_declarations(value)
        elif name in {"type", "media"}:
            if element != "style" or value not in {"text/css", "all", "screen", "print"}:
                raise _refusal(_("memuat atribut yang tidak dikenal (%s); simpan sebagai SVG biasa") % _short(name))
        elif name not in _NAMES:
            self._check_value(name, value)

    def _link(self, element: str, value: str) -> None:
        target = value.strip()
        if re.match(r"(java|vb)script\s*:", target, re.IGNORECASE):
            raise _refusal(_("memuat skrip (%s)") % _short(target))
        if not _LOCAL.fullmatch(target):
            raise _refusal(_("merujuk ke luar berkasnya (%s)") % _short(target))
        if element not in _TARGETS or "clipPath" in self.open:
            raise _refusal(_("memuat tautan (elemen %s)") % _short(element))
        self.links.append((element, target[1:]))
        self.owners_of_links.update(filter(None, self.owners))

    def _check_value(self, name: str, value: str) -> None:
        """Take numbers, words, colours, and a reference to a part of the same file."""
        if any(word in value.lower() for word in ("javascript:", "expression(")):
            raise _refusal(_("memuat skrip (%s)") % _short(value))
        rest = _LOCAL_URL.sub(" ", value)
        if "url" in rest.lower() or "://" in rest:
            raise _refusal(_("merujuk ke luar berkasnya (%s)") % _short(value))
        if rest != value:
            if name not in _TARGETS or (name == "clip-path" and not {"clipPath", "style"}.isdisjoint(self.open)):
                raise _refusal(_("memakai rujukan pada atribut %s") % _short(name))
            self.links += [(name, found[2]) for found in _LOCAL_URL.finditer(value)]
        calls = {found[1] for found in _CALL.finditer(rest)}
        if not _VALUE.fullmatch(rest) or calls - _FUNCTIONS:
            raise _refusal(_("memuat nilai yang tidak dikenal (%s)") % _short(value))
        if any(_is_absurd(number) for number in _NUMBER.findall(_COLOUR.sub(" ", rest))):
            raise _refusal(_("memuat angka yang tidak wajar (%s)") % _short(name))

    def _check_declarations(self, text: str) -> None:
        for declaration in filter(str.strip, text.split(";")):
            name, colon, value = declaration.partition(":")
            if not colon or name.strip() not in _PROPERTIES:
                raise _refusal(_("memuat gaya yang tidak dikenal (%s); simpan sebagai SVG biasa") % _short(declaration))
            self._check_value(name.strip(), value)

    def _text(self, text: str) -> None:
        if self.open[-1] == "style":
            self.css.append(text)
        elif self.open[-1] not in {"title", "desc"} and text.strip():
            raise _refusal(_("memuat tulisan (elemen %s); ubah tulisan menjadi garis dahulu") % self.open[-1])

    def _end(self, qualified: str) -> None:
        if self.open[-1] == "style":
            self._check_css("".join(self.css))
            self.css.clear()
        self.open.pop()
        self.owners.pop()

    def _check_css(self, text: str) -> None:
        if len(text) > _LONGEST_CSS:
            raise _refusal(_("memuat gaya yang terlalu panjang"))
        plain = re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL)
        if "@" in plain or "\\" in plain:
            raise _refusal(_("memuat gaya yang merujuk ke luar (%s)") % _short(plain))
        *rules, left = plain.split("}")
        for rule in rules:
            selectors, brace, declarations = rule.partition("{")
            if not brace or not _SELECTORS.fullmatch(selectors):
                raise _refusal(_("memuat gaya yang tidak dikenal (%s); simpan sebagai SVG biasa") % _short(rule))
            self._check_declarations(declarations)
        if left.strip():
            raise _refusal(_("memuat gaya yang tidak dikenal (%s); simpan sebagai SVG biasa") % _short(left))

    def _check_links(self) -> None:
        """Let references lead to a part of the right kind that refers no further: no circle, and nothing grows."""
        drawn = self.elements
        for origin, target in self.links:
            if self.kinds.get(target) not in _TARGETS[origin]:
                raise _refusal(_("merujuk ke bagian yang tidak ada (#%s)") % _short(target))
            drawn += self.sizes[target]
            if origin in {"use"} | _GRADIENTS and (target in self.owners_of_links or drawn > MOST_DRAWN):
                raise _refusal(_("memakai rujukan yang bersusun (#%s)") % _short(target))


def _check_size(attributes: dict[str, str]) -> None:
    """The drawing has a width and a height, as numbers, of a sensible shape."""
    box = [float(number) for number in _NUMBER.findall(attributes.get("viewBox", ""))]
    plain = [_NUMBER.match(attributes.get(name, "").strip()) for name in ("width", "height")]
    size = box[2:] if len(box) == 4 else [float(found[0]) for found in plain if found]
    if len(size) != 2 or min(size) <= 0:
        raise _refusal(_("tidak mengatakan ukurannya (viewBox)"))
    if _is_strip(*size):
        raise _refusal(_("terlalu panjang untuk lambang (paling panjang 8 kali lebar)"))


def _is_absurd(number: str) -> bool:
    return not math.isfinite(float(number)) or abs(float(number)) > LARGEST_NUMBER


def _short(text: str) -> str:
    """Show what was found, without what cannot be seen, and not for ever."""
    shown = "".join(letter if letter.isprintable() else " " for letter in " ".join(text.split()))
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def _refusal(found: str) -> ValidationError:
    return ValidationError(_("Lambang SVG ini %(found)s.") % {"found": found}, code="svg")


def _broken() -> ValidationError:
    return ValidationError(_("Gambar lambang ini rusak atau terpotong."), code="broken")

"""Engraved pages as a PDF: black outlines and words in the Times every PDF reader has, so nothing needs embedding.

Words keep to Western European letters (the encoding of those built-in fonts); other letters lose their accents or become ``?``.

Source: ISO 32000-1:2008, sections 7 (objects), 8.5 (paths) and 9.4 (text).
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterator, Sequence

from bot.rendering.engraved_page import Page, Shape, Words

A4_WIDTH_POINTS = 595.276
_FONTS = {(False, False): "Times-Roman", (True, False): "Times-Bold", (False, True): "Times-Italic", (True, True): "Times-BoldItalic"}
_FONT_NAMES = {style: f"F{index}" for index, style in enumerate(_FONTS)}
_OPERATORS = {"M": "m", "L": "l", "C": "c"}


def pdf_bytes(pages: Sequence[Page], title: str) -> bytes:
    """A PDF of A4-wide pages."""
    fonts = [f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>".encode() for name in _FONTS.values()]
    # Objects 1 catalog, 2 page tree, 3 information, then the fonts, then a page and its drawing in turn.
    first_page = 4 + len(fonts)
    kids = " ".join(f"{first_page + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
        b"<</Producer(houseband)/Title" + _hexadecimal(b"\xfe\xff" + title.encode("utf-16-be")) + b">>",
        *fonts,
    ]
    resources = "".join(f"/{name} {4 + index} 0 R" for index, name in enumerate(_FONT_NAMES.values()))
    for index, page in enumerate(pages):
        height = A4_WIDTH_POINTS * page.height / page.width
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {A4_WIDTH_POINTS} {height:.3f}]/Resources<</Font<<{resources}>>>>"
            f"/Contents {first_page + 2 * index + 1} 0 R>>".encode()
        )
        drawing = zlib.compress(_drawing(page).encode("latin-1"), 9)
        objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n" % len(drawing) + drawing + b"\nendstream")
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    content, offsets = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    end += b"trailer<</Size %d/Root 1 0 R/Info 3 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(content))
    return bytes(content) + end


def _drawing(page: Page) -> str:
    scale = A4_WIDTH_POINTS / page.width
    # PDF counts y upwards from the foot of the page.
    lines = [f"{scale:.6f} 0 0 {-scale:.6f} 0 {page.height * scale:.3f} cm 0 J 0 j 0 g 0 G"]
    for shape in page.shapes:
        lines.extend(_shape(shape))
    lines.extend(_words(words) for words in page.words)
    return "\n".join(lines)


def _shape(shape: Shape) -> Iterator[str]:
    if shape.stroke_width:
        yield f"{shape.stroke_width:.2f} w"
    for segment in shape.segments:
        yield "h" if segment.kind == "Z" else " ".join(f"{x:.1f} {y:.1f}" for x, y in segment.points) + f" {_OPERATORS[segment.kind]}"
    yield {(True, True): "B", (True, False): "f", (False, True): "S", (False, False): "n"}[shape.filled, shape.stroke_width > 0]


def _words(words: Words) -> str:
    # The page is upside down for the shapes: the letters are turned back by a negative height.
    font = _FONT_NAMES[words.bold, words.italic]
    text = _hexadecimal(western(words.text).encode("cp1252")).decode()
    return f"BT /{font} 1 Tf {words.size:.2f} 0 0 {-words.size:.2f} {words.x:.2f} {words.y:.2f} Tm {text} Tj ET"


def western(text: str) -> str:
    """Text in the letters of Windows-1252: musical signs spelt out, foreign accents dropped, the rest ``?``."""
    letters = []
    for letter in text.translate({0x266D: "b", 0x266F: "#", 0x266E: ""}):
        try:
            letter.encode("cp1252")
            letters.append(letter)
        except UnicodeEncodeError:
            plain = unicodedata.normalize("NFKD", letter)[0]
            letters.append(plain if plain.isascii() else "?")
    return "".join(letters)


def _hexadecimal(data: bytes) -> bytes:
    return b"<" + data.hex().encode() + b">"

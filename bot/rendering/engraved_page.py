"""An engraved page as shapes and words: reads the SVG that verovio draws, so that other formats need no SVG renderer.

Verovio's SVG uses a small part of the standard (groups, symbols, paths, polygons, rectangles, ellipses, one inner viewport, words with
absolute anchors), which is all that is read here. Musical signs within words (♭ in a chord symbol, the note of a metronome mark) come as
outlines of verovio's own music font.
"""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from bot.rendering.outlines import IDENTITY, Matrix, Segment, outline, placed, times, transform

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_BOLD = frozenset({"ending", "fing", "reh", "tempo"})
_ITALIC = frozenset({"dir", "dynam", "mNum"})
MUSIC_FONT = "Leipzig"


@dataclass(frozen=True, slots=True)
class Shape:
    """A black shape in page units."""

    segments: tuple[Segment, ...]
    filled: bool
    stroke_width: float
    """0 = no line around it."""


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of words in one font, starting at a point on its baseline; page units."""

    x: float
    y: float
    size: float
    text: str
    bold: bool
    italic: bool


@dataclass(slots=True)
class Page:
    """One engraved page."""

    width: float
    height: float
    shapes: list[Shape] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Style:
    matrix: Matrix = IDENTITY
    bold: bool = False
    italic: bool = False
    stroke_width: float = 0.0


@dataclass(slots=True)
class _Line:
    """Words that share one anchor, gathered before they can be placed."""

    x: float
    y: float
    anchor: str
    runs: list[tuple[str, float, bool, bool, bool]] = field(default_factory=list)
    """Text, size, music font, bold, italic."""


def read_page(svg: str) -> Page:
    """The shapes and words of one page of verovio's SVG, in the units of its inner viewport."""
    root = ET.fromstring(svg)  # noqa: S314 (verovio's own output, not a stranger's file)
    inner = root.find(f"{_SVG}svg")
    if inner is None:
        raise ValueError("not a page drawn by verovio: it has no inner viewport")
    _, _, width, height = (float(value) for value in inner.attrib["viewBox"].split())
    symbols = {group.attrib["id"]: group for group in root.iterfind(f"{_SVG}defs/{_SVG}g")}
    page = Page(width, height)
    _Reader(page, symbols).walk(inner, _Style())
    return page


class _Reader:
    """Walks the tree and fills a page."""

    def __init__(self, page: Page, symbols: dict[str, ET.Element]) -> None:
        self.page, self.symbols = page, symbols

    def walk(self, element: ET.Element, style: _Style) -> None:
        for child in element:
            classes = set(child.get("class", "").split())
            if "placeholder" in classes:
                continue
            within = replace(
                style,
                matrix=times(style.matrix, transform(child.get("transform", ""))),
                bold=style.bold or bool(classes & _BOLD) or child.get("font-weight") == "bold",
                italic=style.italic or bool(classes & _ITALIC) or child.get("font-style") == "italic",
                stroke_width=float(child.get("stroke-width", style.stroke_width)),
            )
            self._read(child, within)

    def _read(self, element: ET.Element, style: _Style) -> None:
        kind = element.tag.removeprefix(_SVG)
        if kind == "g":
            self.walk(element, style)
        elif kind == "use":
            self.walk(self.symbols[element.attrib[_LINK].removeprefix("#")], style)
        elif kind == "text":
            self._text(element, style)
        elif kind in _SHAPES:
            segments = outline(_SHAPES[kind](element))
            scale = abs(style.matrix[0])
            filled = element.get("fill") != "none" and element.get("fill-opacity") != "0" and (kind != "path" or _has_area(segments))
            self.page.shapes.append(Shape(tuple(placed(segments, style.matrix)), filled, style.stroke_width * scale))

    def _text(self, element: ET.Element, style: _Style) -> None:
        lines = [_Line(float(element.get("x", 0)), float(element.get("y", 0)), element.get("text-anchor", "start"))]
        self._runs(element, style, lines)
        for line in lines:
            widths = [_width(text, size, music, bold) for text, size, music, bold, _ in line.runs]
            x = line.x - sum(widths) * {"start": 0.0, "middle": 0.5, "end": 1.0}[line.anchor]
            for (text, size, music, bold, italic), width in zip(line.runs, widths, strict=True):
                self._place(_Line(x, line.y, "start", [(text, size, music, bold, italic)]), style.matrix)
                x += width

    def _runs(self, element: ET.Element, style: _Style, lines: list[_Line]) -> None:
        for child in element:
            if child.tag != f"{_SVG}tspan":
                continue
            if "x" in child.attrib or "y" in child.attrib:
                before = lines[-1]
                x, y = float(child.get("x", before.x)), float(child.get("y", before.y))
                lines.append(_Line(x, y, child.get("text-anchor", before.anchor)))
            bold = style.bold or child.get("font-weight") == "bold"
            italic = (style.italic or child.get("font-style") == "italic") and child.get("font-style") != "normal"
            size = float(child.get("font-size", "0").removesuffix("px"))
            if size and child.text:
                lines[-1].runs.append((child.text, size, child.get("font-family") == MUSIC_FONT, bold, italic))
            self._runs(child, replace(style, bold=bold, italic=italic), lines)

    def _place(self, line: _Line, matrix: Matrix) -> None:
        text, size, music, bold, italic = line.runs[0]
        if not music:
            x, y = times(matrix, (1.0, 0.0, 0.0, 1.0, line.x, line.y))[4:]
            self.page.words.append(Words(x, y, size * abs(matrix[0]), text, bold, italic))
            return
        x = line.x
        for sign in text:
            scale = size / 1000
            glyph = placed(_music_glyph(sign), times(matrix, (scale, 0.0, 0.0, scale, x, line.y)))
            self.page.shapes.append(Shape(tuple(glyph), True, 0.0))
            x += _width(sign, size, True, False)


def _has_area(segments: Sequence[Segment]) -> bool:
    """False for a straight line, which has nothing to fill."""
    return len(segments) > 2 or any(segment.kind == "C" for segment in segments)


def _rectangle(element: ET.Element) -> str:
    x, y, width, height = (float(element.get(name, 0)) for name in ("x", "y", "width", "height"))
    return f"M{x} {y}h{width}v{height}h{-width}z"


def _ellipse(element: ET.Element) -> str:
    x, y, rx, ry = (float(element.get(name, 0)) for name in ("cx", "cy", "rx", "ry"))
    k = 0.5523  # the cubic nearest to a quarter circle
    return (
        f"M{x + rx} {y}C{x + rx} {y + k * ry} {x + k * rx} {y + ry} {x} {y + ry}S{x - rx} {y + k * ry} {x - rx} {y}"
        f"S{x - k * rx} {y - ry} {x} {y - ry}S{x + rx} {y - k * ry} {x + rx} {y}Z"
    )


_SHAPES = {
    "path": lambda element: element.attrib["d"],
    "polygon": lambda element: "M" + element.attrib["points"] + "Z",
    "polyline": lambda element: "M" + element.attrib["points"],
    "rect": _rectangle,
    "ellipse": _ellipse,
}


def words_width(words: Words) -> float:
    """How wide words stand in Times, page units."""
    return _width(words.text, words.size, False, words.bold)


def _width(text: str, size: float, music: bool, bold: bool) -> float:
    """Advance of a stretch of text in page units, by verovio's own metrics."""
    widths, unit = _metrics(MUSIC_FONT) if music else _metrics("text/Times-bold" if bold else "text/Times")
    return sum(widths.get(sign, widths.get(unicodedata.normalize("NFKD", sign)[0], unit / 2)) for sign in text) * size / unit


@cache
def _metrics(font: str) -> tuple[dict[str, float], float]:
    """Advance of every character of one of verovio's fonts, and its units to the em."""
    root = ET.parse(_font_folder() / f"{font}.xml").getroot()  # noqa: S314 (part of the verovio package)
    advances = {chr(int(glyph.attrib["c"], 16)): float(glyph.get("h-a-x", glyph.attrib["w"])) for glyph in root.iter("g")}
    return advances, float(root.attrib["units-per-em"])


@cache
def _music_glyph(sign: str) -> list[Segment]:
    """Outline of a sign of verovio's music font, 1000 units to the em, y downwards; nothing where the font lacks it."""
    path = _font_folder() / MUSIC_FONT / f"{ord(sign):04X}.xml"
    if not path.is_file():
        return []
    drawn = ET.parse(path).getroot().find("path")  # noqa: S314 (part of the verovio package)
    return [] if drawn is None else placed(outline(drawn.attrib["d"]), transform(drawn.get("transform", "")))


@cache
def _font_folder() -> Path:
    spec = find_spec("verovio")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("verovio is not installed")
    return Path(spec.submodule_search_locations[0]) / "data"

"""Breaking strips of words into lines of a width, and lines into columns of a height."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.rendering.serif import Face, Style, is_right_to_left, width_of
from bot.rendering.text_setting import Span, Strip

LEADING = 1.42
"""From one baseline to the next, in sizes of the letters."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is drawn; pixels."""

    spans: tuple[Span, ...]
    x: float
    """From the left edge of its column."""
    width: float
    space: float
    """Air above it."""
    accent: bool
    starts: bool
    """Whether a strip begins here."""
    keeps_next: bool

    @property
    def right(self) -> float:
        """Its right end, from the left edge of its column."""
        return self.x + self.width


def broken(strips: tuple[Strip, ...], size: int, width: float) -> list[Line]:
    """All strips as lines no wider than ``width`` pixels."""
    return [line for strip in strips for line in _lines_of(strip, size, width)]


def height_of(lines: list[Line], size: int) -> float:
    """From the top of the first line to the foot of the last, in pixels."""
    return sum(line.space + size * LEADING for line in lines) - (lines[0].space if lines else 0.0)


def in_two(lines: list[Line], size: int) -> tuple[list[Line], list[Line]]:
    """Lines in two columns as even as can be: cut between stanzas where that is nearly as even, never below a heading."""
    total = height_of(lines, size)
    best = min(range(1, len(lines)), key=lambda cut: _unevenness(lines, cut, size, total), default=len(lines))
    return lines[:best], lines[best:]


def _unevenness(lines: list[Line], cut: int, size: int, total: float) -> float:
    left = height_of(lines[:cut], size)
    penalty = 0.0 if lines[cut].space else size * 4.0
    penalty += size * 20.0 if lines[cut - 1].keeps_next or not lines[cut].starts else 0.0
    penalty += max(0.0, total - 2 * left) * 0.2  # the first column is rather the longer one
    return abs(total - 2 * left) + penalty


def _lines_of(strip: Strip, size: int, width: float) -> Iterator[Line]:
    spans: list[Span] = []
    used, first, indent = 0.0, True, strip.indent * size
    narrowest = width - max(strip.indent, strip.hanging) * size
    for text, style in (part for span in _words(strip.spans) for part in _fitting_parts(span, size, narrowest)):
        face = Face(style, size)
        if spans and indent + used + width_of(text.rstrip(), face) > width:
            yield _line(strip, spans, indent, first, size, width)
            spans, used, first, indent = [], 0.0, False, strip.hanging * size
        word = text if spans else text.lstrip()
        spans.append((word, style))
        used += width_of(word, face)
    if spans:
        yield _line(strip, spans, indent, first, size, width)


def _words(spans: tuple[Span, ...]) -> Iterator[tuple[str, Style]]:
    """Words, each with the white space before it."""
    for text, style in spans:
        for found in re.finditer(r"[^\S\u00a0]*(?:[^\s—]+—?|—|\u00a0)+|\s+$", text):
            yield found.group(), style


def _fitting_parts(span: Span, size: int, width: float) -> Iterator[Span]:
    """A word, in pieces where it is wider than a whole line."""
    word, style = span
    face = Face(style, size)
    while len(word) > 1 and (wide := width_of(word, face)) > width:
        cut = min(len(word) - 1, max(1, int(len(word) * width / wide)))
        while cut > 1 and width_of(word[:cut], face) > width:
            cut -= 1
        yield word[:cut], style
        word = word[cut:]
    yield word, style


def _line(strip: Strip, spans: list[Span], indent: float, first: bool, size: int, width: float) -> Line:
    joined = _joined(spans)
    wide = sum(width_of(text, Face(style, size)) for text, style in joined)
    x = width - wide - indent if is_right_to_left("".join(text for text, _ in joined)) else indent
    return Line(joined, x, wide, strip.space * size if first else 0.0, strip.accent, first, strip.keeps_next)


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Neighbours in one style as one, so that kerning and right-to-left order see the whole."""
    joined: list[Span] = []
    for text, style in spans:
        if joined and joined[-1][1] == style:
            joined[-1] = (joined[-1][0] + text, style)
        else:
            joined.append((text, style))
    joined[-1] = (joined[-1][0].rstrip(), joined[-1][1])
    return tuple(joined)

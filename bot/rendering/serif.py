"""The letters of text cards: Source Serif, with old-style figures and real small capitals; other letters where it has none.

A letter no font has is drawn as the font's own box: visible, and never an error.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from PIL import ImageFont, features
from PIL.ImageDraw import ImageDraw
from PIL.ImageFont import FreeTypeFont

from bot.rendering.lettering import Colour, letters

Style = Literal["plain", "italic", "bold", "caps"]
"""``caps``: small capitals."""

_FACES: dict[Style, str] = {
    "plain": "SourceSerifPro-Regular.ttf",
    "italic": "SourceSerifPro-It.ttf",
    "bold": "SourceSerifPro-Semibold.ttf",
    "caps": "SourceSerifPro-Semibold.ttf",
}
_FEATURES: dict[Style, list[str]] = {"plain": ["onum"], "italic": ["onum"], "bold": ["onum"], "caps": ["onum", "smcp", "c2sc"]}
_OTHERS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
    "C:/Windows/Fonts/seguisym.ttf",
)
"""Fonts of many scripts, where one is installed."""
_REFERENCE = 100
"""Size in pixels at which words are measured."""
_NOBODY_HAS = "\uffff"
_UNSEEN = {"Cc", "Cf", "Cs"}
"""Categories that are never drawn: controls, joiners, halves of letters."""
_VARIANTS = {"\ufe0e", "\ufe0f"}
"""What colours emoji."""


@dataclass(frozen=True, slots=True)
class Face:
    """A style at a size."""

    style: Style
    size: int
    """Pixels."""


def width_of(text: str, face: Face) -> float:
    """How wide text is drawn, in pixels (to half a percent: it is measured at one size and reckoned for the others)."""
    return _reference_width(text, face.style) * face.size / _REFERENCE


@lru_cache(maxsize=20_000)
def _reference_width(text: str, style: Style) -> float:
    return sum(float(font.getlength(run, features=used)) for font, run, used in _runs(text, Face(style, _REFERENCE)))


def write_serif(draw: ImageDraw, place: tuple[float, float], text: str, face: Face, colour: Colour) -> float:
    """Write text from the left end of its baseline and say how wide it came out, in pixels."""
    x, y = place
    for font, run, used in _runs(text, face):
        draw.text((x, y), run, fill=colour, font=font, anchor="ls", features=used)
        x += float(font.getlength(run, features=used))
    return x - place[0]


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((direction for direction in directions if direction in {"L", "R", "AL"}), "L") != "L"


def _runs(text: str, face: Face) -> Iterator[tuple[FreeTypeFont, str, list[str] | None]]:
    """Stretches of text, each with a font that has its letters; a line with right-to-left letters is one, so that its order is right."""
    text = "".join(letter for letter in text if letter not in _VARIANTS and unicodedata.category(letter) not in _UNSEEN)
    own, other = _own(face), _other(face.size)
    used = _FEATURES[face.style] if features.check("raqm") and _is_serif() else None
    if other is None or all(_has(own, letter) for letter in text):
        yield own, text, used
        return
    if any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text):
        yield other, text, None
        return
    start = 0
    for end in range(1, len(text) + 1):
        mine = _has(own, text[start])
        if end == len(text) or _has(own, text[end]) != mine:
            yield (own, text[start:end], used) if mine else (other, text[start:end], None)
            start = end


@cache
def _is_serif() -> bool:
    return _folder() is not None


@cache
def _folder() -> Path | None:
    found = find_spec("font_source_serif_pro")
    return None if found is None or found.origin is None else Path(found.origin).parent / "files"


@cache
def _own(face: Face) -> FreeTypeFont:
    folder = _folder()
    return letters(face.size, face.style in {"bold", "caps"}) if folder is None else ImageFont.truetype(folder / _FACES[face.style], face.size)


@cache
def _other(size: int) -> FreeTypeFont | None:
    path = next((path for path in _OTHERS if Path(path).is_file()), None)
    return None if path is None else ImageFont.truetype(path, round(size * 0.9))


def _has(font: FreeTypeFont, letter: str) -> bool:
    return letter <= "\u007f" or unicodedata.combining(letter) > 0 or _has_glyph(font, letter)


@cache
def _has_glyph(font: FreeTypeFont, letter: str) -> bool:
    return bytes(font.getmask(letter)) != bytes(font.getmask(_NOBODY_HAS))

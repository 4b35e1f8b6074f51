"""Letters for pictures and video: a good sans serif where one is installed, else the one inside Pillow, so that none has to be."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from PIL import ImageFont
from PIL.ImageDraw import ImageDraw
from PIL.ImageFont import FreeTypeFont

Colour = tuple[int, int, int]

_INSTALLED = (
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"),
    ("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf", "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf"),
    ("/System/Library/Fonts/Supplemental/Arial.ttf", "/System/Library/Fonts/Supplemental/Arial Bold.ttf"),
    ("C:/Windows/Fonts/segoeui.ttf", "C:/Windows/Fonts/segoeuib.ttf"),
)
"""Plain and bold."""


@cache
def letters(size: int, bold: bool = False) -> FreeTypeFont:
    """A font of ``size`` pixels."""
    for paths in _INSTALLED:
        if Path(paths[bold]).is_file():
            return ImageFont.truetype(paths[bold], size)
    font = ImageFont.load_default(size)
    if not isinstance(font, FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType: install Pillow from its wheel")
    return font


def legible(text: str, font: FreeTypeFont) -> str:
    """The text in letters the font has: Pillow's own knows plain ones only, so accents are dropped for it."""
    if font.getname()[0] != "Aileron":
        return text
    plain = unicodedata.normalize("NFKD", text.translate({0x2013: "-", 0x2014: "-", 0x2019: "'", 0x266D: "b", 0x266F: "#"}))
    return "".join(letter for letter in plain if letter.isascii() or letter == "·")


def write(draw: ImageDraw, place: tuple[float, float], text: str, size: int, colour: Colour, *, bold: bool = False, anchor: str = "ls") -> float:
    """Write text at a place (Pillow's anchors: ``ls`` = left end of the baseline) and say how wide it came out, in pixels."""
    font = letters(size, bold)
    shown = legible(text, font)
    draw.text(place, shown, fill=colour, font=font, anchor=anchor)
    return float(font.getlength(shown))


def fitting(text: str, size: int, width: float, *, bold: bool = False) -> str:
    """The text, shortened with dots where it is wider than ``width`` pixels."""
    font = letters(size, bold)
    shown = legible(text, font)
    if font.getlength(shown) <= width:
        return shown
    while shown and font.getlength(shown + "...") > width:
        shown = shown[:-1]
    return shown.rstrip() + "..."

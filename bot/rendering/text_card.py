"""A text as a typeset card: a picture for a post that is too small for the text, and the words for those who can't see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from bot.rendering.base import TextJob
from bot.rendering.lettering import Colour
from bot.rendering.serif import Face, width_of, write_serif
from bot.rendering.text_lines import LEADING, Line, broken, height_of, in_two
from bot.rendering.text_setting import Setting, Strip, set_text

WIDTH = 1200
LOWEST = 675
"""16:9, which every network shows whole; longer texts make taller cards."""
PAPER: Colour = (251, 247, 239)
INK: Colour = (40, 36, 32)
SOFT: Colour = (140, 130, 118)
_ACCENTS: dict[str, Colour] = {
    "limerick": (176, 84, 40), "poem": (62, 92, 118), "proverb": (110, 88, 40), "definition": (120, 48, 56), "recipe": (58, 104, 72),
    "tale": (92, 70, 120), "speech": (44, 76, 128), "drama": (140, 40, 44), "lyric": (30, 104, 112),
}  # fmt: skip
_ACCENT: Colour = (90, 84, 76)
_MARGIN = 96
_NARROW_MARGIN = 56
"""Beside two columns."""
_GAP = 56
"""Between two columns, at least."""
_TOP, _FOOT = 84, 104
_TITLE = 1.3
"""Size of the title in sizes of the text."""
_MEASURE = 31.0
"""The widest column of prose, in ems: about 70 letters."""
_STEPS: tuple[tuple[int, int, range], ...] = (
    (1, 675, range(58, 33, -2)),
    (1, 900, range(40, 31, -2)),
    (2, 900, range(32, 25, -2)),
    (1, 1200, range(36, 29, -2)),
    (2, 1200, range(32, 25, -2)),
    (1, 1500, range(34, 25, -2)),
    (2, 1500, range(30, 23, -2)),
)
"""Columns, height of the card and sizes of letters, in the order in which they are tried."""
_MOTTO_SIZES = range(76, 35, -4)
_SMALLEST = range(26, 21, -2)
"""Sizes of letters where the card has to be as tall as the text."""
MOST_ALT_CHARACTERS = 1000
"""What every network takes as a description of a picture (X: 1,000, Mastodon 1,500, Bluesky 2,000)."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where everything goes; pixels."""

    columns: tuple[tuple[Line, ...], ...]
    lefts: tuple[float, ...]
    """Left edge of each column."""
    title: tuple[Line, ...]
    size: int
    height: int


def write_card(job: TextJob, target: Path) -> None:
    """The text as a PNG picture, 1200 pixels wide."""
    target.write_bytes(card_png(job))


def card_png(job: TextJob) -> bytes:
    """The card as PNG."""
    buffer = BytesIO()
    draw_card(job).save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def alt_text(job: TextJob, most: int = MOST_ALT_CHARACTERS) -> str:
    """What the card says, for those who can't see it: the text itself, cut between words where it is longer than ``most`` characters."""
    whole = f"{job.title}\n\n{job.text}" if set_text(job).title else job.text
    if len(whole) <= most:
        return whole
    cut = whole[: most - 1]
    shorter = cut[: max(cut.rfind(" "), cut.rfind("\n"))] if " " in cut or "\n" in cut else cut
    return shorter.rstrip(" \n,;:-") + "…"


def draw_card(job: TextJob) -> Image.Image:
    """The card as an image, mode ``RGB``."""
    setting = set_text(job)
    layout = _fitted(setting)
    accent = _ACCENTS.get(job.genre, _ACCENT)
    image = Image.new("RGB", (WIDTH, layout.height), PAPER)
    drawing = ImageDraw.Draw(image)
    drawing.rectangle((0, 0, WIDTH, 9), fill=accent)
    _draw_foot(drawing, job.genre, layout, accent)
    _draw_text(drawing, setting, layout, accent)
    return image


def _fitted(setting: Setting) -> _Layout:
    """The first of the steps that can hold the text, with its largest letters; past the last the card grows."""
    steps = ((1, LOWEST, _MOTTO_SIZES), *_STEPS[1:]) if setting.kind == "motto" else _STEPS
    for columns, height, sizes in steps:
        for size in sizes:
            layout = _two_columns(setting, size, height) if columns == 2 else _one_column(setting, size, height)
            if layout is not None and _fits(layout) and (size <= 36 or _is_unbroken(setting, layout)):
                return layout
    two = (_two_columns(setting, size, LOWEST) for size in _SMALLEST)
    layout = next((each for each in two if each is not None), None) or _one_column(setting, _SMALLEST[0], LOWEST)
    return replace(layout, height=round(_content_height(layout)) + _TOP + _FOOT)


def _one_column(setting: Setting, size: int, height: int) -> _Layout:
    room = WIDTH - 2.0 * _MARGIN
    width = min(room, _MEASURE * size) if setting.kind == "prose" else room
    lines = broken(setting.strips, size, width)
    if setting.kind == "motto":
        lines = _balanced(setting, lines, size, width)
    title = _title(setting, size, width)
    widest = width if setting.kind == "prose" else max((line.right for line in [*lines, *title]), default=0.0)
    return _Layout((tuple(lines),), ((WIDTH - widest) / 2,), title, size, height)


def _balanced(setting: Setting, lines: list[Line], size: int, width: float) -> list[Line]:
    """As many lines, but as even as can be."""
    while (narrower := broken(setting.strips, size, width * 0.96)) and len(narrower) == len(lines) and width > size * 6:
        lines, width = narrower, width * 0.96
    return lines


def _two_columns(setting: Setting, size: int, height: int) -> _Layout | None:
    """Two columns: of prose even ones, of verse as wide as its lines; None where there is no room for them."""
    room = WIDTH - 2.0 * _NARROW_MARGIN
    lines = broken(setting.strips, size, (room - _GAP) / 2 if setting.kind == "prose" else room)
    if setting.kind == "motto" or len(lines) < 12:
        return None
    left, right = in_two(lines, size)
    widths = [(room - _GAP) / 2] * 2 if setting.kind == "prose" else [max(line.right for line in column) for column in (left, right)]
    spare = room - sum(widths) - _GAP
    if spare < 0:
        return None
    gap = _GAP + min(spare, 2.0 * size)
    start = (WIDTH - sum(widths) - gap) / 2
    return _Layout((tuple(left), tuple(right)), (start, start + widths[0] + gap), _title(setting, size, room), size, height)


def _title(setting: Setting, size: int, width: float) -> tuple[Line, ...]:
    return tuple(broken((Strip(((setting.title, "bold"),)),), round(size * _TITLE), width)) if setting.title else ()


def _is_unbroken(setting: Setting, layout: _Layout) -> bool:
    """Whether no line of verse had to be broken; prose always is."""
    return setting.kind != "verse" or all(line.starts for column in layout.columns for line in column)


def _fits(layout: _Layout) -> bool:
    return _content_height(layout) <= layout.height - _TOP - _FOOT


def _title_height(layout: _Layout) -> float:
    """Of the title and the rule below it."""
    return len(layout.title) * layout.size * _TITLE * 1.2 + layout.size * 1.15 if layout.title else 0.0


def _content_height(layout: _Layout) -> float:
    return _title_height(layout) + max((height_of(list(column), layout.size) for column in layout.columns), default=0.0)


def _draw_text(drawing: ImageDraw.ImageDraw, setting: Setting, layout: _Layout, accent: Colour) -> None:
    size, left = layout.size, layout.lefts[0]
    spare = layout.height - _TOP - _FOOT - _content_height(layout)
    top = _TOP + max(0.0, spare) * 0.45
    for number, line in enumerate(layout.title):
        _draw_line(drawing, line, left, top + (number * 1.2 + 0.85) * size * _TITLE, round(size * _TITLE), INK)
    top += _title_height(layout)
    if layout.title:
        rule = top - size * 0.62
        drawing.rectangle((left, rule, left + size * 1.8, rule + 2), fill=accent)
    for column, edge in zip(layout.columns, layout.lefts, strict=True):
        y = top
        for index, line in enumerate(column):
            y += line.space if index else 0.0
            x = (WIDTH - line.width) / 2 if setting.kind == "motto" else edge
            _draw_line(drawing, line, x, y + size * 1.02, size, accent if line.accent else INK)
            y += size * LEADING


def _draw_line(drawing: ImageDraw.ImageDraw, line: Line, left: float, baseline: float, size: int, colour: Colour) -> None:
    x = left + line.x
    for text, style in line.spans:
        x += write_serif(drawing, (x, baseline), text, Face(style, size), colour)


def _draw_foot(drawing: ImageDraw.ImageDraw, genre: str, layout: _Layout, accent: Colour) -> None:
    face, baseline, margin = Face("caps", 24), layout.height - 44, min(float(_MARGIN), layout.lefts[0])
    write_serif(drawing, (margin, baseline), genre, face, accent)
    write_serif(drawing, (WIDTH - margin - width_of("houseband", face), baseline), "houseband", face, SOFT)

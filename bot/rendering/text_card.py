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
_GAP = 72
"""Between two columns."""
_TOP, _FOOT = 84, 104
_TITLE = 1.3
"""Size of the title in sizes of the text."""
_MEASURE = 31.0
"""The widest column of prose, in ems: about 70 letters."""
_SIZES: dict[int, range] = {675: range(58, 33, -2), 900: range(40, 31, -2), 1200: range(36, 29, -2), 1500: range(34, 25, -2)}
"""For each height of a card the sizes of letters it may have."""
_SMALLEST = 26
MOST_ALT_CHARACTERS = 1000
"""What every network takes as a description of a picture (X: 1,000, Mastodon 1,500, Bluesky 2,000)."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where everything goes; pixels."""

    columns: tuple[tuple[Line, ...], ...]
    title: tuple[Line, ...]
    size: int
    column_width: float
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
    _draw_foot(drawing, job.genre, layout.height, accent)
    _draw_text(drawing, setting, layout, accent)
    return image


def _fitted(setting: Setting) -> _Layout:
    """The largest letters that fit the lowest card that can hold the text."""
    for height, sizes in _SIZES.items():
        for size in sizes:
            layout = _one_column(setting, size, height)
            if _fits(layout) and (size <= 36 or _is_unbroken(setting, layout)):
                return layout
        if height > LOWEST and (layouts := [_two_columns(setting, size, height) for size in sizes if size <= 32]):
            fitting = [layout for layout in layouts if layout is not None and _fits(layout)]
            if fitting:
                return fitting[0]
    layout = _two_columns(setting, _SMALLEST, LOWEST) or _one_column(setting, _SMALLEST, LOWEST)
    return replace(layout, height=max(LOWEST, round(_content_height(layout)) + _TOP + _FOOT))


def _one_column(setting: Setting, size: int, height: int) -> _Layout:
    width = min(WIDTH - 2 * _MARGIN, _MEASURE * size) if setting.kind == "prose" else float(WIDTH - 2 * _MARGIN)
    title = broken((_title(setting),), round(size * _TITLE), width) if setting.title else []
    return _Layout((tuple(broken(setting.strips, size, width)),), tuple(title), size, width, height)


def _two_columns(setting: Setting, size: int, height: int) -> _Layout | None:
    """Two columns; None where verse would have to be broken for them."""
    width = (WIDTH - 2 * _MARGIN - _GAP) / 2
    lines = broken(setting.strips, size, width)
    if setting.kind == "motto" or len(lines) < 12 or (setting.kind == "verse" and sum(not line.starts for line in lines) * 6 > len(lines)):
        return None
    title = broken((_title(setting),), round(size * _TITLE), float(WIDTH - 2 * _MARGIN)) if setting.title else []
    left, right = in_two(lines, size)
    return _Layout((tuple(left), tuple(right)), tuple(title), size, width, height)


def _title(setting: Setting) -> Strip:
    return Strip(((setting.title, "bold"),))


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
    size = layout.size
    spare = layout.height - _TOP - _FOOT - _content_height(layout)
    top = _TOP + max(0.0, spare) * 0.45
    left = _left_edge(setting, layout)
    for number, line in enumerate(layout.title):
        _draw_line(drawing, line, left, top + (number * 1.2 + 0.85) * size * _TITLE, round(size * _TITLE), INK)
    top += _title_height(layout)
    if layout.title:
        rule = top - size * 0.62
        drawing.rectangle((left, rule, left + size * 1.8, rule + 2), fill=accent)
    for number, column in enumerate(layout.columns):
        y = top
        for index, line in enumerate(column):
            y += line.space if index else 0.0
            x = (WIDTH - line.width) / 2 if setting.kind == "motto" else left + number * (layout.column_width + _GAP)
            _draw_line(drawing, line, x, y + size * 1.02, size, accent if line.accent else INK)
            y += size * LEADING


def _left_edge(setting: Setting, layout: _Layout) -> float:
    """Verse stands in the middle by its longest line, prose by its column."""
    if len(layout.columns) > 1:
        return float(_MARGIN)
    if setting.kind == "prose":
        return (WIDTH - layout.column_width) / 2
    widest = max((line.right for line in [*layout.columns[0], *layout.title]), default=0.0)
    return max(float(_MARGIN), (WIDTH - widest) / 2)


def _draw_line(drawing: ImageDraw.ImageDraw, line: Line, left: float, baseline: float, size: int, colour: Colour) -> None:
    x = left + line.x
    for text, style in line.spans:
        x += write_serif(drawing, (x, baseline), text, Face(style, size), colour)


def _draw_foot(drawing: ImageDraw.ImageDraw, genre: str, height: int, accent: Colour) -> None:
    face, baseline = Face("caps", 24), height - 44
    write_serif(drawing, (_MARGIN, baseline), genre, face, accent)
    write_serif(drawing, (WIDTH - _MARGIN - width_of("houseband", face), baseline), "houseband", face, SOFT)

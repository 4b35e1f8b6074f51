"""The engraved score as a picture, drawn from verovio's outlines with Pillow: no SVG renderer, no system library."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

from bot.rendering.base import RenderJob
from bot.rendering.engraved_page import Page, Shape, Words, read_page, words_width
from bot.rendering.engraving import TALL, engraved, readable_musicxml
from bot.rendering.lettering import legible, letters
from bot.rendering.outlines import Point, polygons

_SHARPNESS = 3
_FOLDER = Path("/usr/share/fonts/truetype/dejavu")
_SERIFS = {
    (False, False): "DejaVuSerifCondensed.ttf",
    (True, False): "DejaVuSerifCondensed-Bold.ttf",
    (False, True): "DejaVuSerifCondensed-Italic.ttf",
    (True, True): "DejaVuSerifCondensed-BoldItalic.ttf",
}
"""By bold and italic; where they are missing the letters of the other pictures serve."""


def score_png(job: RenderJob, width: int = 1600) -> bytes:
    """The first page of the tall engraved score (all of it, but for very long pieces) as PNG, ``width`` pixels wide."""
    buffer = BytesIO()
    draw_page(read_page(engraved(readable_musicxml(job), TALL)[0]), width).save(buffer, format="PNG")
    return buffer.getvalue()


def draw_page(page: Page, width: int) -> Image.Image:
    """An engraved page in black on white, mode ``L``."""
    scale = width / page.width
    fine = scale * _SHARPNESS
    large = Image.new("L", (width * _SHARPNESS, round(page.height * fine)), 255)
    drawing = ImageDraw.Draw(large)
    for shape in page.shapes:
        stretches = [[(x * fine, y * fine) for x, y in stretch] for stretch in polygons(shape.segments)]
        if shape.filled:
            _fill(large, drawing, stretches)
        if shape.stroke_width:
            _stroke(drawing, stretches, shape, fine)
    image = large.reduce(_SHARPNESS)
    drawing = ImageDraw.Draw(image)
    for words in page.words:
        _write(drawing, words, scale)
    return image


def _fill(image: Image.Image, drawing: ImageDraw.ImageDraw, stretches: Sequence[Sequence[Point]]) -> None:
    closed = [stretch for stretch in stretches if len(stretch) > 2]
    if len(closed) == 1:
        drawing.polygon(closed[0], fill=0)
        return
    if not closed:
        return
    # Several stretches in one outline are a shape and its holes (the inside of a half note, of a flat): every other one is left white.
    left, top = (int(min(point[axis] for stretch in closed for point in stretch)) - 1 for axis in (0, 1))
    right, foot = (int(max(point[axis] for stretch in closed for point in stretch)) + 2 for axis in (0, 1))
    mask = Image.new("1", (right - left, foot - top))
    for stretch in closed:
        one = Image.new("1", mask.size)
        ImageDraw.Draw(one).polygon([(x - left, y - top) for x, y in stretch], fill=1)
        mask = ImageChops.logical_xor(mask, one)
    image.paste(0, (left, top), mask)


def _stroke(drawing: ImageDraw.ImageDraw, stretches: Sequence[Sequence[Point]], shape: Shape, fine: float) -> None:
    thickness = max(2, round(shape.stroke_width * fine))
    closed = any(segment.kind == "Z" for segment in shape.segments)
    for stretch in stretches:
        drawing.line([*stretch, stretch[0]] if closed else list(stretch), fill=0, width=thickness, joint="curve")


def _write(drawing: ImageDraw.ImageDraw, words: Words, scale: float) -> None:
    # The engraver reckoned with Times: another font is made as wide as Times would be.
    size = max(4, round(words.size * scale))
    font = _font(size, words.bold, words.italic)
    wanted = words_width(words) * scale
    actual = font.getlength(legible(words.text, font))
    if actual > wanted > 0:
        font = _font(max(4, int(size * wanted / actual)), words.bold, words.italic)
    drawing.text((words.x * scale, words.y * scale), legible(words.text, font), fill=0, font=font, anchor="ls")


@cache
def _font(size: int, bold: bool, italic: bool) -> FreeTypeFont:
    path = _FOLDER / _SERIFS[bold, italic]
    return ImageFont.truetype(path, size) if path.is_file() else letters(size, bold)

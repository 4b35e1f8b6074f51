"""The words at the foot of a song's video: the line that is sung, lit syllable by syllable, and the next one below it."""

from __future__ import annotations

from PIL import Image, ImageDraw
from PIL.ImageDraw import ImageDraw as Drawing

from bot.rendering.lettering import Colour, legible, letters
from bot.rendering.newest import Newest
from bot.rendering.planes import Planes
from bot.rendering.roll import INK, SOFT_INK, lighter
from bot.rendering.sung_lines import SungLine, line_at

BAND = 84
"""Height, pixels; even."""
_NOW_SIZE, _NEXT_SIZE, _SMALLEST = 32, 22, 12
_NOW_FOOT, _NEXT_FOOT = 38, 74
"""Baselines from the top of the band, pixels."""
_MARGIN = 40


class WordsBand:
    """The band of words of one song."""

    def __init__(self, lines: tuple[SungLine, ...], colour: Colour, ground: Image.Image) -> None:
        self.lines, self.ground = lines, ground
        self.lit = lighter(colour, 0.35)
        self._newest = Newest[tuple[int, int], Planes](4)

    def at(self, now: float) -> Planes:
        """The band as it looks ``now`` seconds into the piece."""
        place, sung = line_at(self.lines, now)
        return self._newest.get((place, sung), lambda: self._drawn(place, sung))

    def _drawn(self, place: int, sung: int) -> Planes:
        image = self.ground.copy()
        drawing = ImageDraw.Draw(image)
        if place >= 0:
            syllables = self.lines[place].syllables
            self._write(drawing, _NOW_FOOT, _NOW_SIZE, [("".join(syllables[:sung]), self.lit), ("".join(syllables[sung:]), INK)], bold=True)
        if place + 1 < len(self.lines):
            self._write(drawing, _NEXT_FOOT, _NEXT_SIZE, [("".join(self.lines[place + 1].syllables), SOFT_INK)], bold=False)
        return Planes.drawn(image)

    def _write(self, drawing: Drawing, foot: int, size: int, stretches: list[tuple[str, Colour]], *, bold: bool) -> None:
        """Stretches of one line, centred; smaller letters where the line is long."""
        room = self.ground.width - 2 * _MARGIN
        whole = "".join(text for text, _ in stretches).rstrip()
        while size > _SMALLEST and letters(size, bold).getlength(legible(whole, letters(size, bold))) > room:
            size -= 1
        font = letters(size, bold)
        x = (self.ground.width - font.getlength(legible(whole, font))) / 2
        for text, colour in stretches:
            shown = legible(text, font)
            drawing.text((x, foot), shown, fill=colour, font=font, anchor="ls")
            x += font.getlength(shown)

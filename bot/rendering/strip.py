"""The long strip that scrolls through a video: chords, the roll of notes, bar numbers and sections, drawn in tiles as they are needed."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw
from PIL.ImageDraw import ImageDraw as Drawing

from bot.rendering.base import seconds_of
from bot.rendering.lettering import letters, write
from bot.rendering.newest import Newest
from bot.rendering.planes import Planes
from bot.rendering.roll import (
    BACKGROUND,
    CHORD_INK,
    FAINT,
    INK,
    LINE,
    PANEL,
    SOFT_INK,
    beat_lines,
    chord_labels,
    drawn_notes,
    lanes,
    note_colour,
    part_colours,
)
from corpora.pieces import Score

TILE = 1280
"""Width of a tile, pixels."""
CHORDS, ROLL, BARS = 34, 476, 26
"""Heights of the chord line, the roll and the bar-number line, one below the other, pixels; even."""
_SHARPNESS = 2
"""Notes are drawn this many times larger and scaled down, for smooth edges."""

Box = tuple[float, float, float, float]
"""Left, top, right and foot, pixels."""


class Strip:
    """The strip of one score, which moves ``pixels_per_second``; ``roll`` is the height of its notes, pixels, even."""

    def __init__(self, score: Score, pixels_per_second: int, roll: int = ROLL) -> None:
        self.score, self.pixels_per_second, self.roll = score, pixels_per_second, roll
        self.lanes = lanes(score, roll)
        self.notes = drawn_notes(score)
        self.colours = part_colours(score.parts)
        self.bars = list(score.bars())
        self.bar_seconds = seconds_of(score, np.array([bar.start_ticks for bar in self.bars], dtype=np.int64)).tolist()
        self.chords = [(score.seconds_at(ticks), name) for ticks, name in chord_labels(score)]
        self.sections = [(score.seconds_at(section.start_ticks), section.name) for section in score.sections]
        self._tiles = Newest[int, tuple[Planes, Planes]](4)

    def tile(self, number: int) -> tuple[Planes, Planes]:
        """The stretch from pixel ``number * TILE`` on, as it comes and, faded, as it has gone."""
        return self._tiles.get(number, lambda: self._tile(number))

    def note_box(self, index: int) -> Box:
        """Where a note of ``notes`` lies: pixels from the start of the piece, and from the top of the roll."""
        drum = self.is_drum(index)
        thickness = self.lanes.thickness(drum)
        lane = self.lanes.drum_height / len(self.lanes.drums) if drum else self.lanes.step
        top = self.lanes.top(int(self.notes.pitch[index]), drum) + (lane - thickness) / 2
        left = float(self.notes.start_seconds[index]) * self.pixels_per_second
        right = left + thickness if drum else max(float(self.notes.end_seconds[index]) * self.pixels_per_second - 2, left + 4)
        return left, top, right, top + thickness

    def is_drum(self, index: int) -> bool:
        """True where a note of ``notes`` is a drum's."""
        return self.score.parts[int(self.notes.part[index])].is_drum

    def _tile(self, number: int) -> tuple[Planes, Planes]:
        offset = number * TILE
        large = Image.new("RGB", (TILE * _SHARPNESS, self.roll * _SHARPNESS), PANEL)
        self._draw_lanes(ImageDraw.Draw(large), offset)
        self._draw_notes(ImageDraw.Draw(large), offset)
        image = Image.new("RGB", (TILE, CHORDS + self.roll + BARS), BACKGROUND)
        image.paste(large.reduce(_SHARPNESS), (0, CHORDS))
        self._draw_labels(ImageDraw.Draw(image), offset)
        return Planes.drawn(image), Planes.drawn(Image.blend(image, Image.new("RGB", image.size, BACKGROUND), 0.5))

    def _draw_lanes(self, drawing: Drawing, offset: int) -> None:
        wide, tall = TILE * _SHARPNESS, self.roll * _SHARPNESS
        step = self.lanes.step * _SHARPNESS
        for pitch in range(self.lanes.lowest, self.lanes.highest + 1):
            top = self.lanes.top(pitch, False) * _SHARPNESS
            if pitch % 12 in {1, 3, 6, 8, 10}:  # the black keys' lanes are a shade darker
                drawing.rectangle((0, top, wide, top + step), fill=(17, 19, 34))
            if pitch % 12 == 0:
                drawing.line((0, top + step, wide, top + step), fill=FAINT, width=2)
        for bar, seconds in zip(self.bars, self.bar_seconds, strict=True):
            if not -TILE < seconds * self.pixels_per_second - offset <= TILE:
                continue
            lines = [(bar.start_ticks, LINE, 4), *((beat, FAINT, 2) for beat in beat_lines(bar, self.score.ticks_per_quarter))]
            for ticks, colour, width in lines:
                x = (self.score.seconds_at(ticks) * self.pixels_per_second - offset) * _SHARPNESS
                drawing.line((x, 0, x, tall), fill=colour, width=width)
        end = (self.score.seconds * self.pixels_per_second - offset) * _SHARPNESS
        drawing.line((end, 0, end, tall), fill=SOFT_INK, width=6)

    def _draw_notes(self, drawing: Drawing, offset: int) -> None:
        starts, ends = self.notes.start_seconds * self.pixels_per_second, self.notes.end_seconds * self.pixels_per_second
        inside = np.flatnonzero((starts < offset + TILE) & (np.maximum(ends, starts + 40) > offset))
        # The first part leads: it is drawn last, over the others.
        for index in inside[np.argsort(-self.notes.part[inside], kind="stable")].tolist():
            left, top, right, foot = self.note_box(index)
            box = [(edge - shift) * _SHARPNESS for edge, shift in zip((left, top, right, foot), (offset, 0, offset, 0), strict=True)]
            rounding = min(foot - top, right - left) / 2 * _SHARPNESS * (1.0 if self.is_drum(index) else 0.7)
            drawing.rounded_rectangle(box, rounding, fill=note_colour(self.colours[int(self.notes.part[index])], int(self.notes.velocity[index])))

    def _draw_labels(self, drawing: Drawing, offset: int) -> None:
        # A label may begin in the tile before and end in this one.
        free, foot = -1e9, CHORDS + self.roll + BARS
        for seconds, name in self.chords:
            x = seconds * self.pixels_per_second - offset + 2
            if -200 < x < TILE and x >= free:
                free = x + write(drawing, (x, CHORDS - 10), name, 20, CHORD_INK) + 8
        for bar, seconds in zip(self.bars, self.bar_seconds, strict=True):
            x = seconds * self.pixels_per_second - offset + 4
            if -60 < x < TILE and bar.number:
                write(drawing, (x, foot - 6), str(bar.number), 15, SOFT_INK)
        for seconds, name in self.sections:
            x = seconds * self.pixels_per_second - offset + 44
            if -260 < x < TILE:
                drawing.rounded_rectangle((x - 6, foot - 22, x + letters(14, True).getlength(name) + 6, foot - 2), 5, fill=LINE)
                write(drawing, (x, foot - 7), name, 14, INK, bold=True)

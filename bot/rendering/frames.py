"""The pictures of a video: a piano roll that scrolls past a playhead, one frame at a time.

Each frame is a window onto a strip drawn beforehand; only the notes that sound are lit anew, and the header where something in it changes.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

import numpy as np
from PIL import Image, ImageDraw

from bot.rendering.base import RenderJob
from bot.rendering.canvas import Canvas
from bot.rendering.lettering import fitting, write
from bot.rendering.lights import Lights
from bot.rendering.newest import Newest
from bot.rendering.picture import draw_legend
from bot.rendering.planes import Planes, fill
from bot.rendering.roll import BACKGROUND, CHORD_INK, INK, LINE, SOFT_INK
from bot.rendering.strip import BARS, CHORDS, ROLL, TILE, Strip
from bot.rendering.sung_lines import sung_lines
from bot.rendering.words_band import BAND, WordsBand

WIDTH, HEIGHT = 1280, 720
FRAMES_PER_SECOND = 30
STEP = 6
"""Pixels the roll moves from frame to frame: a whole, even number, so that motion is smooth and cheap to encode."""
PIXELS_PER_SECOND = STEP * FRAMES_PER_SECOND
PLAYHEAD = 384
STRIP_TOP = 128
ROLL_TOP = STRIP_TOP + CHORDS
WORDS_TOP = HEIGHT - BAND - 8
_CORNER = 864
"""Left edge of the corner that tells the chord, section and bar of the moment, pixels."""


class Film:
    """Every frame of one piece. Several threads may draw its frames, each on a canvas of its own."""

    def __init__(self, job: RenderJob) -> None:
        self.job = job
        lines = sung_lines(job.performed, job.lyric)
        self.strip = Strip(job.performed, PIXELS_PER_SECOND, ROLL - (BAND if lines else 0))
        self.piece_seconds = max(job.performed.seconds, 1 / FRAMES_PER_SECOND)
        self.lights = Lights(self.strip, PLAYHEAD, ROLL_TOP)
        self.words = WordsBand(lines, self.strip.colours[_singer(job)], _backdrop().crop((0, WORDS_TOP, WIDTH, WORDS_TOP + BAND))) if lines else None
        self.page = self._page()
        self._corners = Newest[tuple[str, str, int], Planes](8)

    def draw(self, canvas: Canvas, index: int) -> None:
        """Draw the frame shown ``index / FRAMES_PER_SECOND`` seconds into the piece; a canvas takes later and later ones."""
        now, frame = index / FRAMES_PER_SECOND, canvas.planes
        canvas.stand(self.page, 0, 0)
        canvas.stand(self._corner(now), _CORNER, 0)
        if self.words is not None:
            canvas.stand(self.words.at(now), 0, WORDS_TOP)
        self._copy_window(frame, index * STEP - PLAYHEAD)
        self.lights.shine_on(frame, now)
        fill(frame, ROLL_TOP, ROLL_TOP + self.strip.roll, PLAYHEAD, PLAYHEAD + 2, INK)
        done = min(1.0, (index + 1) / FRAMES_PER_SECOND / self.piece_seconds)
        fill(frame, HEIGHT - 4, HEIGHT, 0, int(WIDTH * done) // 2 * 2, CHORD_INK)

    def _copy_window(self, frame: Planes, left: int) -> None:
        """Fill in the strip from its pixel ``left`` on (negative before the piece reaches the playhead); what has sounded steps back."""
        for gone, begin, end in ((True, left, left + PLAYHEAD), (False, left + PLAYHEAD, left + WIDTH)):
            for number in range(begin // TILE, (end - 1) // TILE + 1):
                start, stop = max(begin, number * TILE), min(end, (number + 1) * TILE)
                bright, faded = self.strip.tile(number)
                frame.paste(faded if gone else bright, start - left, STRIP_TOP, slice(start - number * TILE, stop - number * TILE))

    def _bar_number(self, now: float) -> int:
        index = bisect_right(self.strip.bar_seconds, now + 1e-6) - 1
        return self.strip.bars[index].number if index >= 0 else 0

    def _page(self) -> Planes:
        """All that stands still: title and legend."""
        image = _backdrop().copy()
        drawing = ImageDraw.Draw(image)
        write(drawing, (40, 62), fitting(self.job.title or "Untitled", 38, 800, bold=True), 38, INK, bold=True)
        write(drawing, (40, 96), fitting(self.job.subtitle, 19, 800), 19, SOFT_INK)
        draw_legend(drawing, self.job.performed, self.strip.colours, (40, STRIP_TOP + CHORDS + self.strip.roll + BARS + 33), WIDTH - 80)
        return Planes.drawn(image)

    def _corner(self, now: float) -> Planes:
        """The chord, section and bar of the moment; consecutive frames mostly show the same."""
        told = _current(self.strip.chords, now), _current(self.strip.sections, now), self._bar_number(now)
        return self._corners.get(told, lambda: self._drawn_corner(*told))

    def _drawn_corner(self, chord: str, section: str, bar: int) -> Planes:
        image = _backdrop().crop((_CORNER, 0, WIDTH, STRIP_TOP))
        drawing = ImageDraw.Draw(image)
        right = image.width - 40
        write(drawing, (right, 66), fitting(chord, 44, 360, bold=True), 44, CHORD_INK, bold=True, anchor="rs")
        count = self.strip.bars[-1].number if self.strip.bars else 0
        place = f"bar {bar} of {count}" if bar else "pickup"
        write(drawing, (right, 98), fitting(f"{section} · {place}" if section else place, 19, 360), 19, SOFT_INK, anchor="rs")
        return Planes.drawn(image)


def _singer(job: RenderJob) -> int:
    """Place of the part that has the words."""
    return next(place for place, part in enumerate(job.performed.parts) if part.lyrics)


def _current(changes: list[tuple[float, str]], now: float) -> str:
    """The last change at or before ``now``; nothing before the first."""
    index = bisect_right(changes, now + 1e-6, key=lambda change: change[0]) - 1
    return changes[index][1] if index >= 0 else ""


@cache
def _backdrop() -> Image.Image:
    """A dark ground, a little lighter towards the top."""
    share = np.linspace(1.0, 0.0, HEIGHT)[:, None, None] ** 2
    ground = np.array(BACKGROUND) + share * (np.array(LINE) - np.array(BACKGROUND)) * 0.55
    return Image.fromarray(np.broadcast_to(np.rint(ground), (HEIGHT, WIDTH, 3)).astype(np.uint8))

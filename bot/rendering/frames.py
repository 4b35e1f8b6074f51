"""The pictures of a video: a piano roll that scrolls past a playhead, one frame at a time.

Each frame is a window onto a strip drawn beforehand; only the notes that sound are lit anew, and the header where something in it changes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache

import numpy as np
from PIL import Image, ImageDraw

from bot.rendering.base import RenderJob
from bot.rendering.lettering import fitting, write
from bot.rendering.picture import draw_legend
from bot.rendering.planes import Planes, fill, glow, shine
from bot.rendering.roll import BACKGROUND, CHORD_INK, INK, LINE, SOFT_INK, lighter
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
_GLOW = 112
"""Width and height of the glow where a note meets the playhead, pixels."""
_GLOW_LEVELS = 12
_AFTERGLOW_SECONDS = 0.25
"""How long a drum stroke, or a note just ended, still glows."""


class Film:
    """Every frame of one piece."""

    def __init__(self, job: RenderJob, seconds: float) -> None:
        self.job = job
        self.frame_count = max(1, round(seconds * FRAMES_PER_SECOND))
        lines = sung_lines(job.performed, job.lyric)
        self.strip = Strip(job.performed, PIXELS_PER_SECOND, ROLL - (BAND if lines else 0))
        self.words = WordsBand(lines, self.strip.colours[_singer(job)], _backdrop().crop((0, WORDS_TOP, WIDTH, WORDS_TOP + BAND))) if lines else None
        # Consecutive frames mostly show the same header.
        self.page = lru_cache(maxsize=2)(self._page)

    def frames(self) -> Iterator[Planes]:
        """All frames in order; each is a new array."""
        for index in range(self.frame_count):
            yield self.frame(index)

    def frame(self, index: int) -> Planes:
        """The frame shown ``index / FRAMES_PER_SECOND`` seconds into the piece."""
        now = index / FRAMES_PER_SECOND
        page = self.page(_current(self.strip.chords, now), _current(self.strip.sections, now), self._bar_number(now))
        frame = Planes.of(page.packed.copy())
        self._copy_window(frame, index * STEP - PLAYHEAD)
        self._light(frame, now)
        if self.words is not None:
            frame.paste(self.words.at(now), 0, WORDS_TOP, slice(0, WIDTH))
        fill(frame, ROLL_TOP, ROLL_TOP + self.strip.roll, PLAYHEAD, PLAYHEAD + 2, INK)
        done = WIDTH * (index + 1) // self.frame_count // 2 * 2
        fill(frame, HEIGHT - 4, HEIGHT, 0, done, CHORD_INK)
        return frame

    def _copy_window(self, frame: Planes, left: int) -> None:
        """Fill in the strip from its pixel ``left`` on (negative before the piece reaches the playhead); what has sounded steps back."""
        for gone, begin, end in ((True, left, left + PLAYHEAD), (False, left + PLAYHEAD, left + WIDTH)):
            for number in range(begin // TILE, (end - 1) // TILE + 1):
                start, stop = max(begin, number * TILE), min(end, (number + 1) * TILE)
                bright, faded = self.strip.tile(number)
                frame.paste(faded if gone else bright, start - left, STRIP_TOP, slice(start - number * TILE, stop - number * TILE))

    def _light(self, frame: Planes, now: float) -> None:
        """Brighten the notes that sound, and let them glow at the playhead: the more the harder they were struck, then fading."""
        notes = self.strip.notes
        begun = int(np.searchsorted(notes.start_seconds, now, side="right"))
        alive = np.maximum(notes.end_seconds[:begun], notes.start_seconds[:begun] + _AFTERGLOW_SECONDS) > now
        for index in np.flatnonzero(alive).tolist():
            age = now - float(notes.start_seconds[index])
            colour = self.strip.colours[int(notes.part[index])]
            left, top, right, foot = (round(edge) for edge in self.strip.note_box(index))
            if float(notes.end_seconds[index]) > now and not self.strip.is_drum(index):
                shift = PLAYHEAD - round(now * PIXELS_PER_SECOND)
                start = max(0, left + shift)
                fill(frame, ROLL_TOP + top, ROLL_TOP + foot, start, max(start + 2, right + shift), lighter(colour, 0.45))
                fading = 1.0
            else:
                fading = max(0.0, 1 - age / _AFTERGLOW_SECONDS)
            strength = (int(notes.velocity[index]) / 127) ** 1.5 * (0.35 + 0.65 * float(np.exp(-5 * age))) * fading
            light = glow(lighter(colour, 0.25), _GLOW, round(strength * _GLOW_LEVELS) / _GLOW_LEVELS)
            shine(frame, light, PLAYHEAD, ROLL_TOP + (top + foot) // 2, ROLL_TOP, ROLL_TOP + self.strip.roll)

    def _bar_number(self, now: float) -> int:
        index = bisect_right(self.strip.bar_seconds, now + 1e-6) - 1
        return self.strip.bars[index].number if index >= 0 else 0

    def _page(self, chord: str, section: str, bar: int) -> Planes:
        """All that stands still: title, legend, and the chord, section and bar of the moment."""
        image = _backdrop().copy()
        drawing = ImageDraw.Draw(image)
        write(drawing, (40, 62), fitting(self.job.title or "Untitled", 38, 800, bold=True), 38, INK, bold=True)
        write(drawing, (40, 96), fitting(self.job.subtitle, 19, 800), 19, SOFT_INK)
        write(drawing, (WIDTH - 40, 66), fitting(chord, 44, 360, bold=True), 44, CHORD_INK, bold=True, anchor="rs")
        count = self.strip.bars[-1].number if self.strip.bars else 0
        place = f"bar {bar} of {count}" if bar else "pickup"
        write(drawing, (WIDTH - 40, 98), f"{section} · {place}" if section else place, 19, SOFT_INK, anchor="rs")
        draw_legend(drawing, self.job.performed, self.strip.colours, (40, STRIP_TOP + CHORDS + self.strip.roll + BARS + 33), WIDTH - 80)
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

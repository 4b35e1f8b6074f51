"""The notes that sound, lit on every frame of a video: their bars brighter, a glow where they meet the playhead."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import numpy as np

from bot.rendering.glow import glow, shine
from bot.rendering.lettering import Colour
from bot.rendering.planes import Planes, fill
from bot.rendering.roll import lighter
from bot.rendering.strip import Strip

_GLOW = 112
"""Width and height of the glow where a note meets the playhead, pixels."""
_GLOW_LEVELS = 12
_AFTERGLOW_SECONDS = 0.25
"""How long a drum stroke, or a note just ended, still glows."""


@dataclass(frozen=True, slots=True)
class _Lamp:
    """One note as it is lit."""

    start_seconds: float
    end_seconds: float
    box: tuple[int, int, int, int]
    """Left, top, right and foot: pixels from the start of the piece, and from the top of the roll."""
    bar: Colour | None
    """Of the lit note; drum strokes only glow."""
    halo: Colour
    strength: float
    """0 to 1, by how hard it was struck."""


class Lights:
    """All notes of a strip, lit as time goes by. ``playhead`` and ``top`` are where it stands on the frame, pixels."""

    def __init__(self, strip: Strip, playhead: int, top: int) -> None:
        self.playhead, self.top, self.foot = playhead, top, top + strip.roll
        self.pixels_per_second = strip.pixels_per_second
        self.starts = strip.notes.start_seconds
        self.dark = np.maximum(strip.notes.end_seconds, self.starts + _AFTERGLOW_SECONDS)
        self.lamps = [_lamp(strip, index) for index in range(len(self.starts))]

    def shine_on(self, frame: Planes, now: float) -> None:
        """Brighten the notes that sound, and let them glow at the playhead: the more the harder they were struck, then fading."""
        begun = int(np.searchsorted(self.starts, now, side="right"))
        shift = self.playhead - round(now * self.pixels_per_second)
        for index in np.flatnonzero(self.dark[:begun] > now).tolist():
            self._light(frame, self.lamps[index], now, shift)

    def _light(self, frame: Planes, lamp: _Lamp, now: float, shift: int) -> None:
        left, top, right, foot = lamp.box
        age, fading = now - lamp.start_seconds, 1.0
        if lamp.bar and lamp.end_seconds > now:
            start = max(0, left + shift)
            fill(frame, self.top + top, self.top + foot, start, max(start + 2, right + shift), lamp.bar)
        else:
            fading = max(0.0, 1 - age / _AFTERGLOW_SECONDS)
        strength = lamp.strength * (0.35 + 0.65 * exp(-5 * age)) * fading
        light = glow(lamp.halo, _GLOW, round(strength * _GLOW_LEVELS) / _GLOW_LEVELS)
        shine(frame, light, self.playhead, self.top + (top + foot) // 2, self.top, self.foot)


def _lamp(strip: Strip, index: int) -> _Lamp:
    notes, drum = strip.notes, strip.is_drum(index)
    colour = strip.colours[int(notes.part[index])]
    left, top, right, foot = (round(edge) for edge in strip.note_box(index))
    return _Lamp(
        start_seconds=float(notes.start_seconds[index]),
        end_seconds=float(notes.end_seconds[index]),
        box=(left, top, right, foot),
        bar=None if drum else lighter(colour, 0.45),
        halo=lighter(colour, 0.25),
        strength=(int(notes.velocity[index]) / 127) ** 1.5,
    )

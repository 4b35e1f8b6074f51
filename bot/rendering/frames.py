"""The pictures of a video: a piano roll that scrolls past a playhead, one frame at a time.

The roll is drawn once, in tiles, and each frame is a window onto it; only the header and the notes that sound are drawn anew. All of it is
kept as 4:2:0 luma and chroma, as the encoder wants it: half the bytes to copy, and no conversion of each frame (2 ms of the 3 it took).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from PIL.ImageDraw import ImageDraw as Drawing

from bot.rendering.base import RenderJob, seconds_of
from bot.rendering.lettering import Colour, fitting, letters, write
from bot.rendering.picture import draw_legend
from bot.rendering.roll import (
    BACKGROUND,
    CHORD_INK,
    FAINT,
    INK,
    LINE,
    PANEL,
    SOFT_INK,
    chord_labels,
    drawn_notes,
    lanes,
    lighter,
    note_colour,
    part_colours,
)  # fmt: skip

WIDTH, HEIGHT = 1280, 720
FRAMES_PER_SECOND = 30
STEP = 6
"""Pixels the roll moves from frame to frame: a whole, even number, so that motion is smooth and cheap to encode."""
PIXELS_PER_SECOND = STEP * FRAMES_PER_SECOND
PLAYHEAD = 384
_TOP, _FOOT = 128, 664
"""Of the moving strip: chords, roll and bar numbers, one below the other."""
_CHORDS, _BARS = 34, 26
"""Heights of the strip's chord line and bar-number line."""
_ROLL = _FOOT - _TOP - _CHORDS - _BARS
_TILE = 1280
_GLOW = 112
"""Width and height of the glow where a note meets the playhead, pixels; even."""

Plane = NDArray[np.uint8]
"""uint8 ``[height, width]``."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in 4:2:0: three planes that are views of one packed array, the form PyAV takes."""

    packed: Plane
    """uint8 ``[height * 3 / 2, width]``: luma, then both chroma planes."""
    luma: Plane
    """uint8 ``[height, width]``, 16 to 235."""
    blue: Plane
    """uint8 ``[height / 2, width / 2]``, 128 is no colour."""
    red: Plane
    """The same shape as ``blue``."""

    @classmethod
    def of(cls, packed: Plane) -> Picture:
        """The planes of a packed array."""
        width = packed.shape[1]
        height = packed.shape[0] * 2 // 3
        blue, red = packed[height:].reshape(2, height // 2, width // 2)
        return cls(packed, packed[:height], blue, red)

    @classmethod
    def drawn(cls, image: Image.Image) -> Picture:
        """An RGB image (of even size) in the colours of HD television, BT.709."""
        frame = VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
        frame = frame.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG)
        return cls.of(np.ascontiguousarray(frame.to_ndarray()))

    def paste(self, other: Picture, left: int, top: int, source: slice) -> None:
        """Copy the columns ``source`` of another picture so that the first lands at ``left``; all numbers even."""
        wide = source.stop - source.start
        tall = other.luma.shape[0]
        self.luma[top : top + tall, left : left + wide] = other.luma[:, source]
        half = slice(source.start // 2, source.stop // 2)
        rows, columns = slice(top // 2, (top + tall) // 2), slice(left // 2, (left + wide) // 2)
        self.blue[rows, columns] = other.blue[:, half]
        self.red[rows, columns] = other.red[:, half]


class Film:
    """Every frame of one piece."""

    def __init__(self, job: RenderJob, seconds: float) -> None:
        self.job, self.score = job, job.performed
        self.frame_count = max(1, round(seconds * FRAMES_PER_SECOND))
        self.lanes = lanes(self.score, _ROLL)
        self.notes = drawn_notes(self.score)
        self.colours = part_colours(self.score.parts)
        self.bars = list(self.score.bars())
        self.bar_seconds = seconds_of(self.score, np.array([bar.start_ticks for bar in self.bars], dtype=np.int64)).tolist()
        self.chords = [(self.score.seconds_at(ticks), name) for ticks, name in chord_labels(self.score)]
        self.sections = [(self.score.seconds_at(section.start_ticks), section.name) for section in self.score.sections]
        self.longest = float((self.notes.end_seconds - self.notes.start_seconds).max(initial=0.0))
        self.tile = lru_cache(maxsize=3)(self._tile)
        self.page = lru_cache(maxsize=2)(self._page)

    def frames(self) -> Iterator[Picture]:
        """All frames in order; each is a new array."""
        for index in range(self.frame_count):
            yield self.frame(index)

    def frame(self, index: int) -> Picture:
        """The frame shown ``index / FRAMES_PER_SECOND`` seconds into the piece."""
        now = index / FRAMES_PER_SECOND
        page = self.page(_current(self.chords, now), _current(self.sections, now), self._bar_number(now))
        frame = Picture.of(page.packed.copy())
        self._copy_window(frame, index * STEP - PLAYHEAD)
        self._light(frame, now)
        roll_top = _TOP + _CHORDS
        frame.luma[roll_top : roll_top + _ROLL, PLAYHEAD : PLAYHEAD + 2] = 225
        done = WIDTH * (index + 1) // self.frame_count // 2 * 2
        _fill(frame, HEIGHT - 4, HEIGHT, 0, done, CHORD_INK)
        return frame

    def _copy_window(self, frame: Picture, left: int) -> None:
        """Fill the strip with the roll from pixel ``left`` on (negative before the piece reaches the playhead); what has sounded steps back."""
        for dim, begin, end in ((True, left, left + PLAYHEAD), (False, left + PLAYHEAD, left + WIDTH)):
            for number in range(begin // _TILE, (end - 1) // _TILE + 1):
                start, stop = max(begin, number * _TILE), min(end, (number + 1) * _TILE)
                bright, faded = self.tile(number)
                frame.paste(faded if dim else bright, start - left, _TOP, slice(start - number * _TILE, stop - number * _TILE))

    def _light(self, frame: Picture, now: float) -> None:
        """Brighten the notes that sound, and let them glow at the playhead: the more the harder they were struck, then fading."""
        first = np.searchsorted(self.notes.start_seconds, now - self.longest - 0.5)
        last = np.searchsorted(self.notes.start_seconds, now, side="right")
        for index in range(int(first), int(last)):
            age = now - float(self.notes.start_seconds[index])
            sounding = float(self.notes.end_seconds[index]) > now
            part, velocity = int(self.notes.part[index]), int(self.notes.velocity[index])
            drum = self.score.parts[part].is_drum
            if not (sounding or age < 0.25):
                continue
            left, top, right, foot = (round(edge) for edge in self._note_box(index))
            roll_top = _TOP + _CHORDS
            if sounding and not drum:
                shift = PLAYHEAD - round(now * PIXELS_PER_SECOND)
                x = max(0, left + shift)
                _fill(frame, roll_top + top, roll_top + foot, x, max(x + 2, right + shift), lighter(self.colours[part], 0.45))
            strength = (
                (velocity / 127) ** 1.5 * (0.35 + 0.65 * float(np.exp(-5 * age))) * (1.0 if sounding and not drum else max(0.0, 1 - age / 0.25))
            )
            _add_glow(frame, roll_top + (top + foot) // 2, glow(self.colours[part], round(strength * 12)))

    def _note_box(self, index: int) -> tuple[float, float, float, float]:
        """Left, top, right and foot of a note in the roll, pixels from the start of the piece."""
        drum = self.score.parts[int(self.notes.part[index])].is_drum
        thickness = self.lanes.thickness(drum)
        lane = self.lanes.drum_height / len(self.lanes.drums) if drum else self.lanes.step
        top = self.lanes.top(int(self.notes.pitch[index]), drum) + (lane - thickness) / 2
        left = float(self.notes.start_seconds[index]) * PIXELS_PER_SECOND
        right = left + thickness if drum else max(float(self.notes.end_seconds[index]) * PIXELS_PER_SECOND - 2, left + 4)
        return left, top, right, top + thickness

    def _bar_number(self, now: float) -> int:
        index = bisect_right(self.bar_seconds, now + 1e-6) - 1
        return self.bars[index].number if index >= 0 else 0

    def _page(self, chord: str, section: str, bar: int) -> Picture:
        """All that stands still: title, legend, and the chord, section and bar of the moment."""
        image = _backdrop().copy()
        drawing = ImageDraw.Draw(image)
        write(drawing, (40, 62), fitting(self.job.title or "Untitled", 38, 800, bold=True), 38, INK, bold=True)
        write(drawing, (40, 96), fitting(self.job.subtitle, 19, 800), 19, SOFT_INK)
        write(drawing, (WIDTH - 40, 66), fitting(chord, 44, 360, bold=True), 44, CHORD_INK, bold=True, anchor="rs")
        count = self.bars[-1].number if self.bars else 0
        place = f"bar {bar} of {count}" if bar else "pickup"
        write(drawing, (WIDTH - 40, 98), f"{section} · {place}" if section else place, 19, SOFT_INK, anchor="rs")
        draw_legend(drawing, self.score, self.colours, (40, 697), WIDTH - 80)
        return Picture.drawn(image)

    def _tile(self, number: int) -> tuple[Picture, Picture]:
        """One stretch of the strip, ``_TILE`` pixels wide, as it comes and as it has gone. Drawn at twice the size for smooth edges."""
        offset = number * _TILE
        large = Image.new("RGB", (_TILE * 2, _ROLL * 2), PANEL)
        self._draw_lanes(ImageDraw.Draw(large), offset)
        self._draw_notes(ImageDraw.Draw(large), offset)
        image = Image.new("RGB", (_TILE, _FOOT - _TOP), BACKGROUND)
        image.paste(large.reduce(2), (0, _CHORDS))
        self._draw_labels(ImageDraw.Draw(image), offset)
        return Picture.drawn(image), Picture.drawn(Image.blend(image, Image.new("RGB", image.size, BACKGROUND), 0.5))

    def _draw_lanes(self, drawing: Drawing, offset: int) -> None:
        for pitch in range(self.lanes.lowest, self.lanes.highest + 1):
            top = self.lanes.top(pitch, False) * 2
            if pitch % 12 in {1, 3, 6, 8, 10}:
                drawing.rectangle((0, top, _TILE * 2, top + self.lanes.step * 2), fill=(17, 19, 34))
            if pitch % 12 == 0:
                drawing.line((0, top + self.lanes.step * 2, _TILE * 2, top + self.lanes.step * 2), fill=FAINT, width=2)
        for bar, seconds in zip(self.bars, self.bar_seconds, strict=True):
            if not -_TILE < seconds * PIXELS_PER_SECOND - offset <= _TILE:
                continue
            for beat in range(0, bar.length_ticks, max(1, bar.length_ticks // bar.meter.numerator)):
                x = (self.score.seconds_at(bar.start_ticks + beat) * PIXELS_PER_SECOND - offset) * 2
                drawing.line((x, 0, x, _ROLL * 2), fill=FAINT if beat else LINE, width=2 if beat else 4)
        end = (self.score.seconds * PIXELS_PER_SECOND - offset) * 2
        drawing.line((end, 0, end, _ROLL * 2), fill=SOFT_INK, width=6)

    def _draw_notes(self, drawing: Drawing, offset: int) -> None:
        starts, ends = self.notes.start_seconds * PIXELS_PER_SECOND, self.notes.end_seconds * PIXELS_PER_SECOND
        inside = np.flatnonzero((starts < offset + _TILE) & (np.maximum(ends, starts + 40) > offset))
        for index in inside[np.argsort(-self.notes.part[inside], kind="stable")].tolist():
            part = int(self.notes.part[index])
            left, top, right, foot = self._note_box(index)
            round_off = min(foot - top, right - left) * (1.0 if self.score.parts[part].is_drum else 0.7)
            box = ((left - offset) * 2, top * 2, (right - offset) * 2, foot * 2)
            drawing.rounded_rectangle(box, round_off, fill=note_colour(self.colours[part], int(self.notes.velocity[index])))

    def _draw_labels(self, drawing: Drawing, offset: int) -> None:
        # A label may begin in the tile before and end in this one.
        free = -1e9
        for seconds, name in self.chords:
            x = seconds * PIXELS_PER_SECOND - offset + 2
            if -200 < x < _TILE and x >= free:
                free = x + write(drawing, (x, _CHORDS - 10), name, 20, CHORD_INK) + 8
        for bar, seconds in zip(self.bars, self.bar_seconds, strict=True):
            x = seconds * PIXELS_PER_SECOND - offset + 4
            if -60 < x < _TILE and bar.number:
                write(drawing, (x, _FOOT - _TOP - 6), str(bar.number), 15, SOFT_INK)
        for seconds, name in self.sections:
            x = seconds * PIXELS_PER_SECOND - offset + 44
            if -260 < x < _TILE:
                drawing.rounded_rectangle((x - 6, _FOOT - _TOP - 22, x + letters(14, True).getlength(name) + 6, _FOOT - _TOP - 2), 5, fill=LINE)
                write(drawing, (x, _FOOT - _TOP - 7), name, 14, INK, bold=True)


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


@cache
def _tone(colour: Colour) -> tuple[int, int, int]:
    """Luma and both chroma values of a colour."""
    plain = Picture.drawn(Image.new("RGB", (2, 2), colour))
    return int(plain.luma[0, 0]), int(plain.blue[0, 0]), int(plain.red[0, 0])


def _fill(frame: Picture, top: int, foot: int, left: int, right: int, colour: Colour) -> None:
    luma, blue, red = _tone(colour)
    frame.luma[top:foot, left:right] = luma
    rows, columns = slice((top + 1) // 2, (foot + 1) // 2), slice((left + 1) // 2, (right + 1) // 2)
    frame.blue[rows, columns] = blue
    frame.red[rows, columns] = red


@dataclass(frozen=True, slots=True)
class Glow:
    """Light to be added to a picture, plane by plane: luma grows, chroma moves towards the colour."""

    luma: NDArray[np.int16]
    """int16 ``[_GLOW, _GLOW]``."""
    blue: NDArray[np.int16]
    """int16 ``[_GLOW / 2, _GLOW / 2]``, signed."""
    red: NDArray[np.int16]


@cache
def glow(colour: Colour, level: int) -> Glow:
    """A round glow of one colour in 13 strengths."""
    y, x = np.mgrid[-1 : 1 : _GLOW * 1j, -1 : 1 : _GLOW * 1j]
    distance = np.sqrt(x * x + y * y)
    light = (np.exp(-(distance**2) * 7) * np.clip(1 - distance, 0, 1) + 0.9 * np.exp(-(distance**2) * 160)) * level / 12
    luma, blue, red = (tone - dark for tone, dark in zip(_tone(lighter(colour, 0.25)), (16, 128, 128), strict=True))
    coarse = light.reshape(_GLOW // 2, 2, _GLOW // 2, 2).mean(axis=(1, 3))
    return Glow((light * luma).astype(np.int16), (coarse * blue).astype(np.int16), (coarse * red).astype(np.int16))


def _add_glow(frame: Picture, y: int, light: Glow) -> None:
    half = _GLOW // 2
    y = y // 2 * 2
    top, foot = max(_TOP + _CHORDS, y - half), min(_FOOT - _BARS, y + half)
    if top >= foot:
        return
    cut = slice(top - y + half, foot - y + half)
    _add(frame.luma[top:foot, PLAYHEAD - half : PLAYHEAD + half], light.luma[cut], 16, 235)
    rows, columns = slice(top // 2, foot // 2), slice((PLAYHEAD - half) // 2, (PLAYHEAD + half) // 2)
    cut = slice(cut.start // 2, cut.stop // 2)
    _add(frame.blue[rows, columns], light.blue[cut], 16, 240)
    _add(frame.red[rows, columns], light.red[cut], 16, 240)


def _add(region: Plane, light: NDArray[np.int16], low: int, high: int) -> None:
    region[:] = np.clip(region + light, low, high)

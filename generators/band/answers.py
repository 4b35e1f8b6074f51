"""Short answers where the tune pauses: a few notes through the scale that land on the chord to come, then silence again.

The figure is chosen backwards from where it lands: the last note is a third, fifth or seventh of the chord sounding there, the notes before it
reach it by step or through chord notes, from above or below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpora.pieces import Note
from generators.band.frame import Frame, Pulse
from generators.band.scales import key_at, scale_over, tones_of

_SHAPES = ((0, 1, 1.5, 2), (0.5, 1, 1.5, 2), (0, 0.5, 1, 2), (0.5, 1, 1.5), (0, 0.5, 1), (0.5, 1.5))
"""Where the notes of an answer begin, in pulses from its first pulse; the last one is held."""


@dataclass(frozen=True, slots=True)
class _Gap:
    start_ticks: int
    end_ticks: int
    pulses: tuple[Pulse, ...]


def answers(frame: Frame, tune: Sequence[Note], low: int, high: int, share: float, rng: np.random.Generator) -> list[Note]:
    """Answers in about ``share`` of the pauses of two pulses or more inside the tune, between ``low`` and ``high``, each clear of the tune."""
    line: list[Note] = []
    near = (low + high) // 2
    for gap in _gaps(frame, tune):
        if rng.random() >= share:
            continue
        figure = _answer(frame, gap, low, high, near, rng)
        line += figure
        near = figure[-1].pitch if figure else near
    return line


def _gaps(frame: Frame, tune: Sequence[Note]) -> list[_Gap]:
    """Pauses between notes, cut at section borders, seen as the whole pulses they hold."""
    pulses = [pulse for bar in frame.pulses for pulse in bar]
    borders = {section.start_ticks for section in frame.sections}
    ordered = sorted(tune)
    found: list[_Gap] = []
    sounding_until = ordered[0].end_ticks if ordered else 0
    for note in ordered[1:]:
        if note.start_ticks > sounding_until:
            inside = tuple(pulse for pulse in pulses if sounding_until <= pulse.start_ticks and pulse.end_ticks <= note.start_ticks)
            if 2 <= len(inside) <= 8 and not any(inside[0].start_ticks < border < note.start_ticks for border in borders):
                found.append(_Gap(inside[0].start_ticks, note.start_ticks, inside))
        sounding_until = max(sounding_until, note.end_ticks)
    return found


def _answer(frame: Frame, gap: _Gap, low: int, high: int, near: int, rng: np.random.Generator) -> list[Note]:
    shapes = [shape for shape in _SHAPES if shape[-1] < len(gap.pulses)]
    shape = shapes[int(rng.integers(len(shapes)))]
    starts = [gap.pulses[int(at)].at(at % 1) for at in shape]
    last_end = min(gap.end_ticks, gap.pulses[int(shape[-1])].end_ticks)
    if len(set(starts)) < len(starts) or last_end <= starts[-1] or any(frame.chord_at(start) is None for start in starts):
        return []
    pitches = _pitches(frame, starts, low, high, near, rng)
    ends = [*starts[1:], last_end]
    return [Note(start, pitch, end - start, 68) for start, end, pitch in zip(starts, ends, pitches, strict=True)]


def _pitches(frame: Frame, starts: Sequence[int], low: int, high: int, near: int, rng: np.random.Generator) -> list[int]:
    """From the landing note backwards, each a step or a chord note away from the one after it, in one direction."""
    landing = _landing(frame, starts[-1], low, high, near, rng)
    direction = 1 if rng.random() < 0.5 else -1
    if not low + 7 <= landing <= high - 7:
        direction = 1 if landing < low + 7 else -1  # come from the side where there is room
    line = [landing]
    for start in reversed(starts[:-1]):
        chord = frame.chord_at(start)
        if chord is None:
            return [landing] * len(starts)
        scale = scale_over(chord.root, chord.quality, key_at(frame.score.keys, start))
        wanted = tones_of(chord) if start % frame.score.ticks_per_quarter == 0 else scale
        reach = range(1, 6) if wanted is not scale else range(1, 4)
        line.append(next((line[-1] + direction * step for step in reach if (line[-1] + direction * step) % 12 in wanted), line[-1] + direction))
    return [min(max(pitch, low), high) for pitch in reversed(line)]


def _landing(frame: Frame, at: int, low: int, high: int, near: int, rng: np.random.Generator) -> int:
    chord = frame.chord_at(at)
    tones = sorted(tones_of(chord)) if chord is not None else []
    choices = [pitch for pitch in range(low, high + 1) if pitch % 12 in tones and chord is not None and pitch % 12 != chord.root] or [near]
    return min(choices, key=lambda pitch: abs(pitch - near) + 3.0 * float(rng.random()))

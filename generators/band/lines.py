"""Melodic players: fitting the tune to an instrument, harmonising it, and guide-tone lines behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from corpora.chords import QUALITIES
from corpora.pieces import ChordSymbol, Note
from generators.band.bass import folded
from generators.band.frame import Frame
from generators.band.scales import key_at, scale_over, tones_of


def fitted(notes: Sequence[Note], low: int, high: int) -> list[Note]:
    """A line moved by whole octaves to where the instrument sounds best; single notes still outside come in by octaves."""
    if not notes:
        return []
    pitches = np.array([note.pitch for note in notes])
    best = min(range(-48, 49, 12), key=lambda shift: (_misfit(pitches + shift, low, high), abs(shift)))
    return [replace(note, pitch=folded(note.pitch + best, low, high)) for note in notes]


def _misfit(pitches: np.ndarray[tuple[int], np.dtype[np.int64]], low: int, high: int) -> float:
    """Notes outside weigh most; then the distance of the mean from the singing part of the range, a little above its middle."""
    outside = np.maximum(0, low - pitches) + np.maximum(0, pitches - high)
    sweet = min(low + 0.58 * (high - low), 74.0)
    # A third of an octave either way is nobody's concern: the tune then stays where it was composed.
    return float(outside.sum() * 3.0 + max(0.0, abs(float(pitches.mean()) - sweet) - 5.0))


def harmonised(notes: Sequence[Note], frame: Frame, low: int, high: int) -> list[Note]:
    """A second voice under the tune in its rhythm, in thirds and sixths: chord notes under long or accented notes, scale notes elsewhere."""
    voice: list[Note] = []
    starts = {pulse.start_ticks for pulses in frame.pulses for pulse in pulses}
    for note in notes:
        chord = frame.chord_at(note.start_ticks)
        if chord is None:
            continue
        weighty = note.duration_ticks >= frame.score.ticks_per_quarter or note.start_ticks in starts
        voice.append(replace(note, pitch=_below(note.pitch, chord, frame, note.start_ticks, weighty), velocity=max(1, note.velocity - 8)))
    return _in_range_together(voice, low, high)


def _below(pitch: int, chord: ChordSymbol, frame: Frame, at: int, weighty: bool) -> int:
    allowed = tones_of(chord) if weighty else scale_over(chord.root, chord.quality, key_at(frame.score.keys, at))
    # Thirds first, then sixths, then what is left; never a second, a tritone only if nothing else is.
    for interval in (3, 4, 8, 9, 5, 7, 12, 6):
        if (pitch - interval) % 12 in allowed:
            return pitch - interval
    return pitch - 12


def _in_range_together(voice: Sequence[Note], low: int, high: int) -> list[Note]:
    """The voice as a whole moved by octaves where it does not fit, so that it stays parallel."""
    if not voice:
        return []
    shift = min(range(-36, 37, 12), key=lambda each: (sum(max(0, low - note.pitch - each, note.pitch + each - high) for note in voice), abs(each)))
    return [replace(note, pitch=folded(note.pitch + shift, low, high)) for note in voice]


def guide_tones(frame: Frame, start: int, end: int, low: int, high: int, nth: int = 0) -> list[Note]:
    """Long notes from chord to chord by the smallest step: the first voice on thirds, the next on sevenths, crossing where it is smoother."""
    centre = min((low + high) / 2, 66.0) if low < 66 else low + 5.0
    line: list[Note] = []
    for span in frame.spans:
        first, last = max(start, span.start_ticks), min(end, span.end_ticks)
        if last <= first:
            continue
        wanted = _guides(span.chord, nth)
        near = line[-1].pitch if line else centre
        pitch = min(
            (each for each in range(low, high + 1) if each % 12 in wanted),
            key=lambda each: (abs(each - near) + 0.3 * abs(each - centre), each),
            default=low,
        )
        if line and line[-1].pitch == pitch and line[-1].end_ticks == first:
            line[-1] = replace(line[-1], duration_ticks=last - line[-1].start_ticks)
        else:
            line.append(Note(first, pitch, last - first, 70))
    return _breathing(line, frame)


def _guides(chord: ChordSymbol, nth: int) -> frozenset[int]:
    intervals = QUALITIES[chord.quality]
    thirds = [each for each in intervals if each in {3, 4, 5}] or [7]
    sevenths = [each for each in intervals if each in {9, 10, 11}] or [7 if 7 in intervals else intervals[-1]]
    chosen = thirds + sevenths if nth == 0 else sevenths + [each for each in intervals if each in {6, 7, 8}]
    return frozenset((chord.root + each) % 12 for each in chosen)


def _breathing(line: Sequence[Note], frame: Frame) -> list[Note]:
    """Notes longer than two bars are struck again at a bar line, so that winds can breathe."""
    parted: list[Note] = []
    for note in line:
        lines = [bar.start_ticks for bar in frame.bars if note.start_ticks < bar.start_ticks < note.end_ticks][1::2]
        cuts = [note.start_ticks, *lines, note.end_ticks]
        parted += [replace(note, start_ticks=one, duration_ticks=other - one) for one, other in pairwise(cuts)]
    return parted

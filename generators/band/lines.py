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
    """A second voice in the tune's rhythm, below it where the instrument allows, else above.

    Each note has a few consonant partners: chord notes under long or accented notes, scale notes elsewhere. The voice is the cheapest path through
    them: thirds and sixths cost least, then moving as the tune moves, then moving little. Notes without a chord stay unharmonised.
    """
    sung = [note for note in notes if frame.chord_at(note.start_ticks) is not None]
    if not sung:
        return []
    side = _side(sung, low, high)
    columns = [_partners(note, frame, side, low, high) for note in sung]
    voice = _smoothest(sung, columns)
    return [replace(note, pitch=pitch, velocity=max(1, note.velocity - 8)) for note, pitch in zip(sung, voice, strict=True)]


def _side(notes: Sequence[Note], low: int, high: int) -> int:
    """-1 to sing below the tune, 1 above it: wherever more of a sixth's distance stays inside the range."""
    below = sum(low <= note.pitch - 6 <= high for note in notes)
    above = sum(low <= note.pitch + 6 <= high for note in notes)
    return 1 if above > below else -1


def _partners(note: Note, frame: Frame, side: int, low: int, high: int) -> list[tuple[int, float]]:
    """Pitches that suit a note, with their cost; the note's own octave where nothing else is in range."""
    chord = frame.chord_at(note.start_ticks)
    if chord is None:
        return [(folded(note.pitch, low, high), 0.0)]
    quarter = frame.score.ticks_per_quarter
    weighty = note.duration_ticks >= quarter or note.start_ticks % quarter == 0
    tones, scale = tones_of(chord), scale_over(chord.root, chord.quality, key_at(frame.score.keys, note.start_ticks))
    found: list[tuple[int, float]] = []
    for apart, worth in _INTERVAL_WORTH.items():
        pitch = note.pitch + side * apart
        if low <= pitch <= high and pitch % 12 in scale:
            found.append((pitch, worth + (0.0 if pitch % 12 in tones else 2.5 if weighty else 0.6)))
    return found or [(folded(note.pitch + 12 * side, low, high), 3.0)]


_INTERVAL_WORTH = {3: 0.0, 4: 0.0, 8: 0.3, 9: 0.3, 5: 1.2, 7: 1.4, 6: 2.4, 10: 2.6, 12: 2.8, 15: 1.8, 16: 1.8}
"""What each distance from the tune costs, in semitones: thirds and sixths sing, fourths and fifths are bare, tenths lie far off."""


def _smoothest(notes: Sequence[Note], columns: Sequence[Sequence[tuple[int, float]]]) -> list[int]:
    totals = [cost for _, cost in columns[0]]
    choices: list[list[int]] = []
    for index in range(1, len(columns)):
        lead = notes[index].pitch - notes[index - 1].pitch
        arrived, came_from = [], []
        for pitch, cost in columns[index]:
            steps = [total + _step_cost(pitch - before, lead) for (before, _), total in zip(columns[index - 1], totals, strict=True)]
            best = min(range(len(steps)), key=steps.__getitem__)
            arrived.append(steps[best] + cost)
            came_from.append(best)
        totals = arrived
        choices.append(came_from)
    place = min(range(len(totals)), key=totals.__getitem__)
    path = [columns[-1][place][0]]
    for index in range(len(choices) - 1, -1, -1):
        place = choices[index][place]
        path.append(columns[index][place][0])
    return path[::-1]


def _step_cost(step: int, lead_step: int) -> float:
    """Moving much further than the tune sounds clumsy; moving where it rests sounds restless."""
    cost = 0.35 * max(0, abs(step) - abs(lead_step)) + 0.06 * abs(step)
    return cost + (0.3 if step and lead_step and (step > 0) != (lead_step > 0) else 0.0) + (1.5 if abs(step) > 7 else 0.0)


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

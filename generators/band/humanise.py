"""From exact to human: each player's place against the beat, small unsteadiness, accents, phrase shape and the piece's arc.

Timing wanders slowly (players correct themselves from note to note), so deviations follow a first-order autoregression instead of white noise.
All of it is bounded, keeps the order of notes and never leaves the piece.

Source: G. Madison, Variability in isochronous tapping, Journal of Experimental Psychology 27(2), 2001 (short-range dependence of deviations).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpora.pieces import Note, Score
from generators.band.frame import Frame

MOST_DEVIATION_MS = 28.0
"""No note is played further from its place than this, role offset included."""


@dataclass(frozen=True, slots=True)
class Touch:
    """How one player plays."""

    offset_ms: float
    """Place against the beat, positive = late."""
    jitter_ms: float
    """Standard deviation around it."""
    level: int
    """Mean velocity."""
    gate: float = 1.0
    """Sounding part of each note's length, 0-1."""
    accents: float = 1.0
    """How strongly meter and phrase shape the velocities; 0 = flat."""
    spread_ms: float = 0.0
    """Time a chord takes from its first to its last note: a strum, a rolled chord."""
    monophonic: bool = False
    """True where a new note ends the one before."""


def humanised(notes: Sequence[Note], touch: Touch, frame: Frame, straight: Sequence[Note], rng: np.random.Generator) -> tuple[Note, ...]:
    """Notes as a person plays them.

    Args:
        notes: the part, swung already, in the same order as ``straight``.
        touch: how the player plays.
        frame: the piece; times are converted at its tempo.
        straight: the same notes on the written grid, which tells where in the bar each one lies.
        rng: draws the deviations.
    """
    if not notes:
        return ()
    to_ticks = _ticks_per_ms(frame.score)
    deviations = _deviations(straight, touch, rng)
    velocities = _velocities(straight, touch, frame, rng)
    played: list[Note] = []
    for index, note in enumerate(notes):
        shift = round(deviations[index] * to_ticks(note.start_ticks))
        start = max(0, note.start_ticks + shift)
        length = max(1, round(note.duration_ticks * touch.gate))
        played.append(Note(start, note.pitch, length, int(velocities[index])))
    return tidied(played, frame.end_ticks, touch.monophonic)


def _ticks_per_ms(score: Score) -> Callable[[int], float]:
    starts = [tempo.start_ticks for tempo in score.tempos]

    def at(ticks: int) -> float:
        tempo = score.tempos[max(0, bisect_right(starts, ticks) - 1)]
        return tempo.quarters_per_minute * score.ticks_per_quarter / 60000.0

    return at


def _deviations(straight: Sequence[Note], touch: Touch, rng: np.random.Generator) -> list[float]:
    """Milliseconds for each note; notes struck together share one, spread from the lowest up."""
    sizes = Counter(note.start_ticks for note in straight)
    found: list[float] = []
    wander, together, rank = 0.0, -1, 0
    for note in straight:
        if note.start_ticks != together:
            wander = 0.6 * wander + 0.8 * float(rng.normal(0.0, touch.jitter_ms))
            together, rank = note.start_ticks, 0
        share = touch.spread_ms * rank / max(1, sizes[together] - 1)
        found.append(max(-MOST_DEVIATION_MS, min(MOST_DEVIATION_MS, touch.offset_ms + wander + share)))
        rank += 1
    return found


def _velocities(straight: Sequence[Note], touch: Touch, frame: Frame, rng: np.random.Generator) -> list[int]:
    """The player's level, moved by meter, phrase, section and chance, and by what is written: a note marked softer than its voice stays softer."""
    bar_starts = [bar.start_ticks for bar in frame.bars]
    contour = _contour(straight)
    mean = sum(note.velocity for note in straight) / max(1, len(straight))
    velocities: list[int] = []
    for index, note in enumerate(straight):
        accent = _metric_accent(note.start_ticks, bar_starts, frame) + contour[index]
        value = touch.level * section_arc(frame, note.start_ticks) + touch.accents * accent + (note.velocity - mean) + float(rng.normal(0.0, 2.5))
        velocities.append(max(12, min(124, round(value))))
    return velocities


def _metric_accent(ticks: int, bar_starts: Sequence[int], frame: Frame) -> float:
    """The downbeat a little stronger, notes between pulses a little weaker."""
    index = bisect_right(bar_starts, ticks) - 1
    if index < 0:
        return 0.0
    if ticks == bar_starts[index]:
        return 4.0
    return 0.0 if any(pulse.start_ticks == ticks for pulse in frame.pulses[index]) else -3.0


def _contour(notes: Sequence[Note]) -> list[float]:
    """Phrases swell towards their highest note: up to +7 there, -4 at the ends; a rest of a quarter or more ends a phrase."""
    shape = [0.0] * len(notes)
    start = 0
    for index in range(1, len(notes) + 1):
        ends = index == len(notes) or notes[index].start_ticks - notes[index - 1].end_ticks >= 240
        if not ends:
            continue
        phrase = notes[start:index]
        low, high = min(note.pitch for note in phrase), max(note.pitch for note in phrase)
        for offset, note in enumerate(phrase):
            height = (note.pitch - low) / max(4, high - low)
            shape[start + offset] = 8.0 * height - 3.0
        start = index
    return shape


def section_arc(frame: Frame, ticks: int) -> float:
    """Loudness of a moment as a factor 0.85-1.1: a quiet intro, solos that build, the last head full, an ending that settles."""
    section = frame.section_at(ticks)
    done = (ticks - section.start_ticks) / max(1, section.end_ticks - section.start_ticks)
    if section.role == "intro":
        return 0.88 + 0.08 * done
    if section.role == "solo":
        return 0.95 + 0.12 * done + 0.02 * min(section.nth, 3)
    if section.role == "ending":
        return 1.02 - 0.1 * done
    return (0.97 if section.nth == 0 else 1.02) + 0.03 * done


def tidied(notes: Sequence[Note], end_ticks: int, monophonic: bool) -> tuple[Note, ...]:
    """Order restored, nothing beyond the last bar line, no pitch struck while it still sounds."""
    latest, kept = 0, []
    for note in notes:
        start = min(max(note.start_ticks, latest if monophonic else 0), max(0, end_ticks - 1))
        latest = start + 1
        kept.append(replace(note, start_ticks=start, duration_ticks=max(1, min(note.duration_ticks, end_ticks - start))))
    kept.sort()
    following: dict[int, int] = {}
    tidy: list[Note] = []
    next_start = end_ticks
    for note in reversed(kept):
        limit = min(following.get(note.pitch, end_ticks), next_start if monophonic else end_ticks)
        length = max(1, min(note.duration_ticks, limit - note.start_ticks))
        tidy.append(replace(note, duration_ticks=length))
        following[note.pitch] = note.start_ticks
        next_start = note.start_ticks if note.start_ticks < next_start else next_start
    return tuple(sorted(tidy))

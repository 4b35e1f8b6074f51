"""A walking bass: one note a pulse, roots where chords begin, chord and scale notes between, a leading note into the next chord.

The line is the cheapest path through all pitches of the range at all pulses (Viterbi, 1967): what a note is in its chord costs at its pulse,
what an interval is costs between pulses, and a register that wanders up and down the neck gives the line its contour. Noise from the seed makes
each line another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpora.pieces import ChordSymbol, Note
from generators.band.frame import GRID_TICKS, ChordSpan, Frame, Pulse
from generators.band.scales import key_at, scale_over, tones_of

_INTERVAL_COST = np.array([7.0, 0.0, 0.0, 0.5, 0.6, 0.9, 3.0, 1.3, 3.0, 3.2, 5.0, 6.0, 2.4])
"""By semitones 0-12: steps are free, thirds, fourths and fifths cheap, repeats, tritones and wide leaps dear, an octave fair."""
_LEADING_COST = np.array([9.0, -1.4, -0.9, 1.5, 2.0, -0.2, 4.0, -0.1, 4.0, 4.0, 6.0, 6.0, 5.0])
"""The same into the first note of a new chord: from a semitone or whole tone, or down a fifth."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One pulse to fill."""

    pulse: Pulse
    chord: ChordSymbol
    is_change: bool
    """The chord begins here."""
    is_downbeat: bool
    leads: bool
    """The next step begins another chord."""
    next_chord: ChordSymbol


def walk(frame: Frame, bars: Sequence[int], low: int, high: int, rng: np.random.Generator, start_near: int | None = None) -> list[Note]:
    """One note a pulse through the given bars (indices into ``frame.bars``); pulses without a chord rest."""
    steps = _steps(frame, bars)
    if not steps:
        return []
    pitches = np.arange(low, high + 1)
    unary = np.stack([_pulse_cost(step, pitches, frame) for step in steps])  # [steps, pitches]
    unary += _register_cost(len(steps), pitches, rng) + rng.gumbel(0.0, 0.55, unary.shape)
    if start_near is not None:
        unary[0] += 0.25 * np.abs(pitches - start_near)
    path = _cheapest_path(unary, [step.is_change for step in steps], pitches)
    notes = [Note(step.pulse.start_ticks, int(pitches[state]), step.pulse.length_ticks, 80) for step, state in zip(steps, path, strict=True)]
    return _with_skips(notes, steps, rng)


def _steps(frame: Frame, bars: Sequence[int]) -> list[_Step]:
    found: list[tuple[Pulse, ChordSpan]] = []
    for index in bars:
        for pulse in frame.pulses[index]:
            span = frame.span_at(pulse.start_ticks)
            if span is not None:
                # A chord that enters on the second half of the pulse is anticipated: it sounds for most of what follows.
                found.append((pulse, span))
    steps = []
    for place, (pulse, span) in enumerate(found):
        following = found[place + 1][1] if place + 1 < len(found) else frame.next_span(pulse.start_ticks) or span
        before = found[place - 1][1] if place else None
        steps.append(_Step(pulse, span.chord, span is not before, pulse.in_bar == 0, following is not span, following.chord))
    return steps


def _pulse_cost(step: _Step, pitches: NDArray[np.int64], frame: Frame) -> NDArray[np.float64]:
    """Float64 ``[pitches]``: what each note would cost on this pulse."""
    classes = pitches % 12
    chord = step.chord
    bass = chord.root if chord.bass is None else chord.bass
    scale = scale_over(chord.root, chord.quality, key_at(frame.score.keys, step.pulse.start_ticks))
    cost = np.where(np.isin(classes, list(scale)), 1.1, 4.5)
    cost[np.isin(classes, list(tones_of(chord)))] = 0.3
    if step.is_change:
        cost += 8.0
        cost[classes == bass] = -2.0
    elif step.is_downbeat:
        cost += 1.5
        cost[np.isin(classes, list(tones_of(chord)))] = 1.6
        cost[classes == (chord.root + 7) % 12] = 0.8
        cost[classes == bass] = -1.2
    elif step.leads:
        target = step.next_chord.root if step.next_chord.bass is None else step.next_chord.bass
        for interval, worth in ((1, 1.0), (11, 0.6), (2, 0.7), (10, 0.7), (7, 0.8)):  # semitone above, below, tone above, below, its fifth
            near = classes == (target + interval) % 12
            cost[near] = np.minimum(cost[near], worth)
        cost[classes == target] += 3.0  # arriving early spoils the arrival
    return cost


def _register_cost(count: int, pitches: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Float64 ``[steps, pitches]``: distance from a register that swings up and down every 6 to 14 notes, and from the ends of the range."""
    turns = [0.0]
    while turns[-1] < count:
        turns.append(turns[-1] + float(rng.integers(6, 15)))
    low, high = float(pitches[0]) + 2, min(float(pitches[-1]), float(pitches[0]) + 26) - 1
    upper_first = bool(rng.integers(2))
    levels = [rng.uniform(0.55, 0.95) if (index % 2 == 0) == upper_first else rng.uniform(0.05, 0.4) for index in range(len(turns))]
    register = np.interp(np.arange(count), turns, low + (high - low) * np.array(levels))
    return np.asarray(0.16 * np.abs(pitches[None, :] - register[:, None]) ** 1.2, dtype=np.float64)


def _cheapest_path(unary: NDArray[np.float64], changes: Sequence[bool], pitches: NDArray[np.int64]) -> list[int]:
    apart = np.abs(pitches[:, None] - pitches[None, :])
    within = np.minimum(apart, 12)
    # [from, to]; beyond an octave nobody leaps
    plain = _INTERVAL_COST[within] + np.where(apart > 12, 20.0, 0.0)
    leading = _LEADING_COST[within] + np.where(apart > 12, 20.0, 0.0)
    total, back = unary[0], []
    for row, is_change in zip(unary[1:], changes[1:], strict=True):
        arrived = total[:, None] + (leading if is_change else plain)
        best = arrived.argmin(axis=0)
        back.append(best)
        total = arrived[best, np.arange(len(pitches))] + row
    path = [int(total.argmin())]
    for best in reversed(back):
        path.append(int(best[path[-1]]))
    return path[::-1]


def _with_skips(notes: list[Note], steps: Sequence[_Step], rng: np.random.Generator) -> list[Note]:
    """Now and then a pulse is split: the note again, ghosted, on the last part of the pulse."""
    played: list[Note] = []
    for note, step in zip(notes, steps, strict=True):
        if step.pulse.in_bar % 2 == 1 and rng.random() < 0.07 and step.pulse.length_ticks >= 6 * GRID_TICKS:
            skip_at = step.pulse.at(0.5)
            played.append(Note(note.start_ticks, note.pitch, skip_at - note.start_ticks, note.velocity))
            played.append(Note(skip_at, note.pitch, step.pulse.end_ticks - skip_at, note.velocity - 16))
        else:
            played.append(note)
    return played

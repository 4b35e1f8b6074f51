"""Playing a written ensemble with expression: accents, phrase shape and a little unsteadiness; bars and tempo stay as written."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from corpora.pieces import Note, Part, Score
from generators.band.frame import Frame, frame_of
from generators.band.humanise import Touch, humanised

_VOICE = Touch(offset_ms=0, jitter_ms=4, level=78, gate=0.97, accents=0.6)
_STRINGS = Touch(offset_ms=0, jitter_ms=5, level=78, gate=0.96, accents=0.8)
_OTHER = Touch(offset_ms=0, jitter_ms=5, level=80, gate=0.93, accents=1.0, spread_ms=6)
_DRUM_JITTER_MS = 4.0


def played(score: Score, loudness: float, rng: np.random.Generator) -> Score:
    """The written score as played: same parts, same bars.

    Pitched parts are shaped by meter and phrase; drums keep the loudness they were composed with.
    """
    frame = frame_of(score)
    rngs = rng.spawn(len(score.parts))
    return replace(score, parts=tuple(_played_part(part, frame, loudness, own) for part, own in zip(score.parts, rngs, strict=True)))


def _played_part(part: Part, frame: Frame, loudness: float, rng: np.random.Generator) -> Part:
    notes = _drummed(part.notes, frame, rng) if part.is_drum else humanised(part.notes, _touch_of(part), frame, part.notes, rng)
    return replace(part, notes=tuple(sorted(replace(note, velocity=int(np.clip(round(note.velocity * loudness), 1, 127))) for note in notes)))


def _drummed(notes: tuple[Note, ...], frame: Frame, rng: np.random.Generator) -> list[Note]:
    ticks_per_ms = frame.score.tempos[0].quarters_per_minute * frame.score.ticks_per_quarter / 60000
    moved = []
    for note in notes:
        late = round(float(np.clip(rng.normal(0, _DRUM_JITTER_MS), -10, 10)) * ticks_per_ms)
        start = min(max(0, note.start_ticks + late), max(0, frame.end_ticks - note.duration_ticks))
        moved.append(replace(note, start_ticks=start, velocity=int(np.clip(note.velocity + rng.normal(0, 3), 1, 127))))
    return moved


def _touch_of(part: Part) -> Touch:
    if 52 <= part.program <= 54:
        return _VOICE
    return _STRINGS if 40 <= part.program <= 51 else _OTHER

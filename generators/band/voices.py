"""One player's voices: a pianist's tune and left hand are shaped apart but written as one part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpora.instruments import Instrument
from corpora.pieces import Note
from generators.band.bass import folded
from generators.band.frame import Frame

Role = Literal["lead", "second", "chords", "bass", "pad"]


@dataclass(frozen=True, slots=True)
class Voice:
    """Notes that are played in one manner."""

    role: Role
    notes: tuple[Note, ...]
    """Sorted by start, on the straight grid."""


def playable(voices: Sequence[Voice], instrument: Instrument, end_ticks: int) -> list[Voice]:
    """The voices inside the instrument's range and the piece, no pitch struck while it sounds; earlier voices keep what both want.

    Voices left without a note are dropped.
    """
    tagged: dict[tuple[int, int], tuple[Note, int]] = {}
    for order, voice in enumerate(voices):
        for note in voice.notes:
            inside = replace(note, pitch=folded(note.pitch, instrument.low, instrument.high))
            if inside.start_ticks < end_ticks:
                tagged.setdefault((inside.start_ticks, inside.pitch), (inside, order))
    kept: list[list[Note]] = [[] for _ in voices]
    following: dict[int, int] = {}
    for (start, pitch), (note, order) in sorted(tagged.items(), reverse=True):
        until = min(note.end_ticks, following.get(pitch, end_ticks))
        kept[order].append(replace(note, duration_ticks=max(1, until - start)))
        following[pitch] = start
    return [Voice(voice.role, tuple(notes[::-1])) for voice, notes in zip(voices, kept, strict=True) if notes]


def stopped_together(voices: Sequence[Voice], frame: Frame) -> list[Voice]:
    """A short ending: nothing in the last bar sounds longer than a pulse."""
    if not frame.bars:
        return list(voices)
    begin, longest = frame.bars[-1].start_ticks, frame.pulses[-1][0].length_ticks
    return [
        replace(
            voice,
            notes=tuple(
                replace(note, duration_ticks=min(note.duration_ticks, longest)) if note.start_ticks >= begin else note for note in voice.notes
            ),
        )
        for voice in voices
    ]


def written(voices: Sequence[Voice]) -> tuple[Note, ...]:
    """All notes of a player, as one part holds them."""
    return tuple(sorted(note for voice in voices for note in voice.notes))

"""How written voices are played: swung with the drummer, each role in its place, at its level, in its manner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpora.instruments import Instrument
from corpora.pieces import Note
from generators.band.frame import Frame
from generators.band.grooves import swing_position
from generators.band.humanise import Touch, humanised, tidied
from generators.band.seats import Bandstand, Seat
from generators.band.styles import Style
from generators.band.swing import swing_ratio, swung
from generators.band.voices import Voice

_GATES = {"lead": 0.97, "second": 0.97, "chords": 0.92, "bass": 0.94, "pad": 1.0}
_FEWER_LEVELS = 12
"""How much softer (in velocity) every chord player after the first plays."""


def played(voices: Sequence[Voice], seat: Seat, stand: Bandstand, frame: Frame, style: Style, rng: np.random.Generator) -> tuple[Note, ...]:
    """A player's voices as performed.

    Args:
        voices: what is written, straight.
        seat: who plays.
        stand: who else plays: a player alone has no beat to lie behind; with a drummer the rhythm section swings as the ride cymbal does.
        frame: the piece.
        style: how the band plays.
        rng: draws the deviations.
    """
    notes: list[Note] = []
    for voice in voices:
        touch = _touch(voice, seat, style, in_company=len(stand.seats) > 1)
        ratio = _ratio(voice, style, frame.score.tempos[0].quarters_per_minute, bool(stand.of("drums")))
        notes += humanised(swung(voice.notes, style.swing, frame.pulses, ratio), touch, frame, voice.notes, rng)
    return tidied(notes, frame.end_ticks, monophonic=False) if len(voices) > 1 else tuple(sorted(notes))


def _ratio(voice: Voice, style: Style, quarters_per_minute: float, drummer: bool) -> float:
    """The swing ratio of a voice: with a drummer the rhythm section follows the ride cymbal, soloists stay between it and their own.

    Source: Friberg and Sundström, as in :mod:`generators.band.swing`: drummers swing harder than soloists at the same tempo.
    """
    own = swing_ratio(style.swing, quarters_per_minute)
    if style.swing.division != "eighth" or not drummer:
        return own
    position = swing_position(style.drums.style, quarters_per_minute)
    cymbal = max(1.0, position / (1.0 - position))
    return cymbal if voice.role in {"chords", "bass", "pad"} else float(np.sqrt(own * cymbal))


def _touch(voice: Voice, seat: Seat, style: Style, *, in_company: bool) -> Touch:
    """How a voice is played in this style by this player."""
    is_behind = seat.job == "chords" and seat.nth > 0 and voice.role == "chords"
    return Touch(
        offset_ms=float(getattr(style.feel_ms, voice.role)) if in_company else 0.0,
        jitter_ms=style.feel_ms.jitter,
        level=int(getattr(style.levels, voice.role)) - (_FEWER_LEVELS if is_behind else 0),
        gate=_GATES[voice.role],
        accents=0.5 if voice.role in {"chords", "pad"} else 1.0,
        spread_ms=_spread_ms(seat.instrument) if voice.role == "chords" else 0.0,
        monophonic=voice.role == "bass",
    )


def _spread_ms(instrument: Instrument) -> float:
    """Milliseconds from a chord's first to its last note: a plectrum crosses the strings, fingers come down nearly together."""
    return 14.0 if instrument.family in {"guitar", "plucked"} else 4.0


def levelled(drums: Sequence[Note], level: int) -> tuple[Note, ...]:
    """Drums brought to the style's mean velocity, their own dynamics kept; at most half as strong again, or two thirds."""
    if not drums:
        return ()
    factor = min(1.5, max(0.67, level / (sum(note.velocity for note in drums) / len(drums))))
    return tuple(replace(note, velocity=min(124, max(8, round(note.velocity * factor)))) for note in drums)

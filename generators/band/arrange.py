"""From a lead sheet to the whole band: everybody's part as written, and as played."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpora.instruments import Instrument
from corpora.pieces import TICKS_PER_QUARTER, Note, Part, Score
from generators.band.bass import folded
from generators.band.drums import drum_part
from generators.band.ensemble import Ensemble
from generators.band.frame import Frame, frame_of
from generators.band.grooves import swing_position
from generators.band.humanise import Touch, humanised
from generators.band.seats import Bandstand, Seat, seated
from generators.band.styles import Style
from generators.band.swing import swing_ratio, swung


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A piece for the whole band."""

    written: Score
    """On the grid and straight: what notation shows."""
    performed: Score
    """Swung, accented and humanised; the same parts in the same order, the same bars and length."""


def perform(lead: Score, style: Style, line_up: tuple[Instrument, ...], rng: np.random.Generator) -> Arrangement:
    """Arrange a lead sheet for a line-up and play it.

    Args:
        lead: melody in ``parts[0]``, with chords, sections, meters, tempos and keys.
        style: how the band plays.
        line_up: one part comes out for each, in this order, named after it.
        rng: every draw follows from it.
    """
    lead = lead.at_resolution(TICKS_PER_QUARTER)
    frame = frame_of(lead)
    stand = seated(line_up)
    rngs = rng.spawn(len(line_up) + 1)
    ensemble = Ensemble(frame, style, stand, rngs[-1])
    written, performed = [], []
    for seat, own_rng in zip(stand.seats, rngs, strict=False):
        if seat.job == "drums":
            straight, played = _drums(frame, style, seat, own_rng)
        else:
            straight = tuple(_sounding(_in_range(_ended(ensemble.part(seat, own_rng), style, frame), seat.instrument, frame), seat, frame))
            played = _played(straight, seat, stand, style, frame, own_rng)
        written.append(_part(seat, straight))
        performed.append(_part(seat, played))
    common = replace(lead, length_ticks=frame.end_ticks)
    return Arrangement(replace(common, parts=tuple(written)), replace(common, parts=tuple(performed)))


def _part(seat: Seat, notes: Sequence[Note]) -> Part:
    return Part(seat.instrument.name, seat.instrument.program, tuple(sorted(notes)), seat.instrument.is_drum)


def _drums(frame: Frame, style: Style, seat: Seat, rng: np.random.Generator) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    score = replace(frame.score, parts=(), length_ticks=frame.end_ticks)
    straight, played = drum_part(score, style.drums.style, style.drums.fill_every_bars, rng)
    if seat.nth:  # a second drummer colours instead of doubling
        straight = tuple(note for note in straight if note.start_ticks % (2 * TICKS_PER_QUARTER) == 0) or straight[:1]
        played = tuple(replace(note, velocity=max(1, note.velocity - 20)) for note in straight)
    if not straight:
        straight = played = (Note(0, 36, min(TICKS_PER_QUARTER, max(1, frame.end_ticks)), 80),)
    return straight, tuple(sorted(played))


def _ended(notes: Sequence[Note], style: Style, frame: Frame) -> Sequence[Note]:
    """With a short ending, nothing in the last bar sounds longer than a pulse: the band stops together."""
    if style.ending != "short" or not frame.bars:
        return notes
    begin, longest = frame.bars[-1].start_ticks, frame.pulses[-1][0].length_ticks
    return [replace(note, duration_ticks=min(note.duration_ticks, longest)) if note.start_ticks >= begin else note for note in notes]


def _in_range(notes: Sequence[Note], instrument: Instrument, frame: Frame) -> list[Note]:
    """Every note inside the instrument's range and the piece, no pitch struck while it sounds."""
    inside = sorted(replace(note, pitch=folded(note.pitch, instrument.low, instrument.high)) for note in notes if note.start_ticks < frame.end_ticks)
    following: dict[int, int] = {}
    kept: list[Note] = []
    for note in reversed(inside):
        limit = following.get(note.pitch, frame.end_ticks)
        if limit > note.start_ticks:
            kept.append(replace(note, duration_ticks=max(1, min(note.duration_ticks, limit - note.start_ticks))))
            following[note.pitch] = note.start_ticks
    return kept[::-1]


def _sounding(notes: list[Note], seat: Seat, frame: Frame) -> list[Note]:
    """Nobody comes for nothing: a part without a note gets the last chord's root (or fifth, for a second player) in the last bar."""
    if notes:
        return notes
    start = frame.bars[-1].start_ticks if frame.bars else 0
    chord = frame.spans[-1].chord if frame.spans else None
    key = frame.score.keys[-1] if frame.score.keys else None
    tonic = chord.root if chord is not None else key.tonic if key is not None else 0
    pitch = folded(60 + tonic, seat.instrument.low, seat.instrument.high)
    return [Note(start, pitch, max(1, frame.end_ticks - start), 64)]


def _played(straight: Sequence[Note], seat: Seat, stand: Bandstand, style: Style, frame: Frame, rng: np.random.Generator) -> tuple[Note, ...]:
    ratio = _ratio(seat, stand, style, frame.score.tempos[0].quarters_per_minute)
    return humanised(swung(straight, style.swing, frame.pulses, ratio), _touch(seat, stand, style), frame, straight, rng)


def _ratio(seat: Seat, stand: Bandstand, style: Style, quarters_per_minute: float) -> float:
    """The swing ratio of a player: with a drummer the rhythm section follows the ride cymbal, soloists stay between it and their own.

    Source: Friberg and Sundström, as in :mod:`generators.band.swing`: drummers swing harder than soloists at the same tempo.
    """
    own = swing_ratio(style.swing, quarters_per_minute)
    if style.swing.division != "eighth" or not stand.of("drums"):
        return own
    position = swing_position(style.drums.style, quarters_per_minute)
    drummer = max(1.0, position / (1.0 - position))
    return drummer if seat.job in {"chords", "bass", "pad"} else float(np.sqrt(own * drummer))


_GATES = {"lead": 0.97, "second": 0.97, "chords": 0.92, "bass": 0.94, "pad": 1.0}


def _touch(seat: Seat, stand: Bandstand, style: Style) -> Touch:
    """How the player of a seat plays in this style."""
    job = "lead" if seat.job == "drums" else seat.job
    is_guitar = seat.instrument.family in {"guitar", "plucked"}
    # A lead with nobody beside it has no beat to lie behind.
    offset = 0.0 if len(stand.seats) == 1 else float(getattr(style.feel_ms, job))
    return Touch(
        offset_ms=offset,
        jitter_ms=style.feel_ms.jitter,
        level=int(getattr(style.levels, job)),
        gate=_GATES[job],
        accents=0.5 if job in {"chords", "pad"} else 1.0,
        spread_ms=14.0 if is_guitar and job == "chords" else 4.0 if job == "chords" else 0.0,
        monophonic=job == "bass",
    )

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
from generators.band.performance import levelled, played
from generators.band.seats import Seat, seated
from generators.band.styles import Style
from generators.band.voices import Voice, playable, stopped_together, written


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
    straight, performed = [], []
    for seat, own_rng in zip(stand.seats, rngs, strict=False):
        if seat.job == "drums":
            notes, sounding = _drums(frame, style, seat, own_rng)
        else:
            voices = _voices(ensemble, seat, style, frame, own_rng)
            notes = written(voices)
            sounding = played(voices, seat, stand, frame, style, own_rng)
        straight.append(_part(seat, notes))
        performed.append(_part(seat, sounding))
    common = replace(lead, length_ticks=frame.end_ticks)
    return Arrangement(replace(common, parts=tuple(straight)), replace(common, parts=tuple(performed)))


def _voices(ensemble: Ensemble, seat: Seat, style: Style, frame: Frame, rng: np.random.Generator) -> list[Voice]:
    voices = ensemble.part(seat, rng)
    if style.ending == "short":
        voices = stopped_together(voices, frame)
    return playable(voices, seat.instrument, frame.end_ticks) or [_one_note(seat, frame)]


def _part(seat: Seat, notes: Sequence[Note]) -> Part:
    return Part(seat.instrument.name, seat.instrument.program, tuple(sorted(notes)), seat.instrument.is_drum)


def _drums(frame: Frame, style: Style, seat: Seat, rng: np.random.Generator) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    score = replace(frame.score, parts=(), length_ticks=frame.end_ticks)
    straight, micro_timed = drum_part(score, style.drums.style, style.drums.fill_every_bars, rng)
    if seat.nth:  # a second drummer colours instead of doubling
        straight = tuple(note for note in straight if note.start_ticks % (2 * TICKS_PER_QUARTER) == 0) or straight[:1]
        micro_timed = tuple(replace(note, velocity=max(1, note.velocity - 20)) for note in straight)
    if not straight:
        straight = micro_timed = (Note(0, 36, min(TICKS_PER_QUARTER, max(1, frame.end_ticks)), 80),)
    return _inside(straight, frame.end_ticks), levelled(sorted(_inside(micro_timed, frame.end_ticks)), style.levels.drums)


def _inside(notes: Sequence[Note], end_ticks: int) -> tuple[Note, ...]:
    """Notes cut at the last bar line: a cymbal may ring on, but the piece has its length."""
    starts = [min(note.start_ticks, end_ticks - 1) for note in notes]
    return tuple(
        replace(note, start_ticks=start, duration_ticks=min(note.duration_ticks, end_ticks - start))
        for note, start in zip(notes, starts, strict=True)
    )


def _one_note(seat: Seat, frame: Frame) -> Voice:
    """Nobody comes for nothing: a player without a note gets the last chord's root in the last bar."""
    start = frame.bars[-1].start_ticks if frame.bars else 0
    chord = frame.spans[-1].chord if frame.spans else None
    key = frame.score.keys[-1] if frame.score.keys else None
    tonic = chord.root if chord is not None else key.tonic if key is not None else 0
    pitch = folded(60 + tonic, seat.instrument.low, seat.instrument.high)
    return Voice("second", (Note(start, pitch, max(1, frame.end_ticks - start), 64),))

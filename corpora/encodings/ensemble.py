"""Any number of instruments as tokens: bar by bar, position by position, who plays what for how long.

After the controls the header names the instruments (``program``), one for each track in score order. A bar is ``bar:<bars left>``, then
positions in twelfths of a quarter; at each position the tracks that begin notes (``track``), their pitches, and each note's duration. Within
a bar, track and loudness (``velocity``) are said only where they change, as MIDI's running status does, so score-exact music costs no
loudness tokens; every bar starts afresh, so that a bar can be repeated elsewhere token by token. Drum notes (``drum``) have no duration.

A departure from REMI (Huang & Yang 2020) and MMT (Dong et al. 2023): no token repeats what has not changed within a bar, and bars count
down to the end of the piece, so that a model learns to end. Pitches are relative to the tonic, as in ``leadsheet``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpora.encodings.base import Controls, EncodedPiece
from corpora.encodings.grammar import FORBIDDEN, LoopTables
from corpora.encodings.grid import Span, fold, longest_span, to_steps
from corpora.encodings.leadsheet import bar_token_mask
from corpora.encodings.vocabulary import (
    END,
    HEADER_GROUPS,
    PICKUP_PLACE,
    STEPS_PER_QUARTER,
    Vocabulary,
    bar_place,
    controls_from_header,
    header_tokens,
)
from corpora.pieces import TICKS_PER_QUARTER, Key, Meter, Note, Part, Score, Tempo

LOWEST, HIGHEST = 21, 108
LOWEST_DRUM, HIGHEST_DRUM = 27, 87
TRACKS = 16
POSITIONS = 96
LONGEST = 96
DRUM_PROGRAM = 128
"""The place of a drum kit among the programs."""
VELOCITIES = (32, 44, 56, 66, 76, 86, 98, 112)
"""Loudness classes, by the velocity they are played back with."""
USUAL_VELOCITY = 4
"""The class (76) in force at the start of a bar."""
TICKS_PER_STEP = TICKS_PER_QUARTER // STEPS_PER_QUARTER
DRUM_STEPS = 3
LAST_START = 3
"""The last note of a section begins at least a sixteenth before its end."""


@lru_cache(maxsize=1)
def ensemble_vocabulary() -> Vocabulary:
    """Every token of the encoding."""
    return Vocabulary(
        {
            **HEADER_GROUPS,
            "program": tuple(str(program) for program in range(DRUM_PROGRAM + 1)),
            "track": tuple(str(track) for track in range(TRACKS)),
            "position": tuple(str(step) for step in range(POSITIONS)),
            "velocity": tuple(str(velocity) for velocity in VELOCITIES),
            "pitch": tuple(str(pitch) for pitch in range(LOWEST, HIGHEST + 1)),
            "drum": tuple(str(key) for key in range(LOWEST_DRUM, HIGHEST_DRUM + 1)),
            "duration": tuple(str(steps) for steps in range(1, LONGEST + 1)),
        }
    )


def velocity_class(velocity: int) -> int:
    """The nearest loudness class."""
    return min(range(len(VELOCITIES)), key=lambda place: abs(VELOCITIES[place] - velocity))


@dataclass(frozen=True, slots=True)
class EnsembleEncoding:
    """Scores for any instruments."""

    name: str = "ensemble"
    loses: str = (
        "the key (moved to C), the difference between 2/2 and 4/4, chord symbols, lyrics, part names, velocities finer than eight classes, "
        "drum durations, notes beyond the 16th part "
        "or longer than 8 quarters, timing finer than a twelfth of a quarter, everything outside the longest stretch in one meter"
    )

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Token names; a token is its index."""
        return ensemble_vocabulary().names

    def encode(self, score: Score, controls: Controls) -> EncodedPiece:
        """Tokens of the score's longest stretch in one meter."""
        span = longest_span(score)
        parts = sounding_parts(score, span)
        header = [*header_tokens(ensemble_vocabulary(), controls), *program_tokens([_program(part) for part in parts])]
        tokens = list(header)
        starts: list[int] = []
        for bar_tokens in _bars_of(score, parts, span):
            starts.append(len(tokens))
            tokens.extend(bar_tokens)
        tokens.append(END)
        return EncodedPiece(np.array(tokens, np.int16), len(header), np.array(starts, np.int32))

    def decode(self, tokens: NDArray[np.int64]) -> Score:
        """The score any tokens say; what makes no sense is skipped."""
        reader = _Reader([int(token) for token in tokens])
        return reader.score()


def _program(part: Part) -> int:
    return DRUM_PROGRAM if part.is_drum else part.program


def program_tokens(programs: Sequence[int]) -> list[int]:
    """The header's instrument list; 128 is a drum kit."""
    return [ensemble_vocabulary().first["program"] + program for program in programs]


def sounding_parts(score: Score, span: Span) -> list[Part]:
    """At most 16 parts that have notes in the span, in score order."""
    return [part for part in score.parts if any(span.start_ticks <= note.start_ticks < span.end_ticks for note in part.notes)][:TRACKS]


Event = tuple[int, int, int, int]
"""Track, pitch (drums: percussion key), loudness class, duration in steps."""


def _bars_of(score: Score, parts: Sequence[Part], span: Span) -> Iterator[list[int]]:
    bar_length = min(POSITIONS, span.meter.bar_ticks(STEPS_PER_QUARTER))
    pickup = to_steps(span.pickup_ticks, score.ticks_per_quarter) % bar_length
    offset = (bar_length - pickup if pickup else 0) - to_steps(span.start_ticks, score.ticks_per_quarter)
    total = to_steps(span.end_ticks, score.ticks_per_quarter) + offset
    bar_count = max(1, -(-total // bar_length))
    by_step = _events_by_step(score, parts, span, offset, bar_count * bar_length)
    writer = BarWriter([part.is_drum for part in parts])
    for place in range(bar_count):
        is_pickup = bool(pickup) and place == 0
        events = {step - place * bar_length: by_step[step] for step in range(place * bar_length, (place + 1) * bar_length) if step in by_step}
        yield writer.bar(events, bar_count - place, pickup=is_pickup)


def _events_by_step(score: Score, parts: Sequence[Part], span: Span, offset: int, end: int) -> dict[int, list[Event]]:
    by_step: dict[int, list[Event]] = defaultdict(list)
    for track, part in enumerate(parts):
        for note in part.notes:
            start = to_steps(note.start_ticks, score.ticks_per_quarter) + offset
            if not span.start_ticks <= note.start_ticks < span.end_ticks or start >= end:
                continue
            stop = min(end, to_steps(note.end_ticks, score.ticks_per_quarter) + offset)
            low, high = (LOWEST_DRUM, HIGHEST_DRUM) if part.is_drum else (LOWEST, HIGHEST)
            pitch = min(high, max(low, note.pitch)) if part.is_drum else fold(note.pitch + span.shift, low, high)
            by_step[start].append((track, pitch, velocity_class(note.velocity), min(LONGEST, max(1, stop - start))))
    return {step: sorted(set(events)) for step, events in by_step.items()}


class BarWriter:
    """Writes bars one after another, saying track and loudness only where they change within the bar."""

    def __init__(self, is_drum: Sequence[bool]) -> None:
        self.vocabulary = ensemble_vocabulary()
        self.is_drum = is_drum
        self.track = -1
        self.velocity = USUAL_VELOCITY

    def bar(self, events: dict[int, list[Event]], bars_left: int, *, pickup: bool = False) -> list[int]:
        """Tokens of one bar from its events by step in the bar; ``events`` may be empty."""
        first = self.vocabulary.first
        self.track, self.velocity = -1, USUAL_VELOCITY
        tokens = [first["bar"] + (PICKUP_PLACE if pickup else bar_place(bars_left))]
        for step in sorted(events):
            tokens.append(first["position"] + step)
            heard: set[tuple[int, int]] = set()
            for track, pitch, velocity, steps in events[step]:
                if (track, pitch) not in heard:
                    tokens += self._note(track, pitch, velocity, steps)
                heard.add((track, pitch))
        return tokens

    def _note(self, track: int, pitch: int, velocity: int, steps: int) -> Iterator[int]:
        first = self.vocabulary.first
        if track != self.track:
            yield first["track"] + track
        if velocity != self.velocity:
            yield first["velocity"] + velocity
        self.track, self.velocity = track, velocity
        if self.is_drum[track]:
            yield first["drum"] + pitch - LOWEST_DRUM
        else:
            yield first["pitch"] + pitch - LOWEST
            yield first["duration"] + steps - 1


class _Reader:
    """Turns ensemble tokens into notes, one token at a time, in steps of a twelfth of a quarter."""

    def __init__(self, tokens: Sequence[int]) -> None:
        self.vocabulary = ensemble_vocabulary()
        self.controls = controls_from_header(self.vocabulary, tokens[:6])
        self.meter = Meter(0, *self.controls.meter)
        self.bar_length = self.meter.bar_ticks(STEPS_PER_QUARTER)
        self.programs: list[int] = []
        self.notes: dict[int, list[Note]] = defaultdict(list)
        self.bars = 0
        self.has_pickup = False
        self.step: int | None = None
        self.track: int | None = None
        self.velocity = USUAL_VELOCITY
        self.pending: int | None = None
        for token in tokens:
            if token == END:
                break
            self._read(*self.vocabulary.group_of(token))

    def _read(self, group: str, place: int) -> None:
        if group == "bar":
            self.has_pickup |= place == PICKUP_PLACE and self.bars == 0
            self.bars += 1
            self.step = self.pending = self.track = None
            self.velocity = USUAL_VELOCITY
        elif group == "program" and self.bars == 0:
            self.programs.append(place)
        elif group == "position" and self.bars:
            self.step = (self.bars - 1) * self.bar_length + min(place, self.bar_length - 1)
        elif group == "track":
            self.track = place if place < min(TRACKS, len(self.programs)) else None
        elif group == "velocity":
            self.velocity = place
        elif group == "pitch":
            self.pending = LOWEST + place
        elif group == "duration" and self.pending is not None:
            self._sound(self.pending, place + 1, drum=False)
            self.pending = None
        elif group == "drum":
            self._sound(LOWEST_DRUM + place, DRUM_STEPS, drum=True)

    def _sound(self, pitch: int, steps: int, *, drum: bool) -> None:
        if self.step is None or self.track is None or (self.programs[self.track] == DRUM_PROGRAM) != drum:
            return
        note = Note(self.step, pitch, steps, VELOCITIES[self.velocity])
        if all((other.start_ticks, other.pitch) != (note.start_ticks, pitch) for other in self.notes[self.track][-12:]):
            self.notes[self.track].append(note)

    def score(self) -> Score:
        skipped = self._pickup_silence()
        end = self.bars * self.bar_length
        parts = tuple(
            Part(
                f"Part {track + 1}",
                0 if program == DRUM_PROGRAM else program,
                tuple(sorted(self._in_ticks(note, skipped, end) for note in self.notes[track])),
                is_drum=program == DRUM_PROGRAM,
            )
            for track, program in enumerate(self.programs[:TRACKS])
        )
        return Score(
            parts=parts,
            tempos=(Tempo(0, self.controls.quarters_per_minute or 120.0),),
            meters=(self.meter,),
            keys=(Key(0, 0, self.controls.mode or "major"),),
            pickup_ticks=(self.bar_length - skipped) * TICKS_PER_STEP if self.has_pickup else 0,
            length_ticks=(end - skipped) * TICKS_PER_STEP,
        )

    def _pickup_silence(self) -> int:
        if not self.has_pickup:
            return 0
        first = min((note.start_ticks for notes in self.notes.values() for note in notes), default=0)
        return min(first, self.bar_length - 1)

    @staticmethod
    def _in_ticks(note: Note, skipped: int, end: int) -> Note:
        start = note.start_ticks - skipped
        stop = min(end, note.end_ticks) - skipped
        return Note(start * TICKS_PER_STEP, note.pitch, (stop - start) * TICKS_PER_STEP, note.velocity)


# The grammar ------------------------------------------------------------------------------------------------------------------------

_BARLINE, _BAR, _FIRST_NOTE, _MELODIC, _MELODIC_LOUDNESS, _DURATION, _AFTER, _DRUM, _DRUM_LOUDNESS, _AFTER_DRUM = range(10)
_PLACED_MELODIC, _PLACED_DRUM = 10, 11
_PHASES = 12


def ensemble_tables(meter: tuple[int, int], programs: Sequence[int], bars_left: Sequence[int], section_bars_left: Sequence[int]) -> LoopTables:
    """Tables for composing bars in one meter with the instruments of the header.

    Args:
        meter: numerator and denominator; a bar holds at most 8 quarters.
        programs: the header's instruments; 128 is a drum kit.
        bars_left: for each bar in order, the bars to go to the end of the piece, itself counted (0 marks a pickup).
        section_bars_left: for each bar in order, the bars to go to the end of its section: no note sounds across that.
    """
    vocabulary = ensemble_vocabulary()
    bar_length = Meter(0, *meter).bar_ticks(STEPS_PER_QUARTER)
    set_position = np.full(len(vocabulary), -1, np.int64)
    set_position[vocabulary.span("bar")] = 0
    set_position[vocabulary.span("position")] = np.arange(POSITIONS) + 1  # one more than the step: 0 means "before the first"
    is_bar = np.zeros(len(vocabulary), np.int64)
    is_bar[vocabulary.span("bar")] = 1
    is_end = np.zeros(len(vocabulary), np.int64)
    is_end[END] = 1
    phase_mask, next_phase = _phase_tables(vocabulary, bar_length, programs)
    return LoopTables(
        phase_mask=phase_mask,
        position_mask=_position_mask(vocabulary),
        remaining_mask=_remaining_mask(vocabulary, bar_length),
        bar_mask=bar_token_mask(vocabulary, bars_left),
        next_phase=next_phase,
        bar_phase_from=np.full(_PHASES, -1, np.int64),
        advance=np.zeros(len(vocabulary), np.int64),
        set_position=set_position,
        is_bar=is_bar,
        is_end=is_end,
        limit=np.array([0, *(left * bar_length + 1 for left in section_bars_left)], np.int64),
        bar_length=bar_length + 1,
        halt_phase=_BAR,
        halt_offset=1,
        first_phase=_BARLINE,
        first_position=0,
    )


def _position_mask(vocabulary: Vocabulary) -> NDArray[np.float32]:
    mask = np.zeros((POSITIONS + 1, len(vocabulary)), np.float32)
    for reached in range(POSITIONS + 1):
        mask[reached, vocabulary.first["position"] : vocabulary.first["position"] + reached] = FORBIDDEN
    return mask


def _remaining_mask(vocabulary: Vocabulary, bar_length: int) -> NDArray[np.float32]:
    """No note beyond the end of its section, and none begun in its last moments: what was to sound on would be cut to a stutter."""
    mask = np.zeros((LONGEST + 1, len(vocabulary)), np.float32)
    for remaining in range(LONGEST):
        mask[remaining, vocabulary.first["duration"] + remaining : vocabulary.first["duration"] + LONGEST] = FORBIDDEN
    late = vocabulary.first["position"] + np.arange(max(1, bar_length - LAST_START + 1), min(bar_length, POSITIONS))
    mask[: min(LONGEST, bar_length + 2), late] = FORBIDDEN  # rows of the section's last bar
    return mask


def _phase_tables(vocabulary: Vocabulary, bar_length: int, programs: Sequence[int]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    allowed = np.zeros((_PHASES, len(vocabulary)), bool)
    following = np.zeros((_PHASES, len(vocabulary)), np.int64)
    tracks = vocabulary.first["track"] + np.arange(len(programs))
    is_drum = np.array([program == DRUM_PROGRAM for program in programs], bool)
    positions = vocabulary.first["position"] + np.arange(min(bar_length, POSITIONS))
    pitch, drum, velocity = vocabulary.span("pitch"), vocabulary.span("drum"), vocabulary.span("velocity")

    def permit(phase: int, tokens: slice | NDArray[np.int64] | int, then: int) -> None:
        allowed[phase, tokens] = True
        following[phase, tokens] = then

    def permit_tracks(phase: int) -> None:
        permit(phase, tracks[~is_drum], _MELODIC)
        permit(phase, tracks[is_drum], _DRUM)

    def permit_bar_end(phase: int) -> None:
        permit(phase, vocabulary.span("bar"), _BAR)
        permit(phase, END, _BARLINE)

    permit_bar_end(_BARLINE)
    permit_bar_end(_BAR)
    permit(_BAR, positions, _FIRST_NOTE)
    permit_tracks(_FIRST_NOTE)
    for after, placed, sounding, loudness, sounds, then in (
        (_AFTER, _PLACED_MELODIC, _MELODIC, _MELODIC_LOUDNESS, pitch, _DURATION),
        (_AFTER_DRUM, _PLACED_DRUM, _DRUM, _DRUM_LOUDNESS, drum, _AFTER_DRUM),
    ):
        for phase in (sounding, placed, after):
            permit(phase, sounds, then)
            permit(phase, velocity, loudness)
        permit(loudness, sounds, then)
        permit(after, positions, placed)
        permit_tracks(placed)
        permit_tracks(after)
        permit_bar_end(after)
    permit(_DURATION, vocabulary.span("duration"), _AFTER)
    return np.where(allowed, 0, FORBIDDEN).astype(np.float32), following

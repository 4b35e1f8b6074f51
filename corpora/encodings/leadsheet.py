"""Lead sheets as tokens: bar by bar, first the bar's chords, then its melody.

A bar is ``bar:<bars left>``, then its chords (``root`` ``quality``; chords after the first are placed by ``beat``, in eighths), then melody
events, each a pitch (or ``rest``, or ``tie`` to prolong) and a duration in twelfths of a quarter. Durations alone move time, so a bar is
full when they add up; a note may sound across bar lines. The chords of a bar come first so that a soloist sees the harmony he plays over,
and are said again in every bar so that no model has to remember them.

Pitches are relative to the tonic (everything is moved to C), which spares the model twelve copies of each idea. After Oore et al. 2018
("This time with feeling") and REMI (Huang & Yang 2020) with one departure: time is carried by durations, not by positions, which halves
the tokens of a monophonic line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpora.chords import NO_CHORD, QUALITIES
from corpora.encodings.base import Controls, EncodedPiece
from corpora.encodings.grammar import FORBIDDEN, LoopTables
from corpora.encodings.grid import GridMelody, grid_melody
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
from corpora.pieces import TICKS_PER_QUARTER, ChordSymbol, Key, Meter, Note, Part, Score, Tempo

LOWEST, HIGHEST = 36, 100
LONGEST = 48
BEATS = 24
"""Eighths of the longest bar in which a chord can be placed."""
TICKS_PER_STEP = TICKS_PER_QUARTER // STEPS_PER_QUARTER
STEPS_PER_EIGHTH = STEPS_PER_QUARTER // 2
_QUALITY_NAMES = tuple(quality for quality in QUALITIES if quality != NO_CHORD)


@lru_cache(maxsize=1)
def leadsheet_vocabulary() -> Vocabulary:
    """Every token of the encoding."""
    return Vocabulary(
        {
            **HEADER_GROUPS,
            "root": tuple(str(pitch_class) for pitch_class in range(12)),
            "quality": _QUALITY_NAMES,
            "nochord": ("N",),
            "beat": tuple(str(eighth) for eighth in range(1, BEATS)),
            "event": ("rest", "tie"),
            "pitch": tuple(str(pitch) for pitch in range(LOWEST, HIGHEST + 1)),
            "duration": tuple(str(steps) for steps in range(1, LONGEST + 1)),
        }
    )


@dataclass(frozen=True, slots=True)
class LeadsheetEncoding:
    """Melody over chord symbols; with ``with_chords=False`` the plain ``melody`` encoding (every bar says "no chord")."""

    name: str = "leadsheet"
    with_chords: bool = True

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Token names; a token is its index."""
        return leadsheet_vocabulary().names

    @property
    def loses(self) -> str:
        """What a round trip does not keep."""
        return (
            "the key (moved to C), the difference between 2/2 and 4/4, velocities, lyrics, all but the top line of the first melodic part, "
            "timing finer than a twelfth of a quarter, "
            "slash basses, chord changes off the eighth grid, everything outside the longest stretch in one meter"
            + ("" if self.with_chords else ", and the chords")
        )

    def encode(self, score: Score, controls: Controls) -> EncodedPiece:
        """Tokens of the score's melody and chords."""
        melody = grid_melody(score)
        if not self.with_chords:
            melody = replace(melody, chords=tuple(() for _ in range(melody.bar_count)))
        header = header_tokens(leadsheet_vocabulary(), controls)
        tokens = list(header)
        starts: list[int] = []
        for bar_tokens in _bars_of(melody):
            starts.append(len(tokens))
            tokens.extend(bar_tokens)
        tokens.append(END)
        return EncodedPiece(np.array(tokens, np.int16), len(header), np.array(starts, np.int32))

    def decode(self, tokens: NDArray[np.int64]) -> Score:
        """The lead sheet any tokens say; what makes no sense is skipped."""
        return _decode([int(token) for token in tokens])


def bar_header_tokens(chords: Sequence[tuple[int, int, str]], bars_left: int, *, pickup: bool = False) -> list[int]:
    """The tokens that open a bar: its bar token and chords ``(step in the bar, root relative to the tonic, quality)``."""
    vocabulary = leadsheet_vocabulary()
    tokens = [vocabulary.first["bar"] + (PICKUP_PLACE if pickup else bar_place(bars_left))]
    last_beat = -1
    for step, root, quality in chords:
        beat = min(BEATS - 1, round(step / STEPS_PER_EIGHTH))
        if last_beat < 0 and beat > 0:
            tokens.append(vocabulary.first["nochord"])  # the bar begins before its first chord
            last_beat = 0
        if beat <= last_beat:
            continue
        if beat > 0:
            tokens.append(vocabulary.first["beat"] + beat - 1)
        tokens += (
            [vocabulary.first["nochord"]] if quality == NO_CHORD else [vocabulary.first["root"] + root % 12, vocabulary.index[f"quality:{quality}"]]
        )
        last_beat = beat
    if last_beat < 0:
        tokens.append(vocabulary.first["nochord"])
    return tokens


def _bars_of(melody: GridMelody) -> Iterator[list[int]]:
    carried = 0
    events = _event_tokens(melody.events)
    rest = leadsheet_vocabulary().first["event"]
    whole_bars = melody.bar_count - (1 if melody.has_pickup else 0)
    for place in range(melody.bar_count):
        pickup = melody.has_pickup and place == 0
        bars_left = whole_bars if pickup else melody.bar_count - place
        tokens = bar_header_tokens(melody.chords[place], bars_left, pickup=pickup)
        filled = carried
        while filled < melody.bar_length:
            token, steps = next(events, (rest, melody.bar_length - filled))
            tokens += [token, duration_token(steps)]
            filled += steps
        carried = filled - melody.bar_length
        yield tokens


def duration_token(steps: int) -> int:
    """The token of a duration of 1-48 steps."""
    return leadsheet_vocabulary().first["duration"] + steps - 1


def _event_tokens(events: Sequence[tuple[int | None, int]]) -> Iterator[tuple[int, int]]:
    """Each event's first token and steps; what is longer than the longest duration goes on as ties (or rests)."""
    vocabulary = leadsheet_vocabulary()
    rest, tie = vocabulary.first["event"], vocabulary.first["event"] + 1
    for pitch, steps in events:
        token = rest if pitch is None else vocabulary.first["pitch"] + pitch - LOWEST
        while steps > LONGEST:
            yield token, LONGEST
            token, steps = (rest if pitch is None else tie), steps - LONGEST
        yield token, steps


def _decode(tokens: Sequence[int]) -> Score:
    vocabulary = leadsheet_vocabulary()
    controls = controls_from_header(vocabulary, tokens[:6])
    meter = Meter(0, *controls.meter)
    bar_length = meter.bar_ticks(STEPS_PER_QUARTER)
    reader = _Reader(vocabulary, bar_length)
    for token in tokens:
        if token == END:
            break
        reader.read(token)
    return reader.score(controls, meter)


class _Reader:
    """Turns leadsheet tokens into notes and chords, one token at a time, in steps of a twelfth of a quarter."""

    def __init__(self, vocabulary: Vocabulary, bar_length: int) -> None:
        self.vocabulary = vocabulary
        self.bar_length = bar_length
        self.bar_start = 0
        self.bars = 0
        self.has_pickup = False
        self.now = 0
        self.pending: int | None = None
        self.pending_kind = ""
        self.root: int | None = None
        self.chord_step = 0
        self.notes: list[list[int]] = []
        self.chords: list[tuple[int, int, str]] = []

    def read(self, token: int) -> None:
        group, place = self.vocabulary.group_of(token)
        if group == "bar":
            self._begin_bar(place)
        elif self.bars == 0:
            return
        elif group == "root":
            self.root = place
        elif group == "quality" and self.root is not None:
            self.chords.append((self.bar_start + self.chord_step, self.root, _QUALITY_NAMES[place]))
            self.root = None
        elif group == "nochord":
            self.chords.append((self.bar_start + self.chord_step, 0, NO_CHORD))
        elif group == "beat":
            self.chord_step = min((place + 1) * STEPS_PER_EIGHTH, self.bar_length - 1)
        elif group == "event":
            self.pending_kind = ("rest", "tie")[place]
        elif group == "pitch":
            self.pending_kind, self.pending = "note", LOWEST + place
        elif group == "duration":
            self._sound(place + 1)

    def _begin_bar(self, place: int) -> None:
        self.bar_start = self.bars * self.bar_length
        self.now = max(self.now, self.bar_start)
        self.has_pickup |= place == PICKUP_PLACE and self.bars == 0
        self.bars += 1
        self.chord_step, self.root, self.pending_kind = 0, None, ""

    def _sound(self, steps: int) -> None:
        if self.pending_kind == "note" and self.pending is not None:
            self.notes.append([self.now, self.pending, steps])
        elif self.pending_kind == "tie" and self.notes and sum(self.notes[-1][::2]) == self.now:
            self.notes[-1][2] += steps
        if self.pending_kind:
            self.now += steps
        self.pending_kind = ""

    def score(self, controls: Controls, meter: Meter) -> Score:
        end = self.bars * self.bar_length
        skipped = self._pickup_silence()
        notes = tuple(
            Note((start - skipped) * TICKS_PER_STEP, pitch, (min(end, start + steps) - start) * TICKS_PER_STEP)
            for start, pitch, steps in self.notes
            if start < end
        )
        return Score(
            parts=(Part("Melody", 0, notes),),
            tempos=(Tempo(0, controls.quarters_per_minute or 120.0),),
            meters=(meter,),
            keys=(Key(0, 0, controls.mode or "major"),),
            chords=tuple(self._chord_symbols(skipped)),
            pickup_ticks=(self.bar_length - skipped) * TICKS_PER_STEP if self.has_pickup else 0,
            length_ticks=(end - skipped) * TICKS_PER_STEP,
        )

    def _pickup_silence(self) -> int:
        if not self.has_pickup:
            return 0
        first = next((start for start, _, _ in self.notes), 0)
        return min(first, self.bar_length - 1)

    def _chord_symbols(self, skipped: int) -> Iterator[ChordSymbol]:
        if all(quality == NO_CHORD for _, _, quality in self.chords):
            return
        last: tuple[int, str] | None = None  # a silence before the first chord needs no symbol
        for step, root, quality in sorted(self.chords, key=lambda chord: chord[0]):
            if (root, quality) != last and (last is not None or quality != NO_CHORD):
                yield ChordSymbol(max(0, step - skipped) * TICKS_PER_STEP, root, quality)
            if last is not None or quality != NO_CHORD:
                last = (root, quality)


# The grammar ------------------------------------------------------------------------------------------------------------------------

_BARLINE, _EVENT, _DURATION, _FIRST_CHORD = 0, 1, 2, 3
_QUALITY_AT, _AFTER_AT, _FULL_AT, _ROOT_AT = 4, 4 + BEATS, 4 + 2 * BEATS, 4 + 3 * BEATS
_PHASES = 4 + 4 * BEATS


def leadsheet_tables(
    meter: tuple[int, int], bars_left: Sequence[int], section_bars_left: Sequence[int], *, given_chords: bool = False, needs_chords: bool = False
) -> LoopTables:
    """Tables for composing bars in one meter.

    Args:
        meter: numerator and denominator.
        bars_left: for each bar in order, the bars to go to the end of the piece, itself counted (0 marks a pickup).
        section_bars_left: for each bar in order, the bars to go to the end of its section: no note sounds across that.
        given_chords: forbid chords beyond the forced ones.
        needs_chords: forbid bars without a chord.
    """
    vocabulary = leadsheet_vocabulary()
    bar_length = Meter(0, *meter).bar_ticks(STEPS_PER_QUARTER)
    advance = np.zeros(len(vocabulary), np.int64)
    advance[vocabulary.span("duration")] = np.arange(1, LONGEST + 1)
    advance[vocabulary.span("bar")] = -bar_length
    is_bar = np.zeros(len(vocabulary), np.int64)
    is_bar[vocabulary.span("bar")] = 1
    is_end = np.zeros(len(vocabulary), np.int64)
    is_end[END] = 1
    phase_mask, next_phase, bar_phase_from = _phase_tables(vocabulary, bar_length, given_chords=given_chords)
    if needs_chords:
        phase_mask[:, vocabulary.first["nochord"]] = FORBIDDEN
    return LoopTables(
        phase_mask=phase_mask,
        position_mask=np.zeros((1, len(vocabulary)), np.float32),
        remaining_mask=_remaining_mask(vocabulary),
        bar_mask=bar_token_mask(vocabulary, bars_left),
        next_phase=next_phase,
        bar_phase_from=bar_phase_from,
        advance=advance,
        set_position=np.full(len(vocabulary), -1, np.int64),
        is_bar=is_bar,
        is_end=is_end,
        limit=np.array([0, *(left * bar_length for left in section_bars_left)], np.int64),
        bar_length=bar_length,
        halt_phase=_BARLINE,
        halt_offset=0,
        first_phase=_BARLINE,
        first_position=bar_length,
    )


def bar_token_mask(vocabulary: Vocabulary, bars_left: Sequence[int]) -> NDArray[np.float32]:
    """float32 ``[bars + 1, V]``: after ``b`` bars only the token of bar ``b + 1`` may open a bar; after the last, only the end."""
    mask = np.zeros((len(bars_left) + 1, len(vocabulary)), np.float32)
    mask[:, vocabulary.span("bar")] = FORBIDDEN
    mask[:-1, END] = FORBIDDEN
    for place, left in enumerate(bars_left):
        mask[place, vocabulary.first["bar"] + (PICKUP_PLACE if left == 0 else bar_place(left))] = 0
    return mask


def _remaining_mask(vocabulary: Vocabulary) -> NDArray[np.float32]:
    mask = np.zeros((LONGEST + 1, len(vocabulary)), np.float32)
    for remaining in range(LONGEST):
        mask[remaining, vocabulary.first["duration"] + remaining : vocabulary.first["duration"] + LONGEST] = FORBIDDEN
    return mask


def _phase_tables(vocabulary: Vocabulary, bar_length: int, *, given_chords: bool) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]:
    allowed = np.zeros((_PHASES, len(vocabulary)), bool)
    following = np.zeros((_PHASES, len(vocabulary)), np.int64)
    when_full = np.full(_PHASES, -1, np.int64)
    root, quality, duration = vocabulary.span("root"), vocabulary.span("quality"), vocabulary.span("duration")
    sounding = np.r_[vocabulary.span("event"), vocabulary.span("pitch")]

    def permit(phase: int, tokens: slice | NDArray[np.int64] | int, then: int) -> None:
        allowed[phase, tokens] = True
        following[phase, tokens] = then

    permit(_BARLINE, vocabulary.span("bar"), _FIRST_CHORD)
    permit(_BARLINE, END, _BARLINE)
    permit(_FIRST_CHORD, root, _QUALITY_AT)
    permit(_FIRST_CHORD, vocabulary.first["nochord"], _AFTER_AT)
    permit(_EVENT, sounding, _DURATION)
    permit(_DURATION, duration, _EVENT)
    when_full[_EVENT] = _BARLINE
    last_beat = (bar_length - 1) // STEPS_PER_EIGHTH
    for beat in range(BEATS):
        permit(_QUALITY_AT + beat, quality, _AFTER_AT + beat)
        permit(_AFTER_AT + beat, sounding, _DURATION)
        permit(_FULL_AT + beat, vocabulary.span("bar"), _FIRST_CHORD)
        permit(_FULL_AT + beat, END, _BARLINE)
        permit(_ROOT_AT + beat, root, _QUALITY_AT + beat)
        permit(_ROOT_AT + beat, vocabulary.first["nochord"], _AFTER_AT + beat)
        when_full[_AFTER_AT + beat] = _FULL_AT + beat
        for later in range(beat + 1, min(BEATS - 1, last_beat) + 1):
            for phase in (_AFTER_AT + beat, _FULL_AT + beat):
                following[phase, vocabulary.first["beat"] + later - 1] = _ROOT_AT + later
                allowed[phase, vocabulary.first["beat"] + later - 1] = not given_chords
    return np.where(allowed, 0, FORBIDDEN).astype(np.float32), following, when_full

"""From a score to the encodings' grid: one meter, tonic at C, twelve steps to the quarter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpora.chords import NO_CHORD
from corpora.encodings.base import Controls
from corpora.encodings.vocabulary import STEPS_PER_QUARTER
from corpora.form import form_of
from corpora.pieces import ChordSymbol, Key, Meter, Note, Part, Score

UNTOLD_TEMPO = 120.0
"""What a file without a tempo is read as: such a tempo is not told to a generator."""

ChordChange = tuple[int, int, str]
"""Step in the bar, root relative to the tonic (0-11), quality."""


@dataclass(frozen=True, slots=True)
class Span:
    """The longest stretch of a score in one meter."""

    start_ticks: int
    end_ticks: int
    meter: Meter
    pickup_ticks: int
    """Length of an incomplete first bar of the stretch; 0 = it begins on a bar line."""
    key: Key
    """The key ruling most of it; C major where the score names none."""

    @property
    def shift(self) -> int:
        """Semitones that move the tonic to C by the shorter way, -6 to 5."""
        return (6 - self.key.tonic) % 12 - 6


def longest_span(score: Score) -> Span:
    """The longest stretch in one meter, with its main key."""
    end = score.end_ticks
    starts = [meter.start_ticks for meter in score.meters]
    lengths = [(min(after, end) - start, -start) for start, after in pairwise([*starts, end])] if end else [(0, 0)]
    place = max(range(len(lengths)), key=lambda index: lengths[index])
    start = max(0, starts[place])
    stop = min(starts[place + 1], end) if place + 1 < len(starts) else end
    return Span(start, stop, score.meters[place], score.pickup_ticks if place == 0 else 0, _main_key(score, start, stop))


def _main_key(score: Score, start: int, stop: int) -> Key:
    if not score.keys:
        return Key(0, 0)
    ends = [*(key.start_ticks for key in score.keys[1:]), max(stop, score.keys[-1].start_ticks)]
    ruled = [min(stop, after) - max(start, key.start_ticks) for key, after in zip(score.keys, ends, strict=True)]
    return score.keys[max(range(len(ruled)), key=lambda index: (ruled[index], -index))]


@dataclass(frozen=True, slots=True)
class GridMelody:
    """One line over chords, on the grid."""

    bar_length: int
    """Steps in a bar."""
    bar_count: int
    """Bars, a pickup bar (padded in front to a whole one) counted."""
    has_pickup: bool
    events: tuple[tuple[int | None, int], ...]
    """Pitch (None = rest) and steps, one after another from the first bar line to the last; rests are cut at bar lines."""
    chords: tuple[tuple[ChordChange, ...], ...]
    """For each bar its chords; the one sounding at the bar line comes first."""


def to_steps(ticks: int, ticks_per_quarter: int) -> int:
    """Ticks rounded to the grid."""
    return (2 * ticks * STEPS_PER_QUARTER + ticks_per_quarter) // (2 * ticks_per_quarter)


def grid_melody(score: Score) -> GridMelody:
    """The top line of the first melodic part and the chords, over the longest stretch in one meter."""
    span = longest_span(score)
    bar_length = span.meter.bar_ticks(STEPS_PER_QUARTER)
    pickup = to_steps(span.pickup_ticks, score.ticks_per_quarter) % bar_length
    offset = (bar_length - pickup if pickup else 0) - to_steps(span.start_ticks, score.ticks_per_quarter)
    total = to_steps(span.end_ticks, score.ticks_per_quarter) + offset
    bar_count = max(1, -(-total // bar_length))
    line = _top_line(_melody_notes(score, span), span.shift, offset, score.ticks_per_quarter, bar_count * bar_length)
    changes = [
        (to_steps(chord.start_ticks, score.ticks_per_quarter) + offset, (chord.root + span.shift) % 12, chord.quality)
        for chord in score.chords
        if chord.start_ticks < span.end_ticks
    ]
    return GridMelody(
        bar_length,
        bar_count,
        bool(pickup),
        tuple(_events(line, bar_length, bar_count * bar_length)),
        tuple(_chords_by_bar(changes, bar_length, bar_count)),
    )


def _melody_notes(score: Score, span: Span) -> Sequence[Note]:
    part = melody_part(score)
    return [] if part is None else [note for note in part.notes if span.start_ticks <= note.start_ticks < span.end_ticks]


def melody_part(score: Score) -> Part | None:
    """The first part that is no drum part and has notes."""
    return next((part for part in score.parts if not part.is_drum and part.notes), None)


def fold(pitch: int, low: int, high: int) -> int:
    """A pitch moved by octaves into ``low``..``high``."""
    while pitch < low:
        pitch += 12
    while pitch > high:
        pitch -= 12
    return pitch


def _top_line(notes: Sequence[Note], shift: int, offset: int, ticks_per_quarter: int, end: int) -> list[tuple[int, int, int]]:
    """``(start, pitch, end)`` in steps: the highest note at each onset, each cut where the next begins; notes of no length are dropped."""
    top: dict[int, tuple[int, int]] = {}
    for note in notes:
        start = to_steps(note.start_ticks, ticks_per_quarter) + offset
        stop = min(end, to_steps(note.end_ticks, ticks_per_quarter) + offset)
        if stop > start >= 0 and (start not in top or note.pitch > top[start][0]):
            top[start] = (note.pitch, stop)
    starts = sorted(top)
    return [
        (start, fold(top[start][0] + shift, 36, 100), min(top[start][1], after)) for start, after in zip(starts, [*starts[1:], end], strict=False)
    ]


def _events(line: Sequence[tuple[int, int, int]], bar_length: int, end: int) -> Iterator[tuple[int | None, int]]:
    now = 0
    for start, pitch, stop in line:
        yield from _rests(now, start, bar_length)
        yield pitch, stop - start
        now = stop
    yield from _rests(now, end, bar_length)


def _rests(start: int, stop: int, bar_length: int) -> Iterator[tuple[None, int]]:
    while start < stop:
        next_line = min(stop, (start // bar_length + 1) * bar_length)
        yield None, next_line - start
        start = next_line


def _chords_by_bar(changes: Sequence[ChordChange], bar_length: int, bar_count: int) -> Iterator[tuple[ChordChange, ...]]:
    sounding: ChordChange | None = None
    place = 0
    for bar in range(bar_count):
        start, stop = bar * bar_length, (bar + 1) * bar_length
        found: dict[int, ChordChange] = {} if sounding is None else {0: (0, *sounding[1:])}
        while place < len(changes) and changes[place][0] < stop:
            step = max(0, changes[place][0] - start)
            found[step] = (step, *changes[place][1:])
            sounding = changes[place]
            place += 1
        yield tuple(_without_repeats([found[step] for step in sorted(found)]))


def _without_repeats(chords: Sequence[ChordChange]) -> Iterator[ChordChange]:
    last: tuple[int, str] | None = None
    for chord in chords:
        if chord[1:] != last:
            yield chord
        last = chord[1:]


def controls_of(score: Score, genre: str) -> Controls:
    """What a generator would have been told to get this score."""
    span = longest_span(score)
    melody = grid_melody(score)
    onsets = {
        to_steps(note.start_ticks, score.ticks_per_quarter)
        for part in score.parts
        if not part.is_drum
        for note in part.notes
        if span.start_ticks <= note.start_ticks < span.end_ticks
    }
    tempo = score.tempos[0].quarters_per_minute
    return Controls(
        genre=genre,
        mode=span.key.mode if score.keys else None,
        meter=(span.meter.numerator, span.meter.denominator),
        quarters_per_minute=None if tempo == UNTOLD_TEMPO else tempo,
        notes_per_bar=len(onsets) / melody.bar_count,
        form=form_of(melody_bars(melody)),
    )


def melody_bars(melody: GridMelody) -> list[tuple[object, ...]]:
    """The melody's whole bars as comparable values: onset and pitch of each note in the bar."""
    bars: list[list[tuple[int, int]]] = [[] for _ in range(melody.bar_count)]
    now = 0
    for pitch, steps in melody.events:
        if pitch is not None and now // melody.bar_length < melody.bar_count:
            bars[now // melody.bar_length].append((now % melody.bar_length, pitch))
        now += steps
    return [tuple(bar) for bar in bars[1 if melody.has_pickup else 0 :]]


def chords_by_bar(chords: Sequence[ChordSymbol], shift: int, bar_ticks: int, bar_count: int) -> list[tuple[ChordChange, ...]]:
    """Chord symbols of a score without pickup (480 ticks to the quarter) as chord changes of its bars, roots moved by ``shift``."""
    changes = [(to_steps(chord.start_ticks, 480), (chord.root + shift) % 12, chord.quality or "") for chord in chords]
    return list(_chords_by_bar(changes, to_steps(bar_ticks, 480), bar_count))


__all__ = [
    "NO_CHORD",
    "ChordChange",
    "GridMelody",
    "Span",
    "chords_by_bar",
    "controls_of",
    "fold",
    "grid_melody",
    "longest_span",
    "melody_bars",
    "melody_part",
    "to_steps",
]

"""From a part's notes, which may overlap in any way, to staves of voices, in each of which one note or chord follows another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from corpora.formats.musicxml_drums import FOOT_KEYS
from corpora.formats.notation_grid import Beats, beats_of, snap_length, snap_ticks
from corpora.formats.notation_triplets import writable_moves
from corpora.pieces import Bar, Note, Part, Score

HAND_SPAN = 14
"""Semitones one hand plays at once."""
_SPLIT_CHOICES = range(48, 73)


@dataclass(frozen=True, slots=True)
class GridBar:
    """One bar on the notation grid."""

    bar: Bar
    start: int
    """In units from the beginning of the piece."""
    length: int
    offset: int
    """Units of its meter that are missing before it: 0 but in a pickup."""
    beats: Beats

    @property
    def end(self) -> int:
        """Units from the beginning of the piece."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Event:
    """A note or chord of one voice; times in units from the beginning of the piece."""

    start: int
    end: int
    notes: tuple[Note, ...]
    """Highest pitch last."""


class Grid:
    """Ticks of a score as units of its bars."""

    def __init__(self, score: Score) -> None:
        self.ticks_per_quarter = score.ticks_per_quarter
        self.bars: list[GridBar] = []
        position = 0
        for bar in score.bars():
            length = snap_length(bar.length_ticks, score.ticks_per_quarter)
            if length:
                beats = beats_of(bar.meter.numerator, bar.meter.denominator)
                self.bars.append(GridBar(bar, position, length, beats.bar - length if bar.number == 0 else 0, beats))
                position += length
        self._starts = [grid_bar.bar.start_ticks for grid_bar in self.bars]

    def units(self, ticks: int) -> int:
        """The nearest place on the grid, counted from the beginning of the piece."""
        grid_bar = self.bars[max(0, bisect_right(self._starts, ticks) - 1)]
        inside = snap_ticks(ticks - grid_bar.bar.start_ticks, self.ticks_per_quarter)
        return grid_bar.start + min(inside, grid_bar.length)


def staves_of(part: Part, is_keyboard: bool) -> list[tuple[Note, ...]]:
    """The notes of each staff a part is written on: two for a keyboard part that needs them, else one."""
    pitches = [note.pitch for note in part.notes]
    if not is_keyboard or not pitches or min(pitches) >= 55 or max(pitches) <= 65:
        return [part.notes]
    right: list[Note] = []
    left: list[Note] = []
    split = 60
    for chord in _by_start(part.notes):
        split = _hand_split([note.pitch for note in chord], split)
        for note in chord:
            (right if note.pitch >= split else left).append(note)
    return [tuple(right), tuple(left)]


def _by_start(notes: Sequence[Note]) -> Iterable[list[Note]]:
    chord: list[Note] = []
    for note in notes:
        if chord and note.start_ticks != chord[0].start_ticks:
            yield chord
            chord = []
        chord.append(note)
    if chord:
        yield chord


def _hand_split(pitches: Sequence[int], previous: int) -> int:
    """The lowest pitch of the right hand: near middle C, near where it was, and so that each hand can reach its notes."""

    def cost(split: int) -> float:
        low, high = [p for p in pitches if p < split], [p for p in pitches if p >= split]
        stretch = sum(max(0, max(hand) - min(hand) - HAND_SPAN) for hand in (low, high) if hand)
        # A split between two far notes is better than one that cuts a cluster.
        closeness = max(0, 5 - (min(high) - max(low))) if low and high else 0
        return 4.0 * stretch + 0.5 * abs(split - 60) + 0.4 * abs(split - previous) + 0.3 * closeness

    return min(_SPLIT_CHOICES, key=cost)


def voices_of(notes: Sequence[Note], grid: Grid, is_drum: bool) -> list[list[Event]]:
    """The voices of one staff, the upper first; at least one, which may be empty."""
    if not grid.bars or not notes:
        return [[]]
    if is_drum:
        return _drum_voices(notes, grid)
    chords: dict[tuple[int, int], list[Note]] = {}
    last = grid.bars[-1].end
    for note in notes:
        start = grid.units(note.start_ticks)
        end = min(last, max(grid.units(note.end_ticks), _next_place(start)))
        if start < end:
            chords.setdefault((start, end), []).append(note)
    events = [Event(start, end, _chord(members)) for (start, end), members in chords.items()]
    events.sort(key=lambda event: (event.start, -event.notes[-1].pitch, -event.end))
    return [_writable(voice, grid) for voice in _separated(events)]


def _chord(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Notes by pitch, each pitch once."""
    by_pitch = {note.pitch: note for note in notes}
    return tuple(by_pitch[pitch] for pitch in sorted(by_pitch))


def _next_place(unit: int) -> int:
    """The next place on the grid of eighths and twelfths of a quarter."""
    return min(unit // 3 * 3 + 3, unit // 2 * 2 + 2)


def _separated(events: Sequence[Event]) -> list[list[Event]]:
    """Events in as few voices as their overlaps need; wherever voices sound together the higher one comes first."""
    voices: list[list[Event]] = [[]]
    cluster: list[Event] = []
    cluster_end = 0
    for event in [*events, None]:
        if event is not None and (not cluster or event.start < cluster_end):
            cluster.append(event)
            cluster_end = max(cluster_end, event.end)
            continue
        for number, members in enumerate(_cluster_voices(cluster)):
            if number == len(voices):
                voices.append([])
            voices[number].extend(members)
        if event is not None:
            cluster, cluster_end = [event], event.end
    return voices


def _cluster_voices(cluster: Sequence[Event]) -> list[list[Event]]:
    lanes: list[list[Event]] = []
    for event in cluster:
        lane = next((lane for lane in lanes if lane[-1].end <= event.start), None)
        if lane is None:
            lanes.append([event])
        else:
            lane.append(event)

    def height(lane: list[Event]) -> float:
        pitches = [note.pitch for event in lane for note in event.notes]
        return sum(pitches) / len(pitches)

    return sorted(lanes, key=height, reverse=True)


def _drum_voices(notes: Sequence[Note], grid: Grid) -> list[list[Event]]:
    """Hands above, feet below. A stroke has no length: it is written up to the next one, at most to the end of its beat."""
    voices = []
    for feet in (False, True):
        strokes: dict[int, list[Note]] = {}
        for note in notes:
            start = grid.units(note.start_ticks)
            if (note.pitch in FOOT_KEYS) == feet and start < grid.bars[-1].end:
                strokes.setdefault(start, []).append(note)
        starts = sorted(strokes)
        events = []
        for start, following in zip_longest(starts, starts[1:]):
            end = _beat_end(start, grid)
            events.append(Event(start, end if following is None else min(end, following), _chord(strokes[start])))
        voices.append(_writable(events, grid))
    return voices if voices[1] else voices[:1]


def _beat_end(unit: int, grid: Grid) -> int:
    bar = grid.bars[bisect_right([entry.start for entry in grid.bars], unit) - 1]
    inside = unit - bar.start + bar.offset
    following = [start for start in bar.beats.starts if start > inside]
    return min(bar.end, bar.start - bar.offset + (following[0] if following else bar.beats.bar))


def _writable(voice: list[Event], grid: Grid) -> list[Event]:
    """The voice with the few boundaries moved that would divide a beat by two and by three at once."""
    bars, index = grid.bars, 0
    moves: dict[int, int] = {}
    places = sorted({place for event in voice for place in (event.start, event.end)})
    for bar in bars:
        inside = []
        while index < len(places) and places[index] < bar.end:
            inside.append(places[index] - bar.start + bar.offset)
            index += 1
        shift = bar.start - bar.offset
        boundaries = [bar.offset, *inside, bar.offset + bar.length]
        moves.update({before + shift: after + shift for before, after in writable_moves(boundaries, bar.beats).items()})
    if not moves:
        return voice
    moved = [replace(event, start=moves.get(event.start, event.start), end=moves.get(event.end, event.end)) for event in voice]
    return [event for event in moved if event.start < event.end]

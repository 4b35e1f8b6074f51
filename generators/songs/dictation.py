"""A song's strains as tokens to dictate to a lead-sheet generator: every rhythm is given, pitches and chords are left for it to choose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpora.chords import QUALITIES
from corpora.encodings.grammar import DRAWN, FORBIDDEN, LoopTables
from corpora.encodings.leadsheet import HIGHEST, LOWEST, duration_token, leadsheet_tables, leadsheet_vocabulary
from generators.songs.metre import Grid
from generators.songs.strains import Strain, stream_notes

TICKS_PER_STEP = 40
_OUTSIDE_SCALE = -2.5
"""Added to the score of a pitch that is not of the key."""
_VERSE_RANGE, _CHORUS_RANGE = (57, 71), (62, 76)
"""Lowest and highest pitch with the tonic at C."""
_LONGEST_STEPS = 48
_NOTE, _REST, _TIE = "note", "rest", "tie"
_COLOURS = {2: 0.3, 5: 0.5, 9: 0.5}
"""Added to the score of roots between a strain's first and last bar: the subdominant and the sixth and second degrees."""


@dataclass(frozen=True, slots=True)
class Dictation:
    """What the generator is given for a whole stream."""

    given: tuple[tuple[int, ...], ...]
    """For each bar its tokens after the bar token, ``DRAWN`` where the generator chooses."""
    copy_from: tuple[int | None, ...]
    bars_left: tuple[int, ...]
    """For each bar, as ``leadsheet_tables`` takes it; 0 marks the pickup bar."""
    section_bars_left: tuple[int, ...]
    has_pickup: bool


def dictate(strains: Sequence[Strain], grid: Grid, double_chords: Sequence[bool]) -> Dictation:
    """The dictation of strains that follow one another; ``double_chords`` says for each whole bar whether its chord changes in the middle."""
    pickup = 1 if strains[0].pickup else 0
    bars = sum(strain.bars for strain in strains)
    events = _events(strains, grid, pickup, bars + pickup)
    given = []
    for bar, inside in enumerate(events):
        chords = _chord_tokens(grid, is_double=bar >= pickup and double_chords[bar - pickup]) if bar >= pickup else [_no_chord()]
        given.append((*chords, *(token for kind, steps in inside for token in _event_tokens(kind, steps))))
    sections = [left for strain in strains for left in range(strain.bars, 0, -1)]
    return Dictation(
        tuple(given),
        (*((None,) * pickup), *_copies(strains, pickup)),
        (*((0,) * pickup), *range(bars, 0, -1)),
        (*((strains[0].bars + 1,) * pickup), *sections),
        bool(pickup),
    )


def _no_chord() -> int:
    return leadsheet_vocabulary().first["nochord"]


def _chord_tokens(grid: Grid, *, is_double: bool) -> list[int]:
    if not is_double:
        return [DRAWN, DRAWN]
    middle = grid.bar_slots // 2 * grid.slot_ticks // 240  # in eighths
    return [DRAWN, DRAWN, leadsheet_vocabulary().first["beat"] + middle - 1, DRAWN, DRAWN]


def _event_tokens(kind: str, steps: int) -> Iterator[int]:
    """A note whose pitch is drawn, a rest, or more of the note before; what is longer than the longest duration goes on as a tie."""
    vocabulary = leadsheet_vocabulary()
    rest, tie = vocabulary.first["event"], vocabulary.first["event"] + 1
    head = {_NOTE: DRAWN, _REST: rest, _TIE: tie}[kind]
    while steps > _LONGEST_STEPS:
        yield from (head, duration_token(_LONGEST_STEPS))
        head, steps = (rest if kind == _REST else tie), steps - _LONGEST_STEPS
    yield from (head, duration_token(steps))


def _events(strains: Sequence[Strain], grid: Grid, pickup: int, bars: int) -> list[list[tuple[str, int]]]:
    """For each bar of the stream what begins in it, with its steps. Rests end at bar lines; notes go on over them.

    A note that would fill a whole bar after its own is cut and tied instead: a bar in which nothing begins has no end that a stream could
    be halted at.
    """
    steps = grid.slot_ticks // TICKS_PER_STEP
    bar = grid.bar_slots * steps
    shift = pickup * grid.bar_slots
    events: list[list[tuple[str, int]]] = [[] for _ in range(bars)]
    now = 0
    for slot, note, _ in stream_notes(strains, grid):
        start = (slot + shift) * steps
        _fill(events, _REST, now, start, bar)
        now = start + note.slots * steps
        if now < (start // bar + 2) * bar:
            events[start // bar].append((_NOTE, now - start))
        else:
            line = (start // bar + 1) * bar
            events[start // bar].append((_NOTE, line - start))
            _fill(events, _TIE, line, now, bar)
    _fill(events, _REST, now, bars * bar, bar)
    return events


def _fill(events: list[list[tuple[str, int]]], kind: str, now: int, until: int, bar: int) -> None:
    while now < until:
        stop = min(until, (now // bar + 1) * bar)
        events[now // bar].append((kind, stop - now))
        now = stop


def _copies(strains: Sequence[Strain], pickup: int) -> Iterator[int | None]:
    begun = pickup
    for strain in strains:
        starts = strain.line_starts()
        for line in strain.lines:
            for bar in range(line.bars):
                yield begun + starts[line.copies] + bar if line.copies is not None and bar < line.copied_bars else None
        begun += strain.bars


def song_tables(grid: Grid, strains: Sequence[Strain], dictation: Dictation, scale: frozenset[int], mode: str) -> LoopTables:
    """Loop tables for the dictation: one voice's range (higher in a chorus), the key's pitches preferred, chords that open and close."""
    meter = (grid.meter.numerator, grid.meter.denominator)
    tables = leadsheet_tables(meter, dictation.bars_left, dictation.section_bars_left, given_chords=True, needs_chords=True)
    vocabulary = leadsheet_vocabulary()
    phases = tables.phase_mask.copy()
    phases[:, vocabulary.span("event")] = FORBIDDEN  # rests and ties are dictated, never drawn
    wishes = tables.bar_mask.copy()
    bar = 1 + dictation.has_pickup
    if dictation.has_pickup:
        wishes[1] += _pitch_wishes(strains[0].kind, scale)
    for strain in strains:
        for place in range(strain.bars):
            wishes[bar + place] += _pitch_wishes(strain.kind, scale)
        _wish_chords(wishes, strain, bar, mode, grid)
        bar += strain.bars
    return replace(tables, phase_mask=phases, bar_mask=wishes)


def _pitch_wishes(kind: str, scale: frozenset[int]) -> NDArray[np.float32]:
    """float32 ``[V]``: what is added to the score of each token."""
    vocabulary = leadsheet_vocabulary()
    wishes = np.zeros(len(vocabulary), np.float32)
    low, high = _CHORUS_RANGE if kind == "chorus" else _VERSE_RANGE
    for pitch in range(LOWEST, HIGHEST + 1):
        token = vocabulary.first["pitch"] + pitch - LOWEST
        wishes[token] = FORBIDDEN if not low <= pitch <= high else 0.0 if pitch % 12 in scale else _OUTSIDE_SCALE
    return wishes


def _wish_chords(wishes: NDArray[np.float32], strain: Strain, first: int, mode: str, grid: Grid) -> None:
    """A strain begins at home or near it and closes there, where its last syllable falls; its middle opens towards the dominant."""
    for bar in range(first + 1, first + strain.bars - 1):
        _wish_root(wishes[bar], _COLOURS)
    _wish_root(wishes[first], {0: 1.5, 5: 0.5, 9: 0.3})
    ends = _closing_bars(strain, grid)
    middle = len(ends) // 2 - 1
    if len(ends) >= 4:
        begun, until = ends[middle]
        for bar in range(begun, until):
            _wish_root(wishes[first + bar], {7: 2.0, 0: 0.3})
        if _ends_alone(strain, middle, grid):
            _wish_degrees(wishes[first + begun], {2: 1.5, 7: 1.0, 11: 1.0, 0: -1.0})
    begun, until = ends[-1]
    for bar in range(begun, until):
        if strain.kind == "bridge":
            _wish_root(wishes[first + bar], {7: 2.0, 0: -1.0})
        else:
            _only_root(wishes[first + bar], 0)
            _only_tonic_qualities(wishes[first + bar], mode)
    if _ends_alone(strain, len(ends) - 1, grid) and strain.kind != "bridge":
        _wish_degrees(wishes[first + begun], {0: 4.0})
    if begun and strain.kind != "bridge":
        _wish_root(wishes[first + begun - 1], {7: 2.0, 5: 1.0, 2: 0.6, 0: -1.5})


def _closing_bars(strain: Strain, grid: Grid) -> list[tuple[int, int]]:
    """For each line the bar (from the strain's first) in which its last syllable begins, and the bar after the line's last."""
    return [
        (start + line.set_line.onsets[-1] // grid.bar_slots, start + line.bars)
        for line, start in zip(strain.lines, strain.line_starts(), strict=True)
    ]


def _ends_alone(strain: Strain, nth: int, grid: Grid) -> bool:
    """Whether a line's last syllable is the only note that begins in its bar, the next line's pickup included."""
    line = strain.lines[nth]
    bar = line.set_line.onsets[-1] // grid.bar_slots
    pickup = strain.lines[nth + 1].set_line.pickup if nth + 1 < len(strain.lines) else 0
    own = sum(onset // grid.bar_slots == bar for onset in line.set_line.onsets)
    return own == 1 and (bar < line.bars - 1 or not pickup)


def _wish_degrees(row: NDArray[np.float32], points: dict[int, float]) -> None:
    for token in leadsheet_vocabulary().ids("pitch").tolist():
        degree = (token - leadsheet_vocabulary().first["pitch"] + LOWEST) % 12
        row[token] += points.get(degree, 0.0)


def _only_root(row: NDArray[np.float32], root: int) -> None:
    first = leadsheet_vocabulary().first["root"]
    row[first : first + 12] = FORBIDDEN
    row[first + root] = 0.0


def _wish_root(row: NDArray[np.float32], points: dict[int, float]) -> None:
    first = leadsheet_vocabulary().first["root"]
    for root, worth in points.items():
        row[first + root] += worth


def _only_tonic_qualities(row: NDArray[np.float32], mode: str) -> None:
    """In a bar whose chord is the tonic: with the mode's third, and at rest (no seventh that leads on)."""
    vocabulary = leadsheet_vocabulary()
    third, other = (4, 3) if mode in {"major", "mixolydian", "lydian"} else (3, 4)
    for token in vocabulary.ids("quality").tolist():
        tones = QUALITIES[vocabulary.names[token].partition(":")[2]]
        if third not in tones or other in tones or 7 not in tones or {10, 11} & set(tones):
            row[token] = FORBIDDEN

"""From written straight to played swung: a monotone map of time inside each pulse.

The ratio of the long to the short note falls with the tempo. Each player's pulse is read first: eighths swing, triplets are already uneven and
stay, sixteenths (double time) are played nearly even.

Source: A. Friberg and A. Sundström, Swing ratios and ensemble timing in jazz performance: evidence for a common rhythmic pattern, Music
Perception 19(3), 2002, fig. 2-3.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from corpora.pieces import Note
from generators.band.frame import Pulse
from generators.band.styles import Swing

_DOUBLE_TIME_SHARE = 0.25
"""How much of the swing is left in a pulse of sixteenths."""


def swing_ratio(swing: Swing, beats_per_minute: float) -> float:
    """Long : short at a tempo, 1.0-3.0; 1.0 where the style is straight."""
    if swing.division == "none" or not swing.ratios:
        return 1.0
    tempos, ratios = zip(*swing.ratios, strict=True)
    if beats_per_minute <= tempos[0]:
        return float(ratios[0])
    for (slow, above), (fast, below) in zip(swing.ratios, swing.ratios[1:], strict=False):
        if beats_per_minute <= fast:
            return above + (below - above) * (beats_per_minute - slow) / (fast - slow)
    return float(ratios[-1])


def swung_tick(tick: int, start: int, length: int, ratio: float) -> int:
    """Where a tick of the straight pulse ``[start, start + length]`` is played: its middle moves to ``ratio / (ratio + 1)``."""
    middle = length * ratio / (ratio + 1.0)
    offset, half = tick - start, length / 2
    played = offset * middle / half if offset <= half else middle + (offset - half) * (length - middle) / half
    return start + round(played)


class SwingMap:
    """The map for one player, who has read which pulses hold triplets or sixteenths."""

    def __init__(self, swing: Swing, pulses: Sequence[Sequence[Pulse]], ratio: float, onsets: Iterable[int]) -> None:
        self._sixteenths = swing.division == "sixteenth"
        self._ratio = ratio
        cells = chain.from_iterable(pulses)
        self._cells = [cell for pulse in cells for cell in self._divided(pulse)] if ratio > 1.0 else []
        self._starts = [start for start, _ in self._cells]
        played = _by_cell(self._cells, onsets)
        self._ratios = [self._cell_ratio(length, played.get(index, ())) for index, (_, length) in enumerate(self._cells)]

    def _divided(self, pulse: Pulse) -> list[tuple[int, int]]:
        if pulse.is_ternary:
            return []
        if not self._sixteenths:
            return [(pulse.start_ticks, pulse.length_ticks)]
        half = pulse.length_ticks // 2
        return [(pulse.start_ticks, half), (pulse.start_ticks + half, pulse.length_ticks - half)]

    def _cell_ratio(self, length: int, offsets: Sequence[int]) -> float:
        half = length // 2
        if all(offset % half == 0 for offset in offsets):
            return self._ratio
        if all(offset * 3 % length == 0 for offset in offsets):
            return 1.0
        return 1.0 + (self._ratio - 1.0) * _DOUBLE_TIME_SHARE

    def __call__(self, tick: int) -> int:
        """The played tick; monotone, and bar and pulse lines stay where they are."""
        index = _cell_index(self._starts, tick)
        if index < 0:
            return tick
        start, length = self._cells[index]
        return tick if tick >= start + length else swung_tick(tick, start, length, self._ratios[index])


def _cell_index(starts: Sequence[int], tick: int) -> int:
    return bisect_right(starts, tick) - 1


def _by_cell(cells: Sequence[tuple[int, int]], onsets: Iterable[int]) -> dict[int, list[int]]:
    starts = [start for start, _ in cells]
    found: dict[int, list[int]] = {}
    for onset in onsets:
        index = _cell_index(starts, onset)
        if index >= 0 and onset < cells[index][0] + cells[index][1]:
            found.setdefault(index, []).append(onset - cells[index][0])
    return found


def swung(notes: Sequence[Note], swing: Swing, pulses: Sequence[Sequence[Pulse]], ratio: float) -> tuple[Note, ...]:
    """Notes as played: starts and ends through the player's swing map, never shorter than one tick."""
    if ratio <= 1.0:
        return tuple(notes)
    played_at = SwingMap(swing, pulses, ratio, (note.start_ticks for note in notes))
    moved: list[Note] = []
    for note in notes:
        start = played_at(note.start_ticks)
        moved.append(replace(note, start_ticks=start, duration_ticks=max(1, played_at(note.end_ticks) - start)))
    return tuple(moved)

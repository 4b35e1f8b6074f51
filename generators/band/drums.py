"""The drummer: real drummers' bars, chosen and ordered for this piece.

A groove (one drummer's take, see :mod:`generators.band.grooves`) is picked for the heads and another for the solos, by tempo, loudness and
cymbal; its bars follow one another as that drummer's did. Fills lead into new sections and close every few bars, a cymbal opens a section, and
the last bar is one final hit. Any meter works: grooves recorded in it are preferred, else a bar is cut or lengthened at its beats.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

import numpy as np

from corpora.pieces import Note, Score
from generators.band.frame import Frame, Pulse, SectionSpan, frame_of
from generators.band.grooves import GRID, Bar, Drumming, Fill, Groove, Hit, drumming, style_name

KICK, CRASH, RIDE = 36, 49, 51
_RINGING = {46, 49, 51, 53, 57}

_RELATIVES = {
    "swing": ("jazz waltz",), "ballad": ("jazz waltz", "swing"), "jazz waltz": ("swing",), "waltz": ("jazz waltz",),
    "reel": ("jig",), "jig": ("reel",), "march": ("jig",),
}  # fmt: skip
"""Where to look for a meter the style itself was never recorded in."""
_GENTLE = {"ballad", "bossa", "reel", "jig", "waltz", "jazz waltz"}
"""Styles whose sections open with a ride stroke instead of a crash, and whose fills stay short."""

_FELT_IN_TWO = 165
"""Beats per minute above which straight music may be felt in half as many beats."""

Notes = tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Slot:
    """The stretch of a bar onto which one beat of a recorded bar is laid: one pulse, or two where the music runs twice as fast."""

    start_ticks: int
    length_ticks: int
    ternary: bool


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A hit placed in the piece: where it is written, where it is played, how hard."""

    written_ticks: int
    played_ticks: int
    key: int
    velocity: int


def drum_part(score_frame: Score, style: str, fills_every_bars: int, rng: np.random.Generator) -> tuple[Notes, Notes]:
    """Drums for a piece, as written (straight, on the twelfth-of-a-quarter grid) and as played (micro-timing and swing of the drummers).

    Args:
        score_frame: gives meters, tempos, sections, pickup and length; its notes are not looked at.
        style: a style of :data:`generators.band.grooves.STYLES`, or another name it goes by.
        fills_every_bars: a fill closes every so many bars of a section, and every section; 0 = only sections.
        rng: all choices come from it.

    Returns:
        Written and performed notes, one to one in the same order; no note in a pickup.

    Raises:
        AskerError: for an unknown style.
    """
    player = _Drummer(frame_of(score_frame), style_name(style), fills_every_bars, rng)
    strokes = sorted(player.strokes(), key=lambda stroke: (stroke.written_ticks, stroke.key))
    quarter = score_frame.ticks_per_quarter
    written, performed = [], []
    for stroke in strokes:
        length = quarter // 2 if stroke.key in _RINGING else quarter // 4
        written.append(Note(stroke.written_ticks, stroke.key, length, stroke.velocity))
        performed.append(Note(stroke.played_ticks, stroke.key, length, stroke.velocity))
    return tuple(written), tuple(performed)


class _Drummer:
    """Walks through the bars of one piece."""

    def __init__(self, frame: Frame, style: str, fills_every_bars: int, rng: np.random.Generator) -> None:
        self._frame, self._style, self._fills_every, self._rng = frame, style, fills_every_bars, rng
        self._table: Drumming = drumming()
        self._grooves: dict[tuple[bool, int, bool], Groove] = {}
        self._kind = 0
        self._placed: dict[tuple[int, int], _Stroke] = {}

    def strokes(self) -> list[_Stroke]:
        """Every stroke of the piece."""
        bars, section = self._frame.bars, None
        last = len(bars) - 1
        for index, bar in enumerate(bars):
            now = self._frame.section_at(bar.start_ticks)
            opens = now != section
            if opens:
                section, self._kind, first_bar = now, 0, index
            if index == last and last > 0:
                self._final_hit(self._frame.pulses[index])
                break
            following = self._frame.section_at(bar.end_ticks) if index < last else now
            closes = following != now and index - first_bar >= 1
            periodic = self._fills_every > 0 and (index - first_bar + 1) % self._fills_every == 0
            self._bar(index, now, opens, fills=closes or periodic or index == last - 1)
        return list(self._placed.values())

    def _bar(self, index: int, section: SectionSpan, opens: bool, fills: bool) -> None:
        pulses = self._frame.pulses[index]
        tempo = self._beats_per_minute(pulses[0])
        intensity = _intensity(section)
        groove = self._groove(section, pulses, tempo, intensity)
        slots = _slots(pulses, doubled=_doubled(groove, tempo, len(pulses)))
        beats = source_beats(len(slots), groove.beats, index)
        gain = 0.82 + 0.3 * intensity
        fill_from = self._fill_start(len(slots), intensity) if fills else len(slots)
        self._lay(self._next_bar(groove), slots[:fill_from], beats, gain, groove, tempo)
        if fill_from < len(slots):
            fill = self._fill(len(slots), tempo)
            if fill is None:
                self._lay(self._next_bar(groove), slots[fill_from:], beats[fill_from:], gain, groove, tempo)
            else:
                tail = (
                    source_beats(len(slots), fill.beats, index)[fill_from:]
                    if len(slots) > fill.beats
                    else range(fill.beats)[fill_from - len(slots) :]
                )
                self._lay(fill.bar, slots[fill_from:], list(tail), 0.9 * gain, groove, tempo)
        if opens and index > 0:
            self._open_section(pulses[0].start_ticks, intensity)

    def _beats_per_minute(self, pulse: Pulse) -> float:
        return self._quarters_per_minute(pulse.start_ticks) * self._frame.score.ticks_per_quarter / max(1, pulse.length_ticks)

    def _quarters_per_minute(self, ticks: int) -> float:
        current = self._frame.score.tempos[0]
        for tempo in self._frame.score.tempos:
            if tempo.start_ticks <= ticks:
                current = tempo
        return current.quarters_per_minute

    def _groove(self, section: SectionSpan, pulses: tuple[Pulse, ...], tempo: float, intensity: float) -> Groove:
        """The groove of this kind of section in this meter: drawn once, kept for the piece."""
        solo, ternary = section.role == "solo", all(pulse.is_ternary for pulse in pulses)
        key = (solo, len(pulses), ternary)
        if key not in self._grooves:
            choices = _candidates(self._table, self._style, len(pulses), ternary)
            noise = self._rng.gumbel(size=len(choices)) * 0.2
            costs = [
                2.0 * _tempo_distance(each, tempo, len(pulses)) + 0.8 * abs(each.energy - intensity) + 0.8 * (each.rides != solo) for each in choices
            ]
            self._grooves[key] = choices[int(np.argmin(np.array(costs) - noise))]
        return self._grooves[key]

    def _next_bar(self, groove: Groove) -> Bar:
        """The bar to play now; the next one is drawn as the drummer's own bars followed one another."""
        variants = groove.bars[min(self._kind, len(groove.bars) - 1)]
        pick = 0 if self._rng.random() < 0.5 else int(self._rng.integers(len(variants)))
        row = groove.transitions[min(self._kind, len(groove.bars) - 1)].astype(float)
        self._kind = int(self._rng.choice(len(row), p=row / row.sum()))
        return variants[pick]

    def _fill_start(self, slots: int, intensity: float) -> int:
        """The slot from which the fill is played: the last beat, half the bar, or all of it."""
        if self._style in _GENTLE:
            return max(1, slots - 1) if self._rng.random() < 0.5 else max(1, slots - 2)
        if self._rng.random() < 0.45 * intensity:
            return 0
        return slots - max(1, slots // 2)

    def _fill(self, slots: int, tempo: float) -> Fill | None:
        styles = (self._style, *_RELATIVES.get(self._style, ()))
        own = [fill for fill in self._table.fills if fill.style == self._style] or [fill for fill in self._table.fills if fill.style in styles]
        choices = [fill for fill in own if fill.beats == slots] or own
        if not choices:
            return None
        distance = np.array([abs(log2(fill.beats_per_minute / tempo)) for fill in choices])
        weights = np.exp(-4.0 * distance)
        return choices[int(self._rng.choice(len(choices), p=weights / weights.sum()))]

    def _lay(self, bar: Bar, slots: list[_Slot], beats: list[int], gain: float, groove: Groove, tempo: float) -> None:
        """Lay the beats of a recorded bar onto slots of the piece."""
        swing = self._table.swing_position(groove.style, tempo) if groove.swing > 0.5 else 0.5
        for slot, beat in zip(slots, beats, strict=False):
            ticks_per_ms = self._quarters_per_minute(slot.start_ticks) * self._frame.score.ticks_per_quarter / 60_000.0
            for hit in bar:
                if hit.position // GRID == beat:
                    self._place(_stroke(hit, slot, groove.compound, swing, ticks_per_ms, gain, self._frame.score.ticks_per_quarter))

    def _place(self, stroke: _Stroke) -> None:
        if stroke.written_ticks >= self._frame.end_ticks:
            return
        standing = self._placed.get((stroke.written_ticks, stroke.key))
        if standing is None or standing.velocity < stroke.velocity:
            self._placed[stroke.written_ticks, stroke.key] = stroke

    def _open_section(self, ticks: int, intensity: float) -> None:
        """A cymbal with the kick under it on the first beat of a section."""
        gentle = self._style in _GENTLE
        key, velocity = (RIDE, 62) if gentle else (CRASH, 66)
        self._place(_Stroke(ticks, ticks, key, int(velocity + 36 * intensity)))
        self._place(_Stroke(ticks, ticks, KICK, int(40 + 40 * intensity)))

    def _final_hit(self, pulses: tuple[Pulse, ...]) -> None:
        """The last bar: one hit on its first beat, left to ring."""
        gentle, ticks = self._style in _GENTLE, pulses[0].start_ticks
        self._place(_Stroke(ticks, ticks, KICK, 60 if gentle else 88))
        self._place(_Stroke(ticks, ticks, RIDE if gentle else CRASH, 68 if gentle else 92))


def _stroke(hit: Hit, slot: _Slot, compound: bool, swing: float, ticks_per_ms: float, gain: float, ticks_per_quarter: int) -> _Stroke:
    """A recorded hit on its slot: written on the grid, played where and as hard as the drummer did."""
    place = hit.position % GRID
    if slot.ternary and not compound:
        place = _ternary_place(hit, place)
    grid = max(1, ticks_per_quarter // GRID)
    written = slot.start_ticks + int(place * slot.length_ticks / GRID / grid + 0.5) * grid
    written = min(written, slot.start_ticks + slot.length_ticks - 1)
    fraction = swing if hit.swings and not slot.ternary else place / GRID
    played = slot.start_ticks + fraction * slot.length_ticks + hit.offset_ms * ticks_per_ms
    return _Stroke(written, max(0, round(played)), hit.key, int(np.clip(round(hit.velocity * gain), 1, 127)))


def _ternary_place(hit: Hit, place: int) -> int:
    """A place of a beat in two or four laid onto a beat in three: the off-beat falls on the last third."""
    if hit.swings:
        return 8
    return place if place % 4 == 0 else 4 if place < 6 else 8


def _slots(pulses: tuple[Pulse, ...], doubled: bool) -> list[_Slot]:
    if not doubled:
        return [_Slot(pulse.start_ticks, pulse.length_ticks, pulse.is_ternary) for pulse in pulses]
    pairs = zip(pulses[::2], pulses[1::2], strict=True)
    return [_Slot(first.start_ticks, first.length_ticks + second.length_ticks, ternary=False) for first, second in pairs]


def _can_double(groove: Groove, pulses: int) -> bool:
    return groove.swing <= 0.5 and not groove.compound and pulses % 2 == 0


def _doubled(groove: Groove, tempo: float, pulses: int) -> bool:
    """True where the piece runs about twice as fast as the groove was played, so that its beat is laid onto two pulses."""
    return _can_double(groove, pulses) and tempo > _FELT_IN_TWO and tempo / groove.beats_per_minute > 1.5


def _tempo_distance(groove: Groove, tempo: float, pulses: int) -> float:
    """Octaves between the groove's tempo and the one it would be played at; the first third of an octave costs little."""
    slowed = 2.0 if _doubled(groove, tempo, pulses) else 1.0
    octaves = abs(log2(tempo / slowed / groove.beats_per_minute))
    return 0.3 * octaves + max(0.0, octaves - 0.33) + 0.1 * (slowed - 1.0)


def _candidates(table: Drumming, style: str, beats: int, ternary: bool) -> list[Groove]:
    """Grooves of the style in this meter; else of its relatives in this meter; else of the style in whatever meter it was played."""
    related = _RELATIVES.get(style, ())
    for wanted in ((style,), related):
        fitting = [each for each in table.grooves if each.style in wanted and each.compound == ternary and (each.beats == beats or ternary)]
        if fitting:
            return fitting
    own = [each for each in table.grooves if each.style == style]
    most_common = 4 if any(each.beats == 4 and not each.compound for each in own) else own[0].beats
    return [each for each in own if each.beats == most_common]


def source_beats(beats: int, recorded: int, bar_index: int) -> list[int]:
    """Which beat of a recorded bar is played on each beat of a bar of another length.

    Four cut to three keeps the first, second and last (so that the back-beat or the hi-hat stays); half a bar alternates between the halves;
    longer bars add a second, shorter bar: five is three and two, seven is four and three.
    """
    if beats == recorded:
        return list(range(recorded))
    if beats > recorded:
        head = 3 if recorded == 4 and beats == 5 else recorded
        return source_beats(head, recorded, 0) + source_beats(beats - head, recorded, 1)
    if recorded % beats == 0:
        start = bar_index * beats % recorded
        return list(range(start, start + beats))
    return [*range(beats - 1), recorded - 1]


def _intensity(section: SectionSpan) -> float:
    """0-1: heads are played more quietly than solos, each solo chorus and each later head a little more than the one before."""
    start, step = {"intro": (0.3, 0.0), "head": (0.42, 0.06), "solo": (0.58, 0.1), "ending": (0.6, 0.0)}[section.role]
    return min(0.95, start + step * section.nth)

"""The frame a band plays on: bars divided into felt pulses, the chord under each moment, and the sections with their roles.

Patterns in style files are written in pulses, so that one pattern serves every meter: a pulse is a quarter note in 4/4, 3/4 or 2/2, a dotted
quarter in 6/8 or 12/8, and a group of two or three eighths in 5/8 or 7/8.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from corpora.chords import NO_CHORD
from corpora.pieces import Bar, ChordSymbol, Meter, Score

GRID_TICKS = 40
"""Everything written lies on this grid: a twelfth of a quarter note at 480 ticks."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """One felt pulse."""

    start_ticks: int
    length_ticks: int
    is_ternary: bool
    """True where it divides into three eighths (or sixteenths) instead of two."""
    in_bar: int
    """0 for the first pulse of its bar."""

    @property
    def end_ticks(self) -> int:
        """Where the next pulse begins."""
        return self.start_ticks + self.length_ticks

    def at(self, fraction: float) -> int:
        """The tick at a fraction 0-1 of the pulse: in thirds where the pulse is ternary (a half falls on the last third), else on the grid."""
        if self.is_ternary:
            return self.start_ticks + (self.length_ticks // 3) * min(3, int(fraction * 3 + 0.5 + 1e-9))
        return self.start_ticks + int(fraction * self.length_ticks / GRID_TICKS + 0.5) * GRID_TICKS


@dataclass(frozen=True, slots=True)
class ChordSpan:
    """A chord and how long it sounds."""

    start_ticks: int
    end_ticks: int
    chord: ChordSymbol


@dataclass(frozen=True, slots=True)
class SectionSpan:
    """A named stretch of the form."""

    name: str
    role: str
    """``intro``, ``head``, ``solo`` or ``ending``, read from the name."""
    start_ticks: int
    end_ticks: int
    nth: int
    """0 for the first section of its role, 1 for the second..."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A lead sheet seen by an accompanist."""

    score: Score
    bars: tuple[Bar, ...]
    """Whole bars only: nobody accompanies a pickup."""
    pulses: tuple[tuple[Pulse, ...], ...]
    """By bar."""
    spans: tuple[ChordSpan, ...]
    """Chords without gaps, ``N`` left out."""
    sections: tuple[SectionSpan, ...]
    """Cover the whole piece; one head where the lead sheet names none."""
    end_ticks: int

    def chord_at(self, ticks: int) -> ChordSymbol | None:
        """The chord sounding at a tick; None in a tacet or before the first."""
        span = self.span_at(ticks)
        return span.chord if span is not None else None

    def span_at(self, ticks: int) -> ChordSpan | None:
        """The chord span holding a tick."""
        index = bisect_right(self.spans, ticks, key=lambda span: span.start_ticks) - 1
        return self.spans[index] if index >= 0 and ticks < self.spans[index].end_ticks else None

    def next_span(self, ticks: int) -> ChordSpan | None:
        """The first chord span beginning after a tick."""
        index = bisect_right(self.spans, ticks, key=lambda span: span.start_ticks)
        return self.spans[index] if index < len(self.spans) else None

    def section_at(self, ticks: int) -> SectionSpan:
        """The section holding a tick."""
        index = bisect_right(self.sections, ticks, key=lambda section: section.start_ticks) - 1
        return self.sections[max(0, index)]


def frame_of(score: Score) -> Frame:
    """The frame of a lead sheet."""
    end = score.end_ticks
    bars = tuple(bar for bar in score.bars() if bar.number > 0)
    return Frame(
        score=score,
        bars=bars,
        pulses=tuple(bar_pulses(bar, score.ticks_per_quarter) for bar in bars),
        spans=tuple(_spans(score, end)),
        sections=_sections(score, end),
        end_ticks=end,
    )


def bar_pulses(bar: Bar, ticks_per_quarter: int) -> tuple[Pulse, ...]:
    """The pulses of a bar; a bar cut short by a meter change loses its last ones."""
    pulses: list[Pulse] = []
    start = bar.start_ticks
    for index, (length, ternary) in enumerate(_groups(bar.meter, ticks_per_quarter)):
        if start >= bar.end_ticks:
            break
        whole = min(length, bar.end_ticks - start)
        pulses.append(Pulse(start, whole, ternary and whole == length, index))
        start += whole
    return tuple(pulses)


def _groups(meter: Meter, ticks_per_quarter: int) -> list[tuple[int, bool]]:
    """Length and ternary flag of each pulse of a whole bar."""
    unit = ticks_per_quarter * 4 // meter.denominator
    if meter.denominator <= 4:
        count = meter.numerator * 4 // meter.denominator
        return [(ticks_per_quarter, False)] * count
    if meter.is_compound:
        return [(3 * unit, True)] * (meter.numerator // 3)
    if meter.numerator <= 4:  # 3/8, 2/8, 4/8: the written unit is felt
        return [(unit, False)] * meter.numerator
    twos, rest = divmod(meter.numerator, 2)
    if not rest:
        return [(2 * unit, False)] * twos
    return [(2 * unit, False)] * (twos - 1) + [(3 * unit, True)]


def _spans(score: Score, end: int) -> list[ChordSpan]:
    spans: list[ChordSpan] = []
    for index, chord in enumerate(score.chords):
        stop = score.chords[index + 1].start_ticks if index + 1 < len(score.chords) else end
        if stop <= chord.start_ticks or chord.quality == NO_CHORD:
            continue
        if spans and spans[-1].end_ticks == chord.start_ticks and _same(spans[-1].chord, chord):
            spans[-1] = ChordSpan(spans[-1].start_ticks, stop, spans[-1].chord)
        else:
            spans.append(ChordSpan(chord.start_ticks, stop, chord))
    return spans


def _same(one: ChordSymbol, other: ChordSymbol) -> bool:
    return (one.root, one.quality, one.bass) == (other.root, other.quality, other.bass)


def role_of(name: str) -> str:
    """The role a section's name tells: ``Solo 2`` is a solo, an ``Interlude`` an intro, ``Outro`` and ``Tag`` are endings, anything else a head."""
    word = name.casefold()
    if word.startswith(("intro", "vamp", "interlude")):
        return "intro"
    if word.startswith(("solo", "improv")):
        return "solo"
    return "ending" if word.startswith(("ending", "outro", "coda", "tag")) else "head"


def _sections(score: Score, end: int) -> tuple[SectionSpan, ...]:
    named = score.sections or ()
    starts = [section.start_ticks for section in named]
    names = [section.name for section in named]
    if not starts or starts[0] > 0:
        starts, names = [0, *starts], ["Head", *names]
    seen: dict[str, int] = {}
    spans: list[SectionSpan] = []
    for start, stop, name in zip(starts, [*starts[1:], end], names, strict=True):
        role = role_of(name)
        spans.append(SectionSpan(name, role, start, stop, seen.get(role, 0)))
        seen[role] = seen.get(role, 0) + 1
    return tuple(spans)

"""The bass player: walks where the style walks, plays the style's figures elsewhere, and lands on the root at the end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpora.chords import QUALITIES
from corpora.pieces import ChordSymbol, Note
from generators.band.frame import ChordSpan, Frame, SectionSpan
from generators.band.patterns import PlacedHit, Rhythm
from generators.band.styles import BassPattern, BassStyle
from generators.band.walking import walk

STAYS_BARS = 4
"""A figure is kept this long before the player may change it."""


def bass_line(frame: Frame, style: BassStyle, low: int, high: int, rng: np.random.Generator) -> list[Note]:
    """The bass of the whole piece on the straight grid, one note at a time, between ``low`` and ``high``."""
    low, high = comfortable(low, high)
    line: list[Note] = []
    in_two = rng.random() < style.starts_in_two and len(frame.sections) > 2
    for section in frame.sections:
        bars = [index for index, bar in enumerate(frame.bars) if section.start_ticks <= bar.start_ticks < section.end_ticks]
        near = line[-1].pitch if line else None
        if _walks(style, section, in_two):
            line += walk(frame, bars, low, high, rng, near)
        else:
            line += _figures(frame, bars, style.patterns, (low, high), rng, near)
    return _landed(frame, line, low, high)


def comfortable(low: int, high: int) -> tuple[int, int]:
    """Where a bass line lies on an instrument: its lowest two octaves and a third, not above G3 where that leaves an octave."""
    return low, max(min(high, low + 12), min(high, low + 28, 55))


def _walks(style: BassStyle, section: SectionSpan, in_two: bool) -> bool:
    if in_two and section.nth == 0 and section.role in {"intro", "head"}:
        return False
    return style.walking == "always" or (style.walking == "solos" and section.role == "solo")


def _figures(
    frame: Frame, bars: Sequence[int], patterns: Sequence[BassPattern], limits: tuple[int, int], rng: np.random.Generator, near: int | None
) -> list[Note]:
    line: list[Note] = []
    rhythm = Rhythm(patterns, rng, STAYS_BARS)
    for index in bars:
        for start, end, degree in _with_roots(frame, index, rhythm.bar(frame.pulses[index])):
            span = frame.span_at(start)
            if span is None:
                continue
            last = line[-1].pitch if line else near
            pitch = degree_pitch(frame, span, degree, start, last, limits)
            if line and line[-1].end_ticks > start:
                line[-1] = Note(line[-1].start_ticks, line[-1].pitch, start - line[-1].start_ticks, line[-1].velocity)
            line.append(Note(start, pitch, end - start, 80))
    return line


def _with_roots(frame: Frame, index: int, figure: Sequence[PlacedHit]) -> list[PlacedHit]:
    """The figure of a bar with a root wherever a chord begins, whether the figure has a note there or not."""
    bar, pulses = frame.bars[index], frame.pulses[index]
    hits = {start: (min(end, bar.end_ticks), degree) for start, end, degree in figure}
    for span in _beginning_in(frame, bar.start_ticks, bar.end_ticks):
        end, degree = hits.get(span.start_ticks, (0, "1"))
        if degree not in {"1", "l", "8"}:
            hits[span.start_ticks] = (end, "1")
        elif not end and span.end_ticks - span.start_ticks >= pulses[0].length_ticks:
            following = min([start for start in hits if start > span.start_ticks], default=bar.end_ticks)
            hits[span.start_ticks] = (following, "1")
    return [(start, end, degree) for start, (end, degree) in sorted(hits.items()) if end > start]


def _beginning_in(frame: Frame, start: int, end: int) -> list[ChordSpan]:
    return [span for span in frame.spans if start <= span.start_ticks < end]


def degree_pitch(frame: Frame, span: ChordSpan, degree: str, at: int, last: int | None, limits: tuple[int, int]) -> int:
    """The pitch of a degree near the last note, inside the limits.

    ``1`` keeps to the two lowest octaves so that figures stand on firm ground; ``8`` is the root above it; ``a`` leads by a semitone or tone into the
    next chord's root.
    """
    low, high = limits
    root = _root_pitch(span.chord, low, high, last)
    if degree == "a":
        return _approach(frame, span, at, root if last is None else last, limits)
    offset = degree_interval(span.chord, degree)
    pitch = root + offset
    if degree == "8" and pitch > low + 19:  # from up there the next root would be a wild leap down
        pitch = root
    if degree in {"5", "6", "7", "3"} and last is not None and pitch - 12 >= low and abs(pitch - 12 - last) < abs(pitch - last) and degree == "5":
        pitch -= 12
    return folded(pitch, low, high)


def degree_interval(chord: ChordSymbol, degree: str) -> int:
    """Semitones of a degree above the root in its chord: the third is minor in a minor chord, the fifth flat in a half-diminished one."""
    intervals = QUALITIES[chord.quality]
    if degree == "3":
        return next((each for each in intervals if each in {3, 4}), 5 if 5 in intervals else 4)
    if degree == "5":
        return next((each for each in intervals if each in {6, 7, 8}), 7)
    if degree == "6":
        return 9
    if degree == "7":
        return next((each for each in (10, 11) if each in intervals), 9 if 9 in intervals else 10 if "m" in chord.quality else 9)
    return {"8": 12, "l": -12}.get(degree, 0)


def _root_pitch(chord: ChordSymbol, low: int, high: int, last: int | None) -> int:
    """The root (or slash bass) nearest to the last note, in one of the two lowest octaves."""
    wanted = chord.root if chord.bass is None else chord.bass
    first = low + (wanted - low) % 12
    choices = [pitch for pitch in (first, first + 12) if pitch <= max(high - 7, low + 11)] or [first]
    if last is None:
        return min(choices, key=lambda pitch: abs(pitch - low - 9))
    return min(choices, key=lambda pitch: (abs(pitch - last) + 0.3 * abs(pitch - low - 9), pitch))


def _approach(frame: Frame, span: ChordSpan, at: int, last: int, limits: tuple[int, int]) -> int:
    following = frame.next_span(at)
    if following is None or following.start_ticks - at > 2 * frame.score.ticks_per_quarter:
        return folded(_root_pitch(span.chord, *limits, last) + degree_interval(span.chord, "5"), *limits)
    target = _root_pitch(following.chord, *limits, last)
    step = -1 if last < target else 1
    scale_step = 2 * step if (target + step) % 12 == span.chord.root % 12 else step
    return folded(target + scale_step, *limits)


def folded(pitch: int, low: int, high: int) -> int:
    """The pitch moved by octaves into the limits; the nearest limit where no octave fits."""
    while pitch > high:
        pitch -= 12
    while pitch < low:
        pitch += 12
    return min(pitch, high)


def _landed(frame: Frame, line: list[Note], low: int, high: int) -> list[Note]:
    """In the last bar the root, once, until the bar line: the piece is over."""
    if not frame.bars:
        return line
    bar = frame.bars[-1]
    span = frame.span_at(bar.start_ticks) or (frame.spans[-1] if frame.spans else None)
    if span is None:
        return line
    if any(bar.start_ticks < each.start_ticks < bar.end_ticks for each in frame.spans):
        return line
    before = [note for note in line if note.start_ticks < bar.start_ticks]
    pitch = _root_pitch(span.chord, low, high, before[-1].pitch if before else None)
    return [*before, Note(bar.start_ticks, pitch, bar.length_ticks, 84)]

"""The chord players: rhythms of the style, voiced so that one chord leads into the next, leaving room for the tune."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from corpora.pieces import Note
from generators.band.frame import ChordSpan, Frame
from generators.band.patterns import Pattern, Rhythm
from generators.band.scales import key_at, key_scale, tones_of
from generators.band.styles import CompingStyle, CompPattern
from generators.band.voicing import Register, Situation, Voicing, lead_voices


@dataclass(frozen=True, slots=True)
class Chair:
    """One chord player's seat in the band."""

    kind: str
    """Which voicings: see :mod:`generators.band.voicing`."""
    register: Register
    below_melody: bool = False
    """True where the same hands play the tune above the chords."""
    patterns: tuple[CompPattern, ...] = ()
    """This player's rhythms; empty = one long chord for each symbol."""


@dataclass(frozen=True, slots=True)
class _Hit:
    start_ticks: int
    end_ticks: int
    span: ChordSpan


class MelodyEar:
    """What a chord player hears of the tune."""

    def __init__(self, melody: Sequence[Note]) -> None:
        self._notes = sorted(melody)
        self._starts = [note.start_ticks for note in self._notes]
        self._longest = max((note.duration_ticks for note in self._notes), default=0)

    def during(self, start: int, end: int) -> tuple[int, ...]:
        """Pitches that sound between two ticks."""
        first = bisect_left(self._starts, start - self._longest)
        return tuple(note.pitch for note in self._notes[first : bisect_left(self._starts, end)] if note.end_ticks > start)

    def held(self, start: int, end: int) -> tuple[int, ...]:
        """Pitches that share at least a quarter note (at 480 ticks), or all of a shorter chord, with the time between two ticks."""
        first = bisect_left(self._starts, start - self._longest)
        needed = min(480, end - start)
        notes = self._notes[first : bisect_left(self._starts, end)]
        return tuple(note.pitch for note in notes if min(note.end_ticks, end) - max(note.start_ticks, start) >= needed)

    def onsets(self, start: int, end: int) -> int:
        """Notes that begin between two ticks."""
        return bisect_left(self._starts, end) - bisect_left(self._starts, start)


def comp(frame: Frame, style: CompingStyle, chair: Chair, melody: Sequence[Note], rng: np.random.Generator) -> list[Note]:
    """One chord player's part on the straight grid; the chords in the order they are struck."""
    ear = MelodyEar(melody)
    hits = _long_chords(frame) if not chair.patterns else _rhythm(frame, style, chair.patterns, ear, rng)
    return voiced(frame, hits_with_ending(frame, hits), chair, ear)


def voiced(frame: Frame, hits: Sequence[_Hit], chair: Chair, ear: MelodyEar) -> list[Note]:
    """The hits as notes; a chord struck again keeps its voicing unless the tune moved against it."""
    notes: list[Note] = []
    previous: Voicing = ()
    for hit in hits:
        heard = ear.during(hit.start_ticks, hit.end_ticks)
        situation = Situation(previous, heard, chair.below_melody, is_dark(frame, hit.span))
        previous = lead_voices(hit.span.chord, chair.kind, chair.register, situation)
        sounding = previous
        if chair.below_melody and heard:
            sounding = tuple(pitch for pitch in previous if pitch < min(heard) - 1) or previous[:1]
        elif len(previous) > 2:
            sounding = _out_of_the_way(previous, ear.held(hit.start_ticks, hit.end_ticks))
        notes += [Note(hit.start_ticks, pitch, hit.end_ticks - hit.start_ticks, 70) for pitch in sounding]
    return notes


def _out_of_the_way(voicing: Voicing, held: Sequence[int]) -> Voicing:
    """The voicing without the notes that would rub a semitone or minor ninth against a held note of the tune; two notes stay at least."""
    kept = tuple(pitch for pitch in voicing if all(abs(pitch - note) not in {1, 13} for note in held))
    return kept if len(kept) >= 2 else voicing


def is_dark(frame: Frame, span: ChordSpan) -> bool:
    """True where a chord's natural ninth is foreign: a dominant falling a fifth into minor, or a minor seventh whose ninth leaves the key."""
    chord = span.chord
    if chord.quality in {"m7", "m9"}:
        key = key_at(frame.score.keys, span.start_ticks)
        return key is not None and tones_of(chord) <= key_scale(key) and (chord.root + 2) % 12 not in key_scale(key)
    following = frame.next_span(span.start_ticks)
    if following is None or "7" not in chord.quality:
        return False
    return (chord.root - following.chord.root) % 12 == 7 and following.chord.quality.startswith("m") and "maj" not in following.chord.quality


def _rhythm(frame: Frame, style: CompingStyle, patterns: Sequence[CompPattern], ear: MelodyEar, rng: np.random.Generator) -> list[_Hit]:
    hits: list[_Hit] = []
    rhythm = Rhythm(patterns, rng, style.stays_bars)
    for bar, pulses in zip(frame.bars, frame.pulses, strict=True):
        crowding = style.listens * ear.onsets(bar.start_ticks, bar.end_ticks) / max(1, len(pulses))
        figure = rhythm.bar(pulses, partial(_favour, crowding))
        following = [start for start, _, _ in figure[1:]] + [bar.end_ticks]
        for (start, end, _), until in zip(figure, following, strict=False):  # a pattern cut short may leave the bar empty
            _add(hits, frame, style, start, min(end, until))
    return hits


def _favour(crowding: float, previous: Pattern | None, pattern: Pattern) -> float:
    """Sparser where the tune is busy, and rather not the same bar twice."""
    return float(np.exp(-crowding * 0.6 * len(pattern.hits))) * (0.5 if pattern is previous else 1.0)


def _add(hits: list[_Hit], frame: Frame, style: CompingStyle, start: int, end: int) -> None:
    """Append a hit with the chord it belongs to: the next one where it is anticipated, cut where the chord under it changes."""
    span = frame.span_at(start)
    following = frame.next_span(start)
    half_pulse = frame.score.ticks_per_quarter // 2
    if style.anticipates and following is not None and 0 < following.start_ticks - start <= half_pulse and following.start_ticks > start:
        span, end = following, following.start_ticks + (half_pulse if end >= following.start_ticks else 0)
        end = max(end, start + half_pulse)
    if span is None:
        return
    if start >= span.start_ticks:
        end = min(end, span.end_ticks)
    _hear_skipped(hits, frame, span, start)
    if hits and hits[-1].end_ticks > start:
        hits[-1] = _Hit(hits[-1].start_ticks, start, hits[-1].span)
    if end > start:
        hits.append(_Hit(start, end, span))


def _hear_skipped(hits: list[_Hit], frame: Frame, span: ChordSpan, start: int) -> None:
    """A chord of two pulses or more that no hit would touch is struck where it begins."""
    last = hits[-1].span if hits else None
    begin = last.end_ticks if last is not None else 0
    for skipped in frame.spans:
        if skipped.start_ticks < begin or skipped.start_ticks >= min(start, span.start_ticks):
            continue
        if skipped.end_ticks - skipped.start_ticks >= 2 * frame.score.ticks_per_quarter:
            until = min(skipped.end_ticks, start, skipped.start_ticks + 2 * frame.score.ticks_per_quarter)
            hits.append(_Hit(skipped.start_ticks, until, skipped))


def _long_chords(frame: Frame) -> list[_Hit]:
    """One chord for each symbol, struck again at every second bar line so that it does not die away."""
    lines = [bar.start_ticks for bar in frame.bars[::2]]
    hits: list[_Hit] = []
    for span in frame.spans:
        cuts = [span.start_ticks, *(line for line in lines if span.start_ticks < line < span.end_ticks), span.end_ticks]
        hits += [_Hit(start, end, span) for start, end in pairwise(cuts)]
    return hits


def hits_with_ending(frame: Frame, hits: Sequence[_Hit]) -> list[_Hit]:
    """The last bar holds one chord, if it has only one: nobody comps on after the end."""
    if not frame.bars or not frame.spans:
        return list(hits)
    bar = frame.bars[-1]
    span = frame.span_at(bar.start_ticks)
    if span is None or span.end_ticks < bar.end_ticks:
        return list(hits)
    kept = [_Hit(hit.start_ticks, min(hit.end_ticks, bar.start_ticks), hit.span) for hit in hits if hit.start_ticks < bar.start_ticks]
    if kept and kept[-1].span is span and bar.start_ticks - kept[-1].start_ticks <= frame.score.ticks_per_quarter // 2:
        return [*kept[:-1], _Hit(kept[-1].start_ticks, bar.end_ticks, span)]
    return [*kept, _Hit(bar.start_ticks, bar.end_ticks, span)]

"""One player with two jobs: the tune and its own accompaniment, as solo pianists and guitarists do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpora.instruments import Instrument
from corpora.pieces import Note
from generators.band.bass import degree_interval, degree_pitch
from generators.band.comping import MelodyEar, is_dark
from generators.band.frame import ChordSpan, Frame
from generators.band.patterns import Rhythm
from generators.band.styles import Style
from generators.band.voicing import Register, Situation, Voicing, lead_voices

STAYS_BARS = 4
"""An accompaniment figure is kept this long."""


def left_hand(frame: Frame, style: Style, melody: Sequence[Note], player: Instrument, rng: np.random.Generator) -> list[Note]:
    """The accompaniment under a tune the same player plays: bass notes and chords of the style's ``alone`` patterns, all below the tune."""
    hand = _Hand(frame, style, MelodyEar(melody), player)
    rhythm = Rhythm(style.alone, rng, STAYS_BARS)
    for index, pulses in enumerate(frame.pulses):
        if index == len(frame.pulses) - 1:
            hand.finish(index)
            break
        for start, end, what in rhythm.bar(pulses):
            hand.strike(start, end, what)
    return sorted(hand.notes)


class _Hand:
    """A left hand that remembers where it was."""

    def __init__(self, frame: Frame, style: Style, ear: MelodyEar, player: Instrument) -> None:
        self.notes: list[Note] = []
        self._frame, self._ear = frame, ear
        is_jazz, plucks = style.harmony == "jazz", player.family in {"guitar", "plucked"}
        # Four fingers pluck the tune, a bass note and two inner notes; a pianist's left hand has the chord to itself.
        self._kind = ("guides" if plucks else "rootless") if is_jazz else "triad"
        low = max(player.low, 28)
        self._bass = (max(low, 33), max(low, 33) + 16) if low <= 41 else (low, low + 12)
        bottom = min(max(low, 48), player.high - 7)
        self._register = Register(bottom, min(player.high, bottom + 19), bottom + 8)
        self._chord: Voicing = ()
        self._last_bass: int | None = None

    def strike(self, start: int, end: int, what: str) -> None:
        span = self._frame.span_at(start)
        if span is None:
            return
        if what == "c":
            self._strike_chord(start, end, span)
            return
        pitch = self._strike_bass(start, end, span, "1" if what == "t" or start == span.start_ticks else what)
        if what == "t" and pitch is not None:
            tenth = pitch + 12 + degree_interval(span.chord, "3")
            if tenth < min(self._ear.during(start, end), default=127) - 1:
                self.notes.append(Note(start, tenth, end - start, 66))

    def finish(self, index: int) -> None:
        """The last bar: bass and chord together, held."""
        bar = self._frame.bars[index]
        spans = [span for span in self._frame.spans if bar.start_ticks <= span.start_ticks < bar.end_ticks]
        under = self._frame.span_at(bar.start_ticks)
        for span in [under, *spans] if under is not None and under not in spans else spans:
            start, end = max(bar.start_ticks, span.start_ticks), min(bar.end_ticks, span.end_ticks)
            self._strike_bass(start, end, span, "1")
            self._strike_chord(start, end, span)

    def _strike_bass(self, start: int, end: int, span: ChordSpan, degree: str) -> int | None:
        heard = self._ear.during(start, end)
        ceiling = min([self._bass[1], *(pitch - 5 for pitch in heard)])
        limits = (self._bass[0], max(ceiling, self._bass[0] + 11))
        pitch = degree_pitch(self._frame, span, degree, start, self._last_bass, limits)
        if heard and pitch >= min(heard):
            return None
        self._last_bass = pitch
        self.notes.append(Note(start, pitch, end - start, 72))
        return pitch

    def _strike_chord(self, start: int, end: int, span: ChordSpan) -> None:
        heard = self._ear.during(start, end)
        situation = Situation(self._chord, heard, True, is_dark(self._frame, span))
        self._chord = lead_voices(span.chord, self._kind, self._register, situation)
        sounding = [pitch for pitch in self._chord if not heard or pitch < min(heard) - 1]
        for pitch in sounding:
            if not any(note.pitch == pitch and note.end_ticks > start for note in self.notes[-8:]):
                self.notes.append(Note(start, pitch, end - start, 66))

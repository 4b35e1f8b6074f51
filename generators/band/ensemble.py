"""What each seat of the bandstand plays on the straight grid: who has the tune when, and what the others do meanwhile."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from corpora.instruments import LEAD
from corpora.pieces import Note
from generators.band.alone import left_hand
from generators.band.answers import answers
from generators.band.bass import bass_line, folded
from generators.band.comping import Chair, comp
from generators.band.frame import Frame, SectionSpan
from generators.band.lines import fitted, guide_tones, harmonised
from generators.band.phrasing import phrased
from generators.band.seats import Bandstand, Seat
from generators.band.styles import Style
from generators.band.voices import Voice
from generators.band.voicing import Register

_TUNE_LOW = 60
"""Where the right hand's tune begins when the left hand accompanies; lower where there is less room above."""

_WHERE = {"strum": (40, 69, 53), "power": (40, 64, 50), "shell": (45, 64, 54), "pad": (48, 79, 62)}
"""Lowest, highest and favourite note of each kind of voicing."""
_MIDDLE, _UNDER_THE_TUNE = (50, 74, 61), (48, 67, 57)
_DISTORTED = {29, 30}
"""Programs of guitars whose distortion turns full chords to noise."""


class Ensemble:
    """One piece being divided among the seats; lines that several seats share are made once."""

    def __init__(self, frame: Frame, style: Style, stand: Bandstand, rng: np.random.Generator) -> None:
        self._frame, self._style, self._stand = frame, style, stand
        self._tune = sorted(frame.score.parts[0].notes) if frame.score.parts else []
        self._first_soloist = int(rng.integers(2)) if len(stand.soloists) > 1 and not stand.of("lead")[0].alone else 0
        self._phrasing_rng = rng
        self._tunes = {seat.instrument.name: self._tune_of(seat) for seat in stand.seats if seat.job != "drums"}
        self._heard = sorted(note for notes in self._tunes.values() for note in notes)

    def part(self, seat: Seat, rng: np.random.Generator) -> list[Voice]:
        """The voices of one seat, the tune first."""
        tune = self._tunes[seat.instrument.name]
        voices = [Voice("lead", tuple(tune))]
        if seat.job == "bass":
            return [Voice("bass", tuple(sorted(self._bass(seat, rng))))]
        if seat.alone:
            return [*voices, Voice("chords", tuple(sorted(self._own_accompaniment(seat, tune, rng))))]
        if seat.job in {"lead", "second"}:
            return [*voices, Voice("second", tuple(sorted(self._behind(seat, rng))))]
        if seat.job == "chords":
            voices.append(Voice("second", tuple(self._answered(seat, rng))))
        return [*voices, Voice("pad" if seat.job == "pad" else "chords", tuple(sorted(self._chords(seat, tune, rng))))]

    def leader(self, section: SectionSpan) -> Seat | None:
        """Who has the tune in a section: the intro's player, each soloist in turn, else the lead."""
        leads = self._stand.of("lead")
        if section.role == "intro" and self._stand.intro_player is not None:
            return self._stand.intro_player
        if section.role == "solo" and self._stand.soloists:
            soloists = self._stand.soloists
            return soloists[(section.nth + self._first_soloist * (section.nth > 0)) % len(soloists)]
        return leads[0] if leads else None

    def _tune_of(self, seat: Seat) -> list[Note]:
        """The stretches of the tune a seat plays, in its octave; neighbours stay in one octave."""
        own: list[Note] = []
        for section in self._frame.sections:
            leader = self.leader(section)
            if leader is not None and leader.instrument.name == seat.instrument.name:
                own += self._stretch(section)
        low, high = seat.instrument.low, seat.instrument.high
        if seat.alone or seat.job == "chords":
            low = max(low, min(_TUNE_LOW if high > 90 else _TUNE_LOW - 8, high - 24))
        return fitted(own, low, high)

    def _stretch(self, section: SectionSpan) -> list[Note]:
        """The tune of a section; heads as a player phrases them, more freely each time, solos as composed."""
        notes = [note for note in self._tune if section.start_ticks <= note.start_ticks < section.end_ticks]
        freedom = self._style.phrasing * (1.0 + 0.4 * min(section.nth, 2))
        return phrased(notes, self._frame, freedom, self._phrasing_rng) if section.role == "head" and freedom > 0 else notes

    def _answered(self, seat: Seat, rng: np.random.Generator) -> list[Note]:
        """Answers to the tune in heads, by the first chord player that can carry a line."""
        if self._style.answers <= 0 or LEAD not in seat.instrument.roles or seat.nth:
            return []
        low = max(seat.instrument.low, 67)
        high = min(seat.instrument.high, max(low + 17, 84))
        found = answers(self._frame, self._heard, low, high, self._style.answers, rng) if high - low >= 12 else []
        return [note for note in found if self._frame.section_at(note.start_ticks).role == "head"]

    def _bass(self, seat: Seat, rng: np.random.Generator) -> list[Note]:
        return bass_line(self._frame, self._style.bass, seat.instrument.low, seat.instrument.high, rng)

    def _own_accompaniment(self, seat: Seat, tune: list[Note], rng: np.random.Generator) -> list[Note]:
        instrument = seat.instrument
        if self._stand.has_bass:
            return comp(self._frame, self._style.comping, self._chair(seat, below=True), tune, rng)
        return left_hand(self._frame, self._style, tune, instrument, rng)

    def _chords(self, seat: Seat, tune: list[Note], rng: np.random.Generator) -> list[Note]:
        """Comping throughout; under the player's own tune where it has one; with a bass of its own where nobody else holds it."""
        if not self._stand.has_bass and seat.job == "chords" and seat.nth == 0 and seat.instrument.low <= 41:
            return left_hand(self._frame, self._style, self._heard if tune else [], seat.instrument, rng)
        behind = comp(self._frame, self._style.comping, self._chair(seat, below=False), self._heard, rng)
        if not tune:
            return behind
        under = comp(self._frame, self._style.comping, self._chair(seat, below=True), tune, rng)
        return self._spliced(behind, under, seat)

    def _spliced(self, behind: list[Note], under: list[Note], seat: Seat) -> list[Note]:
        """Chords for both hands where others play the tune, for the left hand where this player does."""
        chosen: list[Note] = []
        for section in self._frame.sections:
            leader = self.leader(section)
            source = under if leader is not None and leader.instrument.name == seat.instrument.name else behind
            inside = (note for note in source if section.start_ticks <= note.start_ticks < section.end_ticks)
            chosen += [replace(note, duration_ticks=min(note.duration_ticks, section.end_ticks - note.start_ticks)) for note in inside]
        return chosen

    def _chair(self, seat: Seat, below: bool) -> Chair:
        comping, instrument = self._style.comping, seat.instrument
        family = instrument.family
        kind: str = comping.pad if seat.job == "pad" else comping.guitar if family in {"guitar", "plucked"} else comping.keys
        if family not in {"guitar", "plucked", "piano", "organ"} and seat.job != "pad":
            kind = comping.others
        if instrument.program in _DISTORTED and family == "guitar":
            kind = "power"
        wanted = (
            (48, 67, 57)
            if below
            else {"strum": (40, 69, 53), "power": (40, 64, 50), "shell": (45, 64, 54), "pad": (48, 79, 62)}.get(kind, (50, 74, 61))
        )
        register = _register(wanted, instrument.low, instrument.high)
        patterns = comping.patterns if seat.nth == 0 else comping.second_patterns
        return Chair(kind, register, below, () if seat.job == "pad" else patterns)

    def _behind(self, seat: Seat, rng: np.random.Generator) -> list[Note]:
        """What a melodic player does while another has the tune: harmony in heads, guide tones behind the last solo, rests elsewhere."""
        notes: list[Note] = []
        for section in self._frame.sections:
            leader = self.leader(section)
            if leader is None or leader.instrument.name == seat.instrument.name:
                continue
            notes += self._backing(seat, section, rng)
        return notes

    def _backing(self, seat: Seat, section: SectionSpan, rng: np.random.Generator) -> list[Note]:
        low, high = _middle(seat.instrument.low, seat.instrument.high)
        if section.role == "intro" or (section.role == "solo" and self._stand.of("chords") and section.nth % 2 == 0):
            return []
        if section.role in {"head", "ending"} and seat.job == "second" and (seat.nth % 2 == 0) != (section.nth % 2 == 1 and rng.random() < 0.3):
            tune = [note for note in self._heard if section.start_ticks <= note.start_ticks < section.end_ticks]
            return harmonised(tune, self._frame, low, high)
        return guide_tones(self._frame, section.start_ticks, section.end_ticks, low, high, seat.nth % 2)


def _register(wanted: tuple[int, int, int], low: int, high: int) -> Register:
    """The wanted register inside an instrument's range: moved up or down by octaves, then cut."""
    bottom, top, centre = wanted
    while bottom < low and top + 12 <= high + 6:
        bottom, top, centre = bottom + 12, top + 12, centre + 12
    bottom, top = max(bottom, low), min(top, high)
    if top - bottom < 12:
        bottom, top = max(low, min(bottom, high - 12)), min(high, max(top, low + 12))
    return Register(bottom, top, folded(centre, bottom, top))


def _middle(low: int, high: int) -> tuple[int, int]:
    """The part of a melodic instrument's range for playing behind others: not its top third."""
    return low, max(low + 12, high - (high - low) // 4) if high - low > 16 else high

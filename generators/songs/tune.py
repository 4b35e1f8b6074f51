"""The tune: rhythms dictated, pitches and chords chosen by the trained generator, the most singable of many candidates kept."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from corpora.chords import QUALITIES
from corpora.encodings.base import Controls
from corpora.encodings.grid import ChordChange
from corpora.encodings.leadsheet import LOWEST, STEPS_PER_EIGHTH, leadsheet_vocabulary
from corpora.encodings.vocabulary import header_tokens
from corpora.pieces import Key
from generators.drafting import Draft, DraftPlan, draw_drafts
from generators.players.autoregressive import Player
from generators.selection import SCALES
from generators.songs.dictation import Dictation, dictate, song_tables
from generators.songs.metre import Grid
from generators.songs.singable import Sung, finish_merit, passage_points
from generators.songs.strains import Strain, StrainLine, stream_notes

_JUDGE_EVERY = 2
_MOST_STREAMS = 64
_NEAR_HOME = 7
"""Semitones a strain's last note may be moved to the tonic by a leap of."""


@dataclass(frozen=True, slots=True)
class TuneWish:
    """What to compose."""

    strains: tuple[Strain, ...]
    grid: Grid
    key: Key
    """The mode; its tonic is C here."""
    told_as: str
    quarters_per_minute: float
    temperature: float
    top_p: float
    candidates: int
    double_chords: tuple[bool, ...]
    """For each whole bar of all strains, whether its chord changes in the middle."""


def compose_tunes(player: Player, wish: TuneWish, rng: np.random.Generator) -> list[tuple[Strain, ...]]:
    """The strains with their pitches and chords, the most singable candidate first; empty where none could be finished."""
    dictation = dictate(wish.strains, wish.grid, wish.double_chords)
    scale = frozenset(SCALES[wish.key.mode])
    meter = (wish.grid.meter.numerator, wish.grid.meter.denominator)
    reader = _Reader(wish, dictation, scale)
    plan = DraftPlan(
        header=tuple(header_tokens(leadsheet_vocabulary(), _controls(wish, meter))),
        tables=song_tables(wish.grid, wish.strains, dictation, scale, wish.key.mode),
        bar_count=len(dictation.given),
        copy_from=dictation.copy_from,
        given=dictation.given,
        temperature=wish.temperature,
        top_p=wish.top_p,
        candidates=min(_MOST_STREAMS, wish.candidates),
        judge=reader.points,
        judge_every=_JUDGE_EVERY,
    )
    drafts = draw_drafts(player, plan, rng)
    tunes = [(reader.merit(draft), reader.strains(draft)) for draft in drafts if reader.is_whole(draft)]
    return [tune for _, tune in sorted(tunes, key=lambda each: -each[0])]


def _controls(wish: TuneWish, meter: tuple[int, int]) -> Controls:
    notes = sum(1 for _ in stream_notes(wish.strains, wish.grid))
    return Controls(wish.told_as, wish.key.mode, meter, wish.quarters_per_minute, notes / sum(strain.bars for strain in wish.strains))


class _Reader:
    """Reads streams back into sung notes, and judges them."""

    def __init__(self, wish: TuneWish, dictation: Dictation, scale: frozenset[int]) -> None:
        self.wish, self.dictation, self.scale = wish, dictation, scale
        self.notes = list(stream_notes(wish.strains, wish.grid))
        shift = wish.grid.bar_slots if dictation.has_pickup else 0
        self.bar_of = [(slot + shift) // wish.grid.bar_slots for slot, _, _ in self.notes]
        self.cadences = dict(_cadences(wish.strains))
        self.chorus = {id(line) for strain in wish.strains if strain.kind == "chorus" for line in strain.lines}

    def points(self, bars: Sequence[Sequence[int]], new: int) -> float:
        """Points for the new bars of a stream."""
        begun = bisect_left(self.bar_of, len(bars) - new)
        return passage_points(self._sung(bars, max(0, begun - 2)), self.scale)

    def is_whole(self, draft: Draft) -> bool:
        """Whether every note has its pitch."""
        return len(_pitches(draft.bars)) == len(self.notes)

    def merit(self, draft: Draft) -> float:
        """Points for a finished stream."""
        sung = self._sung(draft.bars)
        return finish_merit(sung, self.scale) - draft.nats_per_token - _stasis([_chords(bar) for bar in draft.bars])

    def strains(self, draft: Draft) -> tuple[Strain, ...]:
        """The strains with the stream's pitches and chords."""
        pitches = iter(_pitches(draft.bars))
        chords = [self._mended(_chords(bar)) for bar in draft.bars[1 if self.dictation.has_pickup else 0 :]]
        done: list[Strain] = []
        begun = 0
        for strain in self.wish.strains:
            lines = tuple(self._line(line, pitches) for line in strain.lines)
            if strain.kind != "bridge":
                lines = (*lines[:-1], _home(lines[-1]))
            done.append(replace(strain, lines=lines, chords=tuple(chords[begun : begun + strain.bars])))
            begun += strain.bars
        return tuple(done)

    def _mended(self, chords: tuple[ChordChange, ...]) -> tuple[ChordChange, ...]:
        """Chords with notes outside the key become the key's own triad on that root, but for dominants, which lead somewhere."""
        return tuple((step, root, self._in_key(root, quality)) for step, root, quality in chords)

    def _in_key(self, root: int, quality: str) -> str:
        tones = {(root + tone) % 12 for tone in QUALITIES[quality]}
        leads = {4, 10} <= set(QUALITIES[quality]) and root != 0
        if leads or tones <= self.scale:
            return quality
        return next((plain for plain in ("", "m", "dim") if {(root + tone) % 12 for tone in QUALITIES[plain]} <= self.scale), quality)

    def _line(self, line: StrainLine, pitches: Iterator[int]) -> StrainLine:
        return replace(line, notes=tuple(replace(note, pitch=next(pitches)) for note in line.notes))

    def _sung(self, bars: Sequence[Sequence[int]], begun: int = 0) -> list[Sung]:
        """The notes of the first bars of a stream, from note ``begun`` on, as a singer sees them."""
        first = self.bar_of[begun] if begun < len(self.bar_of) else len(bars)
        chords = {bar: _chords(bars[bar]) for bar in range(first, len(bars))}
        return [self._sung_note(place, pitch, chords) for place, pitch in enumerate(_pitches(bars)) if place >= begun]

    def _sung_note(self, place: int, pitch: int, chords: dict[int, tuple[ChordChange, ...]]) -> Sung:
        slot, note, line = self.notes[place]
        grid, words = self.wish.grid, line.set_line.words
        return Sung(
            pitch=pitch,
            slots=note.slots / grid.beat_slots,
            strength=grid.strength(slot),
            weight=words.weights[note.syllable],
            begins_word=note.begins,
            chord=_chord_at(chords.get(self.bar_of[place], ()), slot % grid.bar_slots * grid.slot_ticks // 40),
            cadence=self.cadences[id(line)] if note.syllable + 1 == len(words.syllables) else "",
            in_chorus=id(line) in self.chorus,
        )


def _stasis(bars: Sequence[tuple[ChordChange, ...]]) -> float:
    """Points lost where the harmony hardly moves: fewer than half of the bars bring a new chord."""
    roots = [root for bar in bars for _, root, _ in bar]
    changes = sum(one != other for one, other in pairwise(roots))
    return 4.0 * max(0.0, 0.5 - changes / max(1, len(bars)))


def _home(line: StrainLine) -> StrainLine:
    """The line with its last note on the tonic nearest to where it was going, if that is near."""
    last = line.notes[-1]
    before = line.notes[-2].pitch if len(line.notes) > 1 else last.pitch
    if last.pitch % 12 == 0:
        return line
    home = min((pitch for pitch in range(48, 85, 12)), key=lambda pitch: abs(pitch - before) + 0.5 * abs(pitch - last.pitch))
    return replace(line, notes=(*line.notes[:-1], replace(last, pitch=home))) if abs(home - before) <= _NEAR_HOME else line


def _cadences(strains: Sequence[Strain]) -> Iterator[tuple[int, str]]:
    """For each line (by identity) how it ends: ``closed`` at a strain's end, ``open`` in its middle, else ``passing``."""
    for strain in strains:
        for place, line in enumerate(strain.lines):
            is_last, is_middle = place + 1 == len(strain.lines), len(strain.lines) >= 4 and place + 1 == len(strain.lines) // 2
            yield id(line), ("closed" if strain.kind != "bridge" else "open") if is_last else "open" if is_middle else "passing"


def _pitches(bars: Sequence[Sequence[int]]) -> list[int]:
    span = leadsheet_vocabulary().span("pitch")
    return [token - span.start + LOWEST for bar in bars for token in bar if span.start <= token < span.stop]


def _chords(bar: Sequence[int]) -> tuple[ChordChange, ...]:
    """The chords that a bar's tokens name."""
    vocabulary = leadsheet_vocabulary()
    found: list[ChordChange] = []
    step, root = 0, 0
    for token in bar:
        group, place = vocabulary.group_of(token)
        if group == "beat":
            step = (place + 1) * STEPS_PER_EIGHTH
        elif group == "root":
            root = place
        elif group == "quality":
            found.append((step, root, vocabulary.names[token].partition(":")[2]))
    return tuple(found)


def _chord_at(chords: Sequence[ChordChange], step: int) -> tuple[int, str] | None:
    """The chord sounding at a step of a bar that has these."""
    begun = [change for change in chords if change[0] <= step]
    return (begun[-1][1], begun[-1][2]) if begun else None

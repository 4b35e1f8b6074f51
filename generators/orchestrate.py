"""Giving composed parts to the instruments that were asked for: exactly these, each within its range, nothing important lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpora.instruments import Instrument
from corpora.pieces import Note, Part, Score
from generators.band.drums import drum_part

_ONE_NOTE_AT_A_TIME = frozenset({"flute", "reed", "brass", "voice", "bass"})
"""Families whose players sound one note at a time (unless the instrument is named for chords, as an accordion is)."""
_SHIFTS = (-36, -24, -12, 0, 12, 24, 36)
OCTAVE_COST = 2.0
"""A part leaves its octave, and so its place among the others, only where its notes lie on average further than this outside the range."""


def orchestrate(score: Score, line_up: Sequence[Instrument], drum_style: str, rng: np.random.Generator) -> Score:
    """One part for each instrument, in order.

    Pitched tracks are shared out by register: as many players as tracks take one each; fewer players take neighbouring tracks together;
    more players double at the octave. A drummer plays the composed drum track, or one of his own in ``drum_style`` where none was composed.
    """
    pitched = [part for part in score.parts if not part.is_drum and part.notes]
    players = [place for place, player in enumerate(line_up) if not player.is_drum]
    shares = _shares(pitched, [line_up[place] for place in players])
    parts: list[Part] = [Part(player.name, player.program, (), player.is_drum) for player in line_up]
    for place, share in zip(players, shares, strict=True):
        parts[place] = replace(parts[place], notes=_playable(share, line_up[place], score.end_ticks))
    drums = next((part.notes for part in score.parts if part.is_drum and part.notes), None)
    for place, player in enumerate(line_up):
        if player.is_drum:
            parts[place] = replace(parts[place], notes=drums if drums is not None else drum_part(score, drum_style, 8, rng)[0])
    return replace(score, parts=tuple(parts))


def best_transposition(score: Score, line_up: Sequence[Instrument], tonic: int) -> tuple[int, float]:
    """Semitones from C to ``tonic`` in the octave that suits the players, and how badly it does.

    The second figure is 0 where every part lies in the middle of its player's range; about 1 for each semitone that notes lie outside it on
    average, plus a quarter for each semitone between a part's middle and the player's.
    """
    players = [player for player in line_up if not player.is_drum]
    shares = _shares([part for part in score.parts if not part.is_drum and part.notes], players)
    pitches = [np.array([note.pitch for note in share]) for share in shares]
    fits = [(_misfit(pitches, players, tonic + octaves), tonic + octaves) for octaves in (-24, -12, 0, 12)]
    misfit, shift = min(fits)
    return shift, misfit


def _misfit(pitches: Sequence[NDArray[np.int64]], players: Sequence[Instrument], shift: int) -> float:
    """Mean over the players."""
    each = [
        _outside(notes + shift, player) + 0.25 * abs(float(notes.mean()) + shift - _centre(player))
        for notes, player in zip(pitches, players, strict=True)
        if len(notes)
    ]
    return sum(each) / len(each) if each else 0.0


def _outside(pitches: NDArray[np.int64], player: Instrument) -> float:
    """Semitones by which notes lie outside the player's range, on average."""
    return float(np.mean(np.maximum(0, player.low - pitches) + np.maximum(0, pitches - player.high)))


def _shares(tracks: Sequence[Part], players: Sequence[Instrument]) -> list[list[Note]]:
    """Notes for each player, high tracks to high players."""
    if not players:
        return []
    if not tracks:
        return [[] for _ in players]
    by_height = sorted(tracks, key=_height, reverse=True)
    high_first = sorted(range(len(players)), key=lambda place: (-_centre(players[place]), place))
    shares: list[list[Note]] = [[] for _ in players]
    if len(players) >= len(by_height):
        for rank, place in enumerate(high_first):
            shares[place] = list(by_height[rank * len(by_height) // len(players)].notes)
    else:
        for rank, track in enumerate(by_height):
            shares[high_first[rank * len(players) // len(by_height)]] += track.notes
    return shares


def _height(part: Part) -> float:
    return float(np.mean([note.pitch for note in part.notes]))


def _centre(player: Instrument) -> float:
    return (player.low + player.high) / 2


def _playable(notes: Sequence[Note], player: Instrument, end_ticks: int) -> tuple[Note, ...]:
    """The notes in the player's range and, where it plays one note at a time, as one line."""
    if not notes:
        return ()
    line = _one_line(notes, lowest="bass" in player.roles and "lead" not in player.roles) if _plays_one_note(player) else list(notes)
    pitches = np.array([note.pitch for note in line])
    shift = min(_SHIFTS, key=lambda octaves: _outside(pitches + octaves, player) + OCTAVE_COST * abs(octaves) / 12)
    fitted: dict[tuple[int, int], Note] = {}
    for note in line:
        moved = replace(
            note, pitch=_into(note.pitch + shift, player.low, player.high), duration_ticks=min(note.duration_ticks, end_ticks - note.start_ticks)
        )
        held = fitted.get((moved.start_ticks, moved.pitch))
        if held is None or held.duration_ticks < moved.duration_ticks:
            fitted[moved.start_ticks, moved.pitch] = moved
    return _without_collisions(sorted(fitted.values()))


def _plays_one_note(player: Instrument) -> bool:
    return player.family in _ONE_NOTE_AT_A_TIME and "chords" not in player.roles


def _one_line(notes: Sequence[Note], *, lowest: bool) -> list[Note]:
    chosen: dict[int, Note] = {}
    for note in notes:
        held = chosen.get(note.start_ticks)
        if held is None or (note.pitch < held.pitch if lowest else note.pitch > held.pitch):
            chosen[note.start_ticks] = note
    starts = sorted(chosen)
    ends = [*starts[1:], max(note.end_ticks for note in notes)]
    return [replace(chosen[start], duration_ticks=min(chosen[start].duration_ticks, end - start)) for start, end in zip(starts, ends, strict=True)]


def _into(pitch: int, low: int, high: int) -> int:
    while pitch < low:
        pitch += 12
    while pitch > high and pitch - 12 >= low:
        pitch -= 12
    return pitch


def _without_collisions(notes: Sequence[Note]) -> tuple[Note, ...]:
    """A note ends where the same pitch begins again."""
    following: dict[int, int] = {}
    tidy: list[Note] = []
    for note in reversed(notes):
        stop = min(note.end_ticks, following.get(note.pitch, note.end_ticks))
        tidy.append(replace(note, duration_ticks=max(1, stop - note.start_ticks)))
        following[note.pitch] = note.start_ticks
    return tuple(reversed(tidy))

"""Giving composed parts to the instruments that were asked for: exactly these, each within its range, nothing important lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpora.instruments import Instrument
from corpora.pieces import Note, Part, Score
from generators.band.drums import drum_part

_ONE_NOTE_AT_A_TIME = frozenset({"flute", "reed", "brass", "voice", "bass"})
"""Families whose players sound one note at a time (unless the instrument is named for chords, as an accordion is)."""
_SHIFTS = (-36, -24, -12, 0, 12, 24, 36)


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
    cost = [
        float(np.sum(np.maximum(0, player.low - pitches - shift) + np.maximum(0, pitches + shift - player.high))) * 10 + abs(shift)
        for shift in _SHIFTS
    ]
    shift = _SHIFTS[int(np.argmin(cost))]
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

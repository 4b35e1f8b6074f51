"""What a singer and a listener would say of a tune: how it moves, where its phrases rest, how far it reaches, where its height is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpora.chords import QUALITIES
from generators.songs.metre import HALF
from generators.songs.rhythm import PLAIN

WIDEST_SEMITONES = 16
"""A comfortable range: a tenth."""
_MOVE_POINTS = {0: -0.18, 1: 0.12, 2: 0.15, 3: 0.06, 4: 0.04, 5: -0.1, 6: -1.2, 7: -0.2, 8: -0.7, 9: -0.6, 10: -1.4, 11: -1.8, 12: -0.7}
_AWKWARD = -2.5
"""Points of a wider move."""


@dataclass(frozen=True, slots=True)
class Sung:
    """One note of a tune, tonic at C, with what it bears."""

    pitch: int
    slots: float
    """Beats it lasts."""
    strength: int
    """Of the place it begins on."""
    weight: int
    """Of its syllable."""
    begins_word: bool
    """False for the later notes of a melisma."""
    chord: tuple[int, str] | None
    """Root and quality sounding as it begins."""
    cadence: str = ""
    """On a line's last syllable: ``closed``, ``open`` or ``passing``."""
    in_chorus: bool = False


def passage_points(notes: Sequence[Sung], scale: frozenset[int]) -> float:
    """Points for some notes that follow one another: singable motion, notes of the chord where it counts, phrase ends that rest."""
    if not notes:
        return -4.0
    moves = _moves(notes)
    fitting = [_fits(note, scale) for note in notes]
    ends = [_cadence_points(note, scale) for note in notes if note.cadence]
    return 6.0 * moves + 2.5 * sum(fitting) / len(fitting) + 1.2 * sum(ends) + 2.0 * _chords_in_key(notes, scale)


def _chords_in_key(notes: Sequence[Sung], scale: frozenset[int]) -> float:
    """Mean share of the sounding chords' notes that belong to the key."""
    tones = [[(note.chord[0] + tone) % 12 for tone in QUALITIES[note.chord[1]]] for note in notes if note.chord is not None]
    return sum(sum(tone in scale for tone in chord) / len(chord) for chord in tones if chord) / max(1, len(tones))


def finish_merit(notes: Sequence[Sung], scale: frozenset[int]) -> float:
    """Points for a whole tune."""
    if not notes:
        return -10.0
    pitches = [note.pitch for note in notes]
    span = max(pitches) - min(pitches)
    merit = passage_points(notes, scale) / max(1.0, sum(bool(note.cadence) for note in notes) / 4)
    merit += 6.0 * _moves(notes)
    merit -= 0.4 * max(0, span - WIDEST_SEMITONES) + 0.25 * max(0, 9 - span)
    return merit + _climax(notes)


def _moves(notes: Sequence[Sung]) -> float:
    """Mean points of the moves from note to note."""
    if len(notes) < 2:
        return 0.0
    points = 0.0
    before = 0
    repeated = 0
    for one, other in pairwise(notes):
        move = other.pitch - one.pitch
        points += _MOVE_POINTS.get(abs(move), _AWKWARD) * (0.6 if one.cadence else 1.0)
        if move > 4 and other.weight == PLAIN and not one.cadence:
            points -= 0.4  # a leap up would stress a syllable that is none
        if abs(move) > 2 and abs(before) > 4 and (move > 0) == (before > 0):
            points -= 0.5  # after a leap a tune turns back
        repeated = repeated + 1 if move == 0 else 0
        points -= 0.4 * (repeated >= 2)
        if not other.begins_word:
            points += 0.3 if 0 < abs(move) <= 2 else -0.8  # a melisma glides
        before = move
    return points / (len(notes) - 1)


def _fits(note: Sung, scale: frozenset[int]) -> float:
    """-1 to 1: how well a note sits on its chord and in its key; on strong places and long notes it counts more."""
    in_key = 0.25 if note.pitch % 12 in scale else -0.6
    if note.chord is None:
        return in_key
    tones = {(note.chord[0] + tone) % 12 for tone in QUALITIES[note.chord[1]]}
    weighty = note.strength >= HALF or note.slots >= 2
    if note.pitch % 12 in tones:
        return in_key + (0.5 if weighty else 0.2)
    harsh = (note.pitch + 1) % 12 in {note.chord[0], (note.chord[0] + 4) % 12} or (note.pitch - 1) % 12 in tones
    return in_key - (0.7 if weighty and harsh else 0.35 if weighty else 0.0)


def _cadence_points(note: Sung, scale: frozenset[int]) -> float:
    degree = note.pitch % 12
    third = 4 if 4 in scale else 3
    chord_root = note.chord[0] if note.chord is not None else None
    on_chord = note.chord is not None and degree in {(note.chord[0] + tone) % 12 for tone in QUALITIES[note.chord[1]][:3]}
    if note.cadence == "closed":
        return {0: 2.0, third: 0.3, 7: 0.0}.get(degree, -1.5) + (1.0 if chord_root == 0 else -1.0)
    if note.cadence == "open":
        return {2: 1.0, 7: 0.8, 11: 0.7, third: 0.3, 0: -0.8}.get(degree, -0.3) + (0.6 if chord_root == 7 else 0.0) + (0.3 if on_chord else -0.6)
    return 0.5 if on_chord else -0.8


def _climax(notes: Sequence[Sung]) -> float:
    """Points for a chorus that lies higher than the verse and holds the highest note."""
    verse = [note.pitch for note in notes if not note.in_chorus]
    chorus = [note.pitch for note in notes if note.in_chorus]
    if not verse or not chorus:
        return 0.0
    lift = sum(chorus) / len(chorus) - sum(verse) / len(verse)
    return min(1.5, max(-1.5, 0.5 * (lift - 1.0))) + (1.0 if max(chorus) > max(verse) else 0.3 if max(chorus) == max(verse) else -1.0)

"""Sharp or flat? Spells pitches on the line of fifths from the key, the chord and where the line goes.

A place on the line of fifths is a whole number: ... -2 = B flat, -1 = F, 0 = C, 1 = G, ... 6 = F sharp.
Source: D. Temperley, The Cognition of Basic Musical Structures (2001), chapter 5 (the tonal-pitch-class rule: stay close on the line of
fifths; voice leading: a chromatic step goes by a diatonic semitone).
"""

from __future__ import annotations

from corpora.chords import QUALITIES
from corpora.pieces import ChordSymbol

_FLATTEST, _SHARPEST = -8, 12
"""From F flat to B sharp: no double accidentals."""
_DEGREE_FIFTHS = {0: 0, 1: -5, 2: 2, 3: -3, 4: 4, 5: -1, 6: -6, 7: 1, 8: 8, 9: 3, 10: -2, 11: 5}
"""Semitones above a chord's root -> steps on the line of fifths, as chord symbols mean them."""
_STEPS = "FCGDAEB"


def spelling(place: int) -> tuple[str, int]:
    """Letter and alteration in semitones of a place on the line of fifths."""
    return _STEPS[(place + 1) % 7], (place + 1) // 7


def place_in_key(pitch_class: int, fifths: int, is_minor: bool) -> int:
    """The place a key prefers for a pitch class: in major from the lowered third to the raised fifth, in minor one fifth sharper."""
    lowest = fifths - (2 if is_minor else 3)
    return _within_reach(lowest + (pitch_class * 7 - lowest) % 12)


def root_place(pitch_class: int, fifths: int) -> int:
    """The place of a chord's root: flat sevenths, thirds, sixths and seconds rather than their sharp twins."""
    lowest = fifths - 5
    return _within_reach(lowest + (pitch_class * 7 - lowest) % 12)


def _within_reach(place: int) -> int:
    while place < _FLATTEST:
        place += 12
    while place > _SHARPEST:
        place -= 12
    return place


def place_of_note(pitch: int, fifths: int, is_minor: bool, chord: ChordSymbol | None, next_pitch: int | None) -> int:
    """Where a note stands on the line of fifths.

    Args:
        pitch: MIDI pitch.
        fifths: sharps of the signature (negative: flats).
        is_minor: whether the key's third is minor.
        chord: the chord sounding with it, if known.
        next_pitch: the note its line goes to, if any.
    """
    by_key = place_in_key(pitch % 12, fifths, is_minor)
    if -1 <= by_key - fifths <= 5:  # a note of the scale
        return by_key
    by_chord = None if chord is None else _place_in_chord(pitch, chord, fifths)
    if by_chord is not None:
        return by_chord
    if next_pitch is not None and abs(next_pitch - pitch) == 1:
        target = place_in_key(next_pitch % 12, fifths, is_minor)
        by_step = target + (5 if next_pitch > pitch else -5)
        if -1 <= target - fifths <= 5 and _FLATTEST <= by_step <= _SHARPEST:
            return by_step
    return by_key


def _place_in_chord(pitch: int, chord: ChordSymbol, fifths: int) -> int | None:
    """The place of a chord's own note; None for other notes and where it would need a double accidental."""
    degree = (pitch - chord.root) % 12
    sharpened = {"7#9": {3: 9}, "7#11": {6: 6}, "dim7": {9: -9}}.get(chord.quality, {})
    if not _belongs(degree, chord.quality):
        return None
    place = root_place(chord.root, fifths) + sharpened.get(degree, _DEGREE_FIFTHS[degree])
    return place if _FLATTEST + 1 <= place <= _SHARPEST - 1 else None


def _belongs(degree: int, quality: str) -> bool:
    return degree in {interval % 12 for interval in QUALITIES[quality]}

"""Where drum notation puts each General MIDI percussion key on the staff: step, octave and note head.

Source: the positions of Norman Weinberg, "Guidelines for Drumset Notation", Percussive Notes (1994), which most drum books follow.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DrumSign:
    """How one drum is written."""

    step: str
    octave: int
    notehead: str
    name: str


DRUM_SIGNS: dict[int, DrumSign] = {
    35: DrumSign("E", 4, "normal", "Acoustic Bass Drum"),
    36: DrumSign("F", 4, "normal", "Bass Drum 1"),
    37: DrumSign("C", 5, "x", "Side Stick"),
    38: DrumSign("C", 5, "normal", "Acoustic Snare"),
    39: DrumSign("C", 5, "slash", "Hand Clap"),
    40: DrumSign("C", 5, "diamond", "Electric Snare"),
    41: DrumSign("G", 4, "normal", "Low Floor Tom"),
    42: DrumSign("G", 5, "x", "Closed Hi-Hat"),
    43: DrumSign("A", 4, "normal", "High Floor Tom"),
    44: DrumSign("D", 4, "x", "Pedal Hi-Hat"),
    45: DrumSign("B", 4, "normal", "Low Tom"),
    46: DrumSign("G", 5, "circle-x", "Open Hi-Hat"),
    47: DrumSign("D", 5, "normal", "Low-Mid Tom"),
    48: DrumSign("E", 5, "normal", "Hi-Mid Tom"),
    49: DrumSign("A", 5, "x", "Crash Cymbal 1"),
    50: DrumSign("F", 5, "normal", "High Tom"),
    51: DrumSign("F", 5, "x", "Ride Cymbal 1"),
    52: DrumSign("B", 5, "circle-x", "Chinese Cymbal"),
    53: DrumSign("F", 5, "diamond", "Ride Bell"),
    54: DrumSign("E", 5, "triangle", "Tambourine"),
    55: DrumSign("B", 5, "x", "Splash Cymbal"),
    56: DrumSign("E", 5, "x", "Cowbell"),
    57: DrumSign("A", 5, "circle-x", "Crash Cymbal 2"),
    58: DrumSign("B", 4, "x", "Vibraslap"),
    59: DrumSign("F", 5, "circle-x", "Ride Cymbal 2"),
}
"""Keys outside this table are written on the middle line with a triangle."""

_OTHER = DrumSign("B", 4, "triangle", "Percussion")
FOOT_KEYS = frozenset({35, 36, 44})
"""Played with the feet: written with stems down."""
_BY_SIGN = {(sign.step, sign.octave, sign.notehead): key for key, sign in DRUM_SIGNS.items()}
_BY_PLACE = {(sign.step, sign.octave): key for key, sign in sorted(DRUM_SIGNS.items(), key=lambda entry: entry[1].notehead == "normal")}


def drum_sign(key: int) -> DrumSign:
    """How a General MIDI percussion key is written."""
    return DRUM_SIGNS.get(key, DrumSign(_OTHER.step, _OTHER.octave, _OTHER.notehead, f"Percussion {key}"))


def drum_key_of_display(step: str, octave: int, notehead: str) -> int:
    """The percussion key a sign on the staff means where the file names no instrument; a snare where nothing fits."""
    return _BY_SIGN.get((step, octave, notehead)) or _BY_PLACE.get((step, octave)) or 38

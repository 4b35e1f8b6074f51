"""Chord symbols: reading them in the spellings lead sheets use, their notes, and writing them again.

The vocabulary of qualities is closed, so that a model can learn it and a band can voice it. A symbol richer than the vocabulary
(``C13(#11,b9)``) is read as the nearest quality that keeps its third, fifth and seventh; that is the one thing reading loses.
"""

from __future__ import annotations

import re

from corpora.errors import AskerError
from corpora.pieces import FLAT_NAMES, ChordSymbol, spelled_pitch_class

NO_CHORD = "N"
"""The quality of "no chord" (N.C., tacet)."""

QUALITIES: dict[str, tuple[int, ...]] = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "dim": (0, 3, 6),
    "aug": (0, 4, 8),
    "sus4": (0, 5, 7),
    "sus2": (0, 2, 7),
    "5": (0, 7),
    "6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9),
    "69": (0, 4, 7, 9, 14),
    "add9": (0, 4, 7, 14),
    "7": (0, 4, 7, 10),
    "maj7": (0, 4, 7, 11),
    "m7": (0, 3, 7, 10),
    "mMaj7": (0, 3, 7, 11),
    "m7b5": (0, 3, 6, 10),
    "dim7": (0, 3, 6, 9),
    "aug7": (0, 4, 8, 10),
    "7sus4": (0, 5, 7, 10),
    "9": (0, 4, 7, 10, 14),
    "m9": (0, 3, 7, 10, 14),
    "maj9": (0, 4, 7, 11, 14),
    "7b9": (0, 4, 7, 10, 13),
    "7#9": (0, 4, 7, 10, 15),
    "7#11": (0, 4, 7, 10, 18),
    "13": (0, 4, 7, 10, 14, 21),
    NO_CHORD: (),
}
"""Every chord quality houseband knows, with its notes in semitones above the root."""

_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_ACCIDENTALS = {"#": 1, "♯": 1, "b": -1, "♭": -1, "x": 2}
_ROOT = re.compile(r"^([A-G])([#b♯♭x]{0,2})")

# fmt: off
_EXACT = {
    **{quality: quality for quality in QUALITIES},
    "M": "", "maj": "", "major": "", "min": "m", "-": "m", "mi": "m", "minor": "m",
    "o": "dim", "°": "dim", "o7": "dim7", "°7": "dim7", "diminished": "dim", "diminished7": "dim7", "diminished-seventh": "dim7",
    "+": "aug", "+7": "aug7", "7+": "aug7", "7#5": "aug7", "augmented": "aug", "aug9": "aug7", "9#5": "aug7", "9+": "aug7", "maj7#5": "aug",
    "M7": "maj7", "j7": "maj7", "j": "maj7", "ma7": "maj7", "Maj7": "maj7", "Δ": "maj7", "Δ7": "maj7", "^7": "maj7", "^": "maj7", "major7": "maj7",
    "maj7#11": "maj7", "maj13": "maj9", "M9": "maj9", "j79": "maj9", "ma9": "maj9",
    "min7": "m7", "-7": "m7", "mi7": "m7", "min6": "m6", "-6": "m6", "mi6": "m6", "min9": "m9", "-9": "m9", "-79": "m9", "-69": "m6", "m69": "m6",
    "m11": "m9", "min11": "m9", "-11": "m9", "-7911": "m9", "-711": "m9", "m13": "m9", "madd9": "m", "m(add9)": "m",
    "-j7": "mMaj7", "m(maj7)": "mMaj7", "mM7": "mMaj7", "mmaj7": "mMaj7", "minmaj7": "mMaj7", "-maj7": "mMaj7", "-^7": "mMaj7", "m#7": "mMaj7",
    "-j79": "mMaj7",
    "-7b5": "m7b5", "min7b5": "m7b5", "ø": "m7b5", "ø7": "m7b5", "h7": "m7b5", "h": "m7b5", "m7-5": "m7b5", "half-diminished": "m7b5",
    "m9b5": "m7b5",
    "sus": "sus4", "7sus": "7sus4", "9sus": "7sus4", "9sus4": "7sus4", "13sus": "7sus4", "13sus4": "7sus4", "11": "7sus4", "sus7": "7sus4",
    "sus79": "7sus4", "sus7913": "7sus4",
    "6/9": "69", "6(9)": "69", "add2": "add9", "2": "sus2", "(add9)": "add9", "maj6": "6", "M6": "6", "major6": "6",
    "79": "9", "7913": "13", "7#911": "7#9", "7911": "9", "79b13": "9", "79#11": "7#11", "79#1113": "7#11", "9#11": "7#11", "13#11": "7#11",
    "7b5": "7#11", "9b5": "7#11",
    "7-9": "7b9", "7(b9)": "7b9", "7b9b13": "7b9", "7b913": "7b9", "13b9": "7b9", "7b9#11": "7b9", "7b9b5": "7b9", "7b9#5": "7b9",
    "7(#9)": "7#9", "7+9": "7#9", "7alt": "7#9", "alt": "7#9", "7#9b13": "7#9", "7#9#5": "7#9", "7#5#9": "7#9", "7#9#11": "7#9",
    "power": "5", "dom7": "7", "dominant": "7", "dominant7": "7", "7b13": "7", "713": "13", "N.C.": NO_CHORD, "NC": NO_CHORD,
}
# fmt: on


def parse_chord(text: str, start_ticks: int = 0) -> ChordSymbol:
    """Read a chord symbol: ``Bb7``, ``F#m7b5``, ``C-7``, ``Ebj7``, ``Dm7/G``, ``N.C.``.

    Raises:
        AskerError: when it does not begin with a note name.
    """
    symbol = text.strip().replace(" ", "")
    if symbol.upper() in {"N.C.", "NC", "N", "TACET", "NOCHORD"}:
        return ChordSymbol(start_ticks, 0, NO_CHORD)
    main, slash, bass_text = symbol.partition("/")
    if slash and bass_text[:1].isdigit():  # C6/9 is a quality, not a slash bass
        main, bass_text = main + slash + bass_text, ""
    match = _ROOT.match(main)
    if match is None:
        raise AskerError(f"chord symbol {text!r} does not begin with a note name A-G")
    root = note_name_pitch_class(match.group(0))
    bass_match = _ROOT.match(bass_text)
    bass = note_name_pitch_class(bass_match.group(0)) if bass_match else None
    return ChordSymbol(start_ticks, root, nearest_quality(main[match.end() :]), None if bass == root else bass)


def note_name_pitch_class(name: str) -> int:
    """Pitch class of ``C``, ``Eb``, ``F##``, ``A♭``."""
    return (_LETTERS[name[0]] + sum(_ACCIDENTALS[sign] for sign in name[1:])) % 12


def nearest_quality(text: str) -> str:
    """The quality in :data:`QUALITIES` nearest to a spelling; the third, fifth and seventh decide."""
    plain = text.replace("♭", "b").replace("♯", "#")
    for candidate in (plain, plain.replace("(", "").replace(")", "").replace(",", "")):
        if candidate in _EXACT:
            return _EXACT[candidate]
    return _quality_by_features(plain)


def _quality_by_features(text: str) -> str:
    minor = bool(re.match(r"(m(?!aj)|-|min)", text))
    major_seventh = bool(re.search(r"(maj|M|j|Δ|\^)", text))
    seventh = bool(re.search(r"(7|9|11|13)", text))
    if text.startswith(("o", "°", "dim")):
        return "dim7" if seventh else "dim"
    if "sus" in text:
        return "7sus4" if seventh else "sus4"
    if minor:
        if "b5" in text:
            return "m7b5" if seventh else "dim"
        return "mMaj7" if major_seventh and seventh else "m7" if seventh else "m6" if "6" in text else "m"
    if major_seventh:
        return "maj7" if seventh else ""
    if text.startswith(("+", "aug")) or "#5" in text:
        return "aug7" if seventh else "aug"
    if not seventh:
        return "6" if "6" in text else ""
    return next((quality for mark, quality in (("b9", "7b9"), ("#9", "7#9"), ("#11", "7#11"), ("13", "13"), ("9", "9")) if mark in text), "7")


def chord_name(chord: ChordSymbol, fifths: int = -1) -> str:
    """The symbol as a lead sheet prints it, spelt for a signature of ``fifths`` sharps (negative: flats)."""
    if chord.quality == NO_CHORD:
        return "N.C."
    slash = "" if chord.bass is None else "/" + spelled_pitch_class(chord.bass, fifths)
    return spelled_pitch_class(chord.root, fifths) + chord.quality + slash


def chord_pitch_classes(chord: ChordSymbol) -> tuple[int, ...]:
    """Pitch classes of the chord's notes, root first; empty for no chord."""
    return tuple((chord.root + interval) % 12 for interval in QUALITIES[chord.quality])


def chord_at(chords: tuple[ChordSymbol, ...], ticks: int) -> ChordSymbol | None:
    """The chord sounding at a tick; None before the first."""
    current = None
    for chord in chords:
        if chord.start_ticks > ticks:
            break
        current = chord
    return current


ROOT_NAMES = FLAT_NAMES
"""Root spellings used where no key is known."""

"""Which notes sound right over a chord: the scale a player hears with it, in its key."""

from __future__ import annotations

from functools import lru_cache

from corpora.chords import QUALITIES
from corpora.pieces import MODE_OFFSETS, ChordSymbol, Key

_CHORD_SCALES = {
    "": (0, 2, 4, 5, 7, 9, 11), "6": (0, 2, 4, 5, 7, 9, 11), "69": (0, 2, 4, 7, 9), "add9": (0, 2, 4, 5, 7, 9, 11),
    "maj7": (0, 2, 4, 6, 7, 9, 11), "maj9": (0, 2, 4, 6, 7, 9, 11), "5": (0, 2, 4, 5, 7, 9, 10),
    "m": (0, 2, 3, 5, 7, 9, 10), "m7": (0, 2, 3, 5, 7, 9, 10), "m9": (0, 2, 3, 5, 7, 9, 10), "m6": (0, 2, 3, 5, 7, 9, 11),
    "mMaj7": (0, 2, 3, 5, 7, 9, 11), "7": (0, 2, 4, 5, 7, 9, 10), "9": (0, 2, 4, 5, 7, 9, 10), "13": (0, 2, 4, 5, 7, 9, 10),
    "7b9": (0, 1, 4, 5, 7, 8, 10), "7#9": (0, 1, 3, 4, 6, 8, 10), "7#11": (0, 2, 4, 6, 7, 9, 10), "aug7": (0, 2, 4, 6, 8, 10),
    "aug": (0, 2, 4, 6, 8, 10), "m7b5": (0, 1, 3, 5, 6, 8, 10), "dim": (0, 2, 3, 5, 6, 8, 9, 11), "dim7": (0, 2, 3, 5, 6, 8, 9, 11),
    "7sus4": (0, 2, 5, 7, 9, 10), "sus4": (0, 2, 5, 7, 9, 10), "sus2": (0, 2, 4, 5, 7, 9, 11),
}  # fmt: skip


def key_scale(key: Key) -> frozenset[int]:
    """Pitch classes of a key's signature."""
    major = (key.tonic + MODE_OFFSETS[key.mode]) % 12
    return frozenset((major + step) % 12 for step in (0, 2, 4, 5, 7, 9, 11))


@lru_cache(maxsize=2048)
def scale_over(root: int, quality: str, key: Key | None = None) -> frozenset[int]:
    """Pitch classes that sound right over a chord: the key's where the chord lies in the key, else the chord's own scale; always its notes."""
    tones = frozenset((root + interval) % 12 for interval in QUALITIES[quality])
    if key is not None and tones <= key_scale(key):
        return key_scale(key)
    return tones | frozenset((root + step) % 12 for step in _CHORD_SCALES.get(quality, (0, 2, 4, 5, 7, 9, 11)))


def tones_of(chord: ChordSymbol) -> frozenset[int]:
    """Pitch classes of the chord itself."""
    return frozenset((chord.root + interval) % 12 for interval in QUALITIES[chord.quality])


def key_at(keys: tuple[Key, ...], ticks: int) -> Key | None:
    """The key ruling at a tick; None where none is known."""
    ruling = None
    for key in keys:
        if key.start_ticks > ticks:
            break
        ruling = key
    return ruling

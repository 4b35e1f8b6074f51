"""Chord voicings that lead voices smoothly: for each chord every playable voicing of a kind, and the one that moves least.

Kinds: ``rootless`` (jazz piano, forms A and B: third or seventh at the bottom, coloured with ninth and thirteenth), ``shell`` (root or tenth
with third and seventh), ``drop2`` (close four-note chords with the second voice from the top an octave lower), ``triad`` (close triads, with
the seventh where the symbol has one), ``strum`` (five- and six-string guitar shapes), ``power`` (root and fifth), ``guides`` (third and seventh
only, for hands that also play the tune), ``pad`` (open position, wide).

Source: M. Levine, The Jazz Piano Book, 1989, ch. 7 (rootless voicings) and ch. 19 (drop 2); low interval limits as in arranging texts
(D. Sebesky, The Contemporary Arranger, 1974).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from corpora.chords import QUALITIES
from corpora.pieces import ChordSymbol

Voicing = tuple[int, ...]
"""MIDI notes, lowest first, all different."""

_MAJOR_COLOUR = {"A": (4, 7, 11, 14), "B": (11, 14, 16, 19)}
_SIXTH_COLOUR = {"A": (4, 7, 9, 14), "B": (9, 14, 16, 19)}
_MINOR_COLOUR = {"A": (3, 7, 10, 14), "B": (10, 14, 15, 19)}
_PLAIN_MINOR = {"A": (3, 7, 10, 12), "B": (10, 12, 15, 19)}
_DOMINANT_COLOUR = {"A": (4, 9, 10, 14), "B": (10, 14, 16, 21)}
_DARK_DOMINANT = {"A": (4, 8, 10, 13), "B": (10, 13, 16, 20)}

_ROOTLESS: dict[str, Mapping[str, tuple[int, ...]]] = {
    "": _SIXTH_COLOUR, "6": _SIXTH_COLOUR, "69": _SIXTH_COLOUR, "add9": {"A": (4, 7, 12, 14), "B": (7, 12, 14, 16)},
    "maj7": _MAJOR_COLOUR, "maj9": _MAJOR_COLOUR, "m": {"A": (3, 7, 12, 14), "B": (7, 12, 14, 15)},
    "m7": _MINOR_COLOUR, "m9": _MINOR_COLOUR, "m6": {"A": (3, 7, 9, 14), "B": (9, 14, 15, 19)},
    "mMaj7": {"A": (3, 7, 11, 14), "B": (11, 14, 15, 19)}, "m7b5": {"A": (3, 6, 10, 12), "B": (10, 12, 15, 18)},
    "7": _DOMINANT_COLOUR, "9": _DOMINANT_COLOUR, "13": _DOMINANT_COLOUR, "7b9": _DARK_DOMINANT,
    "7#9": {"A": (4, 8, 10, 15), "B": (10, 15, 16, 20)}, "7#11": {"A": (4, 6, 10, 14), "B": (10, 14, 16, 18)},
    "aug7": {"A": (4, 8, 10, 14), "B": (10, 14, 16, 20)}, "7sus4": {"A": (5, 9, 10, 14), "B": (10, 14, 17, 21)},
    "sus4": {"A": (5, 7, 12, 14), "B": (7, 12, 14, 17)},
}  # fmt: skip

_DARK = {"7": _DARK_DOMINANT, "9": _DARK_DOMINANT, "m7": _PLAIN_MINOR, "m9": _PLAIN_MINOR}
"""What a key's flat side makes of a colour: flat ninth and thirteenth on a dominant, no ninth on a minor seventh."""

_WRONG_COLOUR_COST = 12.0
"""Dearer than one rub against the tune: a player would rather leave that note out than change the colour."""

_COLOURED = {"": "69", "maj7": "maj9", "m7": "m9", "7": "9", "6": "69"}
"""What jazz players hear in a plain symbol, for voicings that keep the chord's own notes."""


@dataclass(frozen=True, slots=True)
class Register:
    """Where a player's chords lie."""

    low: int
    high: int
    centre: int
    """Where they come back to when nothing pulls them away."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a voicing must suit."""

    previous: Voicing = ()
    """What the same player struck last; empty at the start."""
    melody: tuple[int, ...] = ()
    """Pitches of the tune while the chord sounds."""
    below_melody: bool = False
    """True where the chords must stay under the tune (the same player, or the same register)."""
    dark: bool = False
    """True where the natural ninth lies outside the key: on a dominant that resolves to minor, on the third degree's minor seventh."""


@lru_cache(maxsize=4096)
def voicings(root: int, quality: str, kind: str, register: Register, dark: bool = False) -> tuple[Voicing, ...]:
    """Every voicing of a kind inside the register; the chord's nearest playable notes where the register is too narrow."""
    found = {voiced for shape in _shapes(quality, kind, dark) for voiced in _transposed(root, shape, register)}
    if found:
        return tuple(sorted(found))
    return _narrow(root, quality, register)


def _transposed(root: int, shape: tuple[int, ...], register: Register) -> Iterator[Voicing]:
    for octave in range(-1, 9):
        voiced = tuple(root + 12 * octave + interval for interval in shape)
        if register.low <= voiced[0] and voiced[-1] <= register.high:
            yield voiced


def _narrow(root: int, quality: str, register: Register) -> tuple[Voicing, ...]:
    tones = {(root + interval) % 12 for interval in QUALITIES[quality]}
    playable = tuple(pitch for pitch in range(register.low, register.high + 1) if pitch % 12 in tones)
    groups = {playable[start : start + 3] for start in range(max(1, len(playable) - 2))}
    return tuple(sorted(group for group in groups if group)) or ((register.low,),)


@lru_cache(maxsize=512)
def _shapes(quality: str, kind: str, dark: bool) -> tuple[tuple[int, ...], ...]:
    if kind == "rootless":
        table = _DARK[quality] if dark and quality in _DARK else _ROOTLESS.get(quality)
        if table is not None:
            return tuple(table.values())
        kind = "drop2" if len(QUALITIES[quality]) == 4 else "triad"  # dim7, dim, aug: their own notes in any inversion
    if kind == "power":
        return ((0, 7, 12), (0, 7))
    if kind == "guides":
        low, high = sorted(_third_and_seventh(quality)) if len(QUALITIES[quality]) > 2 else (0, 7)
        return ((low, high), (high, low + 12))
    if kind == "shell":
        return _shell(quality)
    if kind == "drop2":
        return tuple(_drop_two(shape) for shape in _inversions(_four_notes(quality)))
    if kind == "strum":
        return _strummed(quality)
    close = _inversions(_plain_notes(quality))
    return tuple(_opened(shape) for shape in close) + close if kind == "pad" else close


def _third_and_seventh(quality: str) -> tuple[int, int]:
    """The two notes that tell a chord: third (or suspension) and seventh (or sixth, or fifth in a triad)."""
    intervals = QUALITIES[quality]
    third = next((each for each in intervals if each in {2, 3, 4, 5}), 7)
    seventh = next((each for each in (10, 11, 9) if each in intervals), 9 if quality in {"", "add9"} else 7 if 7 in intervals else intervals[-1])
    return third, seventh


def _shell(quality: str) -> tuple[tuple[int, ...], ...]:
    third, seventh = _third_and_seventh(quality)
    return tuple(dict.fromkeys((tuple(sorted({0, third, seventh})), tuple(sorted({0, seventh, third + 12})))))


def _plain_notes(quality: str) -> tuple[int, ...]:
    """The chord's own notes inside an octave, a ninth or thirteenth left out; four of them at most."""
    return tuple(sorted({interval % 12 for interval in QUALITIES[quality] if interval < 12}))


def _four_notes(quality: str) -> tuple[int, ...]:
    """Four notes of the chord as a jazz player takes them: sixth added to a triad, ninth for the root where the symbol has one."""
    intervals = QUALITIES[_COLOURED.get(quality, quality) if len(QUALITIES[quality]) == 3 else quality]
    notes = [interval % 12 for interval in intervals]
    if len(notes) > 4:
        notes = [*[note for note in notes if note not in {0, 7}][:4], 7] if 7 in notes else notes[1:5]
    if len(notes) == 3 and quality == "m":
        notes.append(9)
    return tuple(sorted(set(notes)))[:4]


def _inversions(notes: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    turned = [tuple(sorted(note + 12 * (note < notes[start]) for note in notes)) for start in range(len(notes))]
    return tuple(dict.fromkeys(turned))


def _drop_two(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted((shape[-2] - 12, *shape[:-2], shape[-1]))) if len(shape) >= 4 else shape


def _opened(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Open position: the second note from the bottom an octave higher."""
    return tuple(sorted((shape[0], *(note for note in shape[2:]), shape[1] + 12)))


def _strummed(quality: str) -> tuple[tuple[int, ...], ...]:
    """Shapes with the root on the sixth, fifth or fourth string: root, fifth, octave, third, and so on up."""
    intervals = QUALITIES[quality]
    third = next((each for each in intervals if each in {2, 3, 4, 5}), 7)
    fifth = next((each for each in intervals if each in {6, 7, 8}), 7)
    seventh = next((each for each in intervals if each in {9, 10, 11} and len(intervals) > 3), 12)
    shapes = ((0, fifth, seventh, 12 + third, 12 + fifth, 24), (0, fifth, seventh, 12 + third, 12 + fifth), (0, fifth, 12, 12 + third))
    return tuple(dict.fromkeys(tuple(sorted(set(shape))) for shape in shapes))


def lead_voices(chord: ChordSymbol, kind: str, register: Register, situation: Situation) -> Voicing:
    """The voicing that moves least from the previous one and disturbs neither the bass nor the tune; ties go to the lower.

    Both colours of a chord are tried: the tune may ask for the one its key does not.
    """
    choices: dict[Voicing, float] = {}
    for dark in (situation.dark, not situation.dark):
        for voiced in voicings(chord.root, chord.quality, kind, register, dark):
            wrong = 0.0 if dark == situation.dark else _WRONG_COLOUR_COST
            choices.setdefault(voiced, wrong + cost(voiced, register, situation))
    return min(choices, key=lambda voiced: (choices[voiced], voiced))


def cost(voiced: Voicing, register: Register, situation: Situation) -> float:
    """How badly a voicing suits, 0 = perfectly. Semitones of motion are the unit."""
    total = 0.35 * abs(sum(voiced) / len(voiced) - register.centre) + _mud(voiced)
    if situation.previous:
        total += motion(situation.previous, voiced)
    for pitch in situation.melody:
        total += _clash(voiced, pitch)
        if situation.below_melody and voiced[-1] >= pitch:
            total += 6.0 + 2.0 * (voiced[-1] - pitch)
    return total


def motion(previous: Sequence[int], voiced: Sequence[int]) -> float:
    """Semitones all voices move together; where the counts differ, each goes to its nearest neighbour."""
    if len(previous) == len(voiced):
        return float(sum(abs(one - other) for one, other in zip(previous, voiced, strict=True)))
    there = sum(min(abs(one - other) for other in previous) for one in voiced)
    back = sum(min(abs(one - other) for other in voiced) for one in previous)
    return max(there, back) + 1.0 * abs(len(previous) - len(voiced))


def _mud(voiced: Voicing) -> float:
    """Close intervals low down blur: below C3 nothing under a fifth, below F3 nothing under a third."""
    total = 0.0
    for lower, upper in pairwise(voiced):
        limit = 7 if lower < 48 else 3 if lower < 53 else 1
        total += 4.0 * max(0, limit - (upper - lower))
    return total


def _clash(voiced: Voicing, melody: int) -> float:
    """A minor ninth or semitone against the tune; worst right beside it."""
    total = 0.0
    for pitch in voiced:
        apart = abs(pitch - melody)
        if apart in {1, 13}:
            total += 14.0 if apart == 1 else 9.0
        elif apart == 0:
            total += 1.5  # doubling the tune hides it
    return total

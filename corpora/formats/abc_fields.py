"""The information fields of ABC: meter (M:), unit length (L:), tempo (Q:), key (K:), voice (V:) and part order (P:).

Source: The ABC music standard 2.1 (December 2011), sections 3 and 4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from corpora.chords import note_name_pitch_class
from corpora.errors import AskerError
from corpora.pieces import MODE_OFFSETS

_MODES = {
    "": "major", "maj": "major", "ion": "major", "m": "minor", "min": "minor", "aeo": "minor", "dor": "dorian", "phr": "phrygian",
    "lyd": "lydian", "mix": "mixolydian", "loc": "locrian",
}  # fmt: skip
_KEY = re.compile(r"^([A-G])([#b♯♭]?)\s*([A-Za-z]*)")
_SIGNS = {"^": 1, "^^": 2, "_": -1, "__": -2, "=": 0}
_SHARP_ORDER, _FLAT_ORDER = "FCGDAEB", "BEADGCF"
LONGEST_PART_ORDER = 1000
"""Parts in an expanded P: field; more is refused."""


@dataclass(frozen=True, slots=True)
class KeyField:
    """What a K: field says."""

    tonic: int | None
    """Pitch class; None where no key is named."""
    mode: str = "major"
    alterations: dict[str, int] = field(default_factory=dict)
    """Letter A-G -> semitones the signature moves it."""
    shift: int | None = None
    """Semitones from written to sounding pitch (``transpose=``, ``octave=``); None where not mentioned."""


def parse_meter(text: str) -> tuple[int, int] | None:
    """``6/8``, ``C``, ``C|``, ``(2+3)/8``; None for no meter (``none`` or empty).

    Raises:
        AskerError: when it is none of these.
    """
    plain = text.strip().replace(" ", "")
    if plain in {"C", "c"}:
        return 4, 4
    if plain in {"C|", "c|"}:
        return 2, 2
    if plain.lower() in {"", "none", "free"}:
        return None
    match = re.match(r"^\(?(\d+(?:\+\d+)*)\)?/(\d+)", plain)
    numerator = sum(int(number) for number in match.group(1).split("+")) if match else 0
    denominator = int(match.group(2)) if match else 0
    if not 1 <= numerator <= 256 or denominator not in {1, 2, 4, 8, 16, 32, 64}:
        raise AskerError(f"meter M:{text.strip()} is not one of 4/4, 6/8, C, C|, none and the like")
    return numerator, denominator


def parse_unit_length(text: str) -> Fraction:
    """Quarter notes in the unit length of an L: field.

    Raises:
        AskerError: when it is no fraction.
    """
    match = re.match(r"^\s*(\d+)\s*(?:/\s*(\d+))?", text)
    if match is None or int(match.group(1)) == 0 or int(match.group(2) or 1) not in {1, 2, 4, 8, 16, 32, 64, 128}:
        raise AskerError(f"unit note length L:{text.strip()} is not a fraction like 1/8")
    return 4 * Fraction(int(match.group(1)), int(match.group(2) or 1))


def default_unit_length(meter: tuple[int, int] | None) -> Fraction:
    """Quarter notes in the unit length where no L: field says it: a sixteenth in meters shorter than 3/4, else an eighth."""
    return Fraction(1, 4) if meter is not None and Fraction(*meter) < Fraction(3, 4) else Fraction(1, 2)


def parse_tempo(text: str, unit_quarters: Fraction) -> float | None:
    """Quarter notes a minute of a Q: field; None where it holds only words."""
    plain = re.sub(r'"[^"]*"', " ", text)
    match = re.search(r"=\s*(\d+(?:\.\d+)?)", plain)
    if match is not None:
        beats = [Fraction(int(n), int(d)) for n, d in re.findall(r"(\d+)\s*/\s*(\d+)", plain[: match.start()]) if int(d)]
        unit = 4 * sum(beats, Fraction(0)) if beats else _letter_unit(plain, unit_quarters)
    else:
        match = re.search(r"(\d+(?:\.\d+)?)", plain)
        unit = unit_quarters
    tempo = float(match.group(1)) * float(unit) if match else 0.0
    return tempo if 0 < tempo <= 2000 else None


def _letter_unit(text: str, unit_quarters: Fraction) -> Fraction:
    """The old ``C=100`` and ``C3=40``: a multiple of the unit length."""
    match = re.match(r"\s*[Cc](\d*)", text)
    return unit_quarters * int(match.group(1) or 1) if match else unit_quarters


def parse_key(text: str) -> KeyField:
    """A K: field: ``G``, ``Ador``, ``F# minor``, ``D mix ^g``, ``HP``, ``none``, with ``transpose=`` and ``octave=``.

    Raises:
        AskerError: when it names no key.
    """
    plain = text.strip()
    shift = _shift(plain)
    plain = re.sub(
        r"\b(clef|middle|transpose|octave|stafflines|score|shift|staffscale|cue|style|name|nm|snm)\s*=\s*(\"[^\"]*\"|\S*)", " ", plain
    ).strip()
    plain = re.sub(r"\b(treble|bass|alto|tenor|perc|none)[+-]?\d*\b", " ", plain).strip()
    if plain.startswith(("HP", "Hp")):
        return KeyField(9, "mixolydian", {"F": 1, "C": 1}, shift)
    if not plain or plain.startswith("="):
        return KeyField(None, "major", _explicit(plain), shift)
    match = _KEY.match(plain)
    if match is None:
        if plain[0] in "^_":
            return KeyField(None, "major", _explicit(plain), shift)
        raise AskerError(f"key K:{text.strip()} does not begin with a note name A-G (or HP, none)")
    word = match.group(3).lower()
    mode = _MODES.get(word if word == "m" else word[:3])
    explicit_only = word == "exp"
    tonic = note_name_pitch_class(match.group(1) + match.group(2))
    if mode is None:
        mode = "major"
    alterations = {} if explicit_only else signature(tonic, mode, match.group(1) + match.group(2))
    alterations.update(_explicit(plain[match.end() :]))
    return KeyField(tonic, mode, alterations, shift)


def _shift(text: str) -> int | None:
    """Semitones asked by ``transpose=`` and ``octave=``."""
    transpose = re.search(r"\btranspose\s*=\s*(-?\d+)", text)
    octave = re.search(r"\boctave\s*=\s*(-?\d+)", text)
    if transpose is None and octave is None:
        return None
    return (int(transpose.group(1)) if transpose else 0) + 12 * (int(octave.group(1)) if octave else 0)


def _explicit(text: str) -> dict[str, int]:
    return {letter.upper(): _SIGNS[sign] for sign, letter in re.findall(r"(\^{1,2}|_{1,2}|=)([A-Ga-g])", text)}


def signature(tonic: int, mode: str, name: str) -> dict[str, int]:
    """The altered letters of a key, as its name spells it (Gb and F# differ)."""
    fifths = "FCGDAEB".index(name[0]) - 1 + (7 if name[1:] in {"#", "♯"} else -7 if name[1:] else 0)
    fifths += {"major": 0, "minor": -3, "dorian": -2, "phrygian": -4, "lydian": 1, "mixolydian": -1, "locrian": -5}[mode]
    if (fifths * 7 - MODE_OFFSETS[mode] - tonic) % 12:
        raise AskerError(f"the key {name} {mode} has no signature")
    order, sign = (_SHARP_ORDER, 1) if fifths > 0 else (_FLAT_ORDER, -1)
    alterations: dict[str, int] = {}
    for count in range(abs(fifths)):
        letter = order[count % 7]
        alterations[letter] = alterations.get(letter, 0) + sign
    return alterations


def voice_identifier(text: str) -> str:
    """The name a V: field begins with."""
    words = text.split()
    return words[0] if words else "1"


def voice_name(text: str) -> str:
    """The printed name in a V: field; empty where it gives none."""
    match = re.search(r"\b(?:name|nm)\s*=\s*(?:\"([^\"]*)\"|(\S+))", text)
    return (match.group(1) or match.group(2) or "").replace("\\n", " ").strip() if match else ""


def part_order(text: str) -> list[str]:
    """The labels a P: field of a header asks for: ``AABB``, ``A2B2``, ``(AB)3C``, ``A.A.B``.

    Raises:
        AskerError: when it asks for more than ``LONGEST_PART_ORDER`` parts.
    """
    symbols = re.findall(r"[A-Za-z]|\(|\)\d*|\d+", text)
    stack: list[list[str]] = [[]]
    for symbol in symbols:
        if symbol == "(":
            stack.append([])
        elif symbol.startswith(")"):
            group = stack.pop() if len(stack) > 1 else []
            stack[-1].extend(group * min(int(symbol[1:] or 1), LONGEST_PART_ORDER))
        elif symbol.isdigit():
            stack[-1].extend(stack[-1][-1:] * min(max(int(symbol) - 1, 0), LONGEST_PART_ORDER))
        else:
            stack[-1].append(symbol)
        if sum(len(group) for group in stack) > LONGEST_PART_ORDER:
            raise AskerError(f"the part order P:{text.strip()} asks for more than {LONGEST_PART_ORDER} parts")
    return [label for group in stack for label in group]

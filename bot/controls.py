"""How people say each control of a piece: a key, a tempo, a meter, a length. Each function reads one spelling and refuses with one line."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Literal

from corpora.chords import note_name_pitch_class
from corpora.errors import AskerError, unknown_name
from corpora.pieces import MODES
from generators.requests import Length

LengthUnit = Literal["words", "characters", "lines"]

TEMPO_RANGE_BPM = (20.0, 400.0)
BARS_RANGE = (1, 512)
SECONDS_RANGE = (1.0, 1200.0)
METER_NUMERATORS = (1, 32)
METER_DENOMINATORS = (1, 2, 4, 8, 16, 32)
TEMPERATURE_RANGE = (0.05, 2.0)
TOP_P_RANGE = (0.05, 1.0)
CANDIDATES_RANGE = (1, 64)
COUNT_RANGE = (1, 1000)
SEED_RANGE = (0, 2**63 - 1)
MOST_LENGTH: dict[LengthUnit, int] = {"words": 2_000, "characters": 10_000, "lines": 200}
"""The longest text that can be asked for, by unit; at least 1 of each."""

TEMPO_WORDS = {
    "grave": 40, "largo": 50, "lento": 54, "larghetto": 63, "adagio": 70, "adagietto": 76, "andante": 84, "andantino": 92, "moderato": 108,
    "allegretto": 116, "allegro": 132, "vivace": 160, "vivo": 160, "presto": 184, "prestissimo": 208,
    "slow": 66, "medium": 120, "medium slow": 88, "medium up": 160, "medium fast": 160, "up": 200, "fast": 200, "very slow": 50, "very fast": 240,
}  # fmt: skip
"""Beats a minute meant by the words on scores and in fake books; the middle of their usual ranges."""

_MODE_WORDS = {
    **{mode: mode for mode in MODES},
    "": "major", "maj": "major", "dur": "major", "majeur": "major", "maggiore": "major", "mayor": "major", "ionian": "major",
    "m": "minor", "min": "minor", "mi": "minor", "moll": "minor", "mineur": "minor", "minore": "minor", "menor": "minor", "aeolian": "minor",
    "dor": "dorian", "phr": "phrygian", "lyd": "lydian", "mix": "mixolydian", "mixo": "mixolydian", "loc": "locrian",
}  # fmt: skip
_SIGN_WORDS = (
    ("double sharp", "##"),
    ("double flat", "bb"),
    ("sharp", "#"),
    ("flat", "b"),
    ("dièse", "#"),
    ("diese", "#"),
    ("bémol", "b"),
    ("bemol", "b"),
)
_SOLFEGE = {"do": "C", "ut": "C", "re": "D", "ré": "D", "mi": "E", "fa": "F", "sol": "G", "la": "A", "si": "B"}
_GERMAN = {
    "cis": "C#",
    "des": "Db",
    "dis": "D#",
    "es": "Eb",
    "fis": "F#",
    "ges": "Gb",
    "gis": "G#",
    "as": "Ab",
    "ais": "A#",
    "h": "B",
    "b": "Bb",
    "ces": "Cb",
    "eis": "E#",
}
_ENGLISH_KEY = re.compile(r"^([a-g])\s*(##|bb|[#bx])?\s*-?\s*(.*)$")

Key = tuple[int | None, str | None]
"""Tonic (pitch class 0-11) and mode; None where nothing was said about it."""


def parse_key(text: str) -> Key:
    """Read ``D minor``, ``Dm``, ``d-moll``, ``Bb``, ``F# dorian``, ``c♯ minor``, ``E flat major``, ``fis-moll``, ``sol majeur``, or a mode alone.

    A note alone means its major key; letters may be small or capital, except that ``M`` after a note is major and ``m`` minor.

    Raises:
        AskerError: when it is no key.
    """
    plain = " ".join(text.replace("♯", "#").replace("♭", "b").replace("_", " ").split())
    if plain.endswith("M") and len(plain) <= 3:
        plain = plain[:-1]
    folded = plain.lower()
    for word, sign in _SIGN_WORDS:
        folded = re.sub(rf"\s*-?\b{word}\b", sign, folded)
    if folded in _MODE_WORDS and len(folded) > 2:
        return None, _MODE_WORDS[folded]
    found = _german_key(folded) or _solfege_key(folded) or _english_key(folded)
    if found is None:
        raise AskerError(
            f"key {shown(text)} is not understood: give a note A-G with # or b, and one of {', '.join(MODES)}, like 'D minor' or 'Bb' (change --key)"
        )
    return found


def _english_key(folded: str) -> tuple[int, str] | None:
    match = _ENGLISH_KEY.match(folded)
    if match is None:
        return None
    letter, sign, mode_word = match.group(1), match.group(2) or "", match.group(3).strip()
    mode = _MODE_WORDS.get(mode_word)
    return None if mode is None else (note_name_pitch_class(letter.upper() + sign), mode)


def _german_key(folded: str) -> tuple[int, str] | None:
    name, _, mode_word = folded.replace("-", " ").partition(" ")
    # In German B is B flat and H is B natural; only a German mode says that German is meant.
    if mode_word not in {"dur", "moll"} or name not in _GERMAN:
        return None
    return note_name_pitch_class(_GERMAN[name]), _MODE_WORDS[mode_word]


def _solfege_key(folded: str) -> tuple[int, str] | None:
    match = re.match(r"^(do|ut|re|ré|mi|fa|sol|la|si)([#b]?)[\s-]*(.*)$", folded)
    if match is None or match.group(3) not in _MODE_WORDS:
        return None
    return note_name_pitch_class(_SOLFEGE[match.group(1)] + match.group(2)), _MODE_WORDS[match.group(3)]


def parse_tempo(text: str) -> float:
    """Beats a minute of ``90``, ``90 bpm``, ``♩=90`` or a word like ``andante``; 20-400.

    Raises:
        AskerError: when it is no tempo, or out of range.
    """
    folded = " ".join(text.lower().split())
    if folded in TEMPO_WORDS:
        return float(TEMPO_WORDS[folded])
    digits = re.sub(r"^(?:♩\.?|q|quarter|tempo)?\s*=?\s*|\s*(?:bpm|beats per minute)$", "", folded)
    return bounded_number(
        digits or text, "tempo", *TEMPO_RANGE_BPM, flag="--tempo", unit="beats a minute", also=", or a word like 'allegro'", given=text
    )


def parse_bars(text: str) -> int:
    """Whole bars, 1-512.

    Raises:
        AskerError: when it is no whole number, or out of range.
    """
    return bounded_whole(re.sub(r"\s*bars?$", "", text.strip().lower()) or text, "number of bars", *BARS_RANGE, flag="--bars", given=text)


def parse_seconds(text: str) -> float:
    """Seconds of ``45``, ``45s``, ``1:30``, ``1m30s``, ``2 min``; 1-1200.

    Raises:
        AskerError: when it is no length, or out of range.
    """
    folded = text.strip().lower().replace(" ", "")
    match = re.match(r"^(?:(\d+)(?::|m|min|minutes?))(\d{1,2}(?:\.\d+)?)?(?:s|sec|seconds?)?$", folded)
    digits = str(int(match.group(1)) * 60 + float(match.group(2) or 0)) if match else re.sub(r"(?<=\d)(?:s|secs?|seconds?)$", "", folded)
    return bounded_number(digits or text, "length", *SECONDS_RANGE, flag="--seconds", unit="seconds", also=", or minutes like '1:30'", given=text)


_LENGTH_UNITS: dict[str, LengthUnit] = {
    "": "words", "w": "words", "word": "words", "words": "words",
    "c": "characters", "char": "characters", "chars": "characters", "character": "characters", "characters": "characters",
    "letter": "characters", "letters": "characters", "l": "lines", "line": "lines", "lines": "lines", "verse": "lines", "verses": "lines",
}  # fmt: skip


def parse_length(text: str) -> Length:
    """How long a text shall be: ``120 words``, ``280 characters``, ``12 lines``; a number alone counts words.

    Raises:
        AskerError: when it is no length, or out of range.
    """
    match = re.match(r"^([+-]?[\d.,_]{1,30})[\s-]*([a-z]*)$", text.strip().lower())
    unit = _LENGTH_UNITS.get(match.group(2)) if match else None
    if match is None or unit is None:
        raise AskerError(f"length {shown(text)} is not understood: say '120 words', '280 characters' or '12 lines' (change --length)")
    digits = re.sub(r"(?<=\d)[,_](?=\d{3}\b)", "", match.group(1))
    return Length(bounded_whole(digits, f"number of {unit}", 1, MOST_LENGTH[unit], flag="--length", given=text), unit)


def parse_meter(text: str) -> tuple[int, int]:
    """Meter of ``4/4``, ``6/8``, ``common``, ``cut``, ``waltz``.

    Raises:
        AskerError: when it is no meter.
    """
    folded = text.strip().lower()
    named = {"c": (4, 4), "common": (4, 4), "common time": (4, 4), "cut": (2, 2), "cut time": (2, 2), "alla breve": (2, 2), "waltz": (3, 4)}
    if folded in named:
        return named[folded]
    match = re.match(r"^(\d{1,9})\s*/\s*(\d{1,9})$", folded)
    numerator, denominator = (int(match.group(1)), int(match.group(2))) if match else (0, 0)
    if not METER_NUMERATORS[0] <= numerator <= METER_NUMERATORS[1] or denominator not in METER_DENOMINATORS:
        denominators = ", ".join(map(str, METER_DENOMINATORS))
        raise AskerError(
            f"meter {shown(text)} is not possible: give beats/unit like 4/4 or 6/8, beats 1-32, unit one of {denominators} (change --meter)"
        )
    return numerator, denominator


def read_formats(text: str | None, usual: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Names of formats in a list like ``midi,mp3``, each once; the usual ones where nothing was said.

    Raises:
        AskerError: when one is unknown, or there is none.
    """
    wanted = list(usual) if text is None else [name.strip().lower().removeprefix(".") for name in text.replace(";", ",").split(",") if name.strip()]
    names = [_FORMAT_ALIASES.get(name, name) for name in wanted]
    possible = list(known)
    for name in names:
        if name not in possible:
            raise unknown_name("format", name, possible, "--format")
    if not names:
        raise AskerError(f"no format in {shown(text or '')}: possible: {', '.join(possible)} (change --format)")
    return tuple(dict.fromkeys(names))


_FORMAT_ALIASES = {"mid": "midi", "xml": "musicxml"}


def shown(text: str) -> str:
    """What a person typed, quoted, on one line and of bounded length."""
    return repr(text if len(text) <= 40 else text[:37] + "...")


def bounded_number(text: str, what: str, low: float, high: float, *, flag: str, unit: str = "", also: str = "", given: str | None = None) -> float:
    """A number within bounds; NaN and the infinities are within none.

    Raises:
        AskerError: when it is no number, or out of bounds.
    """
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not low <= number <= high:  # also true of NaN
        span = f"{low:g} to {high:g}" + (f" {unit}" if unit else "")
        raise AskerError(f"{what} {shown(given or text)} is not possible: give a number from {span}{also} (change {flag})")
    return number


def bounded_whole(text: str, what: str, low: int, high: int, *, flag: str, given: str | None = None) -> int:
    """A whole number within bounds.

    Raises:
        AskerError: when it is no whole number, or out of bounds.
    """
    # At most 30 digits: int() of a million digits would take its time.
    number = int(text) if re.match(r"^[+-]?\d{1,30}$", text.strip()) else None
    if number is None or not low <= number <= high:
        raise AskerError(f"{what} {shown(given or text)} is not possible: give a whole number from {low} to {high} (change {flag})")
    return number

"""A line of ABC music, token by token, into an :class:`AbcVoice`."""

from __future__ import annotations

import re
from fractions import Fraction

from corpora.chords import NO_CHORD, parse_chord
from corpora.errors import AskerError
from corpora.formats.abc_voice import AbcVoice
from corpora.pieces import ChordSymbol

_LENGTH = r"(?:\d+)?(?:/+\d*)?"
_NOTE = r"(?:\^{1,2}|_{1,2}|=)?(?:\d*/\d*)?[A-Ga-g][,']*"
_TOKEN = re.compile(
    rf"""
      (?P<text>"[^"]*")
    | (?P<field>\[[A-Za-z]:[^\]]*\])
    | (?P<bar>(?:\[\||\.\||:+\[?\||\||::+)[|:\]]*)(?:(?P<ending>\d[\d,.\-]*)|\s*\[(?P<bracket>\d[\d,.\-]*))?
    | \[(?P<alone>\d[\d,.\-]*)
    | \[(?P<chord>[^\]]*)\](?P<chord_length>{_LENGTH})
    | (?P<grace>\{{[^}}]*\}})
    | (?P<decoration>![^!|\n]*!|\+[A-Za-z.]+\+)
    | (?P<note>(?P<sign>\^{{1,2}}|_{{1,2}}|=)?(?:\d*/\d*)?(?P<letter>[A-Ga-g])(?P<octave>[,']*)(?P<length>{_LENGTH}))
    | (?P<bars_rest>[ZX])(?P<bars_count>\d*)
    | (?P<rest>[zx])(?P<rest_length>{_LENGTH})
    | \((?P<tuplet>[2-9])(?::(?P<time_of>\d*))?(?::(?P<tuplet_notes>\d*))?
    | (?P<broken>>+|<+)
    | (?P<tie>-)
    | (?P<overlay>&)
    | (?P<ignored>y\d*|[\s().~`$\\*;?@#!+'’,H-WYh-w\]\d/:=^_])
    """,
    re.VERBOSE,
)
_CHORD_NOTE = re.compile(rf"(?P<sign>\^{{1,2}}|_{{1,2}}|=)?(?P<letter>[A-Ga-g])(?P<octave>[,']*)(?P<length>{_LENGTH})(?P<tie>-?)")
_CHORD_TEXT = re.compile(
    r"^[A-G][#b♯♭]?(?:maj|min|mi|ma|m|M|dim|aug|sus|add|alt|ø|°|o|Δ|\^|\+|-|#|b|j|\(|\)|,|\d+)*(?:/[A-Ga-g][#b♯♭+]?)?$|^N\.?C\.?$", re.IGNORECASE
)
LONGEST_REST_BARS = 1000
LONGEST_NOTE_UNITS = 1024


class MusicReader:
    """Reads lines of music; the caller handles inline fields and says which voice they go to."""

    def __init__(self, voice: AbcVoice) -> None:
        self.voice = voice

    def read(self, line: str) -> list[str]:
        """Add a line's music to the voice, up to its first inline field; the field and the rest of the line are returned if there is one.

        Raises:
            AskerError: at the first thing that is no ABC.
        """
        position = 0
        while position < len(line):
            match = _TOKEN.match(line, position)
            if match is None:
                raise AskerError(f"cannot read {line[position : position + 12]!r} as ABC music")
            position = match.end()
            if match.lastgroup == "field" or match.group("field"):
                return [match.group("field")[1:-1], line[position:]]
            self._take(match)
        return []

    def _take(self, match: re.Match[str]) -> None:
        voice = self.voice
        groups = match.groupdict()
        if groups["note"]:
            voice.begin_note()
            voice.add((voice.pitch(groups["sign"] or "", groups["letter"], groups["octave"]),), length_units(groups["length"]))
        elif groups["bar"]:
            self._bar_line(groups["bar"], groups["ending"] or groups["bracket"])
        elif groups["alone"]:
            self._ending(groups["alone"])
        elif groups["chord"] is not None:
            self._chord(groups["chord"], groups["chord_length"])
        elif groups["rest"]:
            voice.begin_note()
            voice.add((), length_units(groups["rest_length"]))
        elif groups["text"]:
            self._text(groups["text"][1:-1])
        elif groups["tuplet"]:
            voice.tuplet(int(groups["tuplet"]), int(groups["time_of"] or 0) or None, int(groups["tuplet_notes"] or 0) or None)
        elif groups["broken"]:
            voice.broken(groups["broken"][:3])
        elif groups["tie"]:
            voice.tie()
        else:
            self._take_rare(groups)

    def _take_rare(self, groups: dict[str, str | None]) -> None:
        if groups["bars_rest"]:
            self._whole_bars_rest(min(int(groups["bars_count"] or 1), LONGEST_REST_BARS))
        elif groups["overlay"]:
            self.voice.overlay()
        elif groups["decoration"]:
            self._decoration((groups["decoration"] or "").strip("!+"))

    def _bar_line(self, sign: str, ending: str | None) -> None:
        if "|" in sign or "[" in sign:
            before, after = len(sign) - len(sign.lstrip(":")), len(sign) - len(sign.rstrip(":"))
        else:  # "::" closes one repeat and opens another
            before, after = len(sign) // 2, len(sign) - len(sign) // 2
        is_double = len(sign.strip(":").replace(".", "")) > 1
        self.voice.bar_line(before + 1 if before else 0, after > 0, is_double)
        if ending:
            self._ending(ending)

    def _ending(self, text: str) -> None:
        numbers: set[int] = set()
        for first, last in re.findall(r"(\d{1,2})(?:-(\d{1,2}))?", text):
            numbers.update(range(int(first), int(last or first) + 1))
        if numbers:
            self.voice.start_ending(frozenset(numbers))

    def _chord(self, inside: str, outer_length: str) -> None:
        """``[CEG]``: as long as its first note."""
        self.voice.begin_note()
        plain = re.sub(r'"[^"]*"|![^!]*!|\{[^}]*\}', "", inside)
        notes = list(_CHORD_NOTE.finditer(plain))
        if not notes:
            return
        pitches = [self.voice.pitch(note.group("sign") or "", note.group("letter"), note.group("octave")) for note in notes]
        tied = frozenset(pitch for pitch, note in zip(pitches, notes, strict=True) if note.group("tie"))
        self.voice.add(tuple(dict.fromkeys(pitches)), length_units(notes[0].group("length")) * length_units(outer_length), tied)

    def _text(self, text: str) -> None:
        chord = chord_of_text(text)
        if chord is not None:
            self.voice.bar.chords.append((self.voice.cursor, chord))

    def _whole_bars_rest(self, count: int) -> None:
        numerator, denominator = self.voice.meter
        units = Fraction(4 * numerator, denominator) / self.voice.unit
        for index in range(count):
            if index:
                self.voice.bar_line(0, starts=False, is_double=False)
            self.voice.begin_note()
            self.voice.add((), units)

    def _decoration(self, name: str) -> None:
        marks = self.voice.bar.marks
        plain = name.lower().replace(".", "").replace(" ", "")
        marks.is_segno |= plain == "segno"
        marks.is_coda |= plain == "coda"
        marks.goes_to_coda |= plain in {"dacoda", "tocoda"}
        marks.is_fine |= plain == "fine"
        marks.da_capo |= plain in {"dc", "dacapo", "dcalfine", "dcalcoda"}
        marks.dal_segno |= plain in {"ds", "dalsegno", "dsalfine", "dsalcoda"}


def length_units(text: str) -> Fraction:
    """``3``, ``/``, ``//``, ``3/2``, ``/4`` as a multiple of the unit length.

    Raises:
        AskerError: when it is zero or absurdly long.
    """
    if not text:
        return Fraction(1)
    numerator, slashes, denominator = re.fullmatch(r"(\d*)(/*)(\d*)", text).groups()  # type: ignore[union-attr]
    below = int(denominator) if denominator else 2 ** len(slashes)
    value = Fraction(int(numerator or 1), below) if below else Fraction(0)
    if not 0 < value <= LONGEST_NOTE_UNITS or below > 1024:
        raise AskerError(f"a note length of {text!r} is not possible; give 1/1024 to {LONGEST_NOTE_UNITS} units")
    return value


def chord_of_text(text: str) -> ChordSymbol | None:
    """The chord a quoted text means, at tick 0: ``Am7``, ``(G)``, ``A/c+``; None for annotations and other words."""
    words = text.strip().split()
    if not words or text[0] in "^_<>@":
        return None
    word = words[0].strip("()") if words[0].startswith("(") else words[0]
    if _CHORD_TEXT.match(word) is None or not (word[0].isupper()):
        return None
    if word.upper().replace(".", "") == "NC":
        return ChordSymbol(0, 0, NO_CHORD)
    main, slash, bass = word.partition("/")
    if slash and bass[:1].isalpha():  # basses are also written small, with + for sharp
        word = f"{main}/{bass[0].upper()}{bass[1:].replace('+', '#')}"
    return parse_chord(word)

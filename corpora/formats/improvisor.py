"""Impro-Visor leadsheets (.ls): chord charts in bars and melody lines in text.

A leadsheet is a list of settings in parentheses (``(title ...)``, ``(meter 4 4)``, ``(key -2)``, ``(tempo 160.0)``, ``(part (type chords)
...)``), each part's music following it as plain text: ``Dm9 | G13 | CM7 / Am7 |`` for chords, where ``/`` goes on with the chord before and
the entries of a bar share it equally, and ``r8 f8 e-4. c#+8/3`` for a melody, where ``+`` and ``-`` move by octaves from middle C.

Source: R. Keller, Impro-Visor leadsheet notation tutorial, Harvey Mudd College, 2007-2019.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm
from pathlib import Path

from corpora.chords import NO_CHORD, chord_name, chord_pitch_classes, parse_chord
from corpora.errors import AskerError, UnreadableFileError
from corpora.formats.melody_line import melody_line
from corpora.formats.mode_from_notes import mode_of
from corpora.pieces import TICKS_PER_QUARTER, ChordSymbol, Key, Meter, Note, Part, Score, Tempo

LARGEST_LEADSHEET_CHARACTERS = 4_000_000
LONGEST_LEADSHEET_BARS = 10_000
_SETTING = re.compile(r"\(\s*([A-Za-z-]+)\s*")
_MELODY_TOKEN = re.compile(r"([a-gr])([#b]?)([+-]*)((?:\d+(?:/\d+)?\.*)(?:\+\d+(?:/\d+)?\.*)*)?$")
_PITCHES = {"c": 60, "d": 62, "e": 64, "f": 65, "g": 67, "a": 69, "b": 71}
_VALUES = {1920: "1", 960: "2", 480: "4", 240: "8", 120: "16", 60: "32", 640: "2/3", 320: "4/3", 160: "8/3", 80: "16/3", 40: "32/3"}
"""Ticks at 480 a quarter -> how Impro-Visor writes the length."""


@dataclass(slots=True)
class _Sheet:
    """A leadsheet while it is read."""

    title: str = ""
    composer: str = ""
    meter: Meter = field(default_factory=lambda: Meter(0, 4, 4))
    fifths: int = 0
    tempo: float = 120.0
    chord_text: list[str] = field(default_factory=list)
    melodies: list[list[str]] = field(default_factory=list)
    melody_program: int = 11


def read_improvisor(source: Path | str) -> Score:
    """The score in a leadsheet (.ls), or in its text.

    Several melody parts are choruses over the same chords, played one after another. The mode, which the file does not hold, is decided
    from the chords. Styles and rehearsal layouts are dropped.

    Raises:
        UnreadableFileError: when it is no leadsheet.
    """
    text = _text_of(source) if isinstance(source, Path) else source
    if len(text) > LARGEST_LEADSHEET_CHARACTERS:
        raise UnreadableFileError(f"this leadsheet has {len(text)} characters; at most {LARGEST_LEADSHEET_CHARACTERS} are read")
    try:
        return _score(_sheet(text))
    except AskerError as error:
        raise UnreadableFileError(f"this is no readable Impro-Visor leadsheet: {error}") from error


def _text_of(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror}; give an existing file") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")  # older Impro-Visor versions wrote the platform's encoding


def _sheet(text: str) -> _Sheet:
    sheet = _Sheet()
    current = sheet.chord_text
    for setting, body in _items(text):
        if setting == "part":
            if re.search(r"\(\s*type\s+melody\s*\)", body):
                current = []
                sheet.melodies.append(current)
                sheet.melody_program = _number(body, "instrument", sheet.melody_program)
            else:
                current = sheet.chord_text
        elif setting:
            _set(sheet, setting, body.strip())
        else:
            current.append(body)
    _take_loose_melody(sheet)
    return sheet


def _take_loose_melody(sheet: _Sheet) -> None:
    """The oldest leadsheets write chords and melody in one text; chords begin with a capital letter, notes never do."""
    words = " ".join(sheet.chord_text).replace("|", " | ").split()
    melody = [word for word in words if _MELODY_TOKEN.match(word)]
    sheet.chord_text = [" ".join(word for word in words if not _MELODY_TOKEN.match(word))]
    if melody:
        sheet.melodies.insert(0, melody)


def _items(text: str) -> Iterator[tuple[str, str]]:
    """Top-level settings as (name, body) and the music between them as ("", text)."""
    position = 0
    while position < len(text):
        opening = text.find("(", position)
        if opening < 0:
            yield "", text[position:]
            return
        yield "", text[position:opening]
        match = _SETTING.match(text, opening)
        closing = _closing(text, opening)
        if match is not None:
            yield match.group(1), text[match.end() : closing]
        position = closing + 1


def _closing(text: str, opening: int) -> int:
    """Where the parenthesis opened at ``opening`` closes; the end of its line where it never does (an odd title)."""
    depth = 0
    for match in re.compile(r"[()]").finditer(text, opening):
        depth += 1 if match.group() == "(" else -1
        if depth == 0:
            return match.start()
    line_end = text.find("\n", opening)
    return line_end if line_end >= 0 else len(text)


def _set(sheet: _Sheet, setting: str, body: str) -> None:
    if setting == "title":
        sheet.title = body
    elif setting == "composer":
        sheet.composer = body
    elif setting == "meter":
        numbers = [int(number) for number in re.findall(r"\d+", body)]
        if len(numbers) < 2 or not 1 <= numbers[0] <= 64 or numbers[1] not in {1, 2, 4, 8, 16, 32}:
            raise AskerError(f"(meter {body}) is not possible; give two numbers like (meter 4 4)")
        sheet.meter = Meter(0, numbers[0], numbers[1])
    elif setting == "key":
        match = re.match(r"-?\d+", body)
        sheet.fifths = max(-7, min(7, int(match.group()))) if match else 0
    elif setting == "tempo":
        tempo = re.match(r"\d+(\.\d+)?", body)
        sheet.tempo = float(tempo.group()) if tempo and 0 < float(tempo.group()) <= 2000 else 120.0


def _number(body: str, name: str, default: int) -> int:
    match = re.search(rf"\(\s*{name}\s+(\d+)\s*\)", body)
    return min(int(match.group(1)), 127) if match else default


def _score(sheet: _Sheet) -> Score:
    bar_quarters = Fraction(4 * sheet.meter.numerator, sheet.meter.denominator)
    chords, chart_quarters = _chart(" ".join(sheet.chord_text), bar_quarters)
    melodies = [melody for melody in map(_melody, sheet.melodies) if melody]
    chorus_quarters = max([chart_quarters, *(bar_quarters * -(-melody[-1][1] // bar_quarters) for melody in melodies)])
    if chorus_quarters == 0:
        raise AskerError("it holds neither a chord nor a note; its bars look like: Dm7 | G7 | C / |")
    choruses = max(1, len(melodies))
    if choruses * chorus_quarters > LONGEST_LEADSHEET_BARS * bar_quarters:
        raise AskerError(f"it has more than {LONGEST_LEADSHEET_BARS} bars")
    times = [start for start, _ in chords] + [time for melody in melodies for start, end, _ in melody for time in (start, end)]
    resolution = lcm(TICKS_PER_QUARTER, *(time.denominator for time in times))

    def ticks(quarters: Fraction) -> int:
        return int(quarters * resolution)

    all_chords = [replace(chord, start_ticks=ticks(chorus * chorus_quarters + start)) for chorus in range(choruses) for start, chord in chords]
    notes = [
        Note(ticks(chorus * chorus_quarters + start), pitch, ticks(end - start))
        for chorus, melody in enumerate(melodies)
        for start, end, pitch in melody
    ]
    length = ticks(choruses * chorus_quarters)
    score = Score(
        parts=(Part("Melody", sheet.melody_program, tuple(sorted(notes))),),
        ticks_per_quarter=resolution,
        tempos=(Tempo(0, sheet.tempo),),
        meters=(sheet.meter,),
        keys=(_key(sheet.fifths, all_chords, notes, length),),
        chords=tuple(all_chords),
        title=sheet.title,
        composer=sheet.composer,
    )
    return score if score.end_ticks == length else replace(score, length_ticks=length)


def _chart(text: str, bar_quarters: Fraction) -> tuple[list[tuple[Fraction, ChordSymbol]], Fraction]:
    """Chords with their starts in quarter notes, and the length of the chart."""
    chords: list[tuple[Fraction, ChordSymbol]] = []
    bars = [bar.split() for bar in text.split("|")]
    if bars and not bars[-1]:
        bars.pop()  # the last bar is closed by a bar line too
    start = Fraction(0)
    for entries in bars:
        for index, entry in enumerate(entries):
            if entry != "/":
                chords.append((start + bar_quarters * Fraction(index, len(entries)), parse_chord(entry.replace("\\", "/"))))
        start += bar_quarters
    return chords, start


def _melody(texts: list[str]) -> list[tuple[Fraction, Fraction, int]]:
    """Notes as (start, end, pitch) in quarter notes."""
    notes: list[tuple[Fraction, Fraction, int]] = []
    now, length = Fraction(0), Fraction(1, 2)
    for word in " ".join(texts).split():
        match = _MELODY_TOKEN.match(word)
        if match is None:
            if re.match(r"^(v\d+|\|+|,)$", word):
                continue  # loudness and bar lines say nothing about when a note sounds
            raise AskerError(f"cannot read the melody note {word!r}; notes look like c8, f#+4. or r2")
        letter, sign, octaves, value = match.groups()
        length = _length(value) if value else length
        if letter != "r":
            pitch = _PITCHES[letter] + {"#": 1, "b": -1, "": 0}[sign] + 12 * (octaves.count("+") - octaves.count("-"))
            if not 0 <= pitch <= 127:
                raise AskerError(f"the melody note {word!r} lies outside MIDI's range")
            notes.append((now, now + length, pitch))
        now += length
    return notes


def _length(text: str) -> Fraction:
    """``4.``, ``8/3``, ``1+2``: quarter notes."""
    total = Fraction(0)
    for value, division, dots in re.findall(r"(\d+)(?:/(\d+))?(\.*)", text):
        if int(value) == 0 or int(value) > 1024 or (division and not 0 < int(division) <= 64):
            raise AskerError(f"the note length {text!r} is not possible")
        quarters = Fraction(4, int(value))
        if division:  # 8/3: three of them in the time of two
            quarters *= Fraction(2 ** (int(division).bit_length() - 1), int(division))
        total += quarters * (2 - Fraction(1, 2 ** len(dots)))
    return total


def _key(fifths: int, chords: list[ChordSymbol], notes: list[Note], length: int) -> Key:
    """The signature's major or minor key, by the notes of the chords and the melody."""
    ends = [chord.start_ticks for chord in chords[1:]] + [length] * bool(chords)
    sounding = [
        Note(
            chord.start_ticks,
            36 + (pitch_class - (chord.root if voice == 0 else 0)) % 12 + (chord.root if voice == 0 else 24),
            end - chord.start_ticks,
        )
        for chord, end in zip(chords, ends, strict=True)
        if end > chord.start_ticks
        for voice, pitch_class in enumerate(chord_pitch_classes(chord))
    ]
    major_tonic = fifths * 7 % 12
    mode = mode_of([*sounding, *notes], major_tonic)
    return Key(0, major_tonic if mode == "major" else (major_tonic + 9) % 12, mode)


def improvisor_text(score: Score) -> str:
    """The score as a leadsheet: its chords, and its first pitched part as one melody line (the highest of notes that overlap).

    Impro-Visor knows one meter, one key and one tempo, so the first of each is written; a pickup becomes a bar that begins with a rest.
    """
    plain = score.at_resolution(TICKS_PER_QUARTER)
    meter = plain.meters[0]
    bar = meter.bar_ticks(TICKS_PER_QUARTER)
    lead_in = bar - plain.pickup_ticks if plain.pickup_ticks else 0
    fifths = plain.keys[0].fifths if plain.keys else 0
    bars = -(-(plain.end_ticks + lead_in) // bar)
    melody = next((part for part in plain.parts if not part.is_drum), None)
    lines = [
        f"(title {_plain(score.title)})",
        f"(composer {_plain(score.composer)})",
        f"(meter {meter.numerator} {meter.denominator})",
        f"(key {fifths})",
        f"(tempo {float(plain.tempos[0].quarters_per_minute)!r})",
        f"(part\n    (type chords)\n    (key {fifths})\n)",
        *_chart_lines(plain, bar, lead_in, bars, fifths),
    ]
    if melody is not None and melody.notes:
        lines.append(f"(part\n    (type melody)\n    (instrument {melody.program})\n    (key {fifths})\n)")
        lines.append(" ".join(_melody_words(melody.notes, lead_in, bars * bar)))
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    return " ".join(text.replace("(", "[").replace(")", "]").split())


def _chart_lines(score: Score, bar: int, lead_in: int, bars: int, fifths: int) -> Iterator[str]:
    by_bar: dict[int, dict[int, ChordSymbol]] = {}
    for chord in score.chords:
        at = chord.start_ticks + lead_in
        by_bar.setdefault(at // bar, {})[at % bar] = chord
    written = []
    for index in range(bars):
        chords = by_bar.get(index, {})
        slots = _slots(sorted(chords), bar)
        nearest = {round(offset * slots / bar): chord for offset, chord in sorted(chords.items())}
        written.append(" ".join(_chord_word(nearest[slot], fifths) if slot in nearest else _held(index, slot, by_bar) for slot in range(slots)))
    for first in range(0, bars, 4):
        yield " | ".join(written[first : first + 4]) + " |"


def _held(index: int, slot: int, by_bar: dict[int, dict[int, ChordSymbol]]) -> str:
    """``/`` goes on with the chord before; before the first chord nothing can go on."""
    return "NC" if index == 0 and slot == 0 and not any(number < index for number in by_bar) else "/"


def _slots(offsets: list[int], bar: int) -> int:
    """Into how many equal parts a bar is cut so that every chord begins one; at most 48."""
    for slots in range(1, 49):
        if all(offset * slots % bar == 0 for offset in offsets):
            return slots
    return 48


def _chord_word(chord: ChordSymbol, fifths: int) -> str:
    return "NC" if chord.quality == NO_CHORD else chord_name(chord, fifths).replace("maj", "M")


def _melody_words(notes: tuple[Note, ...], lead_in: int, end: int) -> Iterator[str]:
    now = 0
    for note in melody_line(notes):
        start, stop = note.start_ticks + lead_in, min(note.end_ticks + lead_in, end)
        start, stop = round(start / 20) * 20, round(stop / 20) * 20
        if stop - start < 40 or start - now == 20 or start < now:
            continue
        if start > now:
            yield "r" + _value(start - now)
        yield _pitch_word(note.pitch) + _value(stop - start)
        now = stop
    if end - now >= 40:
        yield "r" + _value(end - now)


def _pitch_word(pitch: int) -> str:
    name = ("c", "c#", "d", "eb", "e", "f", "f#", "g", "ab", "a", "bb", "b")[pitch % 12]
    octave = pitch // 12 - 5
    return name + ("+" * octave if octave >= 0 else "-" * -octave)


def _value(ticks: int) -> str:
    """A length as a sum of note values; multiples of 20 ticks from 40 on all have one."""
    words = []
    triplet = ticks % 60
    if triplet == 20:  # two triplet thirty-seconds: 80 = 60 + 20
        words, ticks = ["32/3", "32/3"], ticks - 80
    elif triplet == 40:
        words, ticks = ["32/3"], ticks - 40
    for value, word in sorted(((value, word) for value, word in _VALUES.items() if "/" not in word), reverse=True):
        while ticks >= value:
            words.append(word)
            ticks -= value
    return "+".join(sorted(words, key=lambda word: "/" in word))

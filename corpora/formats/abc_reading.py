"""ABC tunebooks to scores: tunes, headers, voices, words under the notes.

Source: The ABC music standard 2.1 (December 2011).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm

from corpora.errors import AskerError, UnreadableFileError
from corpora.formats.abc_fields import (
    KeyField,
    default_unit_length,
    parse_key,
    parse_meter,
    parse_tempo,
    parse_unit_length,
    part_order,
    voice_identifier,
    voice_name,
)
from corpora.formats.abc_music import MusicReader
from corpora.formats.abc_voice import AbcBar, AbcVoice
from corpora.formats.abc_words import align_words
from corpora.formats.repeats import PlayedBar, played_order
from corpora.formats.written import WrittenBar, WrittenLyric, WrittenNote, WrittenPart, played_score
from corpora.pieces import TICKS_PER_QUARTER, Score

_HEADER_FIELD = re.compile(r"^([A-Za-z+]):(.*)$")
_BODY_FIELD = re.compile(r"^([IKLMmNPQRrsTUVWw]):(?!\|)(.*)$")
_INFORMATION = re.compile(r"^[ABCDFGHOSXZ]:\s*[A-Za-z0-9\"'(][^|]*$")


def iter_abc(text: str) -> Iterator[Score | UnreadableFileError]:
    """Every tune of a tunebook in order: its score, or the error that tells why it can't be read. One broken tune spoils no other."""
    for tune in _tunes(text):
        try:
            yield _TuneReader(tune).read()
        except UnreadableFileError as error:
            yield error


def read_abc(text: str) -> list[Score]:
    """Every tune of a tunebook.

    Repeats, endings and the part order are unfolded, ties joined; grace notes, decorations, slurs and annotations are dropped.

    Raises:
        UnreadableFileError: naming the tune and the line, at the first tune that can't be read; or when there is no tune at all.
    """
    scores: list[Score] = []
    for result in iter_abc(text):
        if isinstance(result, UnreadableFileError):
            raise result
        scores.append(result)
    if not scores:
        raise UnreadableFileError("no tune in this ABC: every tune begins with X: and a number and needs a K: field")
    return scores


@dataclass(slots=True)
class _Tune:
    """The lines of one tune with their numbers in the file."""

    number: str
    lines: list[tuple[int, str]] = field(default_factory=list)


def _tunes(text: str) -> Iterator[_Tune]:
    """Tunes begin at X: and end at the next one, or at an empty line once their music has begun. Fields before the first tune serve all."""
    shared: list[tuple[int, str]] = []
    tune: _Tune | None = None
    in_preamble = True
    has_key = False
    lines = text.lstrip("\ufeff").splitlines()
    if not any(line.startswith("X:") for line in lines):
        lines = ["X:1", *lines] if any(line.startswith("K:") for line in lines) else []
    for number, line in enumerate(lines, 1):
        if line.startswith("X:"):
            if tune is not None:
                yield tune
            tune, in_preamble, has_key = _Tune(line[2:].strip() or "?", list(shared)), False, False
        elif in_preamble:
            if re.match(r"^([LMQ]:|%%)", line):
                shared.append((number, line))
        elif tune is not None:
            if not line.strip() and has_key:
                yield tune
                tune = None
            else:
                has_key |= line.startswith("K:")
                tune.lines.append((number, line))
    if tune is not None:
        yield tune


class _TuneReader:
    """Reads one tune."""

    def __init__(self, tune: _Tune) -> None:
        self.tune = tune
        self.line_number = 0
        self.title = self.composer = ""
        self.meter: tuple[int, int] | None = None
        self.unit: Fraction | None = None
        self.tempo_text = ""
        self.key = KeyField(None)
        self.order: list[str] = []
        self.program = 0
        self.propagates = "pitch"
        self.voices: dict[str, AbcVoice] = {}
        self.voice_texts: dict[str, str] = {}
        self.voice: AbcVoice | None = None

    def read(self) -> Score:
        """The tune's score.

        Raises:
            UnreadableFileError: naming tune and line.
        """
        in_header = True
        try:
            for number, line in _logical_lines(self.tune.lines):
                self.line_number = number
                if in_header:
                    in_header = self._header_line(line)
                else:
                    self._body_line(line)
            if in_header:
                raise AskerError("the tune has no K: field, so no music")
            return self._score()
        except AskerError as error:
            raise UnreadableFileError(f"ABC tune X:{self.tune.number}, line {self.line_number}: {error}") from error

    def _header_line(self, line: str) -> bool:
        """Take one line of the header; False once K: has closed it."""
        if line.startswith("%%"):
            self._directive(line)
            return True
        match = _HEADER_FIELD.match(line)
        if match is None:
            return True  # free text between fields
        letter, value = match.group(1), match.group(2).strip()
        if letter == "T" and not self.title:
            self.title = " ".join(value.split())
        elif letter == "C" and not self.composer:
            self.composer = " ".join(value.split())
        elif letter == "M":
            self.meter = parse_meter(value)
        elif letter == "L":
            self.unit = parse_unit_length(value)
        elif letter == "Q":
            self.tempo_text = value
        elif letter == "P":
            self.order = part_order(value)
        elif letter == "V":
            self.voice_texts[voice_identifier(value)] = value
        elif letter == "K":
            self.key = parse_key(value)
            self._begin_music()
            return False
        return True

    def _directive(self, line: str) -> None:
        program = re.match(r"^%%MIDI\s+program\s+(?:\d+\s+)?(\d{1,3})\s*$", line)
        if program is not None and int(program.group(1)) <= 127:
            self.program = int(program.group(1))
            if self.voice is not None:
                self.voice.program = self.program
        propagation = re.match(r"^%%propagate-accidentals\s+(not|octave|pitch)", line)
        if propagation is not None:
            self.propagates = propagation.group(1)
            for voice in self.voices.values():
                voice.propagates = self.propagates

    def _begin_music(self) -> None:
        names = list(self.voice_texts) or ["1"]
        for name in names:
            self._voice_of(name)
        self.voice = self.voices[names[0]]
        if self.tempo_text:
            self._put_tempo(self.tempo_text)

    def _voice_of(self, identifier: str) -> AbcVoice:
        if identifier not in self.voices:
            text = self.voice_texts.get(identifier, "")
            unit = self.unit or default_unit_length(self.meter)
            voice = AbcVoice(voice_name(text) or identifier, self.meter or (4, 4), unit, self.key, program=self.program, propagates=self.propagates)
            own = parse_key(text.partition(" ")[2]).shift if "transpose=" in text or "octave=" in text else None
            voice.shift = own or 0
            voice.set_key(self.key)
            self.voices[identifier] = voice
        return self.voices[identifier]

    def _current(self) -> AbcVoice:
        if self.voice is None:
            self._begin_music()
        return self.voice or self._voice_of("1")

    def _put_tempo(self, text: str) -> None:
        voice = self._current()
        tempo = parse_tempo(text, voice.unit)
        if tempo is not None:
            first = next(iter(self.voices.values()))
            first.bar.tempos.append((first.cursor, tempo))

    def _body_line(self, line: str) -> None:
        if line.startswith("%%"):
            self._directive(line)
            return
        match = _BODY_FIELD.match(line)
        if match is not None:
            self._body_field(match.group(1), match.group(2).strip())
        elif not _INFORMATION.match(line) and line.strip():
            voice = self._current()
            voice.line_notes, voice.verses = [], 0
            self._music(line)

    def _music(self, line: str) -> None:
        rest = line
        while rest:
            stopped = MusicReader(self._current()).read(rest)
            if not stopped:
                return
            self._body_field(stopped[0][0], stopped[0][2:].strip())
            rest = stopped[1]

    def _body_field(self, letter: str, value: str) -> None:
        voice = self._current()
        if letter == "K":
            for each in self.voices.values() if voice is next(iter(self.voices.values())) and len(self.voices) == 1 else [voice]:
                each.set_key(parse_key(value))
        elif letter == "M":
            voice.set_meter(parse_meter(value) or voice.meter)
        elif letter == "L":
            voice.unit = parse_unit_length(value)
        elif letter == "Q":
            self._put_tempo(value)
        elif letter == "P" and value:
            voice.bar.sections.append((voice.cursor, value))
        elif letter == "V":
            self.voice_texts.setdefault(voice_identifier(value), value)
            self.voice = self._voice_of(voice_identifier(value))
            self.voice.line_notes, self.voice.verses = [], 0
        elif letter == "w":
            voice.verses += 1
            align_words(value, voice.line_notes, voice.verses)

    def _score(self) -> Score:
        voices = [voice for voice in self.voices.values() if any(bar.length > 0 for bar in voice.bars)]
        if not any(note.pitches for voice in voices for bar in voice.bars for note in bar.notes):
            raise AskerError("the tune has no note")
        for voice in voices:
            if len(voice.bars) > 1 and voice.bars[-1].length == 0:
                del voice.bars[-1]
        resolution = _exact_resolution(voices)
        bars = _written_bars(voices, resolution)
        names = [voice.name if len(voices) > 1 or not voice.name.isdigit() else "Melody" for voice in voices]
        parts = [WrittenPart(name, voice.program) for name, voice in zip(names, voices, strict=True)]
        return played_score(bars, parts, resolution, self.title, self.composer, _ordered(bars, self.order))


def _logical_lines(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Lines without comments; a line of music that ends in a backslash goes on in the next."""
    waiting, waiting_number = "", 0
    for number, raw in lines:
        line = raw if raw.startswith("%%") else re.sub(r"(?<!\\)%.*$", "", raw)
        if raw.startswith("%") and not raw.startswith("%%"):
            continue
        if waiting and (_BODY_FIELD.match(line) or line.startswith("%%")):
            yield number, line  # a field may stand inside a continued line
            continue
        line = waiting + line
        if line.rstrip().endswith("\\") and not line.startswith("%%"):
            waiting, waiting_number = line.rstrip()[:-1] + " ", waiting_number or number
            continue
        yield waiting_number or number, line
        waiting, waiting_number = "", 0
    if waiting:
        yield waiting_number, waiting


def _exact_resolution(voices: list[AbcVoice]) -> int:
    """The smallest multiple of 480 ticks a quarter at which every time in the tune is whole."""
    denominators = {TICKS_PER_QUARTER}
    for voice in voices:
        for bar in voice.bars:
            for note in bar.notes:
                denominators.update((note.offset.denominator, note.duration.denominator))
    resolution = lcm(*denominators)
    if resolution > 100_000_000:
        raise AskerError("its tuplets need more than 100 million ticks a quarter note; write them with smaller numbers")
    return resolution


def _written_bars(voices: list[AbcVoice], resolution: int) -> list[WrittenBar]:
    bars: list[WrittenBar] = []
    for index in range(max(len(voice.bars) for voice in voices)):
        bar = WrittenBar()
        for part, voice in enumerate(voices):
            if index < len(voice.bars):
                _add_bar(bar, voice.bars[index], part, resolution, leads=part == 0)
        bars.append(bar)
    return bars


def _add_bar(bar: WrittenBar, source: AbcBar, part: int, resolution: int, leads: bool) -> None:
    def ticks(quarters: Fraction) -> int:
        return int(quarters * resolution)

    bar.length_ticks = max(bar.length_ticks, ticks(source.length))
    if leads:
        bar.meter, bar.marks = source.meter, source.marks
        bar.keys = [(ticks(offset), key) for offset, key in source.keys]
        bar.sections = [(ticks(offset), name) for offset, name in source.sections]
    bar.tempos.extend((ticks(offset), tempo) for offset, tempo in source.tempos)
    known = {offset for offset, _ in bar.chords}
    bar.chords.extend((ticks(offset), replace(chord)) for offset, chord in source.chords if ticks(offset) not in known)
    for note in source.notes:
        lyrics = tuple(WrittenLyric(*lyric) for lyric in note.lyrics)
        for pitch in note.pitches:
            # Every note may end a tie: whether one is open at its start decides.
            starts_tie = note.tied or pitch in note.tied_pitches
            written = WrittenNote(ticks(note.offset), ticks(note.duration), pitch, part, 80, starts_tie, True, lyrics, part)
            bar.notes.append(written)
            lyrics = ()


def _ordered(bars: list[WrittenBar], labels: list[str]) -> list[PlayedBar] | None:
    """The bars in the order a P: field asks for, each part with its own repeats; None where the labels are not in the music."""
    starts = {name.strip()[:1]: index for index, bar in reversed(list(enumerate(bars))) for _, name in bar.sections}
    if not labels or any(label not in starts for label in labels):
        return None
    edges = sorted({*starts.values(), len(bars)})
    order: list[PlayedBar] = []
    for label in labels:
        first = starts[label]
        last = edges[edges.index(first) + 1]
        passage = played_order([bar.marks for bar in bars[first:last]])
        order.extend(PlayedBar(first + played.index, played.pass_number) for played in passage)
        if len(order) > 50_000:
            raise AskerError("the part order unfolds to more than 50000 bars; give a shorter P: field")
    return order

"""A melody with its chord symbols and words as an ABC tune."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from corpora.chords import NO_CHORD, chord_at, chord_name
from corpora.errors import AskerError
from corpora.formats.melody_line import melody_line
from corpora.formats.musicxml_staves import Placed, placed_in_bar, signature_alteration
from corpora.formats.notation_spelling import place_of_note, spelling
from corpora.formats.notation_voices import Grid, GridBar, voices_of
from corpora.pieces import Key, Lyric, Part, Score

_UNIT = 12
"""Grid units in the unit note length we write: an eighth."""
_MODES = {"major": "", "minor": "m", "dorian": "dor", "phrygian": "phr", "lydian": "lyd", "mixolydian": "mix", "locrian": "loc"}
_SIGNS = {-2: "__", -1: "_", 0: "=", 1: "^", 2: "^^"}
_BARS_A_LINE = 4


def abc_text(score: Score, number: int = 1) -> str:
    """The first pitched part as an ABC tune with chord symbols and words; of notes that overlap, the highest line.

    Times off the grid of eighths and twelfths of a quarter note are moved to it. A chord symbol that comes inside a triplet stands at
    the note before it.

    Args:
        score: the score.
        number: what X: says.

    Raises:
        AskerError: when no pitched part has a note, or a meter's denominator is above 32.
    """
    part = next((part for part in score.parts if not part.is_drum and part.notes), None)
    if part is None:
        raise AskerError("this score has no pitched note, so no melody to write as ABC; give a score with a melody")
    if any(meter.denominator > 32 for meter in score.meters):
        raise AskerError("meters with a denominator above 32 cannot be written as ABC here")
    return _Writer(score, part).text(number)


def _plain(text: str) -> str:
    return " ".join(text.replace("%", "\\%").split())


@dataclass(slots=True)
class _Accidentals:
    """What the accidentals of a bar leave in force, both for readers that let them reach all octaves and for those that do not."""

    fifths: int
    by_letter: dict[str, int] = field(default_factory=dict)
    by_line: dict[tuple[str, int], int] = field(default_factory=dict)

    def sign(self, step: str, octave: int, alter: int) -> str:
        """The accidental to write before a note; empty where every reader knows it."""
        usual = signature_alteration(step, self.fifths)
        known = self.by_letter.get(step, usual) == alter == self.by_line.get((step, octave), usual)
        if known:
            return ""
        self.by_letter[step] = self.by_line[step, octave] = alter
        return _SIGNS[alter]


class _Writer:
    """Writes one tune."""

    def __init__(self, score: Score, part: Part) -> None:
        self.score = score
        self.grid = Grid(score)
        line = melody_line(part.notes)
        self.events = voices_of(line, self.grid, is_drum=False)[0]
        self.chords = {self.grid.units(chord.start_ticks): chord for chord in score.chords}
        self.words = self._words_by_event(part.lyrics)
        self.key_starts = [key.start_ticks for key in score.keys]

    def _words_by_event(self, lyrics: Sequence[Lyric]) -> dict[int, dict[int, Lyric]]:
        words: dict[int, dict[int, Lyric]] = {}
        for lyric in lyrics:
            words.setdefault(self.grid.units(lyric.start_ticks), {})[lyric.verse] = lyric
        return words

    def text(self, number: int) -> str:
        """The whole tune."""
        score = self.score
        lines = [f"X:{number}", f"T:{_plain(score.title) or 'Untitled'}"]
        lines += [f"C:{_plain(score.composer)}"] if score.composer else []
        lines += [f"M:{score.meters[0]}", "L:1/8", f"Q:1/4={_number(score.tempos[0].quarters_per_minute)}", f"K:{_key_text(self._key(0))}"]
        bars = self.grid.bars
        for first in range(0, len(bars), _BARS_A_LINE):
            row = bars[first : first + _BARS_A_LINE]
            written = [self._bar(bar, bars[first + index - 1] if first + index else None) for index, bar in enumerate(row)]
            closing = "|]" if first + _BARS_A_LINE >= len(bars) else "|"
            lines.append(" | ".join(music for music, _ in written) + f" {closing}")
            lines.extend(self._word_lines([entry for _, pieces in written for entry in pieces]))
        return "\n".join(lines) + "\n"

    def _key(self, ticks: int) -> Key | None:
        index = bisect_right(self.key_starts, ticks) - 1
        return self.score.keys[max(0, index)] if self.score.keys else None

    def _bar(self, bar: GridBar, before: GridBar | None) -> tuple[str, list[Placed]]:
        """A bar's music, and its notes for the words."""
        shift = bar.offset - bar.start
        events = [event for event in self.events if event.start < bar.end and event.end > bar.start]
        controls = self._controls(bar, before)
        cuts = [unit + shift for unit in (*self.chords, *controls) if bar.start < unit < bar.end]
        placed = placed_in_bar(events, bar, cuts)
        key = self._key(bar.bar.start_ticks)
        accidentals = _Accidentals(key.fifths if key else 0)
        words = []
        for index, entry in enumerate(placed):
            start = entry.piece.start - shift
            end = placed[index + 1].piece.start - shift if index + 1 < len(placed) else bar.end
            words.append("".join(text for unit, text in sorted(controls.items()) if start <= unit < end))
            words.append("".join(f'"{self._chord(unit)}"' for unit in sorted(self.chords) if start <= unit < end))
            words.append(_bracket(entry, placed))
            words.append(self._note(entry, accidentals))
            words.append(" " if self._ends_beat(entry, bar) else "")
        return "".join(words).strip(), [entry for entry in placed if entry.event is not None]

    @staticmethod
    def _ends_beat(entry: Placed, bar: GridBar) -> bool:
        return entry.piece.end in bar.beats.starts

    def _controls(self, bar: GridBar, before: GridBar | None) -> dict[int, str]:
        """Inline fields by unit: meter and key changes, tempos, section names."""
        controls: dict[int, str] = {}
        first, last = bar.bar.start_ticks, bar.bar.end_ticks
        if before is not None and str(before.bar.meter) != str(bar.bar.meter):
            controls[bar.start] = f"[M:{bar.bar.meter}]"
        if before is not None and (key := self._key(first)) is not None and key != self._key(before.bar.start_ticks):
            controls[bar.start] = controls.get(bar.start, "") + f"[K:{_key_text(key)}]"
        for tempo in self.score.tempos[1:]:
            if first <= tempo.start_ticks < last:
                unit = self.grid.units(tempo.start_ticks)
                controls[unit] = controls.get(unit, "") + f"[Q:1/4={_number(tempo.quarters_per_minute)}]"
        for section in self.score.sections:
            if first <= section.start_ticks < last:
                unit = self.grid.units(section.start_ticks)
                controls[unit] = controls.get(unit, "") + f"[P:{_plain(section.name.replace(']', ')'))}]"
        return controls

    def _chord(self, unit: int) -> str:
        chord = self.chords[unit]
        key = self._key(chord.start_ticks)
        return "N.C." if chord.quality == NO_CHORD else chord_name(chord, key.fifths if key else -1)

    def _note(self, entry: Placed, accidentals: _Accidentals) -> str:
        length = _length(Fraction(entry.piece.printed_length, _UNIT))
        if entry.event is None:
            return f"z{length}"
        note = entry.event.notes[-1]
        key = self._key(note.start_ticks)
        chord = chord_at(self.score.chords, note.start_ticks)
        is_minor = key is not None and key.mode in {"minor", "dorian", "phrygian", "locrian"}
        step, alter = spelling(place_of_note(note.pitch, key.fifths if key else 0, is_minor, chord, None))
        octave = (note.pitch - alter) // 12 - 5
        sign = accidentals.sign(step, octave, alter)
        letter = step if octave <= 0 else step.lower()
        marks = "," * -octave if octave <= 0 else "'" * (octave - 1)
        return f"{sign}{letter}{marks}{length}{'-' if entry.ties_on else ''}"

    def _word_lines(self, notes: Sequence[Placed]) -> Iterator[str]:
        """The w: lines under a line of music: one syllable or a star for each note."""
        shown = [self._words_at(entry) for entry in notes]
        verses = max((verse for words in shown for verse in words), default=0)
        for verse in range(1, verses + 1):
            text, joins = "", True
            for words in shown:
                lyric = words.get(verse)
                text += ("" if joins or not text else " ") + ("*" if lyric is None else _syllable(lyric))
                joins = joins and lyric is None if lyric is None else lyric.syllabic in {"begin", "middle"}
            yield f"w:{text}"

    def _words_at(self, entry: Placed) -> dict[int, Lyric]:
        return {} if entry.event is None or entry.ties_back else self.words.get(entry.event.start, {})


def _syllable(lyric: Lyric) -> str:
    plain = "".join(character for character in lyric.text if character not in "*_|%\\")
    return plain.replace("-", "\\-").replace(" ", "~") + ("-" if lyric.syllabic in {"begin", "middle"} else "")


def _bracket(entry: Placed, placed: Sequence[Placed]) -> str:
    """``(3:2:n`` before the first note under a triplet bracket."""
    bracket = entry.piece.bracket
    if bracket is None or entry.piece.start != bracket[0]:
        return ""
    return f"(3:2:{sum(other.piece.bracket == bracket for other in placed)}"


def _length(value: Fraction) -> str:
    if value == 1:
        return ""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{value.numerator if value.numerator > 1 else ''}/{value.denominator}"


def _number(value: float) -> str:
    return f"{float(value)!r}".removesuffix(".0")


def _key_text(key: Key | None) -> str:
    return "none" if key is None else key.tonic_name + _MODES[key.mode]

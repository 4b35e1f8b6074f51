"""One voice of an ABC tune: notes, bar lines and marks as they are met, collected into bars."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from corpora.errors import AskerError
from corpora.formats.abc_fields import KeyField
from corpora.formats.repeats import RepeatMarks
from corpora.pieces import ChordSymbol

_NATURAL_PITCHES = {"C": 60, "D": 62, "E": 64, "F": 65, "G": 67, "A": 69, "B": 71}
_ZERO = Fraction(0)


@dataclass(slots=True)
class AbcNote:
    """A note or chord; times in quarter notes from the bar's start. Rests have no pitches."""

    offset: Fraction
    duration: Fraction
    pitches: tuple[int, ...]
    tied: bool = False
    tied_pitches: frozenset[int] = frozenset()
    """Of a chord, the notes that carry a tie of their own."""
    lyrics: list[tuple[int, str, str]] = field(default_factory=list)
    """Verse, syllabic, text."""


@dataclass(slots=True)
class AbcBar:
    """What stands between two bar lines of one voice."""

    meter: tuple[int, int]
    notes: list[AbcNote] = field(default_factory=list)
    length: Fraction = _ZERO
    tempos: list[tuple[Fraction, float]] = field(default_factory=list)
    keys: list[tuple[Fraction, tuple[int, str]]] = field(default_factory=list)
    chords: list[tuple[Fraction, ChordSymbol]] = field(default_factory=list)
    sections: list[tuple[Fraction, str]] = field(default_factory=list)
    marks: RepeatMarks = field(default_factory=RepeatMarks)


@dataclass(slots=True)
class AbcVoice:
    """A voice while it is read."""

    name: str
    meter: tuple[int, int]
    unit: Fraction
    """The unit note length in quarter notes."""
    key: KeyField
    shift: int = 0
    program: int = 0
    bars: list[AbcBar] = field(default_factory=list)
    cursor: Fraction = _ZERO
    line_notes: list[tuple[int, AbcNote]] = field(default_factory=list)
    """Notes (not rests) of the current line of music with the bar each stands in, for the words under it."""
    verses: int = 0
    propagates: str = "pitch"
    """How far an accidental reaches in its bar: ``not``, ``octave`` or ``pitch`` (every octave)."""
    _accidentals: dict[str, int] = field(default_factory=dict)
    _held: dict[str, int] = field(default_factory=dict)
    """Written note -> alteration it had when a tie left it."""
    _last_written: dict[str, int] = field(default_factory=dict)
    """The notes of the last note or chord as written, with their alterations."""
    _endings: frozenset[int] = frozenset()
    _explicit_repeat: bool = False
    _next_factor: Fraction = Fraction(1)
    _tuplet_factor: Fraction = Fraction(1)
    _tuplet_left: int = 0

    @property
    def bar(self) -> AbcBar:
        """The bar being filled."""
        if not self.bars:
            self.bars.append(AbcBar(self.meter))
        return self.bars[-1]

    def set_meter(self, meter: tuple[int, int]) -> None:
        """A meter from this bar on; from the next where this one has begun."""
        self.meter = meter
        if self.bar.length == 0:
            self.bar.meter = meter

    def set_key(self, key: KeyField) -> None:
        """A key from here on."""
        self.key = key
        if key.shift is not None:
            self.shift = key.shift
        if key.tonic is not None:
            self.bar.keys.append((self.cursor, ((key.tonic + self.shift) % 12, key.mode)))

    def pitch(self, sign: str, letter: str, octave_marks: str) -> int:
        """Sounding MIDI pitch of a written note; its accidental holds to the end of the bar."""
        octave = (1 if letter.islower() else 0) + octave_marks.count("'") - octave_marks.count(",")
        name = letter.upper()
        written = f"{name}{octave}"
        reach = name if self.propagates == "pitch" else written
        if sign:
            alteration = {"^": 1, "^^": 2, "_": -1, "__": -2, "=": 0}[sign]
            if self.propagates != "not":
                self._accidentals[reach] = alteration
        elif written in self._held:
            alteration = self._held[written]
        else:
            alteration = self._accidentals.get(reach, self.key.alterations.get(name, 0))
        self._last_written[written] = alteration
        midi = _NATURAL_PITCHES[name] + 12 * octave + alteration + self.shift
        if not 0 <= midi <= 127:
            raise AskerError(f"the note {sign}{letter}{octave_marks} lies outside MIDI's range")
        return midi

    def add(self, pitches: tuple[int, ...], units: Fraction, tied_pitches: frozenset[int] = frozenset()) -> None:
        """A note, chord or rest (no pitches) of ``units`` unit lengths."""
        duration = units * self.unit * self._next_factor
        self._next_factor = Fraction(1)
        if self._tuplet_left:
            duration *= self._tuplet_factor
            self._tuplet_left -= 1
        note = AbcNote(self.cursor, duration, pitches, tied_pitches=tied_pitches)
        self.bar.notes.append(note)
        self._advance(duration)
        self._held = {}
        if tied_pitches:
            self._held = dict(self._last_written)
        if pitches:
            self.line_notes.append((len(self.bars), note))

    def _advance(self, duration: Fraction) -> None:
        self.cursor += duration
        self.bar.length = max(self.bar.length, self.cursor)

    def tie(self) -> None:
        """Tie the last note or chord to the next."""
        if self.bar.notes:
            self.bar.notes[-1].tied = True
            self._held = dict(self._last_written)

    def begin_note(self) -> None:
        """Forget what the last note was written like; called before each note and chord."""
        self._last_written = {}

    def broken(self, marks: str) -> None:
        """``>`` (long-short) or ``<`` between two notes; ``>>`` dots twice."""
        short = Fraction(1, 2 ** len(marks))
        first, second = (2 - short, short) if marks[0] == ">" else (short, 2 - short)
        if self.bar.notes:
            note = self.bar.notes[-1]
            change = note.duration * (first - 1)
            note.duration += change
            self.cursor += change
            self.bar.length = max((entry.offset + entry.duration for entry in self.bar.notes), default=_ZERO)
        self._next_factor = second

    def tuplet(self, count: int, in_time_of: int | None, notes: int | None) -> None:
        """``count`` notes in the time of ``in_time_of``, for the next ``notes`` notes; the standard's defaults where None."""
        numerator, denominator = self.meter
        swung = 3 if denominator >= 8 and numerator % 3 == 0 else 2
        default = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}.get(count, swung)
        self._tuplet_factor = Fraction(in_time_of or default, count)
        self._tuplet_left = notes or count

    def overlay(self) -> None:
        """``&``: what follows sounds together with this bar from its start."""
        self.cursor = _ZERO

    def start_ending(self, numbers: frozenset[int]) -> None:
        """A numbered bracket opens here; inside a bar it divides the bar."""
        if self.bar.length > 0:
            self.cursor = _ZERO
            self.bars.append(AbcBar(self.meter))
        if self._endings and self.bars and len(self.bars) > 1:
            before = self.bars[-2] if self.bar.length == 0 else self.bars[-1]
            if not before.marks.ends_repeat and before.marks.endings and not before.marks.endings & numbers:
                before.marks.ends_repeat = 2  # a second ending means the first one led back
        self._endings = numbers
        self.bar.marks.endings = numbers

    def bar_line(self, ends: int, starts: bool, is_double: bool) -> None:
        """A bar line; ``ends`` is how often the passage before it is played (0: no repeat sign)."""
        self._accidentals = {}
        self.cursor = _ZERO
        closed = self.bar if self.bar.length > 0 else self.bars[-2] if len(self.bars) > 1 else None
        if closed is not None and ends:
            closed.marks.ends_repeat = max(closed.marks.ends_repeat, ends)
        if ends or starts or is_double:
            self._endings = frozenset()
        if self.bar.length > 0:
            self.bars.append(AbcBar(self.meter))
            self.bar.marks.endings = self._endings
        elif ends or starts or is_double:
            self.bar.marks.endings = frozenset()
        # Without |: a repeat goes back to the last double bar, as the standard says.
        self._explicit_repeat = starts or (self._explicit_repeat and not ends)
        if starts or (is_double and not self._explicit_repeat):
            self.bar.marks.starts_repeat = True

"""What the band plays: a :class:`Score` of notes or a :class:`Text` of words. Frozen values, units in every name.

Time is counted in whole ticks from the first sounding or silent moment of the piece, ``ticks_per_quarter`` ticks to a quarter note, so that
nothing is lost to rounding. Every list is sorted by its start. A score may begin with a pickup (anacrusis): ``pickup_ticks`` is the length of
that first incomplete bar, and bar 1 begins at ``pickup_ticks``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import gcd

TICKS_PER_QUARTER = 480
"""The resolution houseband itself writes; files read from elsewhere keep their own."""


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """One sounding note; ties are already joined."""

    start_ticks: int
    """From the start of the piece, >= 0."""
    pitch: int
    """MIDI note number 0-127 (60 = middle C); in a drum part the General MIDI percussion key."""
    duration_ticks: int
    """Sounding length, >= 1."""
    velocity: int = 80
    """MIDI velocity 1-127."""

    @property
    def end_ticks(self) -> int:
        """The first tick at which the note no longer sounds."""
        return self.start_ticks + self.duration_ticks


@dataclass(frozen=True, slots=True, order=True)
class Lyric:
    """One syllable, sung from ``start_ticks`` on."""

    start_ticks: int
    text: str
    syllabic: str = "single"
    """As in MusicXML: ``single``, ``begin``, ``middle`` or ``end`` of a word."""
    verse: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """What one player plays."""

    name: str
    program: int
    """General MIDI program 0-127; ignored where ``is_drum``."""
    notes: tuple[Note, ...]
    """Sorted by start, then pitch. May overlap (chords, several voices)."""
    is_drum: bool = False
    lyrics: tuple[Lyric, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Tempo:
    """The tempo from ``start_ticks`` on."""

    start_ticks: int
    quarters_per_minute: float
    """Quarter notes a minute, whatever the meter's beat is; > 0."""


@dataclass(frozen=True, slots=True, order=True)
class Meter:
    """The time signature from ``start_ticks`` on; always at a bar line (or 0)."""

    start_ticks: int
    numerator: int
    denominator: int
    """A power of two."""

    def bar_ticks(self, ticks_per_quarter: int) -> int:
        """Length of one whole bar in ticks."""
        return self.numerator * ticks_per_quarter * 4 // self.denominator

    def beat_ticks(self, ticks_per_quarter: int) -> int:
        """Length of one felt beat in ticks: a dotted unit in compound meters (6/8, 9/8, 12/8), else the denominator's note."""
        unit = ticks_per_quarter * 4 // self.denominator
        return 3 * unit if self.is_compound else unit

    @property
    def is_compound(self) -> bool:
        """True for 6/8, 9/8, 12/8 and their like, whose beat divides into three."""
        return self.denominator >= 8 and self.numerator > 3 and self.numerator % 3 == 0

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"


MODE_OFFSETS = {"major": 0, "minor": 3, "dorian": -2, "phrygian": -4, "lydian": -5, "mixolydian": -7, "locrian": 1}
"""Semitones from a mode's tonic up to the tonic of the major key with the same signature (negative: down)."""
MODES = tuple(MODE_OFFSETS)

SHARP_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FLAT_NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """The key from ``start_ticks`` on."""

    start_ticks: int
    tonic: int
    """Pitch class 0-11 (0 = C)."""
    mode: str = "major"
    """One of :data:`MODES`."""

    @property
    def fifths(self) -> int:
        """Sharps (positive) or flats (negative) in the signature, -6 to 6 (the enharmonic twin with six is written flat in minor and locrian)."""
        relative_major = (self.tonic + MODE_OFFSETS[self.mode]) % 12
        count = relative_major * 7 % 12
        return count - 12 if count > 6 or (count == 6 and self.mode in {"minor", "locrian"}) else count

    @property
    def tonic_name(self) -> str:
        """The tonic spelt as its signature spells it: ``Bb``, ``F#``."""
        return spelled_pitch_class(self.tonic, self.fifths)

    def __str__(self) -> str:
        return f"{self.tonic_name} {self.mode}"


def spelled_pitch_class(pitch_class: int, fifths: int) -> str:
    """Name of a pitch class as a signature of ``fifths`` sharps (negative: flats) spells it; notes outside it follow its side."""
    return (SHARP_NAMES if fifths > 0 else FLAT_NAMES)[pitch_class % 12] if fifths else _NATURAL_SIGNATURE[pitch_class % 12]


_NATURAL_SIGNATURE = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B")


@dataclass(frozen=True, slots=True)
class ChordSymbol:
    """A chord from ``start_ticks`` until the next one. Parse and spell with :mod:`corpora.chords`."""

    start_ticks: int
    root: int
    """Pitch class 0-11."""
    quality: str
    """A key of :data:`corpora.chords.QUALITIES`; ``N`` is no chord (tacet)."""
    bass: int | None = None
    """Pitch class of a slash bass, where it differs from the root."""


@dataclass(frozen=True, slots=True, order=True)
class Section:
    """A named stretch of the form from ``start_ticks`` on: ``Intro``, ``Head``, ``Solo``, ``A``, ``Ending``."""

    start_ticks: int
    name: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a score."""

    number: int
    """1 for the first whole bar; 0 for a pickup."""
    start_ticks: int
    length_ticks: int
    meter: Meter

    @property
    def end_ticks(self) -> int:
        """The bar line that closes it."""
        return self.start_ticks + self.length_ticks


@dataclass(frozen=True, slots=True)
class Score:
    """A piece of music."""

    parts: tuple[Part, ...]
    ticks_per_quarter: int = TICKS_PER_QUARTER
    tempos: tuple[Tempo, ...] = (Tempo(0, 120.0),)
    """At least one; the first starts at 0."""
    meters: tuple[Meter, ...] = (Meter(0, 4, 4),)
    """At least one; the first starts at 0 and also rules the pickup."""
    keys: tuple[Key, ...] = ()
    """Empty where unknown."""
    chords: tuple[ChordSymbol, ...] = ()
    sections: tuple[Section, ...] = ()
    pickup_ticks: int = 0
    """Length of the incomplete first bar; 0 where the piece begins on a bar line."""
    title: str = ""
    composer: str = ""
    length_ticks: int = 0
    """Where the last bar ends if that is later than the last note; 0 = the bar line at or after the last note."""

    @property
    def sounding_end_ticks(self) -> int:
        """The tick at which the last note ends; 0 for a silent score."""
        return max((note.end_ticks for part in self.parts for note in part.notes), default=0)

    @property
    def end_ticks(self) -> int:
        """The last bar line: the later of ``length_ticks`` and the bar line at or after the last note."""
        last = 0
        for bar in self.bars():
            last = bar.end_ticks
        return last

    def bars(self) -> Iterator[Bar]:
        """Every bar in order, the pickup first as number 0; a meter change between bar lines cuts the running bar short."""
        end = max(self.sounding_end_ticks, self.length_ticks)
        start, number = 0, 1
        if self.pickup_ticks:
            yield Bar(0, 0, self.pickup_ticks, self.meters[0])
            start = self.pickup_ticks
        meter_starts = [meter.start_ticks for meter in self.meters]
        while start < end:
            index = max(0, bisect_right(meter_starts, start) - 1)
            meter = self.meters[index]
            stop = start + meter.bar_ticks(self.ticks_per_quarter)
            if index + 1 < len(self.meters) and start < meter_starts[index + 1] < stop:
                stop = meter_starts[index + 1]
            yield Bar(number, start, stop - start, meter)
            start, number = stop, number + 1

    def seconds_at(self, ticks: int) -> float:
        """Time in seconds of a tick, through every tempo change."""
        seconds = 0.0
        for index, tempo in enumerate(self.tempos):
            if tempo.start_ticks >= ticks:
                break
            until = self.tempos[index + 1].start_ticks if index + 1 < len(self.tempos) else ticks
            seconds += (min(until, ticks) - tempo.start_ticks) * 60.0 / (tempo.quarters_per_minute * self.ticks_per_quarter)
        return seconds

    @property
    def seconds(self) -> float:
        """Length from the start to the last bar line, in seconds."""
        return self.seconds_at(self.end_ticks)

    @property
    def note_count(self) -> int:
        """Notes in all parts, drums included."""
        return sum(len(part.notes) for part in self.parts)

    def transposed(self, semitones: int) -> Score:
        """The score moved by ``semitones``; drums stay, pitches leaving 0-127 move back by octaves."""
        if semitones == 0:
            return self
        return replace(
            self,
            parts=tuple(_transposed_part(part, semitones) for part in self.parts),
            keys=tuple(replace(key, tonic=(key.tonic + semitones) % 12) for key in self.keys),
            chords=tuple(
                replace(chord, root=(chord.root + semitones) % 12, bass=None if chord.bass is None else (chord.bass + semitones) % 12)
                for chord in self.chords
            ),
        )

    def at_resolution(self, ticks_per_quarter: int) -> Score:
        """The score with every time rounded to another resolution; exact where the new one is a multiple of the old."""
        if ticks_per_quarter == self.ticks_per_quarter:
            return self
        factor = _Rescale(self.ticks_per_quarter, ticks_per_quarter)
        return replace(
            self,
            ticks_per_quarter=ticks_per_quarter,
            parts=tuple(_rescaled_part(part, factor) for part in self.parts),
            tempos=tuple(replace(tempo, start_ticks=factor(tempo.start_ticks)) for tempo in self.tempos),
            meters=tuple(replace(meter, start_ticks=factor(meter.start_ticks)) for meter in self.meters),
            keys=tuple(replace(key, start_ticks=factor(key.start_ticks)) for key in self.keys),
            chords=tuple(replace(chord, start_ticks=factor(chord.start_ticks)) for chord in self.chords),
            sections=tuple(replace(section, start_ticks=factor(section.start_ticks)) for section in self.sections),
            pickup_ticks=factor(self.pickup_ticks),
            length_ticks=factor(self.length_ticks),
        )


class _Rescale:
    """Rounds ticks of one resolution to another, half up, in whole numbers."""

    def __init__(self, source: int, target: int) -> None:
        common = gcd(source, target)
        self.numerator, self.denominator = target // common, source // common

    def __call__(self, ticks: int) -> int:
        return (2 * ticks * self.numerator + self.denominator) // (2 * self.denominator)


def _rescaled_part(part: Part, factor: _Rescale) -> Part:
    notes = (
        replace(note, start_ticks=factor(note.start_ticks), duration_ticks=max(1, factor(note.end_ticks) - factor(note.start_ticks)))
        for note in part.notes
    )
    return replace(
        part,
        notes=tuple(sorted(notes)),
        lyrics=tuple(replace(lyric, start_ticks=factor(lyric.start_ticks)) for lyric in part.lyrics),
    )


def _transposed_part(part: Part, semitones: int) -> Part:
    if part.is_drum:
        return part
    return replace(part, notes=tuple(replace(note, pitch=_within_midi(note.pitch + semitones)) for note in part.notes))


def _within_midi(pitch: int) -> int:
    while pitch < 0:
        pitch += 12
    while pitch > 127:
        pitch -= 12
    return pitch


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of words."""

    text: str
    title: str = ""
    author: str = ""


Piece = Score | Text

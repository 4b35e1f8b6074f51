"""One part of a MusicXML document, measure by measure: elements in, :class:`WrittenBar` events out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from corpora.errors import UnreadableFileError
from corpora.formats.musicxml_chords import read_harmony
from corpora.formats.musicxml_drums import drum_key_of_display
from corpora.formats.written import WrittenBar, WrittenLyric, WrittenNote
from corpora.pieces import MODE_OFFSETS

_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_BEAT_UNIT_QUARTERS = {"breve": 8.0, "whole": 4.0, "half": 2.0, "quarter": 1.0, "eighth": 0.5, "16th": 0.25, "32nd": 0.125}
_DA_CAPO = re.compile(r"^\W*(\w+ )?(D\. ?C\.|DC\b|Da Capo)", re.IGNORECASE)
_DAL_SEGNO = re.compile(r"^\W*(D\. ?S\.|DS\b|Dal Segno)", re.IGNORECASE)
_FINE = re.compile(r"^\W*Fine\W*$", re.IGNORECASE)
_TO_CODA = re.compile(r"^\W*To Coda\W*$", re.IGNORECASE)

UNNAMED_MODE = ""
"""The mode of a key whose signature alone is written."""


@dataclass(slots=True)
class PartReader:
    """What is in force while one part is read. Bars are shared by all parts: each part adds its own notes and marks."""

    first_part: int
    """Index of the part its first staff becomes; staff n becomes ``first_part + n - 1``."""
    staves: int
    ticks_per_quarter: int
    drum_keys: dict[str, int] = field(default_factory=dict)
    """MusicXML instrument id -> General MIDI percussion key."""
    is_drum: bool = False
    divisions: int = 1
    transposition: int = 0
    """Semitones from written to sounding pitch."""
    velocity: int = 80
    brackets: frozenset[int] = frozenset()
    """The numbered ending we are under."""
    meter: tuple[int, int] = (4, 4)
    reads_controls: bool = True
    """Keys are taken from the first pitched part only."""
    cursor: int = 0
    chord_offset: int = 0
    furthest: int = 0
    full_rest: int = 0

    def ticks(self, text: str | None) -> int:
        """A duration in divisions as whole ticks; the resolution was chosen so that nothing is lost."""
        try:
            return round(float(text or 0) * self.ticks_per_quarter / self.divisions) if text and "." in text else self._exact(int(text or 0))
        except ValueError as error:
            raise UnreadableFileError(f"a duration of {text!r} is no number of divisions") from error

    def _exact(self, value: int) -> int:
        return value * self.ticks_per_quarter // self.divisions

    def read_measure(self, measure: Element, bar: WrittenBar) -> None:
        """Add everything in one ``<measure>`` to ``bar``."""
        self.cursor = self.chord_offset = self.furthest = self.full_rest = 0
        for element in measure:
            reader = _READERS.get(element.tag)
            if reader is not None:
                reader(self, element, bar)
        bar.meter = self.meter
        bar.length_ticks = max(bar.length_ticks, self.furthest)
        bar.marks.endings |= self.brackets
        if self._bracket_closed(measure):
            self.brackets = frozenset()

    @staticmethod
    def _bracket_closed(measure: Element) -> bool:
        return any(ending.get("type") in {"stop", "discontinue"} for ending in measure.iterfind("barline/ending"))

    def _advance(self, ticks: int) -> None:
        self.cursor = max(0, self.cursor + ticks)
        self.furthest = max(self.furthest, self.cursor)

    def _offset(self, element: Element) -> int:
        return max(0, self.cursor + self.ticks(element.findtext("offset")))

    def read_note(self, element: Element, bar: WrittenBar) -> None:
        """A ``<note>``: sounding, rest, grace (dropped) or cue (silent, but takes its time)."""
        if element.find("grace") is not None:
            return
        duration = self.ticks(element.findtext("duration"))
        rest = element.find("rest")
        if rest is not None and rest.get("measure") == "yes":
            self.full_rest = max(self.full_rest, duration)
            self.cursor += duration
            return
        if element.find("chord") is None:
            self.chord_offset = self.cursor
            self._advance(duration)
        if rest is not None or duration < 1 or element.find("cue") is not None:
            return
        pitch = self._sounding_pitch(element)
        if pitch is None:
            return
        ties = {tie.get("type") for tie in element.iterfind("tie")}
        staff = min(max(int(element.findtext("staff") or 1), 1), self.staves)
        bar.notes.append(
            WrittenNote(
                offset_ticks=self.chord_offset,
                duration_ticks=duration,
                pitch=pitch,
                part=self.first_part + staff - 1,
                velocity=self._velocity(element),
                starts_tie="start" in ties,
                ends_tie="stop" in ties,
                lyrics=tuple(_lyrics(element)),
                tie_group=self.first_part,
            )
        )

    def _velocity(self, element: Element) -> int:
        dynamics = element.get("dynamics")
        return self.velocity if dynamics is None else _velocity_of(dynamics, self.velocity)

    def _sounding_pitch(self, element: Element) -> int | None:
        instrument = element.find("instrument")
        if instrument is not None and self.is_drum and instrument.get("id", "") in self.drum_keys:
            return self.drum_keys[instrument.get("id", "")]
        pitch = element.find("pitch")
        if pitch is not None:
            step = _STEPS[(pitch.findtext("step") or "C").strip()]
            octave = int(pitch.findtext("octave") or 4)
            midi = step + round(float(pitch.findtext("alter") or 0)) + 12 * (octave + 1) + (0 if self.is_drum else self.transposition)
            return midi if 0 <= midi <= 127 else None
        unpitched = element.find("unpitched")
        if unpitched is None:
            return None
        notehead = (element.findtext("notehead") or "normal").strip()
        return drum_key_of_display(unpitched.findtext("display-step") or "E", int(unpitched.findtext("display-octave") or 4), notehead)

    def read_backup(self, element: Element, _bar: WrittenBar) -> None:
        """Move back to write another voice."""
        self.cursor = max(0, self.cursor - self.ticks(element.findtext("duration")))

    def read_forward(self, element: Element, _bar: WrittenBar) -> None:
        """Silence without a rest sign."""
        self._advance(self.ticks(element.findtext("duration")))

    def read_attributes(self, element: Element, bar: WrittenBar) -> None:
        """Divisions, key, meter, transposition."""
        divisions = element.findtext("divisions")
        if divisions is not None:
            self.divisions = positive_divisions(divisions)
        transpose = element.find("transpose")
        if transpose is not None:
            octaves = int(transpose.findtext("octave-change") or 0)
            self.transposition = round(float(transpose.findtext("chromatic") or 0)) + 12 * octaves
        time = element.find("time")
        if time is not None and self.cursor == 0:
            self.meter = _meter(time) or self.meter
        key = element.find("key")
        if key is not None and self.reads_controls and key.findtext("fifths") is not None:
            bar.keys.append((self.cursor, _key(key, self.transposition)))

    def read_direction(self, element: Element, bar: WrittenBar) -> None:
        """Tempo, rehearsal marks, segno, coda and words."""
        offset = self._offset(element)
        sound = element.find("sound")
        if sound is not None:
            self._read_sound(sound, bar, offset)
        for kind in element.iterfind("direction-type/*"):
            if kind.tag == "metronome" and (sound is None or sound.get("tempo") is None):
                tempo = _metronome(kind)
                if tempo is not None:
                    bar.tempos.append((offset, tempo))
            elif kind.tag == "rehearsal" and kind.text and (offset, kind.text.strip()) not in bar.sections:
                bar.sections.append((offset, kind.text.strip()))
            elif kind.tag == "segno":
                bar.marks.is_segno = True
            elif kind.tag == "coda":
                bar.marks.is_coda = True
            elif kind.tag == "words":
                self._read_words(kind.text or "", bar)

    @staticmethod
    def _read_words(words: str, bar: WrittenBar) -> None:
        # Many files write the words only, without the <sound> that plays them.
        bar.marks.da_capo |= bool(_DA_CAPO.match(words))
        bar.marks.dal_segno |= bool(_DAL_SEGNO.match(words))
        bar.marks.is_fine |= bool(_FINE.match(words))
        bar.marks.goes_to_coda |= bool(_TO_CODA.match(words))

    def read_sound(self, element: Element, bar: WrittenBar) -> None:
        """A ``<sound>`` directly in the measure."""
        self._read_sound(element, bar, self._offset(element))

    def _read_sound(self, sound: Element, bar: WrittenBar, offset: int) -> None:
        tempo = _positive(sound.get("tempo"))
        if tempo is not None and tempo <= 2000:
            bar.tempos.append((offset, tempo))
        if sound.get("dynamics"):
            self.velocity = _velocity_of(sound.get("dynamics", ""), self.velocity)
        marks = bar.marks
        marks.da_capo |= sound.get("dacapo") == "yes"
        marks.dal_segno |= sound.get("dalsegno") is not None
        marks.is_segno |= sound.get("segno") is not None
        marks.is_coda |= sound.get("coda") is not None
        marks.goes_to_coda |= sound.get("tocoda") is not None
        marks.is_fine |= sound.get("fine") is not None

    def read_harmony(self, element: Element, bar: WrittenBar) -> None:
        """A chord symbol; where two parts print the same one, the first counts."""
        chord = read_harmony(element)
        offset = self._offset(element)
        if chord is not None and all(known != offset for known, _ in bar.chords):
            bar.chords.append((offset, chord))

    def read_barline(self, element: Element, bar: WrittenBar) -> None:
        """Repeat signs and numbered endings."""
        repeat = element.find("repeat")
        if repeat is not None and repeat.get("direction") == "forward":
            bar.marks.starts_repeat = True
        elif repeat is not None:
            times = repeat.get("times", "2")
            bar.marks.ends_repeat = min(max(int(times) if times.isdigit() else 2, 2), 99)
        ending = element.find("ending")
        if ending is not None and ending.get("type") == "start":
            self.brackets = frozenset(int(number) for number in re.findall(r"\d+", ending.get("number", "1"))[:20])
        bar.marks.is_segno |= element.find("segno") is not None
        bar.marks.is_coda |= element.find("coda") is not None


_READERS = {
    "note": PartReader.read_note,
    "backup": PartReader.read_backup,
    "forward": PartReader.read_forward,
    "attributes": PartReader.read_attributes,
    "direction": PartReader.read_direction,
    "sound": PartReader.read_sound,
    "harmony": PartReader.read_harmony,
    "barline": PartReader.read_barline,
}


def positive_divisions(text: str) -> int:
    """The divisions of a quarter note.

    Raises:
        UnreadableFileError: unless between 1 and 1,000,000.
    """
    value = int(text) if text.strip().isdigit() else 0
    if not 1 <= value <= 1_000_000:
        raise UnreadableFileError(f"divisions of {text.strip()!r} a quarter note; possible: 1 to 1000000")
    return value


def _positive(text: str | None) -> float | None:
    try:
        value = float(text or 0)
    except ValueError:
        return None
    return value if 0 < value < float("inf") else None


def _velocity_of(dynamics: str, fallback: int) -> int:
    """MusicXML counts loudness in percent of MIDI velocity 90."""
    percent = _positive(dynamics)
    return fallback if percent is None else min(127, max(1, round(percent * 0.9)))


def _metronome(element: Element) -> float | None:
    """Quarter notes a minute of a metronome mark; None where it sets no number (``quarter = dotted quarter``)."""
    number = re.search(r"\d+(\.\d+)?", element.findtext("per-minute") or "")
    unit = _BEAT_UNIT_QUARTERS.get((element.findtext("beat-unit") or "").strip())
    if number is None or unit is None or float(number.group()) <= 0:
        return None
    dots = len(element.findall("beat-unit-dot"))
    return float(number.group()) * unit * (2.0 - 0.5**dots)


def _meter(time: Element) -> tuple[int, int] | None:
    """A time signature; ``3+2/8`` and several fractions are added up. None where there is none (senza misura)."""
    beats = [sum(int(number) for number in re.findall(r"\d+", element.text or "")) for element in time.iterfind("beats")]
    types = [int(element.text) if (element.text or "").strip().isdigit() else 0 for element in time.iterfind("beat-type")]  # type: ignore[arg-type]
    if not beats or len(beats) != len(types) or any(kind not in {1, 2, 4, 8, 16, 32, 64} for kind in types) or not 1 <= sum(beats) <= 256:
        return None
    denominator = max(types)
    return sum(count * denominator // kind for count, kind in zip(beats, types, strict=True)), denominator


def _key(key: Element, transposition: int) -> tuple[int, str]:
    """Sounding tonic and mode of a ``<key>``; the mode is :data:`UNNAMED_MODE` where none is written."""
    fifths = int(key.findtext("fifths") or 0)
    mode = (key.findtext("mode") or "").strip().lower()
    mode = {"aeolian": "minor", "ionian": "major"}.get(mode, mode)
    major_tonic = fifths * 7 + transposition
    if mode not in MODE_OFFSETS:
        return major_tonic % 12, UNNAMED_MODE
    return (major_tonic - MODE_OFFSETS[mode]) % 12, mode


def _lyrics(element: Element) -> list[WrittenLyric]:
    lyrics = []
    for position, lyric in enumerate(element.iterfind("lyric"), 1):
        pieces = [part.text or "" for part in lyric if part.tag in {"text", "elision"}]
        text = "".join(pieces).strip()
        if not text:
            continue
        syllabics = [part.text for part in lyric.iterfind("syllabic") if part.text]
        number = re.search(r"(\d+)\D*$", lyric.get("number", ""))
        verse = int(number.group(1)) if number else position
        lyrics.append(WrittenLyric(max(1, verse), _syllabic(syllabics), text))
    return lyrics


def _syllabic(syllabics: list[str]) -> str:
    """Of elided syllables together: ``end`` + ``begin`` is the middle of a stretch."""
    if not syllabics:
        return "single"
    opens, closes = syllabics[0] in {"single", "begin"}, syllabics[-1] in {"single", "end"}
    return {(True, True): "single", (True, False): "begin", (False, True): "end", (False, False): "middle"}[opens, closes]

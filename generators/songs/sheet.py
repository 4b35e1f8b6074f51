"""The lead sheet of the whole song: intro, verses and choruses written out with their words, interludes, ending. Tonic at C."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpora.encodings.grid import ChordChange
from corpora.pieces import ChordSymbol, Key, Lyric, Meter, Note, Part, Score, Section, Tempo
from generators.songs.form import SongForm
from generators.songs.lines import SetLine, SungNote
from generators.songs.metre import Grid
from generators.songs.resinging import resung
from generators.songs.strains import Strain

_TICKS_PER_STEP = 40
_NAMES = {"verse": "Verse", "chorus": "Chorus", "bridge": "Bridge"}
_VELOCITY = 84


@dataclass(frozen=True, slots=True)
class SungPassage:
    """A section as it is sung: its lines in time, over its strain."""

    strain: int
    """Which strain of the tune it is sung to."""
    lines: tuple[SetLine, ...]
    models: tuple[int, ...]
    """For each line the line of the strain that gives its tune."""

    @property
    def bars(self) -> int:
        """Whole bars."""
        return sum(line.bars for line in self.lines)


@dataclass(frozen=True, slots=True)
class Setting:
    """A song's words in time."""

    grid: Grid
    key: Key
    """The tonic is C."""
    quarters_per_minute: float
    passages: tuple[SungPassage, ...]
    form: SongForm

    @property
    def sung_bars(self) -> int:
        """Whole bars of the sung sections."""
        return sum(passage.bars for passage in self.passages)

    @property
    def bars(self) -> int:
        """Whole bars of the song."""
        return self.form.intro + sum(self.form.interludes) + self.sung_bars + self.form.ending


def lead_sheet(setting: Setting, tune: Sequence[Strain]) -> Score:
    """The lead sheet: melody and words in the first part, chords and sections."""
    sheet = _Sheet(setting, tune)
    sheet.instrumental("Intro", setting.form.intro, tune[setting.passages[0].strain])
    for place, passage in enumerate(setting.passages):
        if setting.form.interludes[place]:
            sheet.instrumental("Interlude", setting.form.interludes[place], tune[passage.strain])
        sheet.sing(place)
    sheet.end(setting.form.ending)
    return sheet.score()


class _Sheet:
    """The lead sheet being written."""

    def __init__(self, setting: Setting, tune: Sequence[Strain]) -> None:
        self._setting, self._tune, self._grid = setting, tune, setting.grid
        self._bar_ticks = setting.grid.bar_slots * setting.grid.slot_ticks
        self._bar = 0
        self._pickup = 0
        self._notes: list[Note] = []
        self._lyrics: list[Lyric] = []
        self._chords: list[ChordSymbol] = []
        self._sections: list[Section] = []
        self._counts: dict[str, int] = {}
        if not setting.form.intro:
            self._pickup = setting.passages[0].lines[0].pickup * setting.grid.slot_ticks

    def sing(self, place: int) -> None:
        """A section with its words."""
        passage = self._setting.passages[place]
        strain = self._tune[passage.strain]
        self._name(strain)
        for nth, (line, model) in enumerate(zip(passage.lines, passage.models, strict=True)):
            sung = resung(strain.lines[model], line, self._grid, self._next_onset(place, nth))
            self._place(line, sung)
            starts = strain.line_starts()[model]
            self._harmonise(strain.chords[starts : starts + strain.lines[model].bars], line.bars)

    def _name(self, strain: Strain) -> None:
        count = self._counts[strain.kind] = self._counts.get(strain.kind, 0) + 1
        total = sum(self._tune[passage.strain].kind == strain.kind for passage in self._setting.passages)
        name = _NAMES[strain.kind]
        self._section(f"{name} {count}" if strain.kind == "verse" and total > 1 else name)

    def _section(self, name: str) -> None:
        self._sections.append(Section(self._now if self._sections else 0, name))

    @property
    def _now(self) -> int:
        """Tick of the bar line the next bar begins with."""
        return self._pickup + self._bar * self._bar_ticks

    def _next_onset(self, place: int, nth: int) -> int:
        """Slot (from the line's first bar line) at which the next line begins, or the band alone goes on."""
        passage = self._setting.passages[place]
        own = passage.lines[nth].bars * self._grid.bar_slots
        if nth + 1 < len(passage.lines):
            return own - passage.lines[nth + 1].pickup
        if place + 1 < len(self._setting.passages):
            silent = self._setting.form.interludes[place + 1] * self._grid.bar_slots
            return own + silent - self._setting.passages[place + 1].lines[0].pickup
        return own + (self._setting.form.ending > 0)

    def _place(self, line: SetLine, sung: Sequence[SungNote]) -> None:
        for note in sung:
            start = self._now + note.slot * self._grid.slot_ticks
            self._notes.append(Note(start, note.pitch, note.slots * self._grid.slot_ticks, _VELOCITY))
            if note.begins:
                words = line.words
                self._lyrics.append(Lyric(start, words.syllables[note.syllable], words.syllabics[note.syllable]))

    def _harmonise(self, chords: Sequence[tuple[ChordChange, ...]], bars: int) -> None:
        """The chords of so many bars; a line longer than its tune stays on the last ones."""
        for place in range(bars):
            for step, root, quality in chords[min(place, len(chords) - 1)]:
                self._chord(self._now + step * _TICKS_PER_STEP, root, quality)
            self._bar += 1

    def _chord(self, ticks: int, root: int, quality: str) -> None:
        last = self._chords[-1] if self._chords else None
        if last is None or (last.root, last.quality) != (root, quality):
            self._chords.append(ChordSymbol(ticks, root, quality))

    def instrumental(self, name: str, bars: int, strain: Strain) -> None:
        """The last bars of a strain without words, leading back to its beginning."""
        if not bars:
            return
        self._section(name)
        before = [len(strain.chords) - 1 - place % len(strain.chords) for place in range(bars)][::-1]
        heard = _notes_by_bar(strain, self._grid)
        until = self._now + bars * self._bar_ticks - self._lead_in_ticks(strain)
        for bar in before:
            for note in heard.get(bar, ()):
                start = self._now + note.slot * self._grid.slot_ticks
                length = min(note.slots * self._grid.slot_ticks, until - start)
                if length > 0:
                    self._notes.append(Note(start, note.pitch, length, _VELOCITY))
            self._harmonise(strain.chords[bar : bar + 1], 1)
        self._lead_back(strain)

    def _lead_in_ticks(self, strain: Strain) -> int:
        return max(self._bar_ticks // 2, (strain.pickup + 1) * self._grid.slot_ticks)

    def _lead_back(self, strain: Strain) -> None:
        """The last half bar turns to the dominant of the chord the strain begins with."""
        half = self._grid.bar_slots // 2 if self._grid.leans > 1 else 0
        begin = self._now - (self._grid.bar_slots - half) * self._grid.slot_ticks
        self._chords = [chord for chord in self._chords if chord.start_ticks < begin]
        self._chord(begin, (strain.chords[0][0][1] + 7) % 12, "7")

    def end(self, bars: int) -> None:
        """A plagal close under a held last chord."""
        if not bars:
            return
        self._section("Ending")
        minor = self._setting.key.mode in {"minor", "dorian", "phrygian", "locrian"}
        for place in range(bars):
            root = 0 if place == bars - 1 or place % 2 else 5
            self._harmonise([((0, root, "m" if minor else ""),)], 1)

    def score(self) -> Score:
        """Everything written so far."""
        meter, key = self._grid.meter, self._setting.key
        return Score(
            parts=(Part("melody", 0, tuple(_one_by_one(self._notes)), lyrics=tuple(sorted(self._lyrics))),),
            tempos=(Tempo(0, self._setting.quarters_per_minute),),
            meters=(Meter(0, meter.numerator, meter.denominator),),
            keys=(key,),
            chords=tuple(self._chords),
            sections=tuple(self._sections),
            pickup_ticks=self._pickup,
            length_ticks=self._now,
        )


def _notes_by_bar(strain: Strain, grid: Grid) -> dict[int, list[SungNote]]:
    """A strain's notes by the bar they begin in, slots counted from that bar; a pickup before the first bar is left out."""
    found: dict[int, list[SungNote]] = {}
    begun = 0
    for line in strain.lines:
        for note in line.notes:
            bar, slot = divmod(begun * grid.bar_slots + note.slot, grid.bar_slots)
            found.setdefault(bar, []).append(SungNote(slot, note.slots, note.syllable, note.begins, note.pitch))
        begun += line.bars
    return found


def _one_by_one(notes: Sequence[Note]) -> list[Note]:
    """One voice: each note ends where the next begins."""
    ordered = sorted(notes)
    ends = [*(note.start_ticks for note in ordered[1:]), 1 << 60]
    return [
        Note(note.start_ticks, note.pitch, min(note.duration_ticks, end - note.start_ticks), note.velocity)
        for note, end in zip(ordered, ends, strict=True)
        if end > note.start_ticks
    ]

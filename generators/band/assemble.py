"""From a head and solos to the lead sheet of the whole performance, laid out along a form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpora.chords import NO_CHORD, QUALITIES
from corpora.pieces import TICKS_PER_QUARTER, Bar, ChordSymbol, Key, Lyric, Meter, Note, Part, Score, Section
from generators.band.plan import Form, FormSection
from generators.band.styles import Style


def assemble(form: Form, head: Score, solos: Sequence[Score], style: Style) -> Score:
    """The full-length lead sheet: the melody in ``parts[0]`` from intro to ending, the head's changes under all of it.

    The intro is the head's last bars with a dominant leading in, solos lie over the head's changes, the ending repeats the head's last bars and
    closes on the tonic chord. A pickup of the head sounds before each head that begins at its first bar.

    Args:
        form: the sections; a head shorter than the form's wraps round.
        head: the composed tune with chords and key.
        solos: one melody for each solo section; fewer are used in turn, none means the tune again.
        style: tells how a tonic chord is spelt where the head has none.
    """
    head = head.at_resolution(TICKS_PER_QUARTER)
    sheet = _Sheet(head)
    for index, section in enumerate(form.sections):
        melody = head
        if section.role == "solo" and solos:
            melody = solos[form.solos.index(section) % len(solos)].at_resolution(TICKS_PER_QUARTER)
        sheet.section(section, melody, is_first=index == 0)
        if section.role == "intro":
            sheet.lead_in()
    sheet.close(_tonic_chord(head, style), is_added=form.sections[-1].role == "ending")
    return sheet.score()


def _tonic_chord(head: Score, style: Style) -> ChordSymbol:
    """The chord the piece ends on: the tonic as the head spells it most often (dominant in a blues), else the style's."""
    key = head.keys[-1] if head.keys else None
    sounding = [chord for chord in head.chords if chord.quality != NO_CHORD]
    tonic = key.tonic if key is not None else sounding[-1].root if sounding else 0
    minor = key is not None and key.mode in {"minor", "dorian", "phrygian", "locrian"}
    third = 3 if minor else 4
    used = Counter(chord.quality for chord in sounding if chord.root == tonic and chord.bass is None and third in QUALITIES[chord.quality])
    # A dominant seventh on the tonic is home only where it is the tonic's main colour, as in a blues; else it leads on to the fourth.
    common = used.most_common(1)[0][0] if used else ("m6" if minor else "6") if style.harmony == "jazz" else ("m" if minor else "")
    return ChordSymbol(0, tonic, common)


class _Sheet:
    """The lead sheet being written, section after section."""

    def __init__(self, head: Score) -> None:
        self._head = head
        self._bars = [bar for bar in head.bars() if bar.number > 0] or [Bar(1, 0, head.meters[0].bar_ticks(head.ticks_per_quarter), head.meters[0])]
        self._end = 0
        self._pickup_ticks = 0
        self._last_bar = self._bars[-1]
        self._notes: list[Note] = []
        self._lyrics: list[Lyric] = []
        self._chords: list[ChordSymbol] = []
        self._meters: list[Meter] = []
        self._keys: list[Key] = []
        self._sections: list[Section] = []

    def section(self, section: FormSection, melody: Score, *, is_first: bool) -> None:
        """Append the head's bars the section stands on, with ``melody`` above them."""
        if is_first and section.role != "intro" and section.from_bar == 0:
            self._pickup_ticks = self._end = self._head.pickup_ticks
        starts = self._end
        self._sections.append(Section(0 if is_first else self._end, section.name))
        if section.from_bar == 0 and section.role in {"head", "solo"} and melody.pickup_ticks:
            self._pickup(melody)
        own = [bar for bar in melody.bars() if bar.number > 0]
        # A solo as long as its section begins with it; a longer one lies over the whole head.
        offset = 0 if melody is not self._head and len(own) <= section.bars else section.from_bar
        for place in range(section.bars):
            under = self._bars[(section.from_bar + place) % len(self._bars)]
            above = under if melody is self._head else own[(offset + place) % len(own)] if own else None
            self._bar(under, above, melody)
        self._keys += [replace(key, start_ticks=0 if is_first else starts) for key in self._head.keys[:1]]

    def _pickup(self, melody: Score) -> None:
        """The notes before the melody's first bar, laid over the end of what came before."""
        begin = self._end - melody.pickup_ticks
        if begin < 0:
            return
        self._notes = _cut_at(self._notes, begin)
        notes = [note for note in melody.parts[0].notes if note.start_ticks < melody.pickup_ticks] if melody.parts else []
        self._notes += [replace(note, start_ticks=note.start_ticks + begin) for note in notes]

    def _bar(self, under: Bar, above: Bar | None, melody: Score) -> None:
        shift = self._end - under.start_ticks
        if not self._meters or (self._meters[-1].numerator, self._meters[-1].denominator) != (under.meter.numerator, under.meter.denominator):
            self._meters.append(replace(under.meter, start_ticks=self._end if self._meters else 0))
        for chord in _chords_of(self._head, under):
            self._chords.append(replace(chord, start_ticks=chord.start_ticks + shift))
        if above is not None and melody.parts:
            self._melody_bar(above, under.length_ticks, melody.parts[0])
        self._end += under.length_ticks
        self._last_bar = under

    def _melody_bar(self, above: Bar, length: int, part: Part) -> None:
        shift = self._end - above.start_ticks
        for note in part.notes:
            if above.start_ticks <= note.start_ticks < min(above.end_ticks, above.start_ticks + length):
                self._notes.append(replace(note, start_ticks=note.start_ticks + shift))
        for lyric in part.lyrics:
            if above.start_ticks <= lyric.start_ticks < above.end_ticks:
                self._lyrics.append(replace(lyric, start_ticks=lyric.start_ticks + shift))

    def lead_in(self) -> None:
        """The last half bar of the intro is the dominant of the chord the head begins with, and the tune rests there."""
        first = next((chord for chord in self._head.chords if chord.quality != NO_CHORD), None)
        if first is None:
            return
        meter = self._last_bar.meter
        beats = max(1, self._last_bar.length_ticks // meter.beat_ticks(TICKS_PER_QUARTER))
        begin = self._end - max(1, beats // 2) * meter.beat_ticks(TICKS_PER_QUARTER)
        self._notes = _cut_at(self._notes, begin)
        self._chords = [chord for chord in self._chords if chord.start_ticks < begin]
        self._chords.append(ChordSymbol(begin, (first.root + 7) % 12, "7"))

    def close(self, tonic: ChordSymbol, *, is_added: bool) -> None:
        """The last bar is the tonic chord and one last note of the tune, held to the bar line.

        ``is_added`` says that the bar comes after the composed tune, so nothing composed is lost by replacing its notes.
        """
        begin = self._end - self._last_bar.length_ticks
        if self._head.chords:
            self._chords = [chord for chord in self._chords if chord.start_ticks < begin]
            self._chords.append(replace(tonic, start_ticks=begin))
        if not self._notes:
            return
        tones = {(tonic.root + interval) % 12 for interval in QUALITIES[tonic.quality][:3]}
        last = max(self._notes)
        if last.start_ticks >= begin and last.pitch % 12 in tones and not is_added:
            self._notes = [*(note for note in self._notes if note is not last), replace(last, duration_ticks=self._end - last.start_ticks)]
            return
        kept = _cut_at(self._notes, begin)
        near = max(kept).pitch if kept else last.pitch
        pitch = min((each for each in range(near - 6, near + 6) if each % 12 == tonic.root), default=near, key=lambda each: abs(each - near))
        self._notes = [*kept, Note(begin, pitch, self._end - begin, last.velocity)]

    def score(self) -> Score:
        """Everything written so far."""
        notes = sorted(self._notes)
        clipped = [replace(note, duration_ticks=max(1, min(note.duration_ticks, self._end - note.start_ticks))) for note in notes]
        first = self._head.parts[0] if self._head.parts else Part("melody", 0, ())
        return replace(
            self._head,
            parts=(replace(first, notes=tuple(_one_at_a_time(clipped)), lyrics=tuple(sorted(self._lyrics))),),
            chords=tuple(_without_repeats(self._chords)),
            keys=tuple(self._keys[:1]),
            meters=tuple(self._meters),
            sections=tuple(self._sections),
            tempos=self._head.tempos[:1],
            pickup_ticks=self._pickup_ticks,
            length_ticks=self._end,
        )


def _chords_of(head: Score, bar: Bar) -> list[ChordSymbol]:
    """The chords of a bar, the one still sounding from before included."""
    inside = [chord for chord in head.chords if bar.start_ticks <= chord.start_ticks < bar.end_ticks]
    before = [chord for chord in head.chords if chord.start_ticks < bar.start_ticks]
    if before and (not inside or inside[0].start_ticks > bar.start_ticks):
        return [replace(before[-1], start_ticks=bar.start_ticks), *inside]
    return inside


def _without_repeats(chords: Sequence[ChordSymbol]) -> list[ChordSymbol]:
    kept: list[ChordSymbol] = []
    for chord in chords:
        if kept and replace(kept[-1], start_ticks=chord.start_ticks) == chord:
            continue
        kept.append(chord)
    return kept


def _cut_at(notes: Sequence[Note], end: int) -> list[Note]:
    """Notes that begin before a tick, none sounding beyond it."""
    return [replace(note, duration_ticks=min(note.duration_ticks, end - note.start_ticks)) for note in notes if note.start_ticks < end]


def _one_at_a_time(notes: Sequence[Note]) -> list[Note]:
    """No note sounds into the next one where sections meet; notes struck together stay a chord."""
    starts = sorted({note.start_ticks for note in notes})
    after = dict(pairwise(starts))
    return [replace(note, duration_ticks=min(note.duration_ticks, after.get(note.start_ticks, note.end_ticks) - note.start_ticks)) for note in notes]

"""One staff of a part as MusicXML: its bars, voices, beams, brackets, accidentals and words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from corpora.chords import chord_at
from corpora.formats.melismas import melismas
from corpora.formats.musicxml_elements import NoteHead, NoteStyle, chord_elements, rest_element
from corpora.formats.notation_grid import UNITS_PER_QUARTER, Piece, note_value, write_span
from corpora.formats.notation_spelling import place_of_note, spelling
from corpora.formats.notation_triplets import triplet_brackets
from corpora.formats.notation_voices import Event, Grid, GridBar, voices_of
from corpora.pieces import Key, Lyric, Note, Score

_FLAGS = {"eighth": 1, "16th": 2, "32nd": 3}
_MINOR_MODES = frozenset({"minor", "dorian", "phrygian", "locrian"})


@dataclass(frozen=True, slots=True)
class Placed:
    """One piece of one voice in one bar, with what sounds in it."""

    piece: Piece
    """Units counted from the first beat of the bar's meter."""
    event: Event | None
    """None for a rest."""
    ties_back: bool = False
    ties_on: bool = False


@dataclass(slots=True)
class Staff:
    """A staff ready to be written bar by bar."""

    number: int | None
    """1, 2, ... in a part of several staves; None alone."""
    first_voice: int
    voices: list[list[Event]]
    places: dict[tuple[int, int, int], int]
    """(voice, event start, pitch) -> place on the line of fifths."""
    words: dict[tuple[int, int], list[Lyric]]
    """(voice, event start) -> syllables."""
    drum_prefix: str = ""
    melismas: dict[int, int] = field(default_factory=dict)
    """Start of each syllable sung on several notes -> start of the last of those; in units."""
    _cursors: list[int] = field(default_factory=list)

    def bar_voices(self, bar: GridBar, fifths: int) -> list[tuple[list[Placed], str]]:
        """The voices that are written in a bar, each as its pieces and its MusicXML elements joined piece by piece with NUL."""
        placed = [(number, placed_in_bar(self._events_in(number, bar), bar)) for number in range(len(self.voices))]
        placed = [(number, pieces) for number, pieces in placed if number == 0 or any(entry.event for entry in pieces)]
        shown = self._accidentals(placed, fifths)
        several = len(placed) > 1
        return [(pieces, "\0".join(self._elements(number, pieces, bar, shown, several))) for number, pieces in placed]

    def _events_in(self, number: int, bar: GridBar) -> list[Event]:
        """Events of a voice that sound in a bar; bars are asked for in order, so a cursor per voice is enough."""
        if not self._cursors:
            self._cursors = [0] * len(self.voices)
        voice, cursor = self.voices[number], self._cursors[number]
        while cursor < len(voice) and voice[cursor].end <= bar.start:
            cursor += 1
        self._cursors[number] = cursor
        events = []
        while cursor < len(voice) and voice[cursor].start < bar.end:
            events.append(voice[cursor])
            cursor += 1
        return events

    def _accidentals(self, placed: Sequence[tuple[int, list[Placed]]], fifths: int) -> set[tuple[int, int, int]]:
        """(voice, piece start, pitch) of the notes that need an accidental, reading all voices of the bar from left to right."""
        shown: set[tuple[int, int, int]] = set()
        state: dict[tuple[str, int], int] = {}
        entries = sorted(((entry.piece.start, number, entry) for number, pieces in placed for entry in pieces), key=lambda item: item[:2])
        for start, number, entry in entries:
            if entry.event is None or entry.ties_back or self.drum_prefix:
                continue
            for note in entry.event.notes:
                step, alter = spelling(self.places[number, entry.event.start, note.pitch])
                line = (step, (note.pitch - alter) // 12)
                if state.get(line, signature_alteration(step, fifths)) != alter:
                    shown.add((number, start, note.pitch))
                state[line] = alter
        return shown

    def _elements(self, number: int, pieces: list[Placed], bar: GridBar, shown: set[tuple[int, int, int]], several: bool) -> list[str]:
        beams = _beams(pieces, bar)
        hidden_brackets = _beamed_brackets(pieces)
        whole_bar_rest = len(pieces) == 1 and pieces[0].event is None and bar.length == bar.beats.bar
        elements = []
        for index, entry in enumerate(pieces):
            piece = entry.piece
            bracket = piece.bracket
            style = NoteStyle(
                voice=self.first_voice + number,
                staff=self.number,
                beams=beams.get(index, ()),
                starts_bracket=bracket is not None and piece.start == bracket[0],
                ends_bracket=bracket is not None and piece.end == sum(bracket),
                shows_bracket=bracket not in hidden_brackets,
                ties_back=entry.ties_back,
                ties_on=entry.ties_on,
                stem=("up", "down")[number % 2] if several or (self.drum_prefix and number) else "",
            )
            if entry.event is None:
                elements.append(rest_element(piece, style, whole_bar_rest, hidden=number > 0))
                continue
            heads = [self._head(number, entry.event, note, (number, piece.start, note.pitch) in shown) for note in entry.event.notes]
            syllables = () if entry.ties_back else self.words.get((number, entry.event.start), ())
            style = replace(style, extends=entry.event.start in self.melismas, slurs=self._slurs(entry))
            elements.append(chord_elements(piece, heads, style, syllables, self.drum_prefix))
        return elements

    def _slurs(self, entry: Placed) -> tuple[str, ...]:
        """What a melisma's slur does at a piece of a note: it starts with the first note's first piece and stops with the last note's last."""
        if entry.event is None:
            return ()
        starts = entry.event.start in self.melismas and not entry.ties_back
        stops = entry.event.start in self.melismas.values() and not entry.ties_on
        return (("stop",) if stops else ()) + (("start",) if starts else ())

    def _head(self, number: int, event: Event, note: Note, shows_accidental: bool) -> NoteHead:
        return NoteHead(note, self.places.get((number, event.start, note.pitch), 0), shows_accidental)


def staff_of(
    notes: Sequence[Note], lyrics: Sequence[Lyric], score: Score, grid: Grid, number: int | None, first_voice: int, drum_prefix: str
) -> Staff:
    """Everything that can be decided about a staff before its bars are written."""
    voices = voices_of(notes, grid, bool(drum_prefix))
    places = {} if drum_prefix else _spelled(voices, score)
    several = melismas(notes, lyrics, score.ticks_per_quarter) if lyrics else {}
    sung_on = {grid.units(first): grid.units(last) for first, last in several.items()}
    return Staff(number, first_voice, voices, places, _words(lyrics, voices, grid), drum_prefix, sung_on)


def _spelled(voices: Sequence[Sequence[Event]], score: Score) -> dict[tuple[int, int, int], int]:
    starts = [key.start_ticks for key in score.keys]
    places: dict[tuple[int, int, int], int] = {}
    for number, voice in enumerate(voices):
        for event, following in zip_longest(voice, voice[1:]):
            ticks = event.notes[0].start_ticks
            key = score.keys[max(0, bisect_right(starts, ticks) - 1)] if starts else Key(0, 0)
            chord = chord_at(score.chords, ticks) if score.chords else None
            is_line = following is not None and len(event.notes) == 1
            next_pitch = following.notes[-1].pitch if following is not None and is_line else None
            for note in event.notes:
                places[number, event.start, note.pitch] = place_of_note(note.pitch, key.fifths, key.mode in _MINOR_MODES, chord, next_pitch)
    return places


def _words(lyrics: Sequence[Lyric], voices: Sequence[Sequence[Event]], grid: Grid) -> dict[tuple[int, int], list[Lyric]]:
    """Each syllable at the note that begins with it, else at the note nearest to it."""
    starts: dict[int, int] = {}
    for number in reversed(range(len(voices))):
        starts.update({event.start: number for event in voices[number]})
    words: dict[tuple[int, int], list[Lyric]] = {}
    for lyric in lyrics if starts else ():
        unit = grid.units(lyric.start_ticks)
        if unit not in starts:
            unit = min(starts, key=lambda start: (abs(start - unit), start))
        at_note = words.setdefault((starts[unit], unit), [])
        same = next((index for index, known in enumerate(at_note) if known.verse == lyric.verse), None)
        if same is None:
            at_note.append(lyric)
        else:
            known = at_note[same]
            at_note[same] = Lyric(known.start_ticks, f"{known.text} {lyric.text}", known.syllabic, known.verse)
    return words


def placed_in_bar(events: Sequence[Event], bar: GridBar, cuts: Sequence[int] = ()) -> list[Placed]:
    """The pieces that fill a bar: notes, and rests between them.

    Args:
        events: those of one voice that sound in the bar, in order.
        bar: the bar.
        cuts: where a piece must begin besides, in units from the first beat of the bar's meter.
    """
    shift = bar.offset - bar.start
    spans: list[tuple[int, int, Event | None]] = []
    position, end = bar.offset, bar.offset + bar.length
    for event in events:
        start = max(event.start + shift, bar.offset)
        if start > position:
            spans.append((position, start, None))
        position = min(event.end + shift, end)
        spans.append((start, position, event))
    if not events and not cuts and bar.length == bar.beats.bar:
        return [Placed(Piece(bar.offset, bar.length), None)]
    if position < end:
        spans.append((position, end, None))
    places = [place for start, stop, _ in spans for place in (start, stop)]
    # A cut on a quarter keeps wider brackets from covering it.
    brackets = triplet_brackets([*places, *(cut for cut in cuts if cut % UNITS_PER_QUARTER == 0)], bar.beats)
    placed: list[Placed] = []
    for start, stop, span_event in _cut_spans(spans, _free_cuts(cuts, brackets)):
        pieces = write_span(start, stop, bar.beats, brackets, span_event is None)
        if span_event is None:
            placed.extend(Placed(piece, None) for piece in pieces)
            continue
        comes_in, goes_on = span_event.start + shift < start, span_event.end + shift > stop
        for index, piece in enumerate(pieces):
            placed.append(Placed(piece, span_event, comes_in or index > 0, goes_on or index < len(pieces) - 1))
    return placed


def _free_cuts(cuts: Sequence[int], brackets: Sequence[tuple[int, int]]) -> list[int]:
    """The cuts that stand on a sixteenth and under no bracket."""
    return sorted(cut for cut in cuts if cut % 6 == 0 and not any(start < cut < start + length for start, length in brackets))


def _cut_spans(spans: Sequence[tuple[int, int, Event | None]], cuts: Sequence[int]) -> Iterator[tuple[int, int, Event | None]]:
    for start, stop, event in spans:
        edges = [start, *(cut for cut in cuts if start < cut < stop), stop]
        yield from ((first, last, event) for first, last in pairwise(edges))


def signature_alteration(step: str, fifths: int) -> int:
    """What a signature of ``fifths`` sharps (negative: flats) does to a letter, in semitones."""
    index = "FCGDAEB".index(step)
    return 1 if index < fifths else -1 if 6 - index < -fifths else 0


def _flags(entry: Placed) -> int:
    value = note_value(entry.piece.printed_length)
    return _FLAGS.get(value[0], 0) if value is not None and entry.event is not None else 0


def _beams(pieces: Sequence[Placed], bar: GridBar) -> dict[int, tuple[str, ...]]:
    """Beams by index of the piece: neighbours with flags within one beat are joined."""
    groups: list[list[int]] = []
    last_beat = -1
    for index, entry in enumerate(pieces):
        beat = bisect_right(bar.beats.starts, entry.piece.start)
        if _flags(entry) and groups and groups[-1] and groups[-1][-1] == index - 1 and beat == last_beat:
            groups[-1].append(index)
        elif _flags(entry):
            groups.append([index])
        last_beat = beat
    beams: dict[int, tuple[str, ...]] = {}
    for group in groups:
        if len(group) > 1:
            beams.update(zip(group, beam_marks([_flags(pieces[index]) for index in group]), strict=True))
    return beams


def beam_marks(flags: Sequence[int]) -> list[tuple[str, ...]]:
    """The beams of one joined group, given each note's number of flags: per note its marks from the outermost beam inward."""
    marks: list[list[str]] = [[] for _ in flags]
    for level in range(1, max(flags) + 1):
        for index, count in enumerate(flags):
            if count < level:
                continue
            before = index > 0 and flags[index - 1] >= level
            after = index + 1 < len(flags) and flags[index + 1] >= level
            hook = "forward hook" if index == 0 else "backward hook"
            marks[index].append({(False, False): hook, (False, True): "begin", (True, True): "continue", (True, False): "end"}[before, after])
    return [tuple(mark) for mark in marks]


def _beamed_brackets(pieces: Sequence[Placed]) -> set[tuple[int, int]]:
    """Triplets that a beam already shows, so that only the 3 is printed."""
    counts: dict[tuple[int, int], list[int]] = {}
    for entry in pieces:
        if entry.piece.bracket is not None:
            counts.setdefault(entry.piece.bracket, []).append(_flags(entry))
    return {bracket for bracket, flags in counts.items() if all(flags)}

"""Written music: bars with repeat signs, ties and verses, as notation files hold it, and how it becomes the :class:`Score` that sounds.

MusicXML and ABC both read into :class:`WrittenBar`; :func:`played_score` then unfolds the repeats, joins the ties, hands each pass of a
repeat its own verse and finds the pickup and every irregular bar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from corpora.formats.repeats import PlayedBar, RepeatMarks, played_order
from corpora.pieces import ChordSymbol, Key, Lyric, Meter, Note, Part, Score, Section, Tempo

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WrittenLyric:
    """A syllable under a written note."""

    verse: int
    syllabic: str
    text: str


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """One note head."""

    offset_ticks: int
    """From the start of its bar."""
    duration_ticks: int
    pitch: int
    part: int
    """Index of the part that plays it."""
    velocity: int = 80
    starts_tie: bool = False
    ends_tie: bool = False
    lyrics: tuple[WrittenLyric, ...] = ()
    tie_group: int = 0
    """Ties join notes of equal pitch within one group (the staves of one instrument)."""


@dataclass(slots=True)
class WrittenBar:
    """What stands between two bar lines, in all parts together. Times are ticks from the bar's start."""

    length_ticks: int = 0
    meter: tuple[int, int] = (4, 4)
    """The time signature in force."""
    notes: list[WrittenNote] = field(default_factory=list)
    tempos: list[tuple[int, float]] = field(default_factory=list)
    """Quarter notes a minute."""
    keys: list[tuple[int, tuple[int, str]]] = field(default_factory=list)
    """Tonic pitch class and mode."""
    chords: list[tuple[int, ChordSymbol]] = field(default_factory=list)
    sections: list[tuple[int, str]] = field(default_factory=list)
    marks: RepeatMarks = field(default_factory=RepeatMarks)


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """Who plays."""

    name: str
    program: int = 0
    is_drum: bool = False


def played_score(
    bars: Sequence[WrittenBar],
    parts: Sequence[WrittenPart],
    ticks_per_quarter: int,
    title: str = "",
    composer: str = "",
    order: Sequence[PlayedBar] | None = None,
) -> Score:
    """The score that sounds when written bars are played, in ``order`` or as their repeat signs say.

    Raises:
        UnreadableFileError: when the repeats unfold to an absurd length.
    """
    if order is None:
        order = played_order([bar.marks for bar in bars])
    performance = _Performance(bars, len(parts))
    performance.play(order)
    meters, pickup = _bar_lines([(bars[played.index].length_ticks, bars[played.index].meter) for played in order], ticks_per_quarter)
    score = Score(
        parts=tuple(_sounding_part(part, performance.notes[i], performance.lyrics[i]) for i, part in enumerate(parts)),
        ticks_per_quarter=ticks_per_quarter,
        tempos=_from_the_start(performance.tempos.changes),
        meters=meters,
        keys=tuple(Key(start, tonic, mode) for start, (tonic, mode) in performance.keys.changes),
        chords=tuple(replace(chord, start_ticks=start) for start, chord in performance.chords.changes),
        sections=tuple(Section(start, name) for start, name in performance.sections),
        pickup_ticks=pickup,
        title=title,
        composer=composer,
    )
    return replace(score, length_ticks=performance.now) if score.end_ticks < performance.now else score


class _Track(Generic[T]):
    """A value that holds until it changes (tempo, key, chord), collected in playing order."""

    def __init__(self, repeats_count: bool) -> None:
        self.changes: list[tuple[int, T]] = []
        self.repeats_count = repeats_count
        """Whether stating the same value again is kept as an event of its own (chords are: they are struck again)."""

    def put(self, start: int, value: T, restated: bool = False) -> None:
        """The value from ``start`` on; ``restated`` when nobody wrote it here but a jump brought us where it holds."""
        if self.changes and self.changes[-1][0] == start:
            self.changes.pop()
        if self.changes and self.changes[-1][1] == value and (restated or not self.repeats_count):
            return
        self.changes.append((start, value))


class _Performance:
    """Plays written bars one after another into sounding notes and control tracks."""

    def __init__(self, bars: Sequence[WrittenBar], part_count: int) -> None:
        self.bars = bars
        self.now = 0
        self.notes: list[list[Note]] = [[] for _ in range(part_count)]
        self.lyrics: list[list[Lyric]] = [[] for _ in range(part_count)]
        self.tempos: _Track[float] = _Track(repeats_count=False)
        self.keys: _Track[tuple[int, str]] = _Track(repeats_count=False)
        self.chords: _Track[ChordSymbol] = _Track(repeats_count=True)
        self.sections: list[tuple[int, str]] = []
        self._tempo_before = _states(bars, lambda bar: bar.tempos)
        self._key_before = _states(bars, lambda bar: bar.keys)
        self._chord_before = _states(bars, lambda bar: bar.chords)
        self._open_ties: dict[tuple[int, int], tuple[int, int]] = {}
        """(tie group, pitch) -> (part, index of the sounding note that may go on)."""

    def play(self, order: Sequence[PlayedBar]) -> None:
        """Play bars in order; after a jump, tempo, key and chord are those that hold where we landed."""
        times_played = Counter(played.index for played in order)
        previous = -1
        for played in order:
            bar = self.bars[played.index]
            if played.index != previous + 1:
                self._restate(played.index)
            self._put_controls(bar)
            for note in bar.notes:
                self._play_note(note, played, times_played[played.index])
            self.now += bar.length_ticks
            previous = played.index

    def _restate(self, index: int) -> None:
        tempo, key, chord = self._tempo_before[index], self._key_before[index], self._chord_before[index]
        if tempo is not None:
            self.tempos.put(self.now, tempo, restated=True)
        if key is not None:
            self.keys.put(self.now, key, restated=True)
        if chord is not None:
            self.chords.put(self.now, chord, restated=True)

    def _put_controls(self, bar: WrittenBar) -> None:
        for offset, tempo in sorted(bar.tempos):
            self.tempos.put(self.now + offset, tempo)
        for offset, key in bar.keys:
            self.keys.put(self.now + offset, key)
        for offset, chord in sorted(bar.chords, key=lambda entry: entry[0]):
            self.chords.put(self.now + offset, chord)
        self.sections.extend((self.now + offset, name) for offset, name in bar.sections)

    def _play_note(self, note: WrittenNote, played: PlayedBar, times_played: int) -> None:
        start = self.now + note.offset_ticks
        key = (note.tie_group, note.pitch)
        tied = self._open_ties.pop(key, None) if note.ends_tie else None
        if tied is not None:
            part, index = tied
            before = self.notes[part][index]
            if before.end_ticks == start:
                self.notes[part][index] = replace(before, duration_ticks=before.duration_ticks + note.duration_ticks)
                if note.starts_tie:
                    self._open_ties[key] = tied
                return
        self.notes[note.part].append(Note(start, note.pitch, note.duration_ticks, note.velocity))
        if note.starts_tie:
            self._open_ties[key] = (note.part, len(self.notes[note.part]) - 1)
        for lyric in _sung_now(note.lyrics, played.pass_number, times_played):
            self.lyrics[note.part].append(Lyric(start, lyric.text, lyric.syllabic, lyric.verse))


def _states(bars: Sequence[WrittenBar], events: Callable[[WrittenBar], list[tuple[int, T]]]) -> list[T | None]:
    """For each written bar the value that holds when it begins, reading the page from top to bottom."""
    states: list[T | None] = []
    current: T | None = None
    for bar in bars:
        states.append(current)
        if events(bar):
            current = max(enumerate(events(bar)), key=lambda entry: (entry[1][0], entry[0]))[1][1]
    return states


def _sung_now(lyrics: tuple[WrittenLyric, ...], pass_number: int, times_played: int) -> Iterable[WrittenLyric]:
    """The verses sung on one pass: each pass of a repeat sings its own, the last one all that remain; numbered from 1 again."""
    if len(lyrics) == 0 or (times_played == 1 and pass_number == 1):
        return lyrics
    if len({lyric.verse for lyric in lyrics}) == 1:
        return [replace(lyric, verse=1) for lyric in lyrics]
    if pass_number < times_played:
        chosen = [lyric for lyric in lyrics if lyric.verse == pass_number]
    else:
        chosen = [lyric for lyric in lyrics if lyric.verse >= pass_number]
    return [replace(lyric, verse=lyric.verse - pass_number + 1) for lyric in chosen]


def _sounding_part(part: WrittenPart, notes: list[Note], lyrics: list[Lyric]) -> Part:
    """Notes sorted; a unison written twice (two voices on one key) sounds once, as long as the longer of both."""
    longest: dict[tuple[int, int], Note] = {}
    for note in notes:
        key = (note.start_ticks, note.pitch)
        if key not in longest or longest[key].duration_ticks < note.duration_ticks:
            longest[key] = note
    return Part(part.name, part.program, tuple(sorted(longest.values())), part.is_drum, tuple(sorted(dict.fromkeys(lyrics))))


def _from_the_start(changes: list[tuple[int, float]]) -> tuple[Tempo, ...]:
    """At least one tempo, the first at 0: what precedes the first written tempo is played in it."""
    if not changes:
        return (Tempo(0, 120.0),)
    return (Tempo(0, changes[0][1]), *(Tempo(start, tempo) for start, tempo in changes[1:]))


def _bar_lines(played: Sequence[tuple[int, tuple[int, int]]], ticks_per_quarter: int) -> tuple[tuple[Meter, ...], int]:
    """Meters and pickup of played bars, given as (length in ticks, time signature).

    A bar split at a repeat sign is one bar again. A bar that stays short is closed by stating its meter anew at the next bar line; a bar
    longer than its meter is given the meter it really has.
    """
    if not played:
        return (Meter(0, 4, 4),), 0
    played = _with_unstated_meters(played, ticks_per_quarter)
    lines = _BarLines(Meter(0, *played[0][1]), ticks_per_quarter)
    first_length = played[0][0]
    pickup = first_length if 0 < first_length < lines.current.bar_ticks(ticks_per_quarter) and len(played) > 1 else 0
    position = pickup
    for index in range(1 if pickup else 0, len(played)):
        length, meter = played[index]
        following = played[index + 1] if index + 1 < len(played) else None
        lines.add(position, length, meter, following)
        position += length
    return tuple(lines.meters), pickup


_RUN_OF_ODD_BARS = 4
"""So many bars in a row of one length that is not the signature's mean that the signature is wrong."""


def _with_unstated_meters(played: Sequence[tuple[int, tuple[int, int]]], ticks_per_quarter: int) -> list[tuple[int, tuple[int, int]]]:
    """The bars with the meter they really have, where a run of them contradicts the signature."""
    bars = list(played)
    first = 0
    while first < len(bars):
        last = first
        while last + 1 < len(bars) and bars[last + 1] == bars[first]:
            last += 1
        length, meter = bars[first]
        if last - first + 1 >= _RUN_OF_ODD_BARS and length != Meter(0, *meter).bar_ticks(ticks_per_quarter):
            true = _true_meter(Meter(0, *meter), length, ticks_per_quarter)
            bars[first : last + 1] = [(length, (true.numerator, true.denominator))] * (last + 1 - first)
        first = last + 1
    return bars


def _true_meter(meter: Meter, length: int, ticks_per_quarter: int) -> Meter:
    """The meter of a bar of ``length`` ticks that does not have the length its meter asks; the same meter where none fits."""
    denominator = meter.denominator
    while denominator <= 64:
        if length > 0 and length * denominator % (4 * ticks_per_quarter) == 0:
            return Meter(meter.start_ticks, length * denominator // (4 * ticks_per_quarter), denominator)
        denominator *= 2
    return meter


class _BarLines:
    """Follows the bar lines of a performance and states a meter wherever counting on would miss one."""

    def __init__(self, first: Meter, ticks_per_quarter: int) -> None:
        self.meters = [first]
        self.current = first
        self.ticks_per_quarter = ticks_per_quarter
        self.filled = 0
        self.must_restate = False

    def add(self, start: int, length: int, meter: tuple[int, int], following: tuple[int, tuple[int, int]] | None) -> None:
        """One played bar, and the one after it."""
        if length == 0:
            return
        nominal = Meter(start, *meter)
        whole = nominal.bar_ticks(self.ticks_per_quarter)
        if self.filled == 0:
            self._state(_true_meter(nominal, length, self.ticks_per_quarter) if length > whole else nominal)
        self.filled += length
        if self.filled >= whole:
            self.must_restate = self.filled > whole and self.current.bar_ticks(self.ticks_per_quarter) != self.filled
            self.filled = 0
        elif following is not None and (following[1] != meter or self.filled + following[0] > whole):
            self.must_restate, self.filled = True, 0

    def _state(self, meter: Meter) -> None:
        changed = (meter.numerator, meter.denominator) != (self.current.numerator, self.current.denominator)
        if changed or self.must_restate:
            if self.meters[-1].start_ticks == meter.start_ticks:
                self.meters.pop()
            self.meters.append(meter)
        self.current, self.must_restate = meter, False

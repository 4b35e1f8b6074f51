"""A :class:`Score` as MusicXML 4.0: real bars, voices, beams, spelling, chord symbols and words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import quoteattr

from corpora.errors import AskerError
from corpora.formats.musicxml_drums import drum_sign
from corpora.formats.musicxml_elements import harmony_element, key_element, plain, rehearsal_element, tempo_element, time_element
from corpora.formats.musicxml_reading import ONE_PLAYER_FIELD
from corpora.formats.musicxml_staves import Staff, staff_of
from corpora.formats.notation_grid import UNITS_PER_QUARTER
from corpora.formats.notation_voices import Grid, GridBar, staves_of
from corpora.pieces import ChordSymbol, Key, Lyric, Meter, Note, Part, Score

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">
<score-partwise version="4.0">
"""
RIGHT_HAND, LEFT_HAND = " (right hand)", " (left hand)"
_KEYBOARDS = frozenset({*range(9), *range(16, 21), 46})
"""General MIDI pianos, harpsichord, clavinet, celesta, organs and harp: written on two staves."""


@dataclass(frozen=True, slots=True)
class _Instrument:
    """One MusicXML part."""

    identifier: str
    part: Part
    staves: tuple[tuple[Note, ...], ...]
    lyrics: tuple[Lyric, ...]
    is_one_player: bool
    """Two staves made from one part of the score."""


@dataclass(frozen=True, slots=True)
class _Control:
    """A chord symbol, tempo or section name, written in the first pitched part."""

    unit: int
    element: Callable[[int], str]
    """Its MusicXML, given how many units after the next note it stands."""


def musicxml_text(score: Score) -> str:
    """The score as a MusicXML document; the same score gives the same text.

    Times off the grid of eighths and twelfths of a quarter note are moved to it, and notes too short for it may be left out.
    Drum strokes are written up to the next stroke. A key that changes inside a bar is printed at the next bar line.

    Raises:
        AskerError: when a meter's denominator is above 32.
    """
    score = _writable(score)
    grid = Grid(score)
    instruments = list(_instruments(score.parts))
    head = [_HEAD, _titles(score, instruments), "<part-list>\n", *(_score_part(entry, n) for n, entry in enumerate(instruments)), "</part-list>\n"]
    leader = next((entry for entry in instruments if not entry.part.is_drum), instruments[0])
    bodies = [_part_element(entry, score, grid, leads=entry is leader) for entry in instruments]
    return "".join([*head, *bodies, "</score-partwise>\n"])


def _writable(score: Score) -> Score:
    for meter in score.meters:
        if meter.denominator > 32:
            raise AskerError(f"the meter {meter} cannot be written as notation here; denominators up to 32 are possible")
    if not score.parts:
        score = replace(score, parts=(Part("", 0, ()),))
    if score.end_ticks == 0:
        score = replace(score, length_ticks=score.meters[0].bar_ticks(score.ticks_per_quarter), pickup_ticks=0)
    return score


def _instruments(parts: Sequence[Part]) -> Iterator[_Instrument]:
    index, number = 0, 1
    while index < len(parts):
        part = parts[index]
        following = parts[index + 1] if index + 1 < len(parts) else None
        name = part.name.removesuffix(RIGHT_HAND)
        if following is not None and part.name.endswith(RIGHT_HAND) and following.name == name + LEFT_HAND and not part.is_drum:
            yield _Instrument(f"P{number}", replace(part, name=name), (part.notes, following.notes), part.lyrics, is_one_player=False)
            index += 2
        else:
            staves = tuple(staves_of(part, part.program in _KEYBOARDS and not part.is_drum))
            yield _Instrument(f"P{number}", part, staves, part.lyrics, is_one_player=len(staves) > 1)
            index += 1
        number += 1


def _titles(score: Score, instruments: Sequence[_Instrument]) -> str:
    title = f"<work><work-title>{plain(score.title)}</work-title></work>\n" if score.title else ""
    composer = f'<creator type="composer">{plain(score.composer)}</creator>' if score.composer else ""
    one_player = " ".join(entry.identifier for entry in instruments if entry.is_one_player)
    fields = f'<miscellaneous><miscellaneous-field name="{ONE_PLAYER_FIELD}">{one_player}</miscellaneous-field></miscellaneous>' if one_player else ""
    return f"{title}<identification>{composer}<encoding><software>houseband</software></encoding>{fields}</identification>\n"


def _score_part(instrument: _Instrument, number: int) -> str:
    identifier, part = instrument.identifier, instrument.part
    channel = number % 15 + 1
    if part.is_drum:
        keys = sorted({note.pitch for note in part.notes})
        names = "".join(
            f'<score-instrument id="{identifier}-I{key + 1}"><instrument-name>{drum_sign(key).name}</instrument-name></score-instrument>'
            for key in keys
        )
        # MusicXML counts percussion keys and programs from 1.
        midi = "".join(
            f'<midi-instrument id="{identifier}-I{key + 1}"><midi-channel>10</midi-channel><midi-program>1</midi-program>'
            f"<midi-unpitched>{key + 1}</midi-unpitched></midi-instrument>"
            for key in keys
        )
    else:
        names = f'<score-instrument id="{identifier}-I1"><instrument-name>{plain(part.name)}</instrument-name></score-instrument>'
        channel += channel >= 10
        midi = (
            f'<midi-instrument id="{identifier}-I1"><midi-channel>{channel}</midi-channel>'
            f"<midi-program>{part.program + 1}</midi-program></midi-instrument>"
        )
    return f"<score-part id={quoteattr(identifier)}><part-name>{plain(part.name)}</part-name>{names}{midi}</score-part>\n"


def _part_element(instrument: _Instrument, score: Score, grid: Grid, leads: bool) -> str:
    several = len(instrument.staves) > 1
    staves: list[Staff] = []
    first_voice = 1
    for number, notes in enumerate(instrument.staves, 1):
        lyrics = _lyrics_of_staff(instrument, number)
        prefix = instrument.identifier if instrument.part.is_drum else ""
        staff = staff_of(notes, lyrics, score, grid, number if several else None, first_voice, prefix)
        first_voice += max(4, len(staff.voices))
        staves.append(staff)
    controls = _controls(score, grid) if leads else []
    lines = [f'<part id="{instrument.identifier}">\n']
    printed_key: Key | None = None
    printed_meter: tuple[int, int] | None = None
    for index, bar in enumerate(grid.bars):
        key = _key_at_bar(score, grid, index)
        meter = (bar.bar.meter.numerator, bar.bar.meter.denominator)
        attributes = _attributes(
            instrument,
            is_first=index == 0,
            key=key if key is not None and (printed_key is None or (key.tonic, key.mode) != (printed_key.tonic, printed_key.mode)) else None,
            meter=bar.bar.meter if meter != printed_meter else None,
            is_unpitched=instrument.part.is_drum and not leads,
        )
        printed_key, printed_meter = key or printed_key, meter
        fifths = 0 if printed_key is None else printed_key.fifths
        here = [control for control in controls if bar.start <= control.unit < bar.end]
        lines.append(_measure(bar, attributes, _music(staves, bar, fifths, here), is_last=index == len(grid.bars) - 1))
    lines.append("</part>\n")
    return "".join(lines)


def _lyrics_of_staff(instrument: _Instrument, number: int) -> list[Lyric]:
    """The syllables whose notes stand on one staff; those without a note go to the first."""
    starts = [{note.start_ticks for note in notes} for notes in instrument.staves]
    homes = [next((staff for staff, known in enumerate(starts, 1) if lyric.start_ticks in known), 1) for lyric in instrument.lyrics]
    return [lyric for lyric, home in zip(instrument.lyrics, homes, strict=True) if home == number]


def _measure(bar: GridBar, attributes: str, music: str, is_last: bool) -> str:
    implicit = ' implicit="yes"' if bar.bar.number == 0 else ""
    closing = '<barline location="right"><bar-style>light-heavy</bar-style></barline>\n' if is_last else ""
    return f'<measure number="{bar.bar.number}"{implicit}>\n{attributes}{music}{closing}</measure>\n'


def _music(staves: Sequence[Staff], bar: GridBar, fifths: int, controls: Sequence[_Control]) -> str:
    """All voices of a bar, one after another, each written from the bar's start."""
    back = f"<backup><duration>{bar.length}</duration></backup>\n"
    voices: list[str] = []
    for staff in staves:
        for pieces, joined in staff.bar_voices(bar, fifths):
            elements = joined.split("\0")
            if not voices and controls:
                shift = bar.start - bar.offset
                starts = [entry.piece.start + shift for entry in pieces]
                elements = _with_controls(elements, starts, controls)
            voices.append("".join(elements))
    return back.join(voices)


def _with_controls(elements: list[str], starts: Sequence[int], controls: Sequence[_Control]) -> list[str]:
    """Chord symbols and directions before the note they stand over, or over whose length they come."""
    before: list[list[str]] = [[] for _ in elements]
    for control in controls:
        index = max(bisect_left(starts, control.unit + 1) - 1, 0)
        before[index].append(control.element(control.unit - starts[index]))
    return ["".join([*above, element]) for above, element in zip(before, elements, strict=True)]


def _attributes(instrument: _Instrument, is_first: bool, key: Key | None, meter: Meter | None, is_unpitched: bool) -> str:
    """Divisions, key, meter and clefs, as far as they are new; drums beside pitched parts have an empty signature."""
    inner = f"<divisions>{UNITS_PER_QUARTER}</divisions>" if is_first else ""
    inner += "" if key is None else "<key><fifths>0</fifths></key>" if is_unpitched else key_element(key)
    inner += time_element(meter) if meter is not None else ""
    if is_first:
        count = len(instrument.staves)
        inner += f"<staves>{count}</staves>" if count > 1 else ""
        inner += "".join(_clef(instrument, staff) for staff in range(count))
    return f"<attributes>{inner}</attributes>\n" if inner else ""


def _clef(instrument: _Instrument, staff: int) -> str:
    """The clef that keeps most notes on the staff; guitar, bass and tenor an octave below where they are written."""
    number = f' number="{staff + 1}"' if len(instrument.staves) > 1 else ""
    if instrument.part.is_drum:
        return f"<clef{number}><sign>percussion</sign></clef>"
    pitches = sorted(note.pitch for note in instrument.staves[staff])
    is_left_hand = len(instrument.staves) > 1 and staff == 1
    middle = pitches[len(pitches) // 2] if pitches else 48 if is_left_hand else 67
    program = instrument.part.program
    octave = "<clef-octave-change>-1</clef-octave-change>"
    if 32 <= program <= 39 and middle < 52:
        return f"<clef{number}><sign>F</sign><line>4</line>{octave}</clef>"
    if 24 <= program <= 31 and middle < 67:
        return f"<clef{number}><sign>G</sign><line>2</line>{octave}</clef>"
    if program == 41 and 52 <= middle < 72:
        return f"<clef{number}><sign>C</sign><line>3</line></clef>"
    if middle < (62 if is_left_hand else 58):
        return f"<clef{number}><sign>F</sign><line>4</line></clef>"
    return f"<clef{number}><sign>G</sign><line>2</line></clef>"


def _key_at_bar(score: Score, grid: Grid, index: int) -> Key | None:
    """The key printed at a bar: the last one that began at or before its bar line."""
    start = grid.bars[index].bar.start_ticks
    current = None
    for key in score.keys:
        if key.start_ticks <= start or (index == 0 and current is None and key.start_ticks < grid.bars[0].bar.end_ticks):
            current = key
    return current


def _controls(score: Score, grid: Grid) -> list[_Control]:
    """Sections, tempos and chord symbols in the order they are written."""
    named = [section for section in score.sections if section.name.strip()]
    controls = [_Control(grid.units(section.start_ticks), _section_writer(section.name)) for section in named]
    controls.extend(_tempo_controls(score, grid))
    for chord in score.chords:
        key = next((key for key in reversed(score.keys) if key.start_ticks <= chord.start_ticks), score.keys[0] if score.keys else Key(0, 0))
        controls.append(_Control(grid.units(chord.start_ticks), _chord_writer(chord, key.fifths)))
    return sorted(controls, key=lambda control: control.unit)


def _chord_writer(chord: ChordSymbol, fifths: int) -> Callable[[int], str]:
    return lambda offset: harmony_element(chord, fifths, offset)


def _section_writer(name: str) -> Callable[[int], str]:
    return lambda offset: rehearsal_element(name, offset)


def _tempo_controls(score: Score, grid: Grid) -> Iterator[_Control]:
    """Tempos; only the first and those that change it by a twentieth for a bar or more are printed."""
    shown_tempo, shown_unit = 0.0, 0
    for index, tempo in enumerate(score.tempos):
        unit = grid.units(tempo.start_ticks)
        meter = next((meter for meter in reversed(score.meters) if meter.start_ticks <= tempo.start_ticks), score.meters[0])
        changes = abs(tempo.quarters_per_minute - shown_tempo) > 0.05 * shown_tempo and unit - shown_unit >= 4 * UNITS_PER_QUARTER
        is_shown = index == 0 or changes
        if is_shown:
            shown_tempo, shown_unit = tempo.quarters_per_minute, unit
        yield _Control(unit, _tempo_writer(float(tempo.quarters_per_minute), meter, is_shown))


def _tempo_writer(quarters_per_minute: float, meter: Meter, is_shown: bool) -> Callable[[int], str]:
    return lambda offset: tempo_element(quarters_per_minute, meter, offset, is_shown)

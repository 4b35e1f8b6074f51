"""Standard MIDI Files (.mid): reading through symusic, writing our own, without loss in ticks.

What MIDI has no event for is kept by convention: chord symbols and modes are markers (``chord:Bb7``, ``key:D dorian``), every other marker
is a section of the form, a hyphen after a lyric continues the word, two underscores hold its last syllable over several notes, and a pickup
is a first bar shorter than the meter that follows it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from corpora.chords import parse_chord
from corpora.errors import AskerError, UnreadableFileError
from corpora.formats.midi_chunks import EXTENDER, MAX_TRACKS, Conductor, read_conductor, track_chunks
from corpora.formats.midi_writing import CHORD_PREFIX, KEY_PREFIX, midi_bytes
from corpora.pieces import FLAT_NAMES, MODES, SHARP_NAMES, ChordSymbol, Key, Lyric, Meter, Note, Part, Score, Section, Tempo

if TYPE_CHECKING:
    from symusic.core import ScoreTick, TrackTick

__all__ = ["MAX_NOTES", "MAX_QUARTERS", "MAX_TRACKS", "midi_bytes", "read_midi"]

MAX_NOTES = 1_000_000
MAX_QUARTERS = 200_000
"""Longest piece read, in quarter notes: over a day at 120; a file beyond it is damaged."""


def read_midi(source: Path | bytes, *, max_notes: int = MAX_NOTES, max_tracks: int = MAX_TRACKS) -> Score:
    """Read a Standard MIDI File of format 0 or 1, keeping its own ticks per quarter.

    A track that changes its program or channel becomes one part for each. Notes never ended are dropped, notes of no length last one tick,
    and of overlapping notes of one pitch the one struck first ends first. One bar of a shorter meter at the start is taken for a pickup;
    a pickup written as silence within a whole bar stays one.

    Args:
        source: a path, or the file's bytes.
        max_notes: more than this many is refused.
        max_tracks: more than this many is refused.

    Raises:
        UnreadableFileError: when the file can't be opened, is no MIDI, is cut off or damaged, holds no notes or more than the limits.
    """
    name = repr(str(source)) if isinstance(source, Path) else "the MIDI data"
    data = _file_bytes(source, name) if isinstance(source, Path) else source
    chunks = track_chunks(data, name, max_tracks)
    if not chunks:
        raise UnreadableFileError(f"{name} has no tracks; give a MIDI file with notes in it")
    import symusic  # here, because opening its library takes longer than reading a file

    try:
        conductor = read_conductor(chunks[0], only_track=len(chunks) == 1)
        parsed = cast("ScoreTick", symusic.Score.from_midi(data))  # its unit of time is an argument, which its types leave open
    except (RuntimeError, ValueError, IndexError) as error:
        raise UnreadableFileError(f"{name} is a damaged MIDI file ({_one_line(error)}); get the whole file again") from error
    return _score(parsed, conductor, name, max_notes)


def _file_bytes(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{name} can't be read ({error.strerror}); give the path of a MIDI file you may read") from error


def _one_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:80]


def _score(parsed: ScoreTick, conductor: Conductor, name: str, max_notes: int) -> Score:
    note_count = sum(track.note_num() for track in parsed.tracks)
    if note_count == 0:
        raise UnreadableFileError(f"{name} has no notes; give a MIDI file with notes in it")
    if note_count > max_notes:
        raise UnreadableFileError(f"{name} has {note_count:,} notes; at most {max_notes:,} are read: give a shorter piece")
    parts = _parts(parsed)
    resolution = int(parsed.ticks_per_quarter)
    meters, pickup_ticks = _meters(parsed, resolution)
    sections, chords, modal_keys = _markers(parsed)
    score = Score(
        parts,
        ticks_per_quarter=resolution,
        tempos=_tempos(parsed),
        meters=meters,
        keys=_keys(parsed, modal_keys),
        chords=chords,
        sections=sections,
        pickup_ticks=pickup_ticks,
        title=conductor.title,
        composer=conductor.composer,
    )
    if int(parsed.start()) < 0 or int(parsed.end()) > MAX_QUARTERS * resolution:
        raise UnreadableFileError(f"{name} has notes beyond {MAX_QUARTERS:,} quarter notes: it is damaged; get the whole file again")
    return _with_length(score, conductor.end_ticks)


def _with_length(score: Score, end_ticks: int) -> Score:
    """The score with the bars of rest that follow the last note, where the conductor track ends on their bar line."""
    if end_ticks <= score.sounding_end_ticks or end_ticks <= score.end_ticks or end_ticks > MAX_QUARTERS * score.ticks_per_quarter:
        return score
    longer = replace(score, length_ticks=end_ticks)
    return longer if longer.end_ticks == end_ticks else score


def _parts(parsed: ScoreTick) -> tuple[Part, ...]:
    """The parts in file order; symusic hands the lyrics of a track over as a track without notes that follows it."""
    parts: list[Part] = []
    for track in parsed.tracks:
        lyrics = _lyrics(track) if len(track.lyrics) else ()
        if len(track.notes):
            parts.append(Part(track.name, int(track.program), _notes(track), bool(track.is_drum), lyrics))
        elif lyrics and parts and parts[-1].name == track.name and not parts[-1].lyrics:
            parts[-1] = replace(parts[-1], lyrics=lyrics)
        elif lyrics:
            parts.append(Part(track.name, 0, (), lyrics=lyrics))
    return _words_joined_to_singers(parts)


def _words_joined_to_singers(parts: list[Part]) -> tuple[Part, ...]:
    """Lyrics in a track of their own go to the part without lyrics whose notes begin where most of the syllables do."""
    singers = [part for part in parts if part.notes]
    for words in (part for part in parts if not part.notes):
        syllables = {lyric.start_ticks for lyric in words.lyrics}
        sung = [-1 if part.lyrics or part.is_drum else len(syllables & {note.start_ticks for note in part.notes}) for part in singers]
        best = max(range(len(singers)), key=lambda index: sung[index])
        if sung[best] > 0:
            singers[best] = replace(singers[best], lyrics=words.lyrics)
    return tuple(singers)


def _notes(track: TrackTick) -> tuple[Note, ...]:
    """Sorted as notes sort, by columns: comparing Python objects would take half of the reading."""
    columns = track.notes.numpy()
    starts, pitches, durations, velocities = columns["time"], columns["pitch"], columns["duration"].clip(1), columns["velocity"]
    order = np.lexsort((velocities, durations, pitches, starts))
    return tuple(map(Note, *(column[order].tolist() for column in (starts, pitches, durations, velocities))))


def _lyrics(track: TrackTick) -> tuple[Lyric, ...]:
    """Syllables of the first verse; a trailing hyphen says that the word goes on."""
    lyrics: list[Lyric] = []
    inside_word = False
    for event in track.lyrics:
        text = event.text.strip("\r\n")
        text = text.removesuffix(EXTENDER) or text
        goes_on = text.endswith("-") and len(text) > 1
        syllabic = ("middle" if goes_on else "end") if inside_word else ("begin" if goes_on else "single")
        if text:
            lyrics.append(Lyric(int(event.time), text[:-1] if goes_on else text, syllabic))
            inside_word = goes_on
    return tuple(lyrics)


def _tempos(parsed: ScoreTick) -> tuple[Tempo, ...]:
    by_start = {int(event.time): Tempo(int(event.time), quarters_per_minute(int(event.mspq))) for event in parsed.tempos if event.mspq > 0}
    by_start.setdefault(0, Tempo(0, 120.0))
    return tuple(sorted(by_start.values()))


def quarters_per_minute(microseconds_per_quarter: int) -> float:
    """The roundest tempo that MIDI writes as this many microseconds a quarter: 486224 is 123.4, not 123.39991."""
    exact = 60_000_000 / microseconds_per_quarter
    for decimals in range(8):
        rounded = round(exact, decimals)
        if rounded and round(60_000_000 / rounded) == microseconds_per_quarter:
            return rounded
    return exact


def _meters(parsed: ScoreTick, resolution: int) -> tuple[tuple[Meter, ...], int]:
    """The meters and the length of the pickup; the first meter rules from the start on, wherever the file states it."""
    by_start = {
        int(event.time): Meter(int(event.time), int(event.numerator), int(event.denominator))
        for event in parsed.time_signatures
        if event.numerator > 0 and 0 < event.denominator <= 64 and event.numerator * resolution * 4 >= event.denominator
    }
    meters = sorted(by_start.values()) or [Meter(0, 4, 4)]
    meters[0] = replace(meters[0], start_ticks=0)
    if len(meters) > 1:
        first, second = (meter.bar_ticks(resolution) for meter in meters[:2])
        pickup = meters[1].start_ticks
        if pickup <= first and pickup < second:
            return (replace(meters[1], start_ticks=0), *meters[2:]), pickup
    return tuple(meters), 0


def _keys(parsed: ScoreTick, modal_keys: dict[int, Key]) -> tuple[Key, ...]:
    by_start = {
        int(event.time): Key(int(event.time), (int(event.key) * 7 + (9 if event.tonality else 0)) % 12, "minor" if event.tonality else "major")
        for event in parsed.key_signatures
        if -7 <= event.key <= 7
    }
    return tuple(sorted((by_start | modal_keys).values()))


def _markers(parsed: ScoreTick) -> tuple[tuple[Section, ...], tuple[ChordSymbol, ...], dict[int, Key]]:
    """Sections, chord symbols and modal keys (by start) among the markers; what only looks like a chord or key stays a section."""
    sections: list[Section] = []
    chords: list[ChordSymbol] = []
    keys: dict[int, Key] = {}
    for event in parsed.markers:
        start, text = int(event.time), event.text
        chord = _chord(text, start) if text.startswith(CHORD_PREFIX) else None
        key = _modal_key(text, start) if text.startswith(KEY_PREFIX) else None
        if chord is not None:
            chords.append(chord)
        elif key is not None:
            keys[start] = key
        elif text:
            sections.append(Section(start, text))
    return tuple(sections), tuple(chords), keys


def _chord(text: str, start_ticks: int) -> ChordSymbol | None:
    try:
        return parse_chord(text.removeprefix(CHORD_PREFIX), start_ticks)
    except AskerError:  # a marker of somebody else's, kept as a section
        return None


def _modal_key(text: str, start_ticks: int) -> Key | None:
    tonic, _, mode = text.removeprefix(KEY_PREFIX).partition(" ")
    names = FLAT_NAMES if tonic in FLAT_NAMES else SHARP_NAMES
    return Key(start_ticks, names.index(tonic), mode) if tonic in names and mode in MODES else None

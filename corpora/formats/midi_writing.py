"""A :class:`Score` as the bytes of a Standard MIDI File (format 1): one conductor track, then one track a part.

Written event by event instead of through a library: one channel for one instrument, chord symbols and the pickup then stand where readers
look for them, and the same score gives the same bytes on every machine and version.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import replace

from corpora.chords import chord_name
from corpora.errors import AskerError
from corpora.formats.melismas import melismas
from corpora.formats.midi_chunks import (
    COMPOSER_PREFIX,
    END_OF_TRACK,
    EXTENDER,
    KEY_SIGNATURE,
    LYRIC,
    MARKER,
    META,
    PORT,
    SET_TEMPO,
    TEXT,
    TIME_SIGNATURE,
    TRACK_NAME,
)
from corpora.pieces import Meter, Part, Score

CHORD_PREFIX = "chord:"
"""A marker that is a chord symbol."""
KEY_PREFIX = "key:"
"""A marker that names a mode which a MIDI key signature can't: ``key:D dorian``."""
DRUM_CHANNEL = 9
MAX_TICKS_PER_QUARTER = 0x7FFF
_MICROSECONDS_PER_MINUTE = 60_000_000
_MAX_TEMPO_MICROSECONDS = 0xFFFFFF
_MELODIC_CHANNELS = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)

_Event = tuple[int, int, bytes]
"""Tick, rank among the events of that tick, bytes without their delta time."""


def midi_bytes(score: Score) -> bytes:
    """The score as a Standard MIDI File, format 1; the same score always gives the same bytes.

    Not kept, because MIDI has no place for it: parts without notes or lyrics, verses after the first, tempos finer than a microsecond a
    quarter, and which of two nested notes of one pitch in one part ends first.

    Raises:
        AskerError: when a tempo or resolution lies outside what MIDI can write.
    """
    if not 1 <= score.ticks_per_quarter <= MAX_TICKS_PER_QUARTER:
        raise AskerError(
            f"{score.ticks_per_quarter} ticks per quarter can't be written to MIDI; 1 to {MAX_TICKS_PER_QUARTER} can: use Score.at_resolution"
        )
    tracks = [_conductor_track(score)]
    tracks += [_part_track(part, score.ticks_per_quarter, *place) for part, place in zip(score.parts, _channels(score.parts), strict=True)]
    return struct.pack(">4sIHHH", b"MThd", 6, 1, len(tracks), score.ticks_per_quarter) + b"".join(tracks)


def _channels(parts: Iterable[Part]) -> list[tuple[int, int]]:
    """Port and channel of every part: a channel of its own, drums on channel 10; after 15 melodic parts the next port begins."""
    places: list[tuple[int, int]] = []
    melodic = 0
    for part in parts:
        if part.is_drum:
            places.append((0, DRUM_CHANNEL))
        else:
            places.append((melodic // len(_MELODIC_CHANNELS), _MELODIC_CHANNELS[melodic % len(_MELODIC_CHANNELS)]))
            melodic += 1
    return places


def _conductor_track(score: Score) -> bytes:
    events: list[_Event] = []
    if score.title:
        events.append((0, 0, _meta(TRACK_NAME, score.title.encode())))
    if score.composer:
        events.append((0, 1, _meta(TEXT, (COMPOSER_PREFIX + score.composer).encode())))
    events += [(meter.start_ticks, 2, _time_signature(meter)) for meter in written_meters(score)]
    for key in score.keys:
        minor_third = key.mode in {"minor", "dorian", "phrygian", "locrian"}
        events.append((key.start_ticks, 3, _meta(KEY_SIGNATURE, struct.pack(">bB", key.fifths, minor_third))))
        if key.mode not in {"major", "minor"}:
            events.append((key.start_ticks, 4, _meta(MARKER, f"{KEY_PREFIX}{key}".encode())))
    events += [(tempo.start_ticks, 5, _tempo(tempo.quarters_per_minute)) for tempo in score.tempos]
    events += [(section.start_ticks, 6, _meta(MARKER, section.name.encode())) for section in score.sections]
    fifths = score.keys[0].fifths if score.keys else -1
    events += [(chord.start_ticks, 7, _meta(MARKER, f"{CHORD_PREFIX}{chord_name(chord, fifths)}".encode())) for chord in score.chords]
    end_ticks = max(score.length_ticks, score.sounding_end_ticks)
    # An event after the last bar line must not read as that many bars of rest, so the track then ends beside any bar line.
    last_event = max((ticks for ticks, _, _ in events), default=0)
    return _chunk(events, end_ticks if last_event <= end_ticks else _beside_a_bar_line(score, last_event + 1))


def _beside_a_bar_line(score: Score, ticks: int) -> int:
    """The tick itself, or the next one where a bar would end with it."""
    return ticks + (replace(score, length_ticks=ticks).end_ticks == ticks)


def _part_track(part: Part, ticks_per_quarter: int, port: int, channel: int) -> bytes:
    events: list[_Event] = []
    if part.name:
        events.append((0, 0, _meta(TRACK_NAME, part.name.encode())))
    if port:
        events.append((0, 1, _meta(PORT, bytes([port]))))
    events.append((0, 2, bytes([0xC0 | channel, part.program])))
    sung_on = melismas(part.notes, part.lyrics, ticks_per_quarter) if part.lyrics else {}
    for lyric in part.lyrics:
        if lyric.verse == 1:
            mark = "-" if lyric.syllabic in {"begin", "middle"} else EXTENDER if lyric.start_ticks in sung_on else ""
            events.append((lyric.start_ticks, 4, _meta(LYRIC, (lyric.text + mark).encode())))
    for note in sorted(part.notes):
        events.append((note.start_ticks, 5, bytes([0x90 | channel, note.pitch, note.velocity])))
        # Ends come before starts of the same tick, so that a repeated note is struck again.
        events.append((note.end_ticks, 3, bytes([0x80 | channel, note.pitch, 0])))
    return _chunk(events, 0)


def written_meters(score: Score) -> tuple[Meter, ...]:
    """The meters as MIDI has them: a pickup is a first bar of its own length, or the first meter stated again where it ends."""
    if not score.pickup_ticks:
        return score.meters
    first, later = score.meters[0], score.meters[1:]
    resumed = Meter(score.pickup_ticks, first.numerator, first.denominator)
    return (_pickup_meter(score) or first, resumed, *later)


def _pickup_meter(score: Score) -> Meter | None:
    """A meter whose bar is exactly the pickup; None where no simple one is."""
    for denominator in (4, 8, 16, 32):
        numerator, rest = divmod(score.pickup_ticks * denominator, 4 * score.ticks_per_quarter)
        if rest == 0 and numerator <= 32:
            return Meter(0, numerator, denominator)
    return None


def _time_signature(meter: Meter) -> bytes:
    clocks_per_beat = min(255, max(1, meter.beat_ticks(24)))  # of 24 MIDI clocks a quarter, for metronomes
    return _meta(TIME_SIGNATURE, bytes([meter.numerator, meter.denominator.bit_length() - 1, clocks_per_beat, 8]))


def _tempo(quarters_per_minute: float) -> bytes:
    microseconds = round(_MICROSECONDS_PER_MINUTE / quarters_per_minute) if quarters_per_minute > 0 else 0
    if not 1 <= microseconds <= _MAX_TEMPO_MICROSECONDS:
        raise AskerError(f"a tempo of {quarters_per_minute:g} quarters a minute can't be written to MIDI; 3.6 to 60,000,000 can: change the tempo")
    return _meta(SET_TEMPO, microseconds.to_bytes(3, "big"))


def _meta(kind: int, payload: bytes) -> bytes:
    return bytes([META, kind]) + _variable_length(len(payload)) + payload


def _variable_length(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(value & 0x7F | 0x80)
    return bytes(reversed(digits))


def _chunk(events: list[_Event], end_ticks: int) -> bytes:
    events.sort(key=lambda event: event[:2])  # stable: equal ranks keep the score's order
    body = bytearray()
    now = 0
    for ticks, _, message in events:
        body += _variable_length(ticks - now) + message
        now = ticks
    body += _variable_length(max(0, end_ticks - now)) + _meta(END_OF_TRACK, b"")
    return b"MTrk" + struct.pack(">I", len(body)) + bytes(body)

"""The outside of a Standard MIDI File: header, track chunks and the texts that open the first track.

Looking here first costs microseconds and lets every rotten file be refused with a sentence, before a parser written for sound files sees it.

Source: MIDI Manufacturers Association, "Standard MIDI Files 1.0", RP-001, 1996.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from corpora.errors import UnreadableFileError

MAX_BYTES = 32_000_000
"""A million notes take about 8 MB; beyond this a file is refused unread."""
MAX_TRACKS = 64

META = 0xFF
TEXT, TRACK_NAME, LYRIC, MARKER, PORT, END_OF_TRACK, SET_TEMPO, TIME_SIGNATURE, KEY_SIGNATURE = 0x01, 0x03, 0x05, 0x06, 0x21, 0x2F, 0x51, 0x58, 0x59
EXTENDER = "__"
"""After a syllable that is sung on several notes, as in typed lyrics."""
COMPOSER_PREFIX = "composer: "
"""How the composer is written as a text event of the first track."""

_DATA_BYTES = {0x80: 2, 0x90: 2, 0xA0: 2, 0xB0: 2, 0xC0: 1, 0xD0: 1, 0xE0: 2}


@dataclass(frozen=True, slots=True)
class Conductor:
    """What the first track says when it plays no notes."""

    title: str = ""
    composer: str = ""
    end_ticks: int = 0
    """Where the first track ends; 0 where it plays notes itself."""


def track_chunks(data: bytes, name: str, max_tracks: int = MAX_TRACKS) -> list[memoryview]:
    """The bodies of every track chunk, once header and lengths make sense.

    Args:
        data: the whole file.
        name: what to call it in errors.
        max_tracks: more than this many is refused.

    Raises:
        UnreadableFileError: when it is empty, no MIDI, timed in SMPTE frames, cut off, too large, or has 0 ticks per quarter.
    """
    if not data:
        raise UnreadableFileError(f"{name} is empty; give a Standard MIDI File (.mid)")
    if len(data) > MAX_BYTES:
        raise UnreadableFileError(f"{name} has {len(data):,} bytes; at most {MAX_BYTES:,} are read: give a shorter piece")
    if data[:4] != b"MThd" or len(data) < 14:
        raise UnreadableFileError(f"{name} is no MIDI file: it does not begin with a whole MThd header; give a Standard MIDI File (.mid)")
    header_length, midi_format, track_count, division = struct.unpack(">IHHH", data[4:14])
    if midi_format > 1:
        raise UnreadableFileError(f"{name} is MIDI format {midi_format} (independent patterns); formats 0 and 1 are read: export it as one of these")
    if division & 0x8000:
        raise UnreadableFileError(f"{name} counts time in SMPTE frames; export it with ticks per quarter note")
    if division == 0:
        raise UnreadableFileError(f"{name} has 0 ticks per quarter note; export it with 24 to 32767, for example 480")
    if track_count > max_tracks:
        raise UnreadableFileError(f"{name} has {track_count} tracks; at most {max_tracks} are read: merge or delete some")
    return _bodies(memoryview(data), 8 + header_length, track_count, name)


def _bodies(data: memoryview, position: int, track_count: int, name: str) -> list[memoryview]:
    bodies: list[memoryview] = []
    while len(bodies) < track_count:
        if position + 8 > len(data):
            raise UnreadableFileError(f"{name} is cut off: {len(bodies)} of its {track_count} tracks are there; get the whole file again")
        kind, length = bytes(data[position : position + 4]), int.from_bytes(data[position + 4 : position + 8], "big")
        if position + 8 + length > len(data):
            raise UnreadableFileError(f"{name} is cut off inside track {len(bodies) + 1} of {track_count}; get the whole file again")
        if kind == b"MTrk":
            bodies.append(data[position + 8 : position + 8 + length])
        position += 8 + length
    return bodies


def read_conductor(body: memoryview, only_track: bool) -> Conductor:
    """Title and composer of the first track's opening, and its end where it plays no notes.

    Args:
        body: the first track's events.
        only_track: True where the file has no other track; its name is then the title although it plays.

    Raises:
        IndexError: when an event runs past the chunk's end.
        ValueError: when data stand where an event should begin.
    """
    title = composer = ""
    position = ticks = status = 0
    while position < len(body):
        delta, position = _variable_length(body, position)
        ticks += delta
        if body[position] & 0x80:
            status, position = body[position], position + 1
        elif status & 0xF0 not in _DATA_BYTES:
            raise ValueError(f"data byte {body[position]} without a status byte")
        if status & 0xF0 in _DATA_BYTES:
            if status & 0xF0 == 0x90:
                return Conductor(title if only_track else "", composer)
            position += _DATA_BYTES[status & 0xF0]
            continue
        kind = body[position] if status == META else -1
        length, position = _variable_length(body, position + (status == META))
        payload, position = bytes(body[position : position + length]), position + length
        if kind == END_OF_TRACK:
            break
        if kind == TRACK_NAME and not title:
            title = decoded(payload)
        elif kind == TEXT and not composer and decoded(payload).lower().startswith(COMPOSER_PREFIX):
            composer = decoded(payload)[len(COMPOSER_PREFIX) :]
    return Conductor(title, composer, ticks)


def _variable_length(body: memoryview, position: int) -> tuple[int, int]:
    """A variable-length quantity and the position after it."""
    value = 0
    while True:
        byte = body[position]
        position += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, position


def decoded(payload: bytes) -> str:
    """Text of a meta event: UTF-8 as newer programs write it, else Latin-1 as the standard has it."""
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        return payload.decode("latin-1")

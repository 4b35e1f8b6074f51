"""MIDI in and out: what is kept, what other programs read, and what is refused with a sentence."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import mido
import pytest

from corpora.errors import AskerError, UnreadableFileError
from corpora.formats.midi import midi_bytes, quarters_per_minute, read_midi
from corpora.formats.midi_writing import written_meters
from corpora.pieces import ChordSymbol, Key, Lyric, Meter, Note, Part, Score, Section, Tempo


def _vlq(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(value & 0x7F | 0x80)
    return bytes(reversed(digits))


def _track(*events: tuple[int, bytes]) -> bytes:
    body = b"".join(_vlq(delta) + message for delta, message in events) + b"\x00\xff\x2f\x00"
    return b"MTrk" + struct.pack(">I", len(body)) + body


def _file(*tracks: bytes, division: int = 480, midi_format: int = 1) -> bytes:
    return struct.pack(">4sIHHH", b"MThd", 6, midi_format, len(tracks), division) + b"".join(tracks)


def _meta(kind: int, payload: bytes) -> bytes:
    return bytes([0xFF, kind]) + _vlq(len(payload)) + payload


def _on(pitch: int, channel: int = 0, velocity: int = 80) -> bytes:
    return bytes([0x90 | channel, pitch, velocity])


def _off(pitch: int, channel: int = 0) -> bytes:
    return bytes([0x80 | channel, pitch, 0])


def _meter(numerator: int, power: int) -> bytes:
    return _meta(0x58, bytes([numerator, power, 24, 8]))


def _song() -> Score:
    voice = Part(
        "Voice",
        52,
        (Note(0, 67, 480, 90), Note(480, 72, 960, 100), Note(1440, 71, 480, 70), Note(1920, 69, 1440, 60)),
        lyrics=(Lyric(0, "A"), Lyric(480, "maz", "begin"), Lyric(1440, "ing", "end"), Lyric(1920, "grâce")),
    )
    drums = Part("Drums", 0, (Note(480, 36, 1, 127), Note(960, 38, 120, 1)), is_drum=True)
    bass = Part("Bass", 32, (Note(480, 36, 480, 80), Note(960, 36, 480, 81)))
    return Score(
        (voice, drums, bass),
        tempos=(Tempo(0, 92.0), Tempo(1920, 61.7)),
        meters=(Meter(0, 3, 4), Meter(1920, 6, 8)),
        keys=(Key(0, 0), Key(480, 2, "dorian"), Key(1920, 10, "minor")),
        chords=(ChordSymbol(480, 0, "maj7"), ChordSymbol(1920, 10, "m7b5", 5), ChordSymbol(2400, 0, "N")),
        sections=(Section(0, "Intro"), Section(480, "A"), Section(1920, "Solo")),
        pickup_ticks=480,
        title="Grâce",
        composer="trad.",
        length_ticks=6240,
    )


def test_everything_midi_can_hold_comes_back() -> None:
    assert read_midi(midi_bytes(_song())) == _song()


def test_the_same_score_gives_the_same_bytes() -> None:
    assert midi_bytes(_song()) == midi_bytes(_song())


def test_a_path_reads_as_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "song.mid"
    path.write_bytes(midi_bytes(_song()))
    assert read_midi(path) == _song()


def test_no_two_instruments_share_a_channel_and_drums_play_on_ten() -> None:
    parts = [Part(f"p{index}", index, (Note(0, 60, 10),)) for index in range(15)]
    parts.insert(3, Part("kit", 0, (Note(0, 36, 10),), is_drum=True))
    written = mido.MidiFile(file=io.BytesIO(midi_bytes(Score(tuple(parts)))))
    channels = [{message.channel for message in track if message.type == "note_on"} for track in written.tracks[1:]]
    assert channels[3] == {9}
    assert sorted(channel for used in channels for channel in used) == list(range(16))


def test_more_than_fifteen_melodic_parts_go_on_in_a_second_port() -> None:
    parts = tuple(Part(f"p{index}", index, (Note(0, 60, 10),)) for index in range(17))
    written = mido.MidiFile(file=io.BytesIO(midi_bytes(Score(parts))))
    places = [tuple(message.port for message in track if message.type == "midi_port") for track in written.tracks[1:]]
    assert places == [()] * 15 + [(1,)] * 2
    assert read_midi(midi_bytes(Score(parts))).parts == parts


def test_mido_reads_the_same_notes() -> None:
    song = _song()
    written = mido.MidiFile(file=io.BytesIO(midi_bytes(song)))
    assert written.ticks_per_beat == song.ticks_per_quarter
    for track, part in zip(written.tracks[1:], song.parts, strict=True):
        now, open_notes, heard = 0, {}, []
        for message in track:
            now += message.time
            if message.type == "note_on":
                open_notes[message.note] = (now, message.velocity)
            elif message.type == "note_off":
                start, velocity = open_notes.pop(message.note)
                heard.append(Note(start, message.note, now - start, velocity))
        assert tuple(sorted(heard)) == part.notes
        assert track.name == part.name


def test_pretty_midi_reads_the_same_seconds_and_instruments() -> None:
    import pretty_midi

    song = _song()
    read = pretty_midi.PrettyMIDI(io.BytesIO(midi_bytes(song)))
    assert [(instrument.program, instrument.is_drum, instrument.name) for instrument in read.instruments] == [
        (part.program, part.is_drum, part.name) for part in song.parts
    ]
    for instrument, part in zip(read.instruments, song.parts, strict=True):
        heard = sorted((note.start, note.end, note.pitch, note.velocity) for note in instrument.notes)
        meant = [(song.seconds_at(note.start_ticks), song.seconds_at(note.end_ticks), note.pitch, note.velocity) for note in part.notes]
        assert [number for row in heard for number in row] == pytest.approx([number for row in meant for number in row], abs=1e-4)
    assert [lyric.text for lyric in read.lyrics][:2] == ["A", "maz-"]


def test_a_short_first_meter_is_a_pickup() -> None:
    notes = _track((0, _on(60)), (480, _off(60)), (0, _on(62)), (1920, _off(62)))
    score = read_midi(_file(_track((0, _meter(1, 2)), (480, _meter(4, 2))), notes))
    assert (score.pickup_ticks, score.meters) == (480, (Meter(0, 4, 4),))
    assert [bar.number for bar in score.bars()] == [0, 1]


def test_a_meter_stated_again_inside_its_first_bar_is_a_pickup() -> None:
    notes = _track((0, _on(60)), (480, _off(60)), (0, _on(62)), (1920, _off(62)))
    score = read_midi(_file(_track((0, _meter(6, 3)), (240, _meter(6, 3))), notes))
    assert (score.pickup_ticks, score.meters) == (240, (Meter(0, 6, 8),))


def test_a_long_first_meter_is_a_meter_change() -> None:
    score = read_midi(_file(_track((0, _meter(2, 2)), (1920, _meter(4, 2))), _track((0, _on(60)), (5000, _off(60)))))
    assert (score.pickup_ticks, score.meters) == (0, (Meter(0, 2, 4), Meter(1920, 4, 4)))


@pytest.mark.parametrize(("pickup", "expected"), [(480, Meter(0, 1, 4)), (720, Meter(0, 3, 8)), (160, Meter(0, 4, 4))])
def test_pickups_of_any_length_survive(pickup: int, expected: Meter) -> None:
    score = Score((Part("p", 0, (Note(0, 60, pickup + 1920),)),), pickup_ticks=pickup)
    assert written_meters(score)[0] == expected
    assert read_midi(midi_bytes(score)) == score


def test_overlapping_notes_of_one_pitch_end_in_the_order_they_began() -> None:
    data = _file(_track((0, _on(60, velocity=1)), (50, _on(60, velocity=2)), (50, _off(60)), (50, _off(60))))
    assert read_midi(data).parts[0].notes == (Note(0, 60, 100, 1), Note(50, 60, 100, 2))


def test_notes_of_no_length_last_a_tick_and_open_ones_are_dropped() -> None:
    data = _file(_track((0, _on(60)), (0, _off(60)), (10, _on(64)), (10, _on(62)), (5, _off(62))))
    assert read_midi(data).parts[0].notes == (Note(0, 60, 1), Note(20, 62, 5))


def test_a_repeated_note_is_struck_again() -> None:
    score = Score((Part("p", 0, (Note(0, 60, 480), Note(480, 60, 480))),))
    written = mido.MidiFile(file=io.BytesIO(midi_bytes(score)))
    assert [message.type for message in written.tracks[1] if not message.is_meta][1:] == ["note_on", "note_off", "note_on", "note_off"]


def test_lyrics_in_a_track_of_their_own_go_to_the_part_that_sings_them() -> None:
    words = _track((0, _meta(3, b"Words")), (0, _meta(5, b"la")), (480, _meta(5, b"li")))
    piano = _track((0, _meta(3, b"Piano")), (7, _on(40)), (10, _off(40)))
    voice = _track((0, _meta(3, b"Voice")), (0, _on(60, 1)), (480, _off(60, 1)), (0, _on(62, 1)), (480, _off(62, 1)))
    score = read_midi(_file(words, piano, voice))
    assert [(part.name, [lyric.text for lyric in part.lyrics]) for part in score.parts] == [("Piano", []), ("Voice", ["la", "li"])]


def test_a_format_0_file_takes_its_title_from_its_only_track() -> None:
    score = read_midi(_file(_track((0, _meta(3, b"Tune")), (0, _on(60)), (9, _off(60)), (0, _on(38, 9)), (9, _off(38, 9))), midi_format=0))
    assert score.title == "Tune"
    assert sorted(part.is_drum for part in score.parts) == [False, True]


def test_a_title_that_is_no_utf_8_is_latin_1() -> None:
    assert read_midi(_file(_track((0, _meta(3, "Été".encode("latin-1")))), _track((0, _on(60)), (9, _off(60))))).title == "Été"


def test_markers_that_only_look_like_chords_or_keys_stay_sections() -> None:
    conductor = _track((0, _meta(6, b"chord:?")), (5, _meta(6, b"key:H minor")), (5, _meta(6, b"B")))
    score = read_midi(_file(conductor, _track((0, _on(60)), (99, _off(60)))))
    assert [section.name for section in score.sections] == ["chord:?", "key:H minor", "B"]


def test_meters_tempos_and_keys_that_make_no_sense_are_skipped() -> None:
    rotten = _track((0, _meter(0, 2)), (0, _meter(4, 200)), (0, _meta(0x51, b"\0\0\0")), (0, _meta(0x59, b"\x63\0")))
    score = read_midi(_file(rotten, _track((0, _on(60)), (99, _off(60)))))
    assert (score.meters, score.tempos, score.keys) == ((Meter(0, 4, 4),), (Tempo(0, 120.0),), ())


@pytest.mark.parametrize("tempo", [20.0, 61.7, 120.0, 123.4, 99.99, 400.0])
def test_tempos_come_back_as_they_were_said(tempo: float) -> None:
    assert quarters_per_minute(round(60_000_000 / tempo)) == tempo


@pytest.mark.parametrize("tempo", [0.0, -1.0, 3.0, float("nan"), float("inf")])
def test_tempos_midi_cannot_write_are_refused(tempo: float) -> None:
    with pytest.raises(AskerError, match="change the tempo"):
        midi_bytes(Score((Part("p", 0, (Note(0, 60, 1),)),), tempos=(Tempo(0, tempo),)))


GOOD = _file(_track((0, _on(60)), (480, _off(60))))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"RIFF" + bytes(40), "is no MIDI file"),
        (GOOD[:10], "is no MIDI file"),
        (GOOD[:-6], "is cut off"),
        (GOOD[:16], "is cut off"),
        (_file(_track((0, _on(60)), (9, _off(60))), division=0), "0 ticks per quarter"),
        (_file(_track((0, _on(60)), (9, _off(60))), division=0xE728), "SMPTE"),
        (_file(_track((0, _on(60)), (9, _off(60))), midi_format=2), "format 2"),
        (_file(_track()), "has no notes"),
        (_file(), "has no tracks"),
        (_file(*[_track((0, _on(60)), (9, _off(60)))] * 65), "has 65 tracks; at most 64"),
        (_file(b"MTrk\x00\x00\x00\x03\x00\x40\x40"), "damaged"),
        (_file(b"MTrk\x00\x00\x00\x02\x00\xff"), "damaged"),
        (_file(_track((0, _on(60)), (0x0FFFFFFF, _off(60))), division=1), "beyond 200,000 quarter notes"),
        (_file(_track(*[(0x0FFFFFFF, _on(60)), (1, _off(60))] * 9)), "beyond 200,000 quarter notes"),
        (_file(_track(*[(0x0FFFFFFF, _on(60)), (0, _off(60))] * 20)), "beyond 200,000 quarter notes"),
    ],
)
def test_what_is_no_music_is_refused_in_one_line(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFileError, match=says) as refusal:
        read_midi(data)
    assert "\n" not in str(refusal.value)


def test_too_many_notes_are_refused() -> None:
    with pytest.raises(UnreadableFileError, match="has 4 notes; at most 3"):
        read_midi(_file(_track(*[(0, _on(60)), (1, _off(60))] * 4)), max_notes=3)


def test_a_million_notes_are_refused_quickly() -> None:
    with pytest.raises(UnreadableFileError, match="at most 1,000,000"):
        read_midi(_file(_track(*[(0, _on(60)), (1, _off(60))] * 1_000_001)))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="No such file"):
        read_midi(tmp_path / "none.mid")
    with pytest.raises(UnreadableFileError, match="can't be read"):
        read_midi(tmp_path)

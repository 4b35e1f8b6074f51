from __future__ import annotations

from io import BytesIO
from xml.etree import ElementTree as ET

import mido

from corpora.formats.melismas import MOST_NOTES, melismas
from corpora.formats.midi import read_midi
from corpora.formats.midi_writing import midi_bytes
from corpora.formats.musicxml_writing import musicxml_text
from corpora.pieces import Lyric, Note, Part, Score

NOTES = (Note(0, 60, 480), Note(480, 62, 480), Note(960, 64, 960), Note(1920, 65, 480), Note(2400, 67, 480), Note(3360, 60, 480))
LYRICS = (Lyric(0, "riv", "begin"), Lyric(960, "er"), Lyric(1920, "flow", "single"), Lyric(3360, "on"))
SONG = Score((Part("voice", 53, NOTES, lyrics=LYRICS),), length_ticks=3840)


def test_a_syllable_holds_the_wordless_notes_that_follow_it_without_a_rest() -> None:
    assert melismas(NOTES, LYRICS, 480) == {0: 480, 1920: 2400}


def test_a_rest_ends_a_melisma_and_a_breath_within_it_does_not() -> None:
    apart = (Note(0, 60, 440), Note(480, 62, 480))
    assert melismas(apart, (Lyric(0, "ah"),), 480) == {0: 480}
    assert melismas((Note(0, 60, 400), Note(480, 62, 480)), (Lyric(0, "ah"),), 480) == {}


def test_chords_and_a_part_that_plays_on_are_no_melisma() -> None:
    chords = (Note(0, 60, 480), Note(0, 64, 480), Note(480, 62, 480), Note(480, 65, 480))
    assert melismas(chords, (Lyric(0, "ah"),), 480) == {}
    playing = tuple(Note(240 * place, 60 + place % 5, 240) for place in range(MOST_NOTES + 2))
    assert melismas(playing, (Lyric(0, "ah"),), 480) == {}


def test_midi_marks_a_melisma_and_reads_the_words_back() -> None:
    data = midi_bytes(SONG)
    events = [message.text for message in mido.MidiFile(file=BytesIO(data)).tracks[1] if message.type == "lyrics"]
    assert events == ["riv-", "er", "flow__", "on"]
    assert [(each.start_ticks, each.text) for each in read_midi(data).parts[0].lyrics] == [(0, "riv"), (960, "er"), (1920, "flow"), (3360, "on")]


def test_musicxml_draws_an_extender_and_a_slur() -> None:
    root = ET.fromstring(musicxml_text(SONG))  # noqa: S314 (our own writing)
    held = {lyric.findtext("text"): lyric.find("extend") is not None for lyric in root.iter("lyric")}
    assert held == {"riv": False, "er": False, "flow": True, "on": False}
    slurs = [[slur.get("type") for slur in note.iter("slur")] for note in root.iter("note") if note.find("pitch") is not None]
    assert slurs == [["start"], ["stop"], [], ["start"], ["stop"], []]

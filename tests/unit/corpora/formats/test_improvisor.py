from __future__ import annotations

from pathlib import Path

import pytest

from corpora.errors import UnreadableFileError
from corpora.formats.improvisor import improvisor_text, read_improvisor
from corpora.pieces import ChordSymbol, Key, Meter, Note, Part, Score, Tempo

SHEET = """(title A Tune (of mine))
(composer Somebody)
(meter 4 4)
(key -2)
(tempo 160.0)
(style swing
    (swing 0.67)
)
(part
    (type chords)
    (instrument 0)
    (roadmap (blocks (chord G 240)))
)
(section (style swing))
Cm7 F7 | BbM7 / / Gm/F |
/ | NC |
(part
    (type melody)
    (instrument 56)
)
 r8 c8 e-4. b-8/3 c#8/3 d8/3
 f+1+2 r4
"""


def test_chords_share_their_bar_and_slashes_hold() -> None:
    score = read_improvisor(SHEET)
    assert score.chords == (
        ChordSymbol(0, 0, "m7"),
        ChordSymbol(960, 5, "7"),
        ChordSymbol(1920, 10, "maj7"),
        ChordSymbol(3360, 7, "m", 5),
        ChordSymbol(5760, 0, "N"),
    )
    assert (score.title, score.composer) == ("A Tune (of mine)", "Somebody")
    assert score.tempos == (Tempo(0, 160.0),)
    assert score.keys[0].fifths == -2
    assert score.end_ticks == 4 * 1920


def test_melody_notes_octaves_triplets_and_sums() -> None:
    part = read_improvisor(SHEET).parts[0]
    assert part.program == 56
    assert part.notes == (
        Note(240, 60, 240),
        Note(480, 52, 720),
        Note(1200, 59, 160),
        Note(1360, 61, 160),
        Note(1520, 62, 160),
        Note(1680, 77, 2880),
    )


def test_three_chords_share_a_bar_of_four_exactly() -> None:
    assert [chord.start_ticks for chord in read_improvisor("(meter 4 4) C F G |").chords] == [0, 640, 1280]


def test_several_melodies_are_choruses() -> None:
    melody = "(part (type melody)) c1\n"
    score = read_improvisor("(meter 4 4) C7 |" + melody + melody.replace("c1", "d1"))
    assert [(note.start_ticks, note.pitch) for note in score.parts[0].notes] == [(0, 60), (1920, 62)]
    assert [chord.start_ticks for chord in score.chords] == [0, 1920]


def test_the_oldest_sheets_mix_notes_and_chords() -> None:
    score = read_improvisor("(meter 4 4) c4 d4 C7 | F7 | e2")
    assert len(score.chords) == 2
    assert [note.pitch for note in score.parts[0].notes] == [60, 62, 64]


def test_a_minor_tune_is_recognised_by_its_chords() -> None:
    assert read_improvisor("(key 0) Am | Dm | E7 | Am | Dm | E7 | Am |").keys == (Key(0, 9, "minor"),)
    assert read_improvisor("(key 0) C | F | G7 | C |").keys == (Key(0, 0, "major"),)


def test_a_melody_without_chords_reads() -> None:
    assert read_improvisor("(part (type melody)) c4 d4").note_count == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "neither a chord nor a note"),
        ("(meter 0 4) C |", "meter"),
        ("(meter 4) C |", "meter"),
        ("hello world", "note name"),
        ("C | (part (type melody)) q9", "melody note"),
        ("C | (part (type melody)) c0", "length"),
        ("C | (part (type melody)) c++++++++4", "range"),
    ],
)
def test_bad_sheets_are_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(UnreadableFileError, match=message) as caught:
        read_improvisor(text)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(UnreadableFileError, match="nowhere"):
        read_improvisor(Path("nowhere.ls"))


def test_what_is_written_reads_the_same() -> None:
    score = Score(
        (Part("Melody", 11, (Note(480, 60, 160), Note(640, 75, 320), Note(960, 40, 2000), Note(3000, 61, 840))),),
        tempos=(Tempo(0, 150.0),),
        meters=(Meter(0, 3, 4),),
        keys=(Key(0, 2, "minor"),),
        chords=(ChordSymbol(0, 2, "m7"), ChordSymbol(480, 7, "7b9", 11), ChordSymbol(2880, 0, "N"), ChordSymbol(3360, 9, "7#9")),
        title="T",
    )
    assert read_improvisor(improvisor_text(score)) == score


def test_a_pickup_becomes_a_bar_that_begins_with_a_rest() -> None:
    score = Score((Part("Melody", 11, (Note(0, 60, 480), Note(480, 62, 1920))),), pickup_ticks=480, chords=(ChordSymbol(480, 0, ""),))
    back = read_improvisor(improvisor_text(score))
    assert [note.start_ticks for note in back.parts[0].notes] == [1440, 1920]
    assert [(chord.start_ticks, chord.quality) for chord in back.chords] == [(0, "N"), (1920, "")]

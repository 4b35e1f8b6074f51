from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from corpora.chords import QUALITIES
from corpora.errors import AskerError
from corpora.formats.musicxml import musicxml_text, read_musicxml
from corpora.formats.musicxml_staves import beam_marks
from corpora.formats.notation_grid import beats_of, snap_ticks, split_note
from corpora.formats.notation_spelling import place_of_note, spelling
from corpora.pieces import ChordSymbol, Key, Lyric, Meter, Note, Part, Score, Section, Tempo

Engrave = Callable[[str], str]


@pytest.fixture
def engrave(capfd: pytest.CaptureFixture[str]) -> Engrave:
    """Engraves a MusicXML text and returns what the engraver complains about."""
    import verovio

    def complaints(text: str) -> str:
        verovio.enableLog(verovio.LOG_WARNING)
        toolkit = verovio.toolkit()
        assert toolkit.loadData(text)
        for page in range(toolkit.getPageCount()):
            assert toolkit.renderToSVG(page + 1)
        captured = capfd.readouterr()
        return captured.out + captured.err

    return complaints


def ensemble() -> Score:
    """Everything notation has, in seven bars and a pickup of one quarter."""
    melody, now = [], 480
    for length in (480, 160, 160, 160, 240, 720, 1920, 120, 360, 80, 80, 80, 240, 320, 320, 320, 480, 960, 600, 120, 240):
        melody.append(Note(now, 60 + now // 40 % 20, length))
        now += length
    comping = tuple(Note(480 + 1920 * bar, pitch, 960 + 240 * bar) for bar in range(4) for pitch in (40, 47, 60, 64, 67))
    counterpoint = tuple(sorted([Note(480, 76, 1920), Note(480, 67, 480), Note(960, 65, 960), Note(1920, 64, 480), Note(2400, 60, 3840)]))
    drums = tuple(
        sorted([*(Note(480 + 240 * stroke, 42, 60) for stroke in range(24)), *(Note(480 + 960 * stroke, 36, 30, 100) for stroke in range(8))])
    )
    return Score(
        parts=(
            Part("Flute & piccolo", 73, tuple(melody), lyrics=(Lyric(480, "Bye", verse=2), Lyric(480, "Hel", "begin"), Lyric(960, "lo <3", "end"))),
            Part("Piano", 0, comping),
            Part("Strings", 48, counterpoint),
            Part("Bass", 32, tuple(Note(480 + 480 * step, 36 + step % 7, 480) for step in range(20))),
            Part("Drums", 0, drums, is_drum=True),
        ),
        tempos=(Tempo(0, 132.5), Tempo(480 + 1920 * 4, 90.0)),
        meters=(Meter(0, 4, 4), Meter(480 + 1920 * 4, 6, 8), Meter(480 + 1920 * 4 + 1440, 3, 4)),
        keys=(Key(0, 10, "major"), Key(480 + 1920 * 2, 4, "minor")),
        chords=tuple(ChordSymbol(240 * index, index * 5 % 12 if quality != "N" else 0, quality) for index, quality in enumerate(QUALITIES)),
        sections=(Section(480, "Head"), Section(480 + 1920 * 2 + 960, "Solo")),
        pickup_ticks=480,
        title="A <tune> & more",
        composer="Somebody",
    )


def parsed(score: Score) -> ElementTree.Element:
    return ElementTree.fromstring(musicxml_text(score))  # noqa: S314 (our own text)


def test_a_whole_ensemble_comes_back_as_it_went() -> None:
    score = ensemble()
    back = read_musicxml(musicxml_text(score).encode())
    assert back.parts[:4] == score.parts[:4]
    assert [(note.start_ticks, note.pitch, note.velocity) for note in back.parts[4].notes] == [
        (note.start_ticks, note.pitch, note.velocity) for note in score.parts[4].notes
    ]
    assert replace(back, parts=()) == replace(score, parts=())


def test_it_engraves_without_a_warning(engrave: Engrave) -> None:
    assert engrave(musicxml_text(ensemble())) == ""


@pytest.mark.parametrize(
    "score",
    [
        Score(()),
        Score((Part("Silent", 0, ()),), length_ticks=3840),
        Score((Part("Drums", 0, (Note(0, 38, 10), Note(500, 99, 10)), is_drum=True),), keys=(Key(0, 2),)),
        Score((Part("Odd", 40, (Note(7, 60, 13), Note(333, 61, 777), Note(1111, 62, 5000))),), meters=(Meter(0, 7, 8), Meter(1680, 5, 4))),
        Score((Part("Short bar", 0, (Note(0, 30, 4000), Note(200, 90, 4000))),), meters=(Meter(0, 4, 4), Meter(1000, 4, 4), Meter(2500, 47, 32))),
        Score((Part("Long", 0, (Note(0, 60, 1920 * 3 + 100),)),), meters=(Meter(0, 6, 4),), pickup_ticks=160),
    ],
    ids=lambda score: score.parts[0].name if score.parts else "empty",
)
def test_odd_scores_engrave_without_a_warning_too(score: Score, engrave: Engrave) -> None:
    text = musicxml_text(score)
    assert engrave(text) == ""
    assert read_musicxml(text.encode()).note_count == score.note_count


def test_the_same_score_gives_the_same_text() -> None:
    assert musicxml_text(ensemble()) == musicxml_text(ensemble())


def test_every_voice_fills_its_bar_exactly() -> None:
    root = parsed(ensemble())
    for part in root.iterfind("part"):
        for measure in part.iterfind("measure"):
            lengths: dict[str, int] = {}
            for note in measure.iterfind("note"):
                if note.find("chord") is None:
                    voice = note.findtext("voice", "")
                    lengths[voice] = lengths.get(voice, 0) + int(note.findtext("duration", "0"))
            assert len(set(lengths.values())) == 1, measure.get("number")


NOTE_ORDER = (
    *("chord", "pitch", "unpitched", "rest", "duration", "tie", "instrument", "voice", "type", "dot", "accidental", "time-modification"),
    *("stem", "notehead", "staff", "beam", "notations", "lyric"),
)


def test_the_children_of_notes_stand_in_the_order_of_the_schema() -> None:
    root = parsed(ensemble())
    for note in root.iter("note"):
        positions = [NOTE_ORDER.index(child.tag) for child in note]
        assert all(before <= after for before, after in pairwise(positions))
    for attributes in root.iter("attributes"):
        order = [["divisions", "key", "time", "staves", "clef"].index(child.tag) for child in attributes]
        assert order == sorted(order)
    assert root.get("version") == "4.0"


def test_brackets_open_and_close_in_pairs_and_beams_too() -> None:
    root = parsed(ensemble())
    for kind in ("tuplet", "tied"):
        counts = {state: sum(element.get("type") == state for element in root.iter(kind)) for state in ("start", "stop")}
        assert counts["start"] == counts["stop"] > 0
    outer = [beam.text for beam in root.iter("beam") if beam.get("number") == "1"]
    assert outer.count("begin") == outer.count("end") > 0


def test_pickup_final_bar_tempo_and_clefs() -> None:
    text = musicxml_text(ensemble())
    assert '<measure number="0" implicit="yes">' in text
    assert text.count("light-heavy") == 5
    assert "<beat-unit>quarter</beat-unit><per-minute>132.5</per-minute>" in text
    assert "<beat-unit>quarter</beat-unit><beat-unit-dot/><per-minute>60</per-minute>" in text
    assert re.findall(r"<sign>(\w+)</sign>", text) == ["G", "G", "F", "G", "F", "percussion"]


def test_hands_named_as_such_share_one_part() -> None:
    hands = (Part("Piano (right hand)", 0, (Note(0, 72, 480),)), Part("Piano (left hand)", 0, (Note(0, 48, 480),)))
    text = musicxml_text(Score(hands))
    assert text.count("<score-part ") == 1
    assert read_musicxml(text.encode()).parts == hands


def test_a_meter_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(AskerError, match="3/64"):
        musicxml_text(Score((), meters=(Meter(0, 3, 64),)))


@pytest.mark.parametrize(
    ("meter", "start", "end", "lengths"),
    [
        ((4, 4), 0, 96, (96,)),
        ((4, 4), 12, 36, (24,)),
        ((4, 4), 36, 60, (12, 12)),
        ((4, 4), 24, 72, (48,)),
        ((4, 4), 12, 60, (36, 12)),
        ((4, 4), 0, 60, (48, 12)),
        ((3, 4), 24, 72, (48,)),
        ((3, 4), 0, 72, (72,)),
        ((6, 8), 0, 72, (72,)),
        ((6, 8), 24, 48, (12, 12)),
        ((6, 8), 0, 48, (36, 12)),
        ((9, 8), 0, 108, (72, 36)),
        ((5, 4), 0, 120, (72, 48)),
        ((7, 8), 0, 84, (48, 36)),
    ],
)
def test_lengths_show_the_beats(meter: tuple[int, int], start: int, end: int, lengths: tuple[int, ...]) -> None:
    assert split_note(start, end, beats_of(*meter)) == lengths


@pytest.mark.parametrize(("start", "end", "lengths"), [(24, 72, (24, 24)), (12, 48, (12, 24)), (0, 48, (48,)), (0, 36, (24, 12)), (6, 24, (6, 12))])
def test_rests_never_hide_a_beat(start: int, end: int, lengths: tuple[int, ...]) -> None:
    assert split_note(start, end, beats_of(4, 4), is_rest=True) == lengths


@pytest.mark.parametrize(("ticks", "units"), [(0, 0), (60, 3), (40, 2), (160, 8), (120, 6), (10, 0), (470, 24), (50, 3), (25, 2)])
def test_snapping(ticks: int, units: int) -> None:
    assert snap_ticks(ticks, 480) == units


@pytest.mark.parametrize(
    ("pitch", "fifths", "is_minor", "chord", "following", "name"),
    [
        (66, 0, False, None, None, ("F", 1)),
        (70, 0, False, None, None, ("B", -1)),
        (68, 0, False, None, 69, ("G", 1)),
        (68, 0, False, None, 67, ("A", -1)),
        (68, 0, False, ChordSymbol(0, 4, "7"), None, ("G", 1)),
        (68, 0, False, ChordSymbol(0, 5, "m"), None, ("A", -1)),
        (61, 0, False, ChordSymbol(0, 1, "7"), None, ("D", -1)),
        (68, 0, True, None, None, ("G", 1)),
        (65, 6, False, None, None, ("E", 1)),
        (71, -6, False, None, None, ("C", -1)),
        (63, 0, False, ChordSymbol(0, 0, "7#9"), None, ("D", 1)),
    ],
)
def test_spelling(pitch: int, fifths: int, is_minor: bool, chord: ChordSymbol | None, following: int | None, name: tuple[str, int]) -> None:
    assert spelling(place_of_note(pitch, fifths, is_minor, chord, following)) == name


def test_beams_of_mixed_values() -> None:
    assert beam_marks([1, 1]) == [("begin",), ("end",)]
    assert beam_marks([1, 2, 2]) == [("begin",), ("continue", "begin"), ("end", "end")]
    assert beam_marks([1, 2]) == [("begin",), ("end", "backward hook")]
    assert beam_marks([2, 1]) == [("begin", "forward hook"), ("end",)]


def test_an_accidental_is_written_once_in_a_bar_and_again_in_the_next() -> None:
    notes = tuple(Note(480 * beat, 66, 480) for beat in range(5))
    root = parsed(Score((Part("Flute", 73, notes),), keys=(Key(0, 0),)))
    assert [note.findtext("accidental") for note in root.iter("note")][:5] == ["sharp", None, None, None, "sharp"]


@pytest.mark.slow
def test_music21_hears_the_same_notes() -> None:
    from music21 import converter

    score = ensemble()
    heard_parts = converter.parseData(musicxml_text(score), format="musicxml").parts
    for part, theirs in zip((score.parts[0], score.parts[3]), (heard_parts[0], heard_parts[4]), strict=True):
        heard = [
            (round(float(note.offset) * 480), note.pitch.midi, round(float(note.quarterLength) * 480))
            for note in theirs.stripTies().flatten().notes
            if note.isNote
        ]
        assert heard == [(note.start_ticks, note.pitch, note.duration_ticks) for note in part.notes]

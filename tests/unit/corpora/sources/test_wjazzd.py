from __future__ import annotations

from pathlib import Path

import pytest

from corpora.corpus import CorpusPiece, Skipped
from corpora.pieces import ChordSymbol, Key, Meter, Note, Section, Tempo
from corpora.sources.wjazzd import read

META = "avgtempo,composer,form,full_title,harmony_template,instrument,key,performer,rhythmfeel,signature,style,title,tonality_type,csv\n"
BLUES = '150.04,L. Young,"(A1,12)",Tiny Blues-1,Blues,ts,Bb-maj,Lester Young,SWING,4/4,SWING,Tiny Blues,BLUES,LesterYoung_TinyBlues_Solo\n'
BALLAD = "60.0,,open,Moon,,tp,,Miles Davis,BALLAD,3/4,COOL,Moon,FUNCTIONAL,MilesDavis_Moon_Solo\n"


def melody(rows: list[tuple[int, int, int, int, int, float]], meter: int = 4) -> str:
    """Rows of bar, beat, tatum, division, pitch, duration in beats (a beat is half a second)."""
    lines = [
        f"{bar},{beat},0.5,4,{division},{length / 2},{meter},0.0,{meter},{pitch},0,{tatum}" for bar, beat, tatum, division, pitch, length in rows
    ]
    return "bar,beat,beatdur,denom,division,duration,num,onset,period,pitch,subtatum,tatum\n" + "\n".join(lines) + "\n"


def beats(first_bar: int, last_bar: int, meter: int, marks: dict[tuple[int, int], tuple[str, str, str]]) -> str:
    """Every beat; ``marks``: (bar, beat) to chord, chorus, form."""
    lines = []
    chorus = "0"
    for bar in range(first_bar, last_bar + 1):
        for beat in range(1, meter + 1):
            chord, chorus, form = marks.get((bar, beat), ("", chorus, ""))
            lines.append(f"{bar},40,{beat},{chord},{chorus},{form},0.0,{f'{meter}/4' if (bar, beat) == (1, 1) else ''}")
    return "bar,bass_pitch,beat,chord,chorus_id,form,onset,signature\n" + "\n".join(lines) + "\n"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    for name in ("csv_melody", "csv_beats"):
        (tmp_path / name).mkdir()
    (tmp_path / "wjd_meta.csv").write_text(META + BLUES + BALLAD, encoding="utf-8")
    return tmp_path


def put(shelf: Path, name: str, notes: str, grid: str) -> None:
    (shelf / "csv_melody" / f"{name}.csv").write_text(notes, encoding="utf-8")
    (shelf / "csv_beats" / f"{name}.csv").write_text(grid, encoding="utf-8")


def only(shelf: Path) -> CorpusPiece:
    skipped: list[Skipped] = []
    (piece,) = read(shelf, skipped)
    assert not skipped
    return piece


SWUNG = [
    (0, 4, 1, 2, 53, 0.5), (0, 4, 2, 2, 55, 0.4),
    (1, 1, 1, 1, 58, 0.8), (1, 2, 1, 3, 60, 0.3), (1, 2, 3, 3, 61, 3.0), (1, 3, 1, 4, 62, 0.1), (1, 4, 4, 4, 63, 0.1),
    *[(2, beat, 1, 2, 60 + beat, 0.4) for beat in (1, 2, 3, 4)], *[(3, beat, 2, 2, 70 - beat, 0.4) for beat in (1, 2, 3, 4)],
    (4, 1, 1, 1, 58, 9.0),
]  # fmt: skip
CHANGES = {(0, 4): ("NC", "0", "I1"), (1, 1): ("Bb7", "1", "A1"), (2, 1): ("Bb7", "1", ""), (2, 3): ("Eb7", "1", ""), (4, 1): ("Bb7", "2", "A1")}


def test_a_solo_with_a_pickup_stands_on_the_grid_of_its_beats(shelf: Path):
    put(shelf, "LesterYoung_TinyBlues_Solo", melody(SWUNG), beats(0, 6, 4, CHANGES))
    piece = only(shelf)
    score = piece.score
    assert score.pickup_ticks == 480
    assert score.meters == (Meter(0, 4, 4),)
    starts = [(note.start_ticks, note.duration_ticks) for note in score.parts[0].notes]
    # The pickup's two eighths, then bar 1 at 480: beat 1, a triplet on beat 2 (its last note cut off by beat 3), a sixteenth, the last sixteenth.
    assert starts[:7] == [(0, 240), (240, 240), (480, 480), (960, 160), (1280, 160), (1440, 120), (2280, 120)]
    # The last note is longer than the last bar, which closes the piece.
    assert score.parts[0].notes[-1] == Note(480 + 3 * 1920, 58, 1920)
    assert score.length_ticks == score.end_ticks == 480 + 4 * 1920


def test_chords_sections_key_and_tempo(shelf: Path):
    put(shelf, "LesterYoung_TinyBlues_Solo", melody(SWUNG), beats(0, 6, 4, CHANGES))
    score = only(shelf).score
    assert score.chords == (
        ChordSymbol(0, 0, "N"), ChordSymbol(480, 10, "7"), ChordSymbol(480 + 1920 + 960, 3, "7"), ChordSymbol(480 + 3 * 1920, 10, "7"),
    )  # fmt: skip
    assert score.sections == (
        Section(0, "I1"), Section(480, "Chorus 1"), Section(480, "A1"), Section(480 + 3 * 1920, "Chorus 2"), Section(480 + 3 * 1920, "A1"),
    )  # fmt: skip
    assert score.keys == (Key(0, 10, "major"),)
    assert score.tempos == (Tempo(0, 150.0),)
    assert (score.parts[0].name, score.parts[0].program) == ("tenor sax", 66)


def test_names_genre_and_group(shelf: Path):
    put(shelf, "LesterYoung_TinyBlues_Solo", melody(SWUNG), beats(0, 6, 4, CHANGES))
    piece = only(shelf)
    assert (piece.id, piece.genre, piece.group, piece.composer) == ("wjazzd/LesterYoung_TinyBlues_Solo", "blues", "tiny blues", "L. Young")
    assert piece.title == "Tiny Blues (Lester Young)"
    assert "blues form" in piece.tags


def test_a_solo_that_starts_on_a_bar_line_and_declares_no_key(shelf: Path):
    notes = [(bar, beat, 1, 1, (60, 64, 67)[beat - 1], 1.0) for bar in range(1, 8) for beat in (1, 2, 3)]
    put(shelf, "MilesDavis_Moon_Solo", melody(notes, 3), beats(1, 7, 3, {(1, 1): ("Cj7", "1", "A1")}))
    piece = only(shelf)
    assert piece.genre == "jazz"
    assert piece.score.pickup_ticks == 0
    assert str(piece.score.meters[0]) == "3/4"
    assert piece.score.length_ticks == 7 * 1440
    assert str(piece.score.keys[0]) == "C major"


def test_a_long_silence_before_the_solo_is_left_out(shelf: Path):
    notes = [(bar, beat, 1, 1, 60 + beat, 1.0) for bar in range(9, 15) for beat in (1, 2, 3)]
    put(shelf, "MilesDavis_Moon_Solo", melody(notes, 3), beats(1, 14, 3, {(1, 1): ("Cj7", "1", "A1"), (5, 1): ("G7", "1", "")}))
    score = only(shelf).score
    assert score.parts[0].notes[0].start_ticks == 0
    assert score.chords == (ChordSymbol(0, 7, "7"),)


def test_solos_without_a_meter_or_with_broken_tables_are_left_out(shelf: Path):
    put(shelf, "Free_Solo_Solo", melody([(bar, 1, 1, 1, 60, 1.0) for bar in range(1, 30)], 1), beats(1, 29, 1, {}))
    (shelf / "csv_beats" / "Free_Solo_Solo.csv").write_text(beats(1, 29, 1, {}), encoding="utf-8")
    put(shelf, "Short_One_Solo", melody(SWUNG[:5]), beats(0, 6, 4, CHANGES))
    put(shelf, "Broken_One_Solo", melody(SWUNG).replace("58", "x"), beats(0, 6, 4, CHANGES))
    put(shelf, "LesterYoung_TinyBlues_Solo", melody(SWUNG), beats(0, 6, 4, CHANGES))
    skipped: list[Skipped] = []
    assert [piece.id for piece in read(shelf, skipped)] == ["wjazzd/LesterYoung_TinyBlues_Solo"]
    reasons = {one.path.split("/")[1]: one.reason for one in skipped}
    assert reasons["Free_Solo_Solo.csv"] == "played without a meter"
    assert reasons["Short_One_Solo.csv"].startswith("only 5 notes")
    assert set(reasons) == {"Free_Solo_Solo.csv", "Short_One_Solo.csv", "Broken_One_Solo.csv"}


def test_a_solo_the_table_leaves_out_takes_the_players_instrument(shelf: Path):
    put(shelf, "MilesDavis_OtherTune_Solo", melody(SWUNG), beats(0, 6, 4, CHANGES))
    piece = only(shelf)
    assert piece.title == "Other Tune (Miles Davis)"
    assert piece.score.parts[0].name == "trumpet"
    assert piece.score.tempos == (Tempo(0, 120.0),)

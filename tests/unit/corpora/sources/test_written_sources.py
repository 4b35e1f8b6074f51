"""The readers of MusicXML, ABC, Impro-Visor and JSON corpora, on files written here."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from corpora.chords import chord_name
from corpora.corpus import CorpusPiece, Reader, Skipped
from corpora.fetch import corpus_files
from corpora.pieces import Note
from corpora.sources import improvisor, jsb16, nottingham, oldtime, openewld, openscore_lieder, openscore_quartets

STEPS = {"C": 60, "D": 62, "E": 64, "F": 65, "G": 67, "A": 69, "B": 71}
LAST_CHORD = "<harmony><root><root-step>A</root-step></root><kind>minor</kind></harmony>"


def part(identity: str, melody: str, ending: str = "") -> str:
    notes = "".join(f"<note><pitch><step>{step}</step><octave>4</octave></pitch><duration>1</duration></note>" for step in melody)
    key_and_time = "<key><fifths>0</fifths><mode>major</mode></key><time><beats>4</beats><beat-type>4</beat-type></time>"
    attributes = f"<attributes><divisions>1</divisions>{key_and_time}</attributes>"
    bars = [notes[index : index + len(notes) // len(melody) * 4] for index in range(0, len(notes), len(notes) // len(melody) * 4)]
    measures = "".join(
        f'<measure number="{number}">{attributes if number == 1 else ""}{ending if number == len(bars) else ""}{bar}</measure>'
        for number, bar in enumerate(bars, start=1)
    )
    return f'<part id="{identity}">{measures}</part>'


def musicxml(melodies: list[str], ending: str = "") -> str:
    names = "".join(f'<score-part id="P{index}"><part-name>Part {index}</part-name></score-part>' for index in range(len(melodies)))
    parts = "".join(part(f"P{index}", melody, ending) for index, melody in enumerate(melodies))
    return f'<?xml version="1.0"?><score-partwise version="3.1"><part-list>{names}</part-list>{parts}</score-partwise>'


def write_mxl(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("score.xml", text)


def read_all(reader: Reader, folder: Path) -> tuple[list[CorpusPiece], list[Skipped]]:
    skipped: list[Skipped] = []
    return list(reader(folder, skipped)), skipped


def test_openewld_reads_the_listed_sheets_and_no_others(tmp_path: Path):
    listed = "dataset/Al_Jolson-B.G._DeSylva-Vincent_Rose/Avalon/Avalon.mxl"
    write_mxl(tmp_path / listed, musicxml(["EFEDCBAG" * 2], LAST_CHORD))
    write_mxl(tmp_path / "dataset/Somebody/New_Song/New_Song.mxl", musicxml(["CDEF" * 4]))
    assert [path.name for path in corpus_files(openewld.corpus(), tmp_path)] == ["Avalon.mxl"]
    (avalon,), skipped = read_all(openewld.read, tmp_path)
    assert (avalon.title, avalon.genre, avalon.tags, avalon.composer) == ("Avalon", "jazz", ("1920",), "Al Jolson, B.G. DeSylva, Vincent Rose")
    # Wikifonia sheets say major whatever the mode: the last chord knows better.
    assert str(avalon.score.keys[0]) == "A minor"
    assert len(skipped) == 239


def test_openewld_finds_folders_with_brackets_in_their_name(tmp_path: Path):
    traditional = next(row for row in openewld._public_domain() if "[" in row["path"])
    write_mxl(tmp_path / openewld._sheet_path(traditional["path"]), musicxml(["CDEF" * 4]))
    assert len(corpus_files(openewld.corpus(), tmp_path)) == 1


def test_openscore_takes_titles_from_the_table_and_composers_from_the_folders(tmp_path: Path):
    write_mxl(tmp_path / "scores/Zemlinsky,_Alexander_von/_/Song/lc12.mxl", musicxml(["CDEFGFED"]))
    write_mxl(tmp_path / "scores/Beach,_Amy/Set/Other_Song/lc13.mxl", musicxml(["CDEFGFED"]))
    (tmp_path / "data").mkdir()
    (tmp_path / "data/scores.tsv").write_text('id\tpath\tname\n12\tx\tDas "Lied"\n', encoding="utf-8")
    (beach, zemlinsky), _ = read_all(openscore_lieder.read, tmp_path)
    assert (zemlinsky.id, zemlinsky.title, zemlinsky.composer) == ("openscore-lieder/lc12", 'Das "Lied"', "Alexander von Zemlinsky")
    assert (beach.title, beach.licence, beach.genre) == ("Other Song", "CC0", "song")


def test_four_parts_of_a_quartet_sit_at_their_desks(tmp_path: Path):
    write_mxl(tmp_path / "scores/Haydn,_Joseph/Q1/sq1.mxl", musicxml(["CDEFGFED"] * 4))
    write_mxl(tmp_path / "scores/Haydn,_Joseph/Q2/sq2.mxl", musicxml(["CDEFGFED"] * 3))
    (four, three), _ = read_all(openscore_quartets.read, tmp_path)
    assert [(one.name, one.program) for one in four.score.parts] == [("violin 1", 40), ("violin 2", 40), ("viola", 41), ("cello", 42)]
    assert [one.name for one in three.score.parts] == ["Part 0", "Part 1", "Part 2"]


TUNES = """X:1
T:Soldier's Joy
M:4/4
L:1/4
K:D
|: "D"dfaf | "A"egec | "D"dfaf | "A"ec"D"d2 :|

X:2
T:Broken
M:4/4
L:1/4
K:D
[dfa((( %%

X:3
T:Short
M:4/4
L:1/4
K:D
d4 |]

X:4
T:Red Haired Boy
M:4/4
L:1/8
K:A mix
"A"E2A2 AB cd | "G"ef ec "D"d2 cd | "A"e2A2 AB cA | "G"BA GF G4 |]
"""


def test_tunebooks_leave_out_only_the_broken_tune(tmp_path: Path):
    (tmp_path / "Combined_Tunebook.abc").write_text(TUNES, encoding="utf-8")
    (tmp_path / "SlowerThanDirt.abc").write_text(TUNES.split("\n\n")[0].replace("Soldier's Joy", "The Soldiers Joy"), encoding="utf-8")
    pieces, skipped = read_all(oldtime.read, tmp_path)
    assert [piece.id for piece in pieces] == ["oldtime/Combined_Tunebook/1", "oldtime/Combined_Tunebook/4", "oldtime/SlowerThanDirt/1"]
    assert [one.path for one in skipped] == ["Combined_Tunebook/2", "Combined_Tunebook/3"]
    joy, boy, again = pieces
    assert joy.group == again.group == "soldiers joy"
    assert str(boy.score.keys[0]) == "A mixolydian"
    assert chord_name(boy.score.chords[1]) == "G"
    assert (joy.genre, joy.licence, joy.composer) == ("bluegrass", "CC BY-SA 4.0", "Traditional")
    assert joy.score.note_count == 30


def test_nottingham_may_not_be_shipped(tmp_path: Path):
    (tmp_path / "ABC_cleaned").mkdir()
    (tmp_path / "ABC_cleaned/jigs.abc").write_text(TUNES, encoding="utf-8")
    pieces, _ = read_all(nottingham.read, tmp_path)
    assert len(pieces) == 2
    assert nottingham.corpus().rights == "local"


def test_jsb_frames_become_held_notes(tmp_path: Path):
    frames = [[65, 60, 57, 53]] * 4 + [[67, 60, 57, 53]] * 2 + [[67, float("nan"), 57, 0]] * 2
    data = {"train": [frames, []], "valid": [frames], "test": [frames]}
    (tmp_path / "Jsb16thSeparated.json").write_text(json.dumps(data), encoding="utf-8")
    pieces, skipped = read_all(jsb16.read, tmp_path)
    assert [(piece.id, piece.split) for piece in pieces] == [("jsb16/train/0", "train"), ("jsb16/valid/0", "valid"), ("jsb16/test/0", "test")]
    assert [one.path for one in skipped] == ["jsb16/train/1"]
    soprano, alto, _, bass = pieces[0].score.parts
    assert soprano.notes == (Note(0, 65, 480), Note(480, 67, 480))
    assert alto.notes == (Note(0, 60, 720),)
    assert bass.notes == (Note(0, 53, 720),)
    assert pieces[0].score.length_ticks == 960


LEADSHEET = "(title {title}) (composer Nobody) (meter 4 4) (key 0) (tempo 120.0)\n(part (type chords))\n(section (style swing))\n{chords}\n"


def test_improvisor_tells_charts_from_licks(tmp_path: Path):
    charts, licks = tmp_path / "chord_charts_imaginary-book", tmp_path / "licks_rbmprovisor_ii-V-I"
    charts.mkdir()
    licks.mkdir()
    (charts / "Blues.ls").write_text(LEADSHEET.format(title="Tiny Tune", chords="C7 | F7 | C7 | C7 |"), encoding="utf-8")
    (charts / "One.ls").write_text(LEADSHEET.format(title="One Chord", chords="C7 | "), encoding="utf-8")
    (licks / "lick.ls").write_text(LEADSHEET.format(title="", chords="Dm7 | G7 | CM7 |"), encoding="utf-8")
    (chart, lick), skipped = read_all(improvisor.read, tmp_path)
    assert (chart.tags, chart.group, chart.title) == (("chart",), "tiny", "Tiny Tune")
    assert (lick.tags, lick.group) == (("lick",), "licks_rbmprovisor_ii-V-I/lick.ls")
    assert [chord_name(chord) for chord in lick.score.chords] == ["Dm7", "G7", "Cmaj7"]
    assert [one.path for one in skipped] == ["chord_charts_imaginary-book/One.ls"]

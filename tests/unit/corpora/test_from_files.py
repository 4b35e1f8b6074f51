from __future__ import annotations

import logging
import zipfile
from pathlib import Path

import numpy as np
import pytest

from corpora.corpus import split_of
from corpora.errors import AskerError
from corpora.formats.midi import midi_bytes
from corpora.from_files import corpus_from_files, read_own_folder
from corpora.pieces import Key, Note, Part, Score

pytestmark = pytest.mark.usefixtures("own_cache")

TUNE = Score(parts=(Part("fiddle", 40, tuple(Note(240 * step, 60 + step % 8, 240) for step in range(32))),), keys=(Key(0, 0, "major"),))
ABC = "X:1\nT:Soldier's Joy\nM:4/4\nL:1/4\nK:D\ndfaf | egec | dfaf | ecd2 |]\n\nX:2\nT:Broken\nM:4/4\nL:1/4\nK:D\n[dfa(((\n"
XML = (
    '<score-partwise version="3.1"><work><work-title>A Sheet</work-title></work>'
    '<part-list><score-part id="P1"><part-name>x</part-name></score-part></part-list>'
    '<part id="P1"><measure number="1"><attributes><divisions>2</divisions></attributes>'
    + "<note><pitch><step>C</step><octave>4</octave></pitch><duration>1</duration></note>" * 8
    + "</measure></part></score-partwise>"
)


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    folder = tmp_path / "my music"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.mid").write_bytes(midi_bytes(TUNE))
    (folder / "deep" / "B.MIDI").write_bytes(midi_bytes(TUNE.transposed(3)))
    (folder / "broken.mid").write_bytes(b"MThd nonsense")
    (folder / "tunes.abc").write_text(ABC, encoding="utf-8")
    (folder / "sheet.musicxml").write_text(XML, encoding="utf-8")
    with zipfile.ZipFile(folder / "sheet.mxl", "w") as archive:
        archive.writestr("x.xml", XML.replace("A Sheet", "Another Sheet"))
    (folder / "readme.txt").write_text("words", encoding="utf-8")
    return folder


def test_every_readable_file_is_a_piece_of_the_genre_told(mixed: Path, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING):
        pieces = read_own_folder(mixed, "bluegrass")
    assert {piece.id for piece in pieces} == {
        "files/a.mid", "files/deep/B.MIDI", "files/tunes.abc#1", "files/sheet.musicxml", "files/sheet.mxl",
    }  # fmt: skip
    assert {piece.genre for piece in pieces} == {"bluegrass"}
    assert all(piece.score.keys for piece in pieces)
    left_out = [record.getMessage() for record in caplog.records]
    assert len(left_out) == 2
    assert any(line.startswith("left out broken.mid: ") for line in left_out)
    assert any(line.startswith("left out tunes.abc: ") for line in left_out)
    assert not any("\n" in line for line in left_out)


def test_the_same_tune_in_two_files_is_on_one_side(mixed: Path):
    by_id = {piece.id: piece for piece in read_own_folder(mixed, "bluegrass")}
    assert by_id["files/a.mid"].group == by_id["files/deep/B.MIDI"].group
    assert by_id["files/a.mid"].split == split_of(by_id["files/a.mid"].group)


def test_midi_files_that_all_bear_one_sequence_name_are_not_one_tune(tmp_path: Path):
    draw = np.random.default_rng(1)
    for number in range(6):
        notes = tuple(Note(240 * step, int(draw.integers(50, 80)), 240) for step in range(40))
        (tmp_path / f"take {'abcdef'[number]}.mid").write_bytes(midi_bytes(Score(parts=(Part("x", 0, notes),), title="New Project")))
    pieces = read_own_folder(tmp_path, "folk")
    assert len({piece.group for piece in pieces}) == 6


def test_a_folder_of_texts(tmp_path: Path):
    (tmp_path / "one.txt").write_text("There was a young band", encoding="utf-8")
    (tmp_path / "two.txt").write_bytes("Caf\xe9".encode("latin-1"))
    pieces = read_own_folder(tmp_path, "limerick")
    assert [(piece.title, piece.text.text.strip()) for piece in pieces] == [("one", "There was a young band"), ("two", "Café")]
    assert corpus_from_files(tmp_path, "limerick").kind == "text"


def test_what_cannot_be_learnt_from_is_said(tmp_path: Path):
    with pytest.raises(AskerError, match=r"is no folder.*--from"):
        read_own_folder(tmp_path / "missing", "folk")
    with pytest.raises(AskerError, match=r"holds none of the files.*\.mid"):
        read_own_folder(tmp_path, "folk")
    (tmp_path / "x.mid").write_bytes(b"")
    with pytest.raises(AskerError, match=r"nothing in .* can be read \(1 files tried\)"):
        read_own_folder(tmp_path, "folk")


def test_weights_of_own_files_are_never_shipped(mixed: Path):
    assert corpus_from_files(mixed, "folk").rights == "local"

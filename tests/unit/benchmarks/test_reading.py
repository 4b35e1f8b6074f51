"""The reading benchmark measures what it says, on few files, and its table reads as a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.reading import run
from benchmarks.table import Row, markdown_table
from corpora.formats.midi import midi_bytes
from corpora.pieces import Note, Part, Score


def test_every_reader_is_measured_on_pieces_written_for_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOUSEBAND_CORPORA", raising=False)
    rows = run(files=2, rounds=1)
    assert [row.name.removeprefix("read MIDI: ") for row in rows] == ["houseband", "symusic alone", "mido", "pretty_midi", "music21"]
    assert all(row.figure > 0 and row.unit == "files/s" for row in rows)
    assert rows[0].note == "2 files, 1,600 notes, written for this run"
    assert rows[3].ratio is not None
    assert rows[3].ratio == pytest.approx(rows[0].figure / rows[3].figure)


def test_files_come_from_the_named_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"{number}.mid").write_bytes(midi_bytes(Score((Part("p", 0, (Note(0, 60, 480),)),))))
    monkeypatch.setenv("HOUSEBAND_CORPORA", str(tmp_path))
    assert run(files=3, rounds=1)[0].note == "3 files, 3 notes, from HOUSEBAND_CORPORA"


def test_the_table_is_markdown() -> None:
    rows = [Row("ours", 1423.4, "files/s", note="60 files"), Row("theirs", 0.01234, "files/s", 11.04)]
    assert markdown_table(rows).splitlines() == [
        "| measure | figure | unit    | ours / this | note     |",
        "|---------|--------|---------|-------------|----------|",
        "| ours    | 1,423  | files/s |             | 60 files |",
        "| theirs  | 0.0123 | files/s | 11 x        |          |",
    ]

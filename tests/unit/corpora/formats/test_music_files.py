from __future__ import annotations

from pathlib import Path

import pytest

from corpora.errors import AskerError, UnreadableFileError
from corpora.formats.files import MUSIC_SUFFIXES, read_score
from corpora.formats.musicxml import musicxml_text
from corpora.pieces import Note, Part, Score

TUNE = Score((Part("Melody", 0, (Note(0, 60, 480),)),))


def test_text_formats_are_told_apart_by_their_suffix(tmp_path: Path) -> None:
    texts = {
        "a.abc": "X:1\nT:Café\nL:1/4\nK:C\nC\n",
        "b.ls": "C | (part (type melody)) c4",
        "c.MusicXML": musicxml_text(TUNE),
        "d.xml": musicxml_text(TUNE),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert [note.pitch for note in read_score(tmp_path / name).parts[0].notes] == [60], name
    (tmp_path / "old.abc").write_bytes(texts["a.abc"].encode("latin-1"))
    assert read_score(tmp_path / "old.abc").title == "Café"


def test_midi_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "x.mid").write_bytes(b"not midi")
    with pytest.raises(UnreadableFileError):
        read_score(tmp_path / "x.mid")


@pytest.mark.parametrize("name", ["tune.pdf", "tune"])
def test_other_suffixes_are_refused_with_what_is_possible(name: str) -> None:
    with pytest.raises(AskerError) as caught:
        read_score(Path(name))
    assert all(suffix in str(caught.value) for suffix in MUSIC_SUFFIXES)


@pytest.mark.parametrize("suffix", MUSIC_SUFFIXES)
def test_a_missing_file_is_refused(suffix: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="no file"):
        read_score(tmp_path / f"missing{suffix}")

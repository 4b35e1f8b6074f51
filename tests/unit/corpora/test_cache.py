from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_corpora import read_tiny, tiny_corpus

from corpora.arrays import pack, unpack
from corpora.cache import load_corpus
from corpora.corpus import CorpusPiece, Skipped
from corpora.errors import AskerError
from corpora.pieces import ChordSymbol, Key, Lyric, Meter, Note, Part, Score, Section, Tempo, Text

RICH = Score(
    parts=(
        Part("voice", 52, (Note(0, 60, 240, 77), Note(240, 64, 720)), lyrics=(Lyric(0, "glo", "begin"), Lyric(240, "ria", "end", 2))),
        Part("drums", 0, (Note(0, 36, 10, 127),), is_drum=True),
        Part("silent", 1, ()),
    ),
    ticks_per_quarter=240,
    tempos=(Tempo(0, 93.7), Tempo(960, 120.0)),
    meters=(Meter(0, 3, 4), Meter(720, 6, 8)),
    keys=(Key(0, 7, "minor"), Key(720, 2, "dorian")),
    chords=(ChordSymbol(0, 0, "maj7"), ChordSymbol(480, 2, "7", 6), ChordSymbol(720, 5, "m7", 0)),
    sections=(Section(0, "Chorus 1"), Section(0, "A1")),
    pickup_ticks=240,
    title="Rich",
    composer="Sombody Ölse",
    length_ticks=2000,
)


def pieces() -> list[CorpusPiece]:
    return [
        CorpusPiece("x/1", "song", RICH, "S. Ölse", "Rich", "CC BY 4.0", "rich", "valid", ("a", "b")),
        CorpusPiece("x/2", "limerick", Text("There was\na young band", "Band", "Nobody"), "", "Band", "public domain", "band"),
        CorpusPiece("x/3", "folk", Score(parts=()), "", "", "", "empty"),
    ]


def test_packing_loses_nothing():
    index, arrays = pack(pieces())
    assert unpack(index, arrays) == pieces()


def test_missing_notes_are_noticed():
    index, arrays = pack(pieces())
    with pytest.raises(ValueError, match="notes"):
        unpack(index, {**arrays, "notes": arrays["notes"][:2]})


@pytest.mark.usefixtures("own_cache")
def test_the_second_load_reads_no_file_of_the_corpus(tiny_folder: Path):
    calls = []

    def reader(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
        calls.append(folder)
        return read_tiny(folder, skipped)

    (tiny_folder / "tunes" / "bad.txt").write_text("la la la", encoding="utf-8")
    corpus = tiny_corpus(reader=reader)
    first, second = load_corpus(corpus, tiny_folder), load_corpus(corpus, tiny_folder)
    assert len(calls) == 1
    assert first == second
    assert [one.title for one in second.pieces] == ["one", "two"]
    assert second.skipped == (Skipped("bad.txt", "not a number"),)


def test_a_changed_file_is_read_again_and_the_old_parse_goes(tiny_folder: Path, own_cache: Path):
    load_corpus(tiny_corpus(), tiny_folder)
    (tiny_folder / "tunes" / "three.txt").write_text("60 60 60", encoding="utf-8")
    assert len(load_corpus(tiny_corpus(), tiny_folder).pieces) == 3
    assert len(list((own_cache / "parsed").iterdir())) == 1


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 nonsense", None])
def test_a_damaged_parse_is_made_again(tiny_folder: Path, own_cache: Path, capsys: pytest.CaptureFixture[str], damage: bytes | None):
    whole = load_corpus(tiny_corpus(), tiny_folder)
    (path,) = (own_cache / "parsed").iterdir()
    path.write_bytes(path.read_bytes()[:200] if damage is None else damage)
    assert load_corpus(tiny_corpus(), tiny_folder) == whole
    assert "is damaged: reading the corpus again" in capsys.readouterr().err


def test_the_cache_holds_no_pickle(tiny_folder: Path, own_cache: Path):
    load_corpus(tiny_corpus(), tiny_folder)
    (path,) = (own_cache / "parsed").iterdir()
    with np.load(path, allow_pickle=False) as stored:
        assert {name: stored[name].dtype.kind for name in stored.files} == {"index": "u", "notes": "i", "tempos": "f"}


@pytest.mark.usefixtures("own_cache")
def test_an_empty_folder_is_refused(tmp_path: Path):
    with pytest.raises(AskerError, match="holds no corpus 'tiny'"):
        load_corpus(tiny_corpus(), tmp_path)


def test_another_genre_is_another_parse(tiny_folder: Path, own_cache: Path):
    load_corpus(tiny_corpus(), tiny_folder)
    load_corpus(replace(tiny_corpus(), genres=("polka",)), tiny_folder)
    assert len(list((own_cache / "parsed").iterdir())) == 1

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_corpora import tiny_corpus

from corpora.cache import LoadedCorpus, load_corpus
from corpora.corpus import CorpusPiece, Skipped
from corpora.errors import AskerError
from corpora.pieces import ChordSymbol, Key, Lyric, Meter, Note, Part, Score, Tempo, Text
from corpora.statistics import describe, describe_corpus, stats

WALTZ = Score(
    parts=(Part("voice", 52, tuple(Note(480 * step, 60, 480) for step in range(6)), lyrics=(Lyric(0, "la"),)),),
    tempos=(Tempo(0, 60.0),),
    meters=(Meter(0, 3, 4),),
    keys=(Key(0, 7, "minor"),),
    chords=(ChordSymbol(0, 7, "m"),),
)


def test_counts():
    pieces = (
        CorpusPiece("t/1", "song", WALTZ, "", "a", "CC0", "same", "test"),
        CorpusPiece("t/2", "song", WALTZ, "", "b", "CC BY 4.0", "same", "train"),
        CorpusPiece("t/3", "verse", Text("twelve chars"), "", "c", "CC0", "other", "valid"),
    )
    found = stats(LoadedCorpus(tiny_corpus(), pieces, (Skipped("x", "broken"),)))
    assert (found.pieces, found.skipped, found.groups) == (3, 1, 2)
    assert found.splits == {"train": 1, "valid": 1, "test": 1}
    assert (found.notes, found.chords, found.bars, found.characters, found.pieces_with_lyrics) == (12, 2, 4, 12, 2)
    assert found.hours == pytest.approx(12 / 3600, abs=0.01)
    assert (found.keys, found.modes, found.meters) == ({"G minor": 2}, {"minor": 2}, {"3/4": 2})
    assert list(found.licences.items()) == [("CC0", 2), ("CC BY 4.0", 1)]


def test_described_in_flat_fields(tiny_folder: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOUSEBAND_CORPORA", str(tiny_folder.parent))
    fields = describe(tiny_corpus())
    assert own_cache.is_dir()
    assert fields["pieces"] == 2
    assert fields["genres"] == "folk 2"
    assert "characters" not in fields
    assert stats(load_corpus(tiny_corpus())).notes == fields["notes"] == 10


def test_an_unknown_corpus_offers_names():
    with pytest.raises(AskerError, match="did you mean 'mutopia'"):
        describe_corpus("mutopa")

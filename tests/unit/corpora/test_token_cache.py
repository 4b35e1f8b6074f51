from pathlib import Path

import numpy as np

from corpora.datasets import TrainingPiece
from corpora.encodings.base import EncodedPiece
from corpora.token_cache import read_tokens, write_tokens


def test_pieces_come_back_as_they_were(tmp_path: Path) -> None:
    pieces = [
        TrainingPiece(f"corpus/Tanz {n}", "folk", EncodedPiece(np.arange(n + 2, dtype=np.int16), 1, np.arange(n, dtype=np.int32)), 1.5)
        for n in range(4)
    ]
    write_tokens(tmp_path / "deep" / "a.npz", pieces, ["train", "valid", "test", "train"])
    found = read_tokens(tmp_path / "deep" / "a.npz")
    assert found is not None
    assert found[1] == ["train", "valid", "test", "train"]
    for mine, theirs in zip(found[0], pieces, strict=True):
        assert (mine.id, mine.genre, mine.weight, mine.encoded.header_length) == (theirs.id, theirs.genre, 1.5, 1)
        np.testing.assert_array_equal(mine.encoded.tokens, theirs.encoded.tokens)
        np.testing.assert_array_equal(mine.encoded.bar_starts, theirs.encoded.bar_starts)


def test_a_damaged_cache_is_no_cache(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    assert read_tokens(path) is None
    write_tokens(path, [], [])
    assert read_tokens(path) == ([], [])
    path.write_bytes(path.read_bytes()[:40])
    assert read_tokens(path) is None

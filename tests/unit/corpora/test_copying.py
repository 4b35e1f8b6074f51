"""The index of training texts: never below the longest shared passage, seldom far above it, small and quick."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from corpora.copying import STRIDE, WINDOW, TextIndex, as_compared
from corpora.copying import build_text_index as build_index_of_pieces
from corpora.errors import UnreadableFileError
from corpora.pieces import Text

SYLLABLES = ["ba", "ke", "li", "mor", "nu", "sta", "the", "wen", "zil", "pra", "o", "qui"]


def build_text_index(texts: list[Text], most_bytes: int = 1_000_000) -> TextIndex:
    return build_index_of_pieces(((f"work/{number}", text) for number, text in enumerate(texts)), most_bytes)


def prose(rng: np.random.Generator, words: int) -> str:
    return " ".join("".join(rng.choice(SYLLABLES, rng.integers(1, 4))) for _ in range(words))


def truth(text: str, trained: str) -> int:
    """Characters of the longest passage of ``text`` in ``trained``, by trying."""
    best = 0
    for start in range(len(text)):
        while start + best < len(text) and text[start : start + best + 1] in trained:
            best += 1
    return best


def test_it_never_says_less_than_the_truth_and_little_more() -> None:
    rng = np.random.default_rng(5)
    trained = prose(rng, 4000)
    index = build_text_index([Text(trained)])
    for _ in range(60):
        length = int(rng.integers(5, 160))
        start = int(rng.integers(0, len(trained) - length))
        text = f"{prose(rng, 20)} {trained[start : start + length]} {prose(rng, 20)}"
        told, wanted = index.longest_match(text)[0], truth(as_compared(text), trained)
        assert wanted <= told
        assert told <= max(wanted, WINDOW + STRIDE - 2) + 2 * (STRIDE - 1) + STRIDE  # one false hit at most


def test_it_tells_the_passage() -> None:
    rng = np.random.default_rng(6)
    trained = prose(rng, 900)
    index = build_text_index([Text(prose(rng, 900)), Text(trained)])
    text = as_compared(f"Nothing of mine.\n\n{trained[100:200]}\nNothing again!")
    start, stop = index.longest_passage(text)
    assert trained[100:200] in text[start:stop]
    assert index.longest_match(text)[0] == stop - start <= 100 + 2 * STRIDE


def test_line_ends_and_runs_of_spaces_count_as_one_space() -> None:
    rng = np.random.default_rng(7)
    trained = prose(rng, 300)
    index = build_text_index([Text(trained)])
    assert index.longest_match(trained.replace(" ", "\n   "))[0] == len(trained)
    assert index.longest_match(trained.upper())[0] < 40


def test_texts_do_not_run_into_one_another() -> None:
    index = build_text_index([Text("The first of the texts ends here."), Text("Here the second begins anew.")])
    assert index.longest_match("ends here.Here the")[0] <= WINDOW + STRIDE - 2


def test_short_and_empty_texts_share_what_they_are() -> None:
    index = build_text_index([Text("A short one.")])
    assert index.longest_match("A short one.")[0] == 12
    assert index.longest_match("")[0] == 0
    assert build_text_index([]).longest_match("Anything at all, however long it may be.")[0] == WINDOW + STRIDE - 2


def test_it_comes_back_from_its_file(tmp_path: Path) -> None:
    rng = np.random.default_rng(8)
    trained = prose(rng, 500)
    index = build_text_index([Text(trained)]).with_human_p95([Text(trained[:60]), Text(prose(rng, 30))])
    assert index.human_p95 > 40
    index.save(tmp_path / "index.npz")
    again = TextIndex.load(tmp_path / "index.npz")
    assert again.human_p95 == index.human_p95
    assert again.longest_match(trained[37:222]) == index.longest_match(trained[37:222])


def test_an_index_of_other_windows_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "index.npz", filter=np.zeros(8, np.uint8), human_p95=np.array(0), shape=np.array([1, 2, 3]))
    with pytest.raises(UnreadableFileError, match="other windows"):
        TextIndex.load(tmp_path / "index.npz")


def test_it_stays_small_and_quick(tmp_path: Path) -> None:
    rng = np.random.default_rng(9)
    letters = rng.integers(97, 123, 2_000_000).astype(np.uint8).tobytes().decode()
    index = build_text_index([Text(letters[start : start + 5000]) for start in range(0, 2_000_000, 5000)], 200_000)
    index.save(tmp_path / "index.npz")
    assert (tmp_path / "index.npz").stat().st_size < 205_000
    begun = time.perf_counter()
    loaded = TextIndex.load(tmp_path / "index.npz")
    told = loaded.longest_match(letters[7_777:8_277])[0]
    assert time.perf_counter() - begun < 0.1
    assert told == 500

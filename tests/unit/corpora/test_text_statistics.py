"""Texts counted by genre and side of the split."""

from __future__ import annotations

from corpora.corpus import CorpusPiece, Split
from corpora.pieces import Score, Text
from corpora.text_statistics import TextCount, counted, table_rows


def piece(text: str, genre: str, split: Split) -> CorpusPiece:
    return CorpusPiece(f"tiny/{text}", genre, Text(text), "", text, "CC0", text, split)


def test_each_genre_has_its_row():
    pieces = [piece("one", "poem", "train"), piece("three", "poem", "train"), piece("four", "poem", "test"), piece("six", "tale", "valid")]
    assert counted("tiny", pieces) == [TextCount("tiny", "poem", (2, 0, 1), (8, 0, 4)), TextCount("tiny", "tale", (0, 1, 0), (0, 3, 0))]


def test_music_is_not_counted():
    assert counted("tiny", [CorpusPiece("tiny/a", "folk", Score(parts=()), "", "a", "CC0", "a")]) == []


def test_the_table_sets_pieces_beside_characters():
    assert table_rows([TextCount("tiny", "poem", (2, 0, 1), (8_000, 0, 4))]) == [
        ("genre", "corpus", "pieces train", "characters train", "pieces valid", "characters valid", "pieces test", "characters test"),
        ("poem", "tiny", "2", "8,000", "0", "0", "1", "4"),
    ]

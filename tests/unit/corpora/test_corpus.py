from __future__ import annotations

from collections import Counter

import pytest

from corpora.corpus import CorpusPiece, split_of
from corpora.pieces import Note, Part, Score, Text

SCORE = Score(parts=(Part("piano", 0, (Note(0, 60, 480),)),))


def piece(music: Score | Text, **fields: object) -> CorpusPiece:
    return CorpusPiece("c/1", "folk", music, "Traditional", "A Tune", "public domain", "a tune", **fields)  # type: ignore[arg-type]


def test_split_depends_on_the_group_name_alone_and_never_moves():
    # Frozen: a change here would move test pieces into the training set of every published generator.
    expected = {"a tune": "train", "body and soul": "train", "group 6": "valid", "group 7": "valid", "group 28": "test", "group 34": "test"}
    assert {group: split_of(group) for group in expected} == expected


def test_shares_of_the_split():
    counts = Counter(split_of(f"group {number}") for number in range(8000))
    assert counts["train"] / 8000 == pytest.approx(0.85, abs=0.015)
    assert counts["valid"] / 8000 == pytest.approx(0.075, abs=0.012)
    assert counts["test"] / 8000 == pytest.approx(0.075, abs=0.012)


def test_published_split_goes_before_the_hash():
    assert piece(SCORE).split == split_of("a tune")
    assert piece(SCORE, published_split="test").split == "test"


def test_a_piece_is_a_score_or_a_text():
    assert piece(SCORE).score is SCORE
    with pytest.raises(TypeError, match="is a score, not a text"):
        _ = piece(SCORE).text
    words = Text("There was a young band")
    assert piece(words).text is words
    with pytest.raises(TypeError, match="is a text, not a score"):
        _ = piece(words).score

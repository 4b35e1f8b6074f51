"""The measures of composed words, on words made up here."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import word_pieces, word_scores, words
from benchmarks.scale import Scale
from benchmarks.table import Row
from corpora.datasets import Batch, TrainingPiece
from corpora.encodings.catalogue import text_encoding
from corpora.errors import AskerError
from corpora.pieces import Lyric, Note, Part, Score, Text
from generators.compositions import Check, Composition, Finished, TextComposition, TextOriginality
from generators.requests import Request

LIMERICK = """There was an old man of the sea,
Who never was friends with a bee;
He sat in a hat
And talked to the cat,
That curious man in a tree."""
REPEATING = LIMERICK.replace("tree", "sea")


def fake(text: str, copied: int = 20, *, in_shape: bool = True) -> TextComposition:
    checks = {"form": Check(None, "five lines", in_shape)}
    return TextComposition(Request("limerick", 0), "", text, "words-lstm", "", checks, TextOriginality(copied, 30, ""))


def test_runs_of_words_stay_within_their_text() -> None:
    assert word_pieces.distinct_share(["a b c d e", "a b c d e"], 100) == 0.5
    assert word_pieces.distinct_share(["a b c", "d e f"], 100) == 0.0
    assert word_pieces.distinct_share(["a b c d", "a b c d"], 6) == 1.0  # only two words of the second are read


def test_ours_and_human_texts_are_read_in_the_same_amount() -> None:
    row = word_pieces.distinct_row("poem", ["a b c d e f"] * 3, ["one two three four five", "six seven eight nine ten", *["x y z w v"] * 90])
    assert "18 words each" in row.note
    assert row.figure < 0.6


def test_a_limerick_is_measured_from_its_letters() -> None:
    rows = word_pieces.limerick_rows([LIMERICK, REPEATING, "one\ntwo"], [LIMERICK])
    assert [round(row.figure) for row in rows] == [67, 67, 33]
    assert all("of 1" in row.note for row in rows)


@pytest.fixture
def human(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_pieces, "human_texts", lambda *_: [LIMERICK, "What a strange old man was he " * 9])


@pytest.mark.usefixtures("human")
def test_pieces_of_a_genre() -> None:
    def composer(request: Request) -> Finished:
        if request.seed == 3:
            raise AskerError("no")
        return fake(LIMERICK, copied=80 if request.seed == 2 else 20, in_shape=request.seed != 1)

    rows = {row.name: row for row in word_pieces.word_piece_rows(["limerick"], 4, composer)}
    assert rows["limerick: requests answered"].figure == 75
    assert "seed 3: no" in rows["limerick: requests answered"].note
    assert rows["limerick: pieces in shape"].figure == pytest.approx(100 * 2 / 3)
    assert rows["limerick: longest passage copied, 99th percentile"].figure > 50
    assert rows["limerick: five lines"].figure == 100


@pytest.mark.usefixtures("human")
def test_a_genre_that_answers_nothing_says_so() -> None:
    def composer(request: Request) -> Finished:
        raise AskerError(f"no {request.genre}")

    (row,) = word_pieces.word_piece_rows(["proverb"], 2, composer)
    assert row.figure == 0
    assert "no proverb" in row.note


def song(strong: bool) -> Composition:
    starts = [0, 480, 960, 1440] if strong else [480, 960, 1440, 1920]
    texts = ["rain", "on", "stone", "the"]
    part = Part("voice", 53, tuple(Note(start, 60, 480) for start in starts), lyrics=tuple(map(Lyric, starts, texts)))
    return Composition(Request("song", 0), "", Score((part,)), Score((part,)), "leadsheet-lstm", "")


def test_songs_are_measured_on_their_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_pieces, "load_pieces", lambda *_, **__: [])
    rows = word_pieces.song_rows(4, lambda request: song(strong=request.seed < 3))
    stresses = next(row for row in rows if row.name == "song: stresses on strong beats")
    assert 50 < stresses.figure < 100
    assert next(row for row in rows if "syllable" in row.name).figure == 100
    assert not rows[-1].measured


def texts(genre: str, lines: list[str], order: str = "forwards") -> list[TrainingPiece]:
    encoding = text_encoding("subwords")
    backwards = order == "backwards"
    return [
        TrainingPiece(f"{genre}{place}{order}", genre, encoding.encode_text(Text(line), genre, backwards=backwards))
        for place, line in enumerate(lines)
    ]


def uniform(batch: Batch) -> np.ndarray:
    return np.where(batch.targets >= 0, np.log(4096.0), 0.0)


def test_every_genre_stands_beside_both_baselines() -> None:
    poems, proverbs = ["the moon is low\nthe sea is slow"] * 9, ["haste makes waste"] * 9
    train = [*texts("poem", poems), *texts("poem", poems, "backwards"), *texts("proverb", proverbs)]
    test = [*texts("poem", poems[:2]), *texts("poem", poems[:2], "backwards")]
    rows = {row.name: row for row in word_scores.score_rows("words", ["poem", "proverb"], text_encoding("subwords"), train, test, uniform)}
    assert not rows["proverb: held-out bits per character"].measured
    own = rows["poem: Kneser-Ney, order 7, counted on its own texts"]
    assert own.figure < 0.7
    pieces = texts("poem", poems[:1])
    bits = 12 * (len(pieces[0].encoded.tokens) - 2) / len(poems[0])
    assert rows["poem: words, int8"].figure == pytest.approx(bits)
    assert "2 texts, 62 characters" in rows["poem: words, int8"].note
    assert own.ratio == pytest.approx(bits / own.figure)
    best = min(own.figure, rows["poem: the same, counted on the texts of every genre"].figure)
    assert rows["poem: generator over the better of the two"].figure == pytest.approx(100 * bits / best)


def test_the_section_measures_what_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(words, "shakespeare_rows", lambda minutes: [Row("s", minutes, "")])
    monkeypatch.setattr(words, "word_score_rows", lambda genres: asked.append(genres) or [])
    monkeypatch.setattr(words, "word_piece_rows", lambda _, requests: asked.append(requests) or [])
    monkeypatch.setattr(words, "song_rows", lambda requests: [Row("song", requests, "")])
    assert [row.name for row in words.run(Scale(requests=7, train_minutes=2.0))] == ["s", "song"]
    assert "limerick" in asked[0]  # type: ignore[operator]
    assert "jazz" not in asked[0]  # type: ignore[operator]
    assert words.run(Scale(requests=7, genres=("poem",))) == []
    assert asked[1:] == [7, ["poem"], 7]

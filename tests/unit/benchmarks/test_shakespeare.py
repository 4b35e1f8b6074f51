"""The table of tiny-shakespeare on a text of our own: what each model is asked, and what the columns of a generator mean."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import shakespeare
from benchmarks.revealing import RevealingPlayer
from benchmarks.shakespeare import Alphabet, Shakespeare
from corpora.encodings.catalogue import text_encoding
from generators.families.ngram import KneserNeySettings
from generators.registry import GeneratorMeta, TrainedGenerator

sys.path.insert(0, str(Path(__file__).parents[1] / "generators"))
from untrained import untrained_player

SCENE = "ANNE:\nThe rain is on the sea,\nand I am here.\n\nBOB:\nThe sea is in the rain,\nand thou art there.\n\n"
TEXT = Shakespeare(SCENE * 60, SCENE.replace("Anne", "Eve") * 2)


def test_every_character_is_a_target_and_strangers_share_a_number() -> None:
    alphabet = Alphabet("\nab")
    stream = alphabet.stream("a\nbz")
    np.testing.assert_array_equal(stream.tokens, [0, 1, 0, 2, 3])
    np.testing.assert_array_equal(stream.targets, [1, 0, 2, 3])
    assert alphabet.size == 4


def test_the_gate_is_learnt_on_text_no_model_of_it_has_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shakespeare, "FITTED", KneserNeySettings(5, 0.1))
    seen = []
    plain = shakespeare.readings

    def noted(alphabet: Alphabet, learnt: str, text: str, folder: Path | None) -> object:
        seen.append((learnt, text))
        return plain(alphabet, learnt, text, folder)

    monkeypatch.setattr(shakespeare, "readings", noted)
    rows = shakespeare.mixture_rows(TEXT, "two", None)
    assert seen == [(TEXT.learnt[: TEXT.tuning_cut], TEXT.learnt[TEXT.tuning_cut :]), (TEXT.learnt, TEXT.test)]
    assert [row.name.rpartition("; ")[2] for row in rows] == ["gate fixed", "gate adapts"]
    assert all(0 < row.figure < 0.5 for row in rows)


def test_kneser_ney_reads_the_last_part_from_a_line_end() -> None:
    row = shakespeare.kneser_ney_row(TEXT, KneserNeySettings(5))
    assert 0 < row.figure < 0.5
    assert "s of one core" in row.note


def test_what_bz2_adds_is_little_where_all_was_said_before() -> None:
    assert shakespeare.bz2_row(Shakespeare(TEXT.learnt, SCENE)).figure < shakespeare.bz2_row(Shakespeare("x" * 900, SCENE)).figure


def test_a_revealing_player_says_what_the_player_says(tmp_path: Path) -> None:
    player = untrained_player(tmp_path, 30)
    tokens = np.random.default_rng(0).integers(30, size=3000)  # more than one call reads
    chances = RevealingPlayer(tmp_path).distributions(tokens)
    np.testing.assert_allclose(chances.sum(axis=1), 1.0, atol=1e-5)
    expected = player.read(tokens[None]).logprobs[:, 0]
    np.testing.assert_allclose(np.log(chances[np.arange(2999), tokens[1:]]), expected, atol=1e-4)


def test_a_generators_columns_are_the_alphabets_characters(tmp_path: Path) -> None:
    encoding = text_encoding("characters")
    player = untrained_player(tmp_path, len(encoding.vocabulary))
    text = "one\ntwo"
    reading = shakespeare.generator_reading(Alphabet("\neontw"), text, tmp_path)
    targets = Alphabet("\neontw").stream(text).targets
    np.testing.assert_allclose(reading.chances.sum(axis=1), 1.0, atol=1e-5)
    head, line = encoding.header("drama"), encoding.vocabulary.index("line")
    tokens = np.array([*head, line, *encoding.word_tokens("one"), line, *encoding.word_tokens("two")])
    expected = player.read(tokens[None]).logprobs[len(head) :, 0]
    np.testing.assert_allclose(np.log(reading.chances[np.arange(7), targets]), expected, atol=1e-4)


def test_the_table_names_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOUSEBAND_CORPORA", str(tmp_path))
    (row,) = shakespeare.shakespeare_rows()
    assert not row.measured


def test_the_whole_table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    untrained_player(tmp_path, len(text_encoding("characters").vocabulary))
    meta = GeneratorMeta("recurrent", "characters", "", ("drama",), 1, 1, "ship", 1.0)
    monkeypatch.setattr(shakespeare, "FITTED", KneserNeySettings(4, 0.1))
    monkeypatch.setattr(shakespeare, "find_folder", lambda _: tmp_path)
    monkeypatch.setattr(shakespeare, "plain_parts", lambda _: (TEXT.learnt, TEXT.test))
    monkeypatch.setattr(shakespeare, "load_generator", lambda name: TrainedGenerator(name, tmp_path, meta, ""))
    rows = {row.name: row for row in shakespeare.shakespeare_rows()}
    assert {row.figure for row in rows.values() if row.note == "published"} == {1.4697, 1.88}
    assert rows["tiny-shakespeare: drama-lstm, int8, as it ships"].figure > 2
    assert rows["tiny-shakespeare: drama-lstm, Kneser-Ney, cache; gate adapts"].figure < 0.5
    assert [row.name for row in rows.values() if not row.measured] == [name for name in rows if "trained here" in name]


@pytest.mark.slow
def test_an_lstm_can_be_trained_here(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    from benchmarks import shakespeare_lstm
    from generators.families.recurrent import RecurrentSettings

    monkeypatch.setattr(shakespeare_lstm, "_SETTINGS", RecurrentSettings(layers=1, hidden=32, embedding=16, tied=False))
    for name, smaller in (("THREADS", 1), ("_BATCH", 4), ("_WINDOW", 32)):
        monkeypatch.setattr(shakespeare_lstm, name, smaller)
    row = shakespeare.trained_row(TEXT, 0.02)
    assert row.figure < 4.0
    assert "characters read" in row.note

"""What ``houseband evaluate`` prints of a generator of words."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from bot.commands.evaluate import evaluate
from generators import evaluating
from generators.evaluation import CharacterScore, Evaluation, HeldOut

FOUND = Evaluation(
    HeldOut("int8", 3.5, 3.6, {"poem": 3.5}, 1000, 4, {"poem": 1000}),
    None,
    (),
    (CharacterScore("int8", 1.8, {"poem": 1.8}, 2800), CharacterScore("Kneser-Ney over characters, order 7", 2.0, {"poem": 2.0}, 2800)),
)


@pytest.fixture(autouse=True)
def _measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluating, "evaluate_generator", lambda *_: FOUND)


def test_words_are_told_in_bits_per_character() -> None:
    told = CliRunner().invoke(evaluate, ["words-lstm"])
    assert told.exit_code == 0
    assert "bits/character" in told.stdout
    assert "the generator is 10.0% below" in told.stdout


def test_the_same_as_json() -> None:
    told = json.loads(CliRunner().invoke(evaluate, ["words-lstm", "--json"]).stdout)
    assert [each["bits_per_character"] for each in told["characters"]] == [1.8, 2.0]
    assert told["characters"][0]["by_genre"] == {"poem": 1.8}
    assert told["scores"][0]["nats_per_token"] == 3.5

from pathlib import Path

import numpy as np
import pytest
from tiny_pieces import SIZE, tiny_pieces

from corpora.datasets import Windowing, held_out_batches, training_batches
from corpora.encodings.catalogue import encoding
from generators.cards import model_card
from generators.evaluation import evaluate, held_out, player_nats
from generators.families.base import Blueprint, Optimisation, Step
from generators.families.recurrent import Recurrent, RecurrentSettings
from generators.material import Credit, Material
from generators.players.autoregressive import Player
from generators.recipes import CorpusShare, Recipe
from generators.registry import GeneratorMeta

TRAIN, VALID, TEST = tiny_pieces(60), tiny_pieces(8, seed=3), [*tiny_pieces(8, seed=4), *tiny_pieces(3, seed=5, bars=3)]


@pytest.fixture(scope="module")
def learnt() -> Recurrent:
    optimisation = Optimisation(learning_rate=2e-2, ema_decay=0.9)
    family = Recurrent(Blueprint(SIZE, 1, optimisation=optimisation), RecurrentSettings(layers=2, hidden=32, embedding=16, dropout=0.0))
    step = 0
    for epoch in range(8):
        for batch in training_batches(TRAIN, Windowing(64, 512, 1), epoch):
            family.training_step(batch, Step(step, epoch / 8, 1))
            step += 1
    return family


def test_the_played_graph_scores_as_the_trained_network(learnt: Recurrent, tmp_path: Path) -> None:
    learnt.export(tmp_path)
    player = Player(tmp_path)
    with learnt.exact():
        for batch in held_out_batches(TEST, 300):
            np.testing.assert_allclose(player_nats(player, batch), learnt.nats(batch), atol=0.1)


def test_an_evaluation_compares_on_the_same_tokens(learnt: Recurrent, tmp_path: Path) -> None:
    learnt.export(tmp_path)
    evaluation = evaluate(Player(tmp_path), TRAIN, VALID, TEST, learnt)
    everyone = [evaluation.played, evaluation.trained, *evaluation.baselines]
    tokens = sum(len(piece.encoded.tokens) - 2 for piece in TEST)
    assert all(each is not None and each.tokens == tokens and each.pieces == len(TEST) for each in everyone)
    assert abs(evaluation.lost_to_int8) < 0.01
    assert [each.model.split(",")[0] for each in evaluation.baselines] == ["Markov", "Markov", "Kneser-Ney"]
    first_order, _, kneser_ney = evaluation.baselines
    assert kneser_ney.nats_per_token < first_order.nats_per_token
    assert evaluation.below(first_order) == pytest.approx(1 - evaluation.played.nats_per_token / first_order.nats_per_token)
    _check_card(evaluation)


def _check_card(evaluation) -> None:  # type: ignore[no-untyped-def]
    recipe = Recipe("tiny-lstm", "recurrent", "leadsheet", (CorpusShare("tiny"),), description="Scales.")
    credit = Credit("tiny", "Tiny scales", "CC0", "By nobody.", "ship")
    material = Material(tuple(TRAIN), tuple(VALID), tuple(TEST), (credit, credit))
    meta = GeneratorMeta("recurrent", "leadsheet", "", ("leaping", "up"), 123456, 10, "ship", evaluation.played.nats_per_token)
    card = model_card(recipe, material, meta, evaluation, 11, encoding("leadsheet"))
    assert card.count("**Tiny scales** (CC0). By nobody.") == 1
    assert f"{evaluation.played.nats_per_token:.4f}" in card
    assert f"{evaluation.baselines[-1].by_genre['up']:.4f}" in card
    assert "123,456" in card
    assert "at most 11 notes" in card
    assert "<" not in card


def test_micro_counts_tokens_and_macro_counts_pieces() -> None:
    def surprise(batch):  # type: ignore[no-untyped-def]
        per_piece = np.where(batch.pieces >= 8, 3.0, 1.0)
        return np.where(batch.targets >= 0, per_piece[:, None], 0.0)

    found = held_out("x", surprise, TEST)
    long, short = 8 * 43, 3 * 22
    assert found.nats_per_token == pytest.approx((long + 3 * short) / (long + short))
    assert found.per_piece == pytest.approx((8 + 9) / 11)
    assert found.by_genre.keys() == {piece.genre for piece in TEST}

from pathlib import Path

import numpy as np
import pytest
from reference_loop import reference_run

from corpora.encodings.grammar import FORBIDDEN, LoopTables
from generators.errors import DamagedCheckpointError
from generators.families import recurrent
from generators.families.base import Blueprint, Optimisation
from generators.families.recurrent import Recurrent, RecurrentSettings
from generators.onnx_graphs import write_recurrent_graph
from generators.players.autoregressive import Player, free_tables, nothing_forced

SIZE = 90
BARS = 5


def made(cell: str, layers: int, seed: int = 3) -> Recurrent:
    family = Recurrent(
        Blueprint(SIZE, seed, optimisation=Optimisation(ema_decay=0.0)), RecurrentSettings(cell=cell, layers=layers, hidden=24, embedding=12)
    )
    for weight in family.network.parameters():
        weight.data *= 4.0  # far from uniform, so that a wrong state shows
    return family


def player_of(family: Recurrent, folder: Path, quantised: bool = False) -> Player:
    write_recurrent_graph(family.plain(), folder / "model.onnx", quantised=quantised)
    return Player(folder)


def random_tables(rng: np.random.Generator, phases: int = 3, positions: int = 9, remaining: int = 7) -> LoopTables:
    """Tables that make no musical sense but use every rule; token 0 ends, 1-9 are bars, and something is always allowed."""

    def mask(rows: int, share: float) -> np.ndarray:
        made = np.where(rng.random((rows, SIZE)) < share, FORBIDDEN, 0.0).astype(np.float32)
        made[:, 80:] = 0.0
        return made

    is_bar = np.zeros(SIZE, np.int64)
    is_bar[1:10] = 1
    is_end = np.zeros(SIZE, np.int64)
    is_end[0] = 1
    sets = np.where(rng.random(SIZE) < 0.2, rng.integers(0, 8, SIZE), -1)
    sets[1:10] = 0
    return LoopTables(
        phase_mask=mask(phases, 0.5),
        position_mask=mask(positions, 0.3),
        remaining_mask=mask(remaining, 0.3),
        bar_mask=mask(BARS, 0.3),
        next_phase=rng.integers(0, phases, (phases, SIZE)),
        bar_phase_from=rng.integers(-1, phases, phases),
        advance=rng.integers(0, 4, SIZE),
        set_position=sets,
        is_bar=is_bar,
        is_end=is_end,
        limit=rng.integers(0, 12, BARS),
        bar_length=8,
        halt_phase=2,
        halt_offset=0,
        first_phase=0,
        first_position=0,
    )


def random_forced(rng: np.random.Generator, batch: int) -> np.ndarray:
    forced = rng.integers(1, SIZE, (batch, BARS, 3))
    lengths = rng.integers(0, 4, (batch, BARS, 1))
    return np.where(np.arange(3) < lengths, forced, -1)


@pytest.fixture(params=["multiplied in", "apart"])
def embedding(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How the graph holds the embedding: as small vocabularies have it, and as large ones have."""
    monkeypatch.setattr(recurrent, "stands_apart", lambda *sizes: bool(sizes) and request.param == "apart")
    return str(request.param)


@pytest.mark.usefixtures("embedding")
@pytest.mark.parametrize("cell", ["lstm", "gru"])
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_the_graph_draws_what_the_plain_loop_draws(cell: str, layers: int, tmp_path: Path) -> None:
    family = made(cell, layers)
    player = player_of(family, tmp_path)
    ended = 0
    for seed in range(4):
        rng = np.random.default_rng(seed)
        tables, batch = random_tables(rng), 5
        forced, uniforms = random_forced(rng, batch), rng.random((40, batch), dtype=np.float32)
        how = {"stop_bar": 3, "temperature": 0.8, "top_p": 0.9}
        state = player.first_state(batch, token=5)
        mine, wanted = player.run(tables, state, forced, uniforms, **how), reference_run(family, tables, state, forced, uniforms, **how)
        np.testing.assert_array_equal(mine.tokens, wanted.tokens)
        chosen = wanted.logprobs > -1e6  # forced tokens may be forbidden ones
        np.testing.assert_allclose(mine.logprobs[chosen], wanted.logprobs[chosen], atol=2e-3)
        for name in ("token", "phase", "position", "bar", "pointer", "done"):
            np.testing.assert_array_equal(getattr(mine.state, name), getattr(wanted.state, name), err_msg=name)
        np.testing.assert_allclose(mine.state.h, wanted.state.h, atol=1e-3)
        ended += int(wanted.state.done.sum())
    assert ended


def test_a_run_may_be_cut_into_pieces(tmp_path: Path) -> None:
    player = player_of(made("lstm", 2), tmp_path)
    rng = np.random.default_rng(1)
    tables, forced, uniforms = random_tables(rng), random_forced(rng, 3), rng.random((20, 3), dtype=np.float32)
    whole = player.run(tables, player.first_state(3), forced, uniforms, stop_bar=4)
    first = player.run(tables, player.first_state(3), forced, uniforms[:7], stop_bar=4)
    rest = player.run(tables, first.state, forced, uniforms[7:], stop_bar=4)
    np.testing.assert_array_equal(np.concatenate([first.tokens, rest.tokens])[: len(whole.tokens)], whole.tokens)
    np.testing.assert_allclose(rest.state.h, whole.state.h, atol=1e-6)


def test_a_done_stream_is_left_alone_and_the_run_ends_early(tmp_path: Path) -> None:
    player = player_of(made("gru", 1), tmp_path)
    state = player.first_state(2, token=7)
    state.done[:] = [True, False]
    drawn = player.run(free_tables(SIZE), state, nothing_forced(2), np.full((4, 2), 0.5, np.float32))
    assert (drawn.tokens[:, 0] == -1).all()
    assert (drawn.tokens[:, 1] >= 0).all()
    assert drawn.state.token[0] == 7
    np.testing.assert_array_equal(drawn.state.h[:, 0], 0.0)
    state.done[:] = True
    assert player.run(free_tables(SIZE), state, nothing_forced(2), np.full((4, 2), 0.5, np.float32)).tokens.shape == (0, 2)


def test_draws_follow_the_distribution(tmp_path: Path) -> None:
    family = made("lstm", 1)
    player = player_of(family, tmp_path)
    batch = 4000
    uniforms = np.random.default_rng(0).random((1, batch), dtype=np.float32)
    uniforms[0, 0] = 1.0  # a rounded-up draw must not fall off the end
    drawn = player.run(free_tables(SIZE), player.first_state(batch, token=3), nothing_forced(batch), uniforms)
    seen = np.bincount(drawn.tokens[0], minlength=SIZE) / batch
    every = np.stack([np.full(SIZE, 3), np.arange(SIZE)], axis=1)
    chances = np.exp(player.read(every).logprobs[0])
    np.testing.assert_allclose(chances.sum(), 1.0, atol=1e-4)
    assert np.abs(seen - chances).sum() < 0.12


def test_nearly_no_temperature_takes_the_likeliest(tmp_path: Path) -> None:
    player = player_of(made("lstm", 2), tmp_path)
    uniforms = np.random.default_rng(0).random((6, 2), dtype=np.float32)
    drawn = player.run(free_tables(SIZE), player.first_state(2, token=3), nothing_forced(2), uniforms, temperature=0.001)
    np.testing.assert_array_equal(drawn.tokens[:, 0], drawn.tokens[:, 1])


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_int8_weights_score_like_float_ones(cell: str, embedding: str, tmp_path: Path) -> None:
    family = made(cell, 2)
    tokens = np.random.default_rng(2).integers(0, SIZE, (4, 60))
    exact, rounded = player_of(family, tmp_path).read(tokens), player_of(family, tmp_path, quantised=True).read(tokens)
    rounding = 0.01 if embedding == "multiplied in" else 0.05  # two more products over twelve channels only
    assert rounded.logprobs.mean() == pytest.approx(exact.logprobs.mean(), rel=rounding)
    assert not np.array_equal(rounded.logprobs, exact.logprobs)


def test_int8_weights_make_a_small_file(tmp_path: Path) -> None:
    family = Recurrent(Blueprint(300, 1), RecurrentSettings(hidden=128, embedding=64))
    family.export(tmp_path)
    weights = 300 * 512 + 128 * 512 + 256 * 512 + 128 * 300  # table, layer 1, layer 2, output
    assert weights < (tmp_path / "model.onnx").stat().st_size < 1.25 * weights


def test_a_large_vocabulary_keeps_one_matrix_for_both_ends(tmp_path: Path) -> None:
    family = Recurrent(Blueprint(2400, 1), RecurrentSettings(layers=1, hidden=512, embedding=128))
    family.export(tmp_path)
    assert family.plain().projection is not None
    weights = 2400 * 128 + 128 * 2048 + 512 * 2048 + 512 * 128  # embedding, input, state, projection
    assert weights < (tmp_path / "model.onnx").stat().st_size < 1.1 * weights
    assert np.exp(Player(tmp_path).read(np.array([[1, 2, 3]])).logprobs).max() < 1.0


def test_untied_outputs_never_stand_apart() -> None:
    untied = Recurrent(Blueprint(2400, 1), RecurrentSettings(layers=1, hidden=512, embedding=128, tied=False)).plain()
    assert untied.projection is None
    assert untied.output.shape == (512, 2400)


def test_a_file_that_is_no_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(DamagedCheckpointError, match="no model"):
        Player(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"nothing of the kind")
    with pytest.raises(DamagedCheckpointError, match="no model"):
        Player(tmp_path)

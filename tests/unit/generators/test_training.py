import io
import json
import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_pieces import SIZE, tiny_pieces

from corpora.datasets import Batch, TrainingPiece, Windowing
from generators.errors import AskerError
from generators.families.base import Blueprint, Family, Optimisation
from generators.families.ngram import KneserNey, KneserNeySettings
from generators.families.recurrent import Recurrent, RecurrentSettings
from generators.progress import Progress
from generators.training import Run, TrainingPlan, score

PLAN = TrainingPlan(window=64, batch=8, epochs=4, optimisation=Optimisation(learning_rate=1e-2, precision="fp32"), untold=0)


def network() -> Recurrent:
    settings = RecurrentSettings(layers=1, hidden=24, embedding=12, dropout=0.2)
    return Recurrent(Blueprint(SIZE, 1, optimisation=PLAN.optimisation), settings)


def run_in(folder: Path, family: Family | None = None, plan: TrainingPlan = PLAN, recipe: str = "r") -> Run:
    quiet = Progress(io.StringIO(), quiet=True)
    return Run(family or network(), folder, plan, plan.windowing([f"t{n}" for n in range(SIZE)], 1), {"recipe": recipe}, quiet)


def step_losses(folder: Path) -> list[float]:
    entries = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    return [entry["nats_per_token"] for entry in entries if entry["kind"] == "step"]


TRAIN, VALID = tiny_pieces(60), tiny_pieces(10, seed=5)


class PowerCutError(Exception):
    """The machine went off."""


class StoppingRun(Run):
    """A run that is cut off after some updates, having last saved earlier."""

    def _batches(self, train: Sequence[TrainingPiece], total: int) -> Iterator[Batch]:
        for made, batch in enumerate(super()._batches(train, total)):
            if made == 9:
                self._save(self.last)
            if made == 11:
                raise PowerCutError
            yield batch


def test_a_resumed_run_makes_the_same_updates(tmp_path: Path) -> None:
    whole = run_in(tmp_path / "whole")
    whole.fit(TRAIN, VALID)
    cut = run_in(tmp_path / "cut")
    cut.__class__ = StoppingRun
    with pytest.raises(PowerCutError):
        cut.fit(TRAIN, VALID)
    resumed = run_in(tmp_path / "cut")
    resumed.resume()
    assert resumed.standing.step == 9
    resumed.fit(TRAIN, VALID)
    wanted, found = step_losses(tmp_path / "whole"), step_losses(tmp_path / "cut")
    assert found[:11] == wanted[:11]
    assert found[11:] == wanted[9:]  # two updates were made again
    assert resumed.standing.best == whole.standing.best


class InterruptedNetwork(Recurrent):
    """Somebody presses Ctrl-C during the fifth update."""

    def loss(self, tokens, targets):  # type: ignore[no-untyped-def]
        self.updates = getattr(self, "updates", 0) + 1
        if self.updates == 5:
            os.kill(os.getpid(), signal.SIGINT)
        return super().loss(tokens, targets)


def test_an_interrupt_is_saved_between_updates(tmp_path: Path) -> None:
    family = network()
    family.__class__ = InterruptedNetwork
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        run_in(tmp_path / "cut", family).fit(TRAIN, VALID)
    assert signal.getsignal(signal.SIGINT) is handler
    resumed = run_in(tmp_path / "cut")
    resumed.resume()
    assert resumed.standing.step == 5
    resumed.fit(TRAIN, VALID)
    run_in(tmp_path / "whole").fit(TRAIN, VALID)
    assert step_losses(tmp_path / "cut") == step_losses(tmp_path / "whole")


def test_learning_shows_on_held_out_pieces_and_the_best_weights_are_kept(tmp_path: Path) -> None:
    family = network()
    before = score(family, VALID)[0]
    run = run_in(tmp_path, family, replace(PLAN, epochs=12))
    standing = run.fit(TRAIN, VALID)
    assert standing.finished
    assert standing.best < 0.9 * before
    assert score(family, VALID)[0] == pytest.approx(standing.best)
    assert standing.tokens == sum(len(piece.encoded.tokens) - 2 for piece in TRAIN) * 12


def test_every_token_is_scored_once_whatever_the_batches() -> None:
    family = network()
    pieces = [*tiny_pieces(3, bars=2), *tiny_pieces(3, seed=2, bars=9)]
    together, apart = score(family, pieces, 100_000), score(family, pieces, 1)
    assert together[2] == apart[2] == [len(piece.encoded.tokens) - 2 for piece in pieces]
    np.testing.assert_allclose(together[1], apart[1], rtol=1e-5)
    assert together[0] == pytest.approx(sum(apart[1]) / sum(apart[2]))


def test_early_stopping(tmp_path: Path) -> None:
    hopeless = replace(PLAN, epochs=50, patience=2, optimisation=replace(PLAN.optimisation, learning_rate=0.0))
    family = Recurrent(Blueprint(SIZE, 1, optimisation=hopeless.optimisation), RecurrentSettings(layers=1, hidden=8, embedding=8))
    run = run_in(tmp_path, family, hopeless)
    run.fit(TRAIN, VALID)
    assert run.standing.step < 50


def test_the_clock_ends_a_run(tmp_path: Path) -> None:
    run = run_in(tmp_path, plan=replace(PLAN, epochs=10_000, minutes=0.01, patience=0))
    run.fit(TRAIN, VALID)
    assert run.standing.finished
    assert run.standing.seconds < 20


def test_counting_families_read_everything_once(tmp_path: Path) -> None:
    family = KneserNey(Blueprint(SIZE, 1), KneserNeySettings(3))
    standing = run_in(tmp_path, family).fit(TRAIN, VALID)
    assert standing.tokens == sum(len(piece.encoded.tokens) - 2 for piece in TRAIN)
    assert standing.best < np.log(SIZE) / 2


def test_what_cannot_be_resumed_says_why(tmp_path: Path) -> None:
    with pytest.raises(AskerError, match="without --resume"):
        run_in(tmp_path).resume()
    run_in(tmp_path, plan=replace(PLAN, epochs=0.2)).fit(TRAIN, VALID)
    with pytest.raises(AskerError, match="another recipe"):
        run_in(tmp_path, recipe="s").resume()
    with pytest.raises(AskerError, match="no pieces"):
        run_in(tmp_path).fit([], VALID)


def test_a_fresh_start_forgets_the_earlier_run(tmp_path: Path) -> None:
    run_in(tmp_path, plan=replace(PLAN, epochs=0.5)).fit(TRAIN, VALID)
    assert (tmp_path / "best.safetensors").is_file()
    run_in(tmp_path).begin()
    assert not list(tmp_path.iterdir())


def test_progress_tells_speed_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter(range(0, 1000, 20))
    monkeypatch.setattr("generators.progress.time.monotonic", lambda: float(next(now)))
    stream = io.StringIO()
    progress = Progress(stream, every_seconds=10)
    for step in range(3):
        progress.step(step + 1, 10, 2000, {"nats_per_token": 2.5}, limit_share=step / 10)
    progress.evaluation(3, 2.0, 2.0)
    assert "step 2/10  2.5000 nats/token  100 tokens/s  3:00 left" in stream.getvalue()
    assert "held out 2.0000 nats/token  (best so far)" in stream.getvalue()


def test_windowing_counts_tokens_not_rows() -> None:
    how = TrainingPlan(window=100, batch=7).windowing(["a:unknown", "a:x"], seed=3)
    assert how == Windowing(100, 700, 3, how.untold, 0.1)

"""The one training loop: every family learns in it.

It owns what is the same for all: epochs and batches, the clock, checkpoints and resuming, the log, early stopping. An update itself is the
family's. Where training stands is all in the checkpoint (epoch, batch, seconds spent), and every draw follows from the recipe's seed and
the step, so an interrupted run that resumes makes the updates it would have made.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import cast

import numpy as np
from pydantic import JsonValue

from corpora.datasets import Batch, TrainingPiece, Windowing, batches_per_epoch, held_out_batches, training_batches, untold_tokens
from generators.checkpoints import load_checkpoint, save_checkpoint
from generators.errors import AskerError
from generators.families.base import Family, Optimisation, Step
from generators.interrupts import held_back
from generators.progress import Progress

_WHOLE = 2**31
"""A window no piece fills."""


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """How long and on what windows; the recipe's ``[training]`` table."""

    window: int = 512
    """Tokens of a training window, header included."""
    batch: int = 32
    """Windows of full length in a batch; shorter ones come in larger numbers, ``window * batch`` tokens in all."""
    epochs: float = 20.0
    minutes: float | None = None
    """Wall-clock limit; the schedule then follows whichever of epochs and minutes is further gone."""
    evaluate_epochs: float = 1.0
    """How often held-out pieces are scored."""
    patience: int = 6
    """Evaluations without a new best before stopping early; 0 = never stop early."""
    checkpoint_minutes: float = 5.0
    untold: float = 0.1
    """How often a control is not told to the model, so that it can also do without."""
    optimisation: Optimisation = field(default_factory=Optimisation)

    def windowing(self, vocabulary: Sequence[str], seed: int) -> Windowing:
        """How this plan reads pieces of an encoding."""
        return Windowing(self.window, self.window * self.batch, seed, untold_tokens(vocabulary) if self.untold else None, self.untold)


@dataclass(slots=True)
class Standing:
    """Where a run stands; saved with every checkpoint."""

    step: int = 0
    epoch: int = 0
    batch: int = 0
    """Batches of this epoch already used."""
    seconds: float = 0.0
    tokens: int = 0
    """Scored positions so far."""
    best: float = math.inf
    """Lowest held-out nats per token."""
    best_step: int = 0
    stale: int = 0
    """Evaluations since the best."""
    finished: bool = False


def score(family: Family, pieces: Sequence[TrainingPiece], batch_tokens: int = 16384) -> tuple[float, list[float], list[int]]:
    """Held-out score: nats per token over all, and each piece's nats and scored tokens; every body token counts exactly once."""
    nats, counts = np.zeros(len(pieces)), np.zeros(len(pieces), np.int64)
    for batch in held_out_batches(pieces, batch_tokens):
        np.add.at(nats, batch.pieces, family.nats(batch).sum(axis=1))
        np.add.at(counts, batch.pieces, (batch.targets >= 0).sum(axis=1))
    return float(nats.sum() / max(counts.sum(), 1)), nats.tolist(), counts.tolist()


class Run:
    """One training run in a folder: ``last`` to resume from, ``best`` to export, and a log."""

    def __init__(self, family: Family, folder: Path, plan: TrainingPlan, how: Windowing, note: dict[str, JsonValue], progress: Progress) -> None:
        self.family, self.folder, self.plan, self.note, self.progress = family, folder, plan, note, progress
        # What only counts reads every piece once, whole and with its controls told.
        self.how = replace(how, window=_WHOLE, untold=None) if family.counts_once else how
        self.standing = Standing()
        self._clock = time.monotonic()
        self._saved = self._clock

    @property
    def last(self) -> Path:
        """The checkpoint to resume from."""
        return self.folder / "last.safetensors"

    @property
    def best(self) -> Path:
        """The checkpoint with the lowest held-out score."""
        return self.folder / "best.safetensors"

    def resume(self) -> None:
        """Go on from the last checkpoint.

        Raises:
            AskerError: when there is none, or it was made by another recipe.
        """
        arrays, note = load_checkpoint(self.last)
        if note["recipe"] != self.note["recipe"]:
            raise AskerError(f"{self.last} was trained by another recipe: resume with that one, or train into another folder (--name)")
        self.family.load_arrays(arrays)
        saved = cast("dict[str, float]", note["standing"])
        self.standing = Standing(**{**saved, "best": math.inf if saved["best"] is None else saved["best"], "finished": False})  # type: ignore[arg-type]

    def begin(self) -> None:
        """Start afresh: what an earlier run left in the folder goes."""
        for name in ("last.safetensors", "best.safetensors", "log.jsonl"):
            (self.folder / name).unlink(missing_ok=True)

    def fit(self, train: Sequence[TrainingPiece], valid: Sequence[TrainingPiece]) -> Standing:
        """Train until the epochs, the minutes or the patience run out; returns where it ended, the best weights loaded.

        Raises:
            AskerError: when there is nothing to train on.
            KeyboardInterrupt: after the update during which Ctrl-C was pressed, the checkpoint written.
        """
        if not train:
            raise AskerError("no pieces to train on: check --from, the recipe's corpora and HOUSEBAND_CORPORA")
        per_epoch = batches_per_epoch(train, self.how)
        epochs = 1.0 if self.family.counts_once else self.plan.epochs
        total = max(1, round(per_epoch * epochs))
        every = max(1, round(per_epoch * self.plan.evaluate_epochs))
        self._clock = self._saved = time.monotonic()
        with held_back() as interruption:
            for batch in self._batches(train, total):
                self._update(batch, total)
                if interruption.asked:
                    self._save(self.last)
                    interruption.raise_if_asked()
                if self.standing.step % every == 0 or self.standing.step == total:
                    self._evaluate(valid)
                if self._out_of_time() or self._out_of_patience():
                    break
                if time.monotonic() - self._saved > self.plan.checkpoint_minutes * 60:
                    self._save(self.last)
        return self._finish(valid)

    def _batches(self, train: Sequence[TrainingPiece], total: int) -> Iterator[Batch]:
        """Batches from where the run stands, epoch after epoch, until ``total`` updates are made."""
        standing = self.standing
        while standing.step < total and not standing.finished:
            for batch in training_batches(train, self.how, standing.epoch, standing.batch):
                if standing.step >= total:
                    return
                yield batch
            standing.epoch, standing.batch = standing.epoch + 1, 0

    def _update(self, batch: Batch, total: int) -> None:
        standing = self.standing
        elapsed = self._elapsed()
        by_clock = elapsed / (self.plan.minutes * 60) if self.plan.minutes else 0.0
        step = Step(standing.step, min(1.0, max(standing.step / total, by_clock)), self.how.seed)
        metrics = self.family.training_step(batch, step)
        standing.step, standing.batch, standing.tokens = standing.step + 1, standing.batch + 1, standing.tokens + batch.scored
        self._log({"kind": "step", "step": standing.step, "epoch": standing.epoch, "tokens": standing.tokens, **metrics})
        self.progress.step(standing.step, total, batch.scored, metrics, limit_share=step.progress)

    def _evaluate(self, valid: Sequence[TrainingPiece]) -> None:
        standing = self.standing
        if valid:
            nats_per_token, _, _ = score(self.family, valid)
            better = nats_per_token < standing.best
            if better:
                standing.best, standing.best_step, standing.stale = nats_per_token, standing.step, 0
            else:
                standing.stale += 1
            self._log({"kind": "valid", "step": standing.step, "nats_per_token": nats_per_token, "seconds": self._elapsed()})
            self.progress.evaluation(standing.step, nats_per_token, standing.best)
            if better:
                self._save(self.best)
        self._save(self.last)

    def _finish(self, valid: Sequence[TrainingPiece]) -> Standing:
        """Score a last time where the end fell between evaluations, mark the run finished, and take up the best weights."""
        if not self.standing.finished:
            if valid and self._needs_last_score():
                self._evaluate(valid)
            self.standing.finished = True
            self._save(self.last)
        if self.best.is_file():
            arrays, _ = load_checkpoint(self.best)
            self.family.load_arrays(arrays)
        return self.standing

    def _needs_last_score(self) -> bool:
        lines = (self.folder / "log.jsonl").read_text().splitlines()
        last = json.loads(lines[-1]) if lines else {}
        return not (last.get("kind") == "valid" and last.get("step") == self.standing.step)

    def _elapsed(self) -> float:
        """Seconds spent on this run, former sittings included."""
        return self.standing.seconds + time.monotonic() - self._clock

    def _out_of_time(self) -> bool:
        return self.plan.minutes is not None and self._elapsed() >= self.plan.minutes * 60

    def _out_of_patience(self) -> bool:
        return 0 < self.plan.patience <= self.standing.stale

    def _save(self, path: Path) -> None:
        now = time.monotonic()
        self.standing.seconds, self._clock, self._saved = self._elapsed(), now, now
        standing = asdict(self.standing)
        if not math.isfinite(self.standing.best):
            standing["best"] = None  # JSON knows no infinity
        save_checkpoint(path, self.family.arrays(), {**self.note, "standing": standing})

    def _log(self, entry: dict[str, JsonValue]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log.jsonl").open("a") as file:
            file.write(json.dumps(entry) + "\n")

"""How well a generator foresees pieces it never saw, beside counting baselines on the same tokens.

Every body token of every held-out piece counts exactly once, whole pieces are read with the state carried, and headers are given: the same for
all. ``nats per token`` is the mean over tokens; the macro figure is the mean over pieces of each piece's own mean.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corpora.datasets import Batch, TrainingPiece, Windowing, held_out_batches, training_batches
from generators.families.base import Blueprint, Family, Step
from generators.families.markov import Markov, MarkovSettings
from generators.families.ngram import KneserNey, KneserNeySettings
from generators.players.autoregressive import Player

_BATCH_TOKENS = 16384
_KNESER_NEY_ORDERS = (3, 5, 7)
"""The best of these on the validation pieces is the baseline: a fixed order would flatter the generator on some corpora."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """One model's score on held-out pieces."""

    model: str
    nats_per_token: float
    """Over all tokens (micro)."""
    per_piece: float
    """Mean of each piece's nats per token (macro)."""
    by_genre: dict[str, float]
    """Nats per token of each genre's pieces."""
    tokens: int
    pieces: int
    tokens_by_genre: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CharacterScore:
    """One model's score on held-out words, in a unit that tokens of any size share."""

    model: str
    bits_per_character: float
    """Nats of every body token over the characters of the texts, line ends counted, in bits."""
    by_genre: dict[str, float]
    characters: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A generator beside its baselines, on the same tokens."""

    played: HeldOut
    """The int8 graph that ships."""
    trained: HeldOut | None
    """The weights as trained, in float32; None where only the graph is at hand."""
    baselines: tuple[HeldOut, ...]
    """Markov chains of order 1 and 2, then the best Kneser-Ney; none for words, whose baseline reads characters."""
    characters: tuple[CharacterScore, ...] = ()
    """Words: the generator as played, as trained where that is at hand, and last the baseline."""

    @property
    def lost_to_int8(self) -> float:
        """Relative rise of nats per token by rounding the weights; 0 where it can't be told."""
        return self.played.nats_per_token / self.trained.nats_per_token - 1.0 if self.trained else 0.0

    def below(self, baseline: HeldOut) -> float:
        """How far below a baseline the generator is, as a share of the baseline."""
        return 1.0 - self.played.nats_per_token / baseline.nats_per_token

    @property
    def leads(self) -> dict[str, float]:
        """How far the generator is below each baseline, by the baseline's name: in nats per token, or for words in bits per character."""
        if self.characters:
            played, baseline = self.characters[0], self.characters[-1]
            return {baseline.model: 1.0 - played.bits_per_character / baseline.bits_per_character} if baseline.bits_per_character else {}
        return {each.model: self.below(each) for each in self.baselines}


def evaluate(
    player: Player, train: Sequence[TrainingPiece], valid: Sequence[TrainingPiece], test: Sequence[TrainingPiece], family: Family | None = None
) -> Evaluation:
    """Score a player (and the family it was exported from) and the baselines on the test pieces."""
    return Evaluation(*played_and_trained(player, test, family), tuple(baselines(player.vocabulary_size, train, valid, test)))


def played_and_trained(player: Player, test: Sequence[TrainingPiece], family: Family | None) -> tuple[HeldOut, HeldOut | None]:
    """The scores of a player, and of the family it was exported from where that is at hand."""
    trained = None
    if family is not None:
        with family.exact():
            trained = held_out("float32", family.nats, test)
    return held_out("int8", lambda batch: player_nats(player, batch), test), trained


def held_out(model: str, nats_of: Callable[[Batch], NDArray[np.float64]], pieces: Sequence[TrainingPiece]) -> HeldOut:
    """Score pieces with anything that gives the nats of a batch's targets, float64 ``[batch, time]``."""
    nats, counts = np.zeros(len(pieces)), np.zeros(len(pieces), np.int64)
    for batch in held_out_batches(pieces, _BATCH_TOKENS):
        np.add.at(nats, batch.pieces, nats_of(batch).sum(axis=1))
        np.add.at(counts, batch.pieces, (batch.targets >= 0).sum(axis=1))
    genres = np.array([piece.genre for piece in pieces])
    by_genre = {str(genre): _mean(nats[genres == genre], counts[genres == genre]) for genre in np.unique(genres)}
    tokens_by_genre = {str(genre): int(counts[genres == genre].sum()) for genre in np.unique(genres)}
    per_piece = float((nats / np.maximum(counts, 1)).mean()) if len(pieces) else 0.0
    return HeldOut(model, _mean(nats, counts), per_piece, by_genre, int(counts.sum()), len(pieces), tokens_by_genre)


def _mean(nats: NDArray[np.float64], counts: NDArray[np.int64]) -> float:
    return float(nats.sum() / max(counts.sum(), 1))


def player_nats(player: Player, batch: Batch) -> NDArray[np.float64]:
    """Minus the log-probability of each target as the played graph sees it, float64 ``[batch, time]``; 0 where ignored."""
    scored = batch.targets >= 0
    following = np.where(scored, batch.targets, 0)
    # A header's own targets are ignored, but what is read next must be the header itself.
    whole = np.concatenate([batch.tokens, following[:, -1:]], axis=1)  # [batch, time + 1]
    whole[:, 1:] = np.where(scored, following, whole[:, 1:])
    return np.where(scored, -player.read(whole).logprobs.T.astype(np.float64), 0.0)


def baselines(size: int, train: Sequence[TrainingPiece], valid: Sequence[TrainingPiece], test: Sequence[TrainingPiece]) -> list[HeldOut]:
    """Markov of order 1 and 2 and the best Kneser-Ney, each trained on the same pieces once and whole."""
    blueprint = Blueprint(size, seed=0)
    found = []
    for order in (1, 2):
        markov = counted(Markov(blueprint, MarkovSettings(order)), train)
        found.append(held_out(f"Markov, order {order}", markov.nats, test))
    choosing = valid or train
    tried = ((order, counted(KneserNey(blueprint, KneserNeySettings(order)), train)) for order in _KNESER_NEY_ORDERS)
    order, best = min(((order, family, held_out("", family.nats, choosing).nats_per_token) for order, family in tried), key=lambda each: each[2])[:2]
    return [*found, held_out(f"Kneser-Ney, order {order}", best.nats, test)]


def counted(family: Family, pieces: Sequence[TrainingPiece]) -> Family:
    """A counting family that has read every piece once."""
    for index, batch in enumerate(training_batches(pieces, Windowing(2**31, _BATCH_TOKENS, 0), 0)):
        family.training_step(batch, Step(index, 0.0, 0))
    return family

"""How well a generator of words foresees texts it never saw, in bits per character: the one unit that tokens of any size share.

The baseline is Kneser-Ney over characters (order 7), for each genre one that has read that genre's training texts alone, each once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from corpora.datasets import TrainingPiece
from corpora.encodings.text import BACKWARDS, TextEncoding
from corpora.renaming import RENAMED
from generators.character_baseline import character_kneser_ney
from generators.evaluation import CharacterScore, Evaluation, HeldOut, played_and_trained
from generators.families.base import Family
from generators.players.autoregressive import Player

BASELINE_ORDER = 7
BASELINE = f"Kneser-Ney over characters, order {BASELINE_ORDER}"


def evaluate_words(
    player: Player, encoding: TextEncoding, train: Sequence[TrainingPiece], test: Sequence[TrainingPiece], family: Family | None = None
) -> Evaluation:
    """Score a player of words (and the family it was exported from) on test texts, beside the baseline where there are training texts."""
    asked = in_one_order(test)
    played, trained = played_and_trained(player, asked, family)
    lengths = {genre: sum(map(len, texts)) for genre, texts in texts_by_genre(encoding, asked).items()}
    rows = [in_bits(each, lengths) for each in (played, trained) if each is not None]
    if train:
        rows.append(baseline_score(encoding, train, asked))
    return Evaluation(played, trained, (), tuple(rows))


def in_bits(score: HeldOut, characters: Mapping[str, int]) -> CharacterScore:
    """A score in bits per character, given how many characters each genre's texts have."""
    nats = {genre: score.by_genre[genre] * count for genre, count in score.tokens_by_genre.items()}
    by_genre = {genre: nats[genre] / max(characters[genre], 1) / math.log(2) for genre in nats}
    whole = sum(characters[genre] for genre in nats)
    return CharacterScore(score.model, sum(nats.values()) / max(whole, 1) / math.log(2), by_genre, whole)


def baseline_score(encoding: TextEncoding, train: Sequence[TrainingPiece], test: Sequence[TrainingPiece]) -> CharacterScore:
    """The baseline's score on the test texts, every genre by the one that read its training texts."""
    asked, learnt = texts_by_genre(encoding, test), texts_by_genre(encoding, train)
    sizes = {genre: sum(map(len, texts)) for genre, texts in asked.items()}
    by_genre = {genre: character_kneser_ney(learnt.get(genre, ()), BASELINE_ORDER).bits_per_character(texts) for genre, texts in asked.items()}
    whole = sum(sizes.values())
    return CharacterScore(BASELINE, sum(by_genre[genre] * sizes[genre] for genre in asked) / max(whole, 1), by_genre, whole)


def texts_by_genre(encoding: TextEncoding, pieces: Sequence[TrainingPiece]) -> dict[str, list[str]]:
    """The texts of pieces by genre, each once: what is learnt in both orders is one text."""
    found: dict[str, list[str]] = {}
    for piece in in_one_order(pieces):
        found.setdefault(piece.genre, []).append(encoding.decode_text(piece.encoded.tokens).text)
    return found


def in_one_order(pieces: Sequence[TrainingPiece]) -> list[TrainingPiece]:
    """The pieces in reading order; those in the other order only of a genre that is never read in this one."""
    plain = [piece for piece in pieces if RENAMED not in piece.id]
    forwards = {piece.genre for piece in plain if not _is_backwards(piece)}
    return [piece for piece in plain if not _is_backwards(piece) or piece.genre not in forwards]


def _is_backwards(piece: TrainingPiece) -> bool:
    return BACKWARDS in piece.encoded.tokens[: piece.encoded.header_length]

"""How well a generator of words foresees texts it never saw, in bits per character: the one unit that tokens of any size share.

The baseline is Kneser-Ney over characters (order 7), for each genre one that has read that genre's training texts alone, each once. It reads
the same texts through the ``characters`` encoding, so that line ends and the end of a text cost it what they cost the generator.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from corpora.datasets import TrainingPiece
from corpora.encodings.catalogue import text_encoding
from corpora.encodings.text import BACKWARDS, TextEncoding
from corpora.pieces import Text
from generators.evaluation import CharacterScore, Evaluation, HeldOut, counted, held_out, played_and_trained
from generators.families.base import Blueprint, Family
from generators.families.ngram import KneserNey, KneserNeySettings
from generators.players.autoregressive import Player

BASELINE_ORDER = 7
BASELINE = f"Kneser-Ney over characters, order {BASELINE_ORDER}"


def evaluate_words(
    player: Player, encoding: TextEncoding, train: Sequence[TrainingPiece], test: Sequence[TrainingPiece], family: Family | None = None
) -> Evaluation:
    """Score a player of words (and the family it was exported from) on test texts, beside the baseline where there are training texts."""
    played, trained = played_and_trained(player, test, family)
    lengths = characters_by_genre(encoding, test)
    rows = [in_bits(each, lengths) for each in (played, trained) if each is not None]
    if train:
        rows.append(in_bits(baseline_score(encoding, train, test), lengths))
    return Evaluation(played, trained, (), tuple(rows))


def in_bits(score: HeldOut, characters: Mapping[str, int]) -> CharacterScore:
    """A score in bits per character, given how many characters each genre's texts have."""
    nats = {genre: score.by_genre[genre] * count for genre, count in score.tokens_by_genre.items()}
    by_genre = {genre: nats[genre] / max(characters[genre], 1) / math.log(2) for genre in nats}
    whole = sum(characters[genre] for genre in nats)
    return CharacterScore(score.model, sum(nats.values()) / max(whole, 1) / math.log(2), by_genre, whole)


def characters_by_genre(encoding: TextEncoding, pieces: Sequence[TrainingPiece]) -> dict[str, int]:
    """Characters of all texts of a genre; every line end counts as one, a text's last excepted."""
    counts: dict[str, int] = {}
    for piece in pieces:
        counts[piece.genre] = counts.get(piece.genre, 0) + len(encoding.decode_text(piece.encoded.tokens).text)
    return counts


def baseline_score(encoding: TextEncoding, train: Sequence[TrainingPiece], test: Sequence[TrainingPiece]) -> HeldOut:
    """The baseline's score on the test texts, every genre by the one that read its training texts."""
    scores = []
    for genre in sorted({piece.genre for piece in test}):
        asked = spelt(encoding, [piece for piece in test if piece.genre == genre])
        learnt = spelt(encoding, [piece for piece in train if piece.genre == genre])
        size = len(text_encoding("characters").vocabulary)
        family = counted(KneserNey(Blueprint(size, seed=0), KneserNeySettings(BASELINE_ORDER)), learnt)
        scores.append(held_out(BASELINE, family.nats, asked))
    return joined(scores)


def spelt(encoding: TextEncoding, pieces: Sequence[TrainingPiece]) -> list[TrainingPiece]:
    """The texts of pieces letter by letter, each once: what is learnt in both orders is one text."""
    letters = text_encoding("characters")
    forwards = {piece.id: piece for piece in pieces if BACKWARDS not in piece.encoded.tokens[: piece.encoded.header_length]}
    texts = {name: encoding.decode_text(piece.encoded.tokens) for name, piece in (forwards or {piece.id: piece for piece in pieces}).items()}
    return [TrainingPiece(name, pieces[0].genre, letters.encode_text(Text(text.text), pieces[0].genre)) for name, text in texts.items()]


def joined(scores: Sequence[HeldOut]) -> HeldOut:
    """Scores of one baseline on several genres as one."""
    tokens = sum(score.tokens for score in scores)
    pieces = sum(score.pieces for score in scores)
    return HeldOut(
        model=BASELINE,
        nats_per_token=sum(score.nats_per_token * score.tokens for score in scores) / max(tokens, 1),
        per_piece=sum(score.per_piece * score.pieces for score in scores) / max(pieces, 1),
        by_genre={genre: nats for score in scores for genre, nats in score.by_genre.items()},
        tokens=tokens,
        pieces=pieces,
        tokens_by_genre={genre: count for score in scores for genre, count in score.tokens_by_genre.items()},
    )

"""How well each genre of words is foreseen: bits per character of held-out texts, beside Kneser-Ney over characters.

The generator reads whole texts; every token counts, line ends and the end of a text included, over the characters of the text, so tokens of
any size compare. The baseline (order 7) pays for the same. It is counted on the genre's own training texts and again on those of all genres
of its generator: the better of the two is the one to beat. Beside it, for information, the same with fitted discounts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.held_out import recipe_behind
from benchmarks.scale import progress
from benchmarks.table import Row, at_most, not_measured
from corpora.datasets import Batch, TrainingPiece
from corpora.encodings.catalogue import text_encoding
from corpora.encodings.text import BACKWARDS, TextEncoding
from corpora.errors import AskerError
from corpora.renaming import RENAMED
from generators.character_baseline import character_kneser_ney
from generators.evaluation import held_out, player_nats
from generators.genres import text_genre
from generators.material import gather
from generators.players.autoregressive import Player
from generators.registry import load_generator

ORDER = 7
FITTED_SHARE = 0.05
MOST_OF_BASELINE = 0.95
"""The generator is to stay at least 5% below."""

Nats = Callable[[Batch], np.ndarray[tuple[int, ...], np.dtype[np.float64]]]


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts by the genre the generator knows them by; each once, whatever orders it is learnt in."""

    train: dict[str, list[str]]
    test: dict[str, list[str]]


def word_score_rows(genres: Sequence[str]) -> list[Row]:
    """The table of the genres named, generator by generator."""
    rows: list[Row] = []
    by_generator: dict[str, list[str]] = defaultdict(list)
    for name in genres:
        by_generator[text_genre(name).generator].append(name)
    for generator, served in by_generator.items():
        try:
            rows += _generator_rows(generator, served)
        except AskerError as error:
            rows += [not_measured(f"{name}: held-out bits per character", str(error)) for name in served]
    return rows


def _generator_rows(name: str, genres: Sequence[str]) -> list[Row]:
    generator = load_generator(name)
    encoding = text_encoding(generator.meta.encoding)
    material = gather(recipe_behind(generator), encoding)
    player = Player(generator.folder)
    return score_rows(name, genres, encoding, material.train, material.test or material.valid, lambda batch: player_nats(player, batch))


def score_rows(
    generator: str, genres: Sequence[str], encoding: TextEncoding, train: Sequence[TrainingPiece], test: Sequence[TrainingPiece], nats: Nats
) -> list[Row]:
    """Rows of one generator's genres, given what scores a batch of its tokens."""
    texts = Texts(texts_by_genre(encoding, train), texts_by_genre(encoding, test))
    everything = character_kneser_ney([text for some in texts.train.values() for text in some], ORDER)
    rows = []
    for name in genres:
        told_as = text_genre(name).told_as
        progress(f"  {name}")
        asked = texts.test.get(told_as, [])
        if not asked or not texts.train.get(told_as):
            rows.append(not_measured(f"{name}: held-out bits per character", f"no texts of {told_as!r} on both sides of the split"))
            continue
        bits = generator_bits(nats, encoding, [piece for piece in test if piece.genre == told_as])
        own = character_kneser_ney(texts.train[told_as], ORDER).bits_per_character(asked)
        all_texts = everything.bits_per_character(asked)
        fitted = character_kneser_ney(texts.train[told_as], ORDER, FITTED_SHARE).bits_per_character(asked)
        about = f"{len(asked)} texts, {sum(map(len, asked)):,} characters"
        best = min(own, all_texts)
        rows += [
            Row(f"{name}: {generator}, int8", bits, "bits/char", note=about),
            Row(f"{name}: Kneser-Ney, order {ORDER}, counted on its own texts", own, "bits/char", bits / own, f"fitted discounts: {fitted:.3f}"),
            Row(f"{name}: the same, counted on the texts of every genre", all_texts, "bits/char", bits / all_texts),
            Row(f"{name}: generator over the better of the two", 100 * bits / best, "%", target=at_most(100 * MOST_OF_BASELINE)),
        ]
    return rows


def generator_bits(nats: Nats, encoding: TextEncoding, pieces: Sequence[TrainingPiece]) -> float:
    """Bits per character of pieces, each read in one order: forwards where it is there in both."""
    chosen = _in_one_order(pieces)
    score = held_out("", nats, chosen)
    characters = sum(len(encoding.decode_text(piece.encoded.tokens).text) for piece in chosen)
    return score.nats_per_token * score.tokens / max(characters, 1) / float(np.log(2))


def texts_by_genre(encoding: TextEncoding, pieces: Sequence[TrainingPiece]) -> dict[str, list[str]]:
    """The texts of pieces, each once."""
    found: dict[str, list[str]] = defaultdict(list)
    for piece in _in_one_order(pieces):
        found[piece.genre].append(encoding.decode_text(piece.encoded.tokens).text)
    return found


def _in_one_order(pieces: Sequence[TrainingPiece]) -> list[TrainingPiece]:
    pieces = [piece for piece in pieces if RENAMED not in piece.id]
    backwards = [piece for piece in pieces if BACKWARDS in piece.encoded.tokens[: piece.encoded.header_length]]
    forwards = [piece for piece in pieces if BACKWARDS not in piece.encoded.tokens[: piece.encoded.header_length]]
    return forwards or backwards

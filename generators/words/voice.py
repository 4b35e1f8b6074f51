"""A trained generator of words, ready to write: its player, its encoding, and how boldly it draws."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpora.encodings.catalogue import text_encoding
from corpora.encodings.grammar import LoopTables
from corpora.encodings.text import LINE, TextEncoding
from generators.players.autoregressive import Player
from generators.registry import TrainedGenerator
from generators.words.streams import Drawing, Line, Streams
from generators.words.themes import Favoured
from generators.words.tokens import token_table


@dataclass(frozen=True, slots=True)
class Voice:
    """What writes a piece."""

    player: Player
    encoding: TextEncoding
    told_as: str
    """The genre as the generator learnt it."""
    temperature: float
    top_p: float
    candidates: int
    """Streams drawn side by side."""
    theme: Favoured = ()
    """Words to favour."""

    def begin(self, *, backwards: bool = False, count: int | None = None) -> Streams:
        """Streams before their first line."""
        return Streams(self.player, self.encoding.header(self.told_as, backwards=backwards), LINE, count or self.candidates)

    def drawing(self, tables: LoopTables, most_tokens: int) -> Drawing:
        """How a line is drawn by this voice: its temperature, its theme."""
        return Drawing(with_favours(tables, favours(self.encoding, self.theme)), self.temperature, self.top_p, most_tokens)

    def words(self, text: str) -> Line:
        """Tokens of words as they stand within a line."""
        return self.encoding.word_tokens(text)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One finished text."""

    text: str
    nats_per_token: float
    """Mean surprise of what the model chose."""
    faults: float = 0.0
    """What its form holds against it; 0 = nothing."""


THEME_BONUS, NEIGHBOUR_BONUS = 2.5, 1.2
"""Added to the logit of the first piece of a theme word, and at most of a word that only goes with it."""
WHOLE_SHARE = 0.6
"""Share of the bonus for a piece that other words begin with too."""


@lru_cache(maxsize=64)
def favours(encoding: TextEncoding, theme: Favoured) -> NDArray[np.float32] | None:
    """float32 ``[V]``: what to add to each token's logit for a theme; None without one."""
    if not theme:
        return None
    bonus = np.zeros(len(encoding.vocabulary), np.float32)
    table = token_table(encoding)
    for word, weight in theme:
        for spelt in (word.lower(), word.capitalize()):
            tokens = encoding.word_tokens(spelt)
            size = THEME_BONUS if weight == 1.0 else NEIGHBOUR_BONUS * weight
            # A one-letter piece begins hundreds of other words.
            if tokens and len(table.spelt[tokens[0]].strip()) > 1:
                whole = len(tokens) == 1
                bonus[tokens[0]] = max(bonus[tokens[0]], size if whole else WHOLE_SHARE * size)
    return bonus


def with_favours(tables: LoopTables, bonus: NDArray[np.float32] | None) -> LoopTables:
    """The tables with a bonus added for some tokens, in every line."""
    return tables if bonus is None else replace(tables, bar_mask=tables.bar_mask + bonus[None, :])


def voice_of(generator: TrainedGenerator, told_as: str, temperature: float, top_p: float, candidates: int, theme: Favoured = ()) -> Voice:
    """The voice of a trained generator."""
    player = _player(generator.folder, generator.weights_sha256)
    return Voice(player, text_encoding(generator.meta.encoding), told_as, temperature, top_p, candidates, theme)


@lru_cache(maxsize=4)
def _player(folder: Path, weights_sha256: str) -> Player:  # noqa: ARG001 (the digest tells new weights from old ones in the same folder)
    return Player(folder)

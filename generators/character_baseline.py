"""Kneser-Ney over characters, text by text: what a generator of words must foresee better than.

Texts are spelt by the ``characters`` encoding, so line ends and the end of a text cost the baseline what they cost a generator.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from corpora.datasets import TrainingPiece
from corpora.encodings.catalogue import text_encoding
from corpora.pieces import Text
from generators.evaluation import counted, held_out
from generators.families.base import Blueprint
from generators.families.ngram import KneserNey, KneserNeySettings

_GENRE = "other"
"""Told to every text alike: a counting model that is asked for one genre at a time has no use for it."""


@dataclass(frozen=True, slots=True)
class CharacterBaseline:
    """A counted model."""

    family: KneserNey

    def bits_per_character(self, texts: Sequence[str]) -> float:
        """Bits per character of texts, each from an empty context; line ends are characters, and the end of a text is paid for too."""
        score = held_out("", self.family.nats, _spelt(texts))
        return score.nats_per_token * score.tokens / max(sum(len(text) for text in texts), 1) / math.log(2)


def character_kneser_ney(train_texts: Sequence[str], order: int = 7, fitted_share: float = 0.0) -> CharacterBaseline:
    """A baseline that has read every text once.

    Args:
        train_texts: what to count.
        order: characters of the longest n-gram.
        fitted_share: as :attr:`KneserNeySettings.held_out`; 0 = the discounts of Chen and Goodman.
    """
    size = len(text_encoding("characters").vocabulary)
    family = KneserNey(Blueprint(size, seed=0), KneserNeySettings(order, fitted_share))
    counted(family, _spelt(train_texts))
    return CharacterBaseline(family)


def _spelt(texts: Sequence[str]) -> list[TrainingPiece]:
    letters = text_encoding("characters")
    return [TrainingPiece(str(place), _GENRE, letters.encode_text(Text(text), _GENRE)) for place, text in enumerate(texts)]

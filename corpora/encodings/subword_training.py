"""Learning the merges of :mod:`corpora.encodings.subwords` from texts, with the ``tokenizers`` library (the train extra)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from corpora.encodings.subwords import split_word
from corpora.encodings.text import normalised

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MERGES = 2048
"""With the 256 bytes: 2,304 tokens of text."""
_BETWEEN = "\n"
"""Parts pieces of words for the library; no line holds it."""


def learn_merges(texts: Iterable[tuple[str, int]], merges: int = MERGES) -> list[tuple[str, str]]:
    """The merges that byte-pair encoding learns from texts, each counted so many times as said beside it."""
    counts: Counter[str] = Counter()
    for text, times in texts:
        for word, count in Counter(_words(text)).items():
            for piece in split_word(word):
                counts[piece] += count * times
    return merges_of(trained_library(counts, merges))


def _words(text: str) -> Iterator[str]:
    return (f" {word}" for line in normalised(text).split("\n") for word in line.split(" ") if word)


def trained_library(counts: Counter[str], merges: int) -> Tokenizer:
    """The library's tokenizer, trained on pieces of words by their counts."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    split = pre_tokenizers.Split(Regex(_BETWEEN), behavior="removed")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    trainer = trainers.BpeTrainer(
        vocab_size=256 + merges, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False, special_tokens=[]
    )
    ordered = sorted(counts.items())  # the same counts give the same merges
    tokenizer.train_from_iterator((_BETWEEN.join([piece] * count) for piece, count in ordered), trainer)
    return tokenizer


def merges_of(tokenizer: Tokenizer) -> list[tuple[str, str]]:
    """A trained tokenizer's merges, in order."""
    import json

    found = json.loads(tokenizer.to_str())["model"]["merges"]
    return [(left, right) for left, right in (pair if isinstance(pair, list) else pair.split(" ") for pair in found)]


def merges_text(merges: Iterable[tuple[str, str]]) -> str:
    """The file of merges: one a line, its two halves with a space between."""
    return "".join(f"{left} {right}\n" for left, right in merges)

"""Which texts are one: they share runs of words, whatever their punctuation, capitals and line ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from corpora.corpus import CorpusPiece
from corpora.near_duplicates import alike, joined
from corpora.pieces import Text

RUN = 6
"""Words in a run."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


def words_fingerprint(text: str) -> NDArray[np.uint64]:
    """The distinct runs of six words as hashes, uint64 ``[runs]``, sorted; the same for any punctuation and layout."""
    words = _WORD.findall(text.lower())
    runs = (" ".join(words[place : place + RUN]) for place in range(len(words) - RUN + 1))
    hashes = [int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big") for run in runs]
    return np.unique(np.array(hashes, np.uint64))


def same_words(pieces: Sequence[CorpusPiece]) -> list[tuple[int, int]]:
    """Pairs of indices (smaller first) of texts that share as much as :func:`corpora.near_duplicates.alike` asks for; scores are passed over."""
    return alike([words_fingerprint(piece.piece.text) if isinstance(piece.piece, Text) else np.empty(0, np.uint64) for piece in pieces])


def grouped_by_words(pieces: Sequence[CorpusPiece]) -> list[CorpusPiece]:
    """The pieces with the groups of texts that are one joined under the first of their names in the alphabet."""
    places: dict[str, int] = {}
    for piece in pieces:
        places.setdefault(piece.group, len(places))
    names = list(places)
    pairs = ((places[pieces[first].group], places[pieces[second].group]) for first, second in same_words(pieces))
    roots = joined(len(names), pairs)
    first_name: dict[int, str] = {}
    for name, root in zip(names, roots, strict=True):
        first_name[root] = min(first_name.get(root, name), name)
    return [replace(piece, group=first_name[roots[places[piece.group]]]) for piece in pieces]

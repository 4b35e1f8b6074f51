"""Which texts say the same: they belong on one side of a split, or the test set would be learnt by heart.

Two texts are one group when they share at least :data:`SHARED` of the smaller one's shingles (all runs of :data:`RUN` words); lines too short
for that when they share at least :data:`SHARED_WORDS` of all the words they have between them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from corpora.corpus import CorpusPiece
from corpora.near_duplicates import joined
from corpora.titles import folded

RUN = 5
"""Words in a shingle."""
SHARED = 0.3
"""Share of the smaller text's shingles two texts of one group have in common."""
SHARED_WORDS = 0.6
"""Share of the words of both that two short lines of one group have in common."""
SHORT_WORDS = 24
"""A text of fewer words is compared by its words."""
_COMMONPLACE = 40
"""A shingle, or a word, found in more texts than this tells none of them apart."""


def alike_texts(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of indices (smaller first) of texts that say the same."""
    words = [folded(text).split() for text in texts]
    marks = [_stems(one) if len(one) < SHORT_WORDS else _shingles(one) for one in words]
    found: list[tuple[int, int]] = []
    for first, second in _with_something_in_common(marks):
        shared = len(marks[first] & marks[second])
        if max(len(words[first]), len(words[second])) < SHORT_WORDS:
            alike = shared >= SHARED_WORDS * len(marks[first] | marks[second])
        else:
            alike = shared >= SHARED * min(len(marks[first]), len(marks[second]))
        if alike:
            found.append((first, second))
    return found


def _with_something_in_common(marks: Sequence[frozenset[str]]) -> list[tuple[int, int]]:
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(marks):
        for mark in one:
            holders[mark].append(index)
    return sorted({pair for indices in holders.values() if 1 < len(indices) <= _COMMONPLACE for pair in combinations(indices, 2)})


def _stems(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words)


def _shingles(words: Sequence[str]) -> frozenset[str]:
    return frozenset(" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def grouped_texts(pieces: Sequence[CorpusPiece]) -> list[CorpusPiece]:
    """The pieces with the groups of texts that say the same joined; a group takes the first of its members' names in the alphabet."""
    pairs = alike_texts([piece.text.text for piece in pieces])
    first_of: dict[str, int] = {}
    for index, piece in enumerate(pieces):
        pairs.append((first_of.setdefault(piece.group, index), index))
    roots = joined(len(pieces), pairs)
    names: dict[int, str] = {}
    for piece, root in zip(pieces, roots, strict=True):
        names[root] = min(names.get(root, piece.group), piece.group)
    return [replace(piece, group=names[root]) for piece, root in zip(pieces, roots, strict=True)]

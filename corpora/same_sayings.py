"""Which short lines say the same: proverbs are told in many wordings, and all of one belong on one side of a split."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from corpora.corpus import CorpusPiece
from corpora.near_duplicates import joined
from corpora.titles import folded

SHARED_WORDS = 0.6
"""Share of the words of both that two lines of one group have in common."""
_COMMONPLACE = 40
"""Two lines with nothing in common but words found in more lines than this are never compared."""


def alike_lines(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of indices (smaller first) of lines that say nearly the same words, in whatever order, singular or plural."""
    words = [_stems(line) for line in lines]
    return [
        (first, second)
        for first, second in _with_something_in_common(words)
        if len(words[first] & words[second]) >= SHARED_WORDS * len(words[first] | words[second])
    ]


def grouped_by_saying(pieces: Sequence[CorpusPiece]) -> list[CorpusPiece]:
    """The pieces with the groups of lines that say the same joined; a group takes the first of its members' names in the alphabet."""
    pairs = alike_lines([piece.text.text for piece in pieces])
    first_of: dict[str, int] = {}
    for index, piece in enumerate(pieces):
        pairs.append((first_of.setdefault(piece.group, index), index))
    roots = joined(len(pieces), pairs)
    names: dict[int, str] = {}
    for piece, root in zip(pieces, roots, strict=True):
        names[root] = min(names.get(root, piece.group), piece.group)
    return [replace(piece, group=names[root]) for piece, root in zip(pieces, roots, strict=True)]


def _stems(line: str) -> frozenset[str]:
    return frozenset(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in folded(line).split())


def _with_something_in_common(marks: Sequence[frozenset[str]]) -> list[tuple[int, int]]:
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(marks):
        for mark in one:
            holders[mark].append(index)
    return sorted({pair for indices in holders.values() if 1 < len(indices) <= _COMMONPLACE for pair in combinations(indices, 2)})

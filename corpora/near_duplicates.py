"""Which pieces are the same tune: they belong on one side of a split, or the test set would be learnt by heart.

Two pieces are one group when their titles say the same (:func:`corpora.titles.title_key`) or when their melodies share at least
:data:`SHARED` of the smaller one's fingerprint: the set of all runs of :data:`RUN` notes, each note as the interval and the ratio of times
from the one before, so that neither key nor tempo nor the note value it is written in matters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from corpora.corpus import CorpusPiece
from corpora.pieces import Note, Score

RUN = 12
"""Steps from note to note in a run."""
SHARED = 0.3
"""Share of the smaller fingerprint two pieces of one group have in common."""
MIN_SHARED_RUNS = 6
"""Fewer runs in common say nothing, however short a piece is."""
_COMMONPLACE = 40
"""A run found in more pieces than this (a scale, a repeated note) tells none of them apart."""
_MIN_MOVING = 6
"""Steps of a run that must change pitch: a hammered note is no melody."""
_MAX_INTERVAL = 24


def melody_line(score: Score) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Onsets in ticks and pitches, int64 ``[notes]`` each, of the highest notes of the first part long enough to be a melody."""
    for part in score.parts:
        if part.is_drum:
            continue
        onsets, pitches = _skyline(part.notes)
        if len(onsets) > RUN + MIN_SHARED_RUNS:
            return onsets, pitches
    return np.empty(0, np.int64), np.empty(0, np.int64)


def _skyline(notes: Sequence[Note]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    highest: dict[int, int] = {}
    for note in notes:
        if note.pitch > highest.get(note.start_ticks, -1):
            highest[note.start_ticks] = note.pitch
    onsets = np.fromiter(sorted(highest), np.int64, len(highest))
    return onsets, np.fromiter((highest[int(onset)] for onset in onsets), np.int64, len(highest))


def fingerprint(score: Score) -> NDArray[np.uint64]:
    """The distinct runs of the melody as hashes, uint64 ``[runs]``, sorted; the same in every key, tempo and note value."""
    onsets, pitches = melody_line(score)
    if len(onsets) < RUN + 2:
        return np.empty(0, np.uint64)
    intervals = np.clip(np.diff(pitches), -_MAX_INTERVAL, _MAX_INTERVAL)[1:]
    times = np.diff(onsets).astype(np.float64)
    ratios = np.clip(np.rint(2 * np.log2(times[1:] / times[:-1])), -8, 8).astype(np.int64)
    steps = ((intervals + _MAX_INTERVAL) * 17 + ratios + 8).astype(np.uint64)  # [notes - 2]
    moving = np.lib.stride_tricks.sliding_window_view(intervals != 0, RUN).sum(axis=1) >= _MIN_MOVING
    windows = np.lib.stride_tricks.sliding_window_view(steps, RUN)[moving]  # [runs, RUN]
    hashes = np.zeros(len(windows), np.uint64)
    for column in range(RUN):
        hashes = (hashes ^ windows[:, column]) * np.uint64(0x9E3779B97F4A7C15)
        hashes ^= hashes >> np.uint64(29)
    return np.unique(hashes)


def alike(fingerprints: Sequence[NDArray[np.uint64]]) -> list[tuple[int, int]]:
    """Pairs of indices (smaller first) whose fingerprints share enough runs."""
    if not fingerprints:
        return []
    runs = np.concatenate(fingerprints)  # [all runs]
    owners = np.repeat(np.arange(len(fingerprints)), [len(one) for one in fingerprints])  # [all runs]
    order = np.argsort(runs, kind="stable")
    runs, owners = runs[order], owners[order]
    bounds = np.flatnonzero(np.diff(runs, prepend=runs[:1] + np.uint64(1), append=runs[-1:] + np.uint64(1)))
    shared: Counter[tuple[int, int]] = Counter()
    sizes = np.diff(bounds)
    for start, size in zip(bounds[:-1][sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
        if size <= _COMMONPLACE:
            shared.update(combinations(owners[start : start + size].tolist(), 2))
    return [
        (first, second)
        for (first, second), count in sorted(shared.items())
        if count >= MIN_SHARED_RUNS and count >= SHARED * min(len(fingerprints[first]), len(fingerprints[second]))
    ]


def joined(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """The smallest index of each one's group, for ``count`` things joined by ``pairs``."""
    parents = list(range(count))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    for first, second in pairs:
        one, other = sorted((root(first), root(second)))
        parents[other] = one
    return [root(index) for index in range(count)]


def grouped(pieces: Sequence[CorpusPiece]) -> list[CorpusPiece]:
    """The pieces with their groups joined by title and by melody; a group takes the first of its members' names in the alphabet."""
    pairs = alike([fingerprint(piece.piece) if isinstance(piece.piece, Score) else np.empty(0, np.uint64) for piece in pieces])
    first_of: dict[str, int] = {}
    for index, piece in enumerate(pieces):
        pairs.append((first_of.setdefault(piece.group, index), index))
    roots = joined(len(pieces), pairs)
    names: dict[int, str] = {}
    for piece, root in zip(pieces, roots, strict=True):
        names[root] = min(names.get(root, piece.group), piece.group)
    return [replace(piece, group=names[root]) for piece, root in zip(pieces, roots, strict=True)]

"""From encoded pieces to batches: training windows cut at bar lines, and held-out pieces scored whole.

A piece is a header (the controls a person asks for) followed by its body. The header is given, never predicted, so it is never a target;
every body token, the end token included, is a target exactly once an epoch. A window that starts inside a piece repeats the header
before it, so that the model always knows what was asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpora.encodings.base import EncodedPiece

IGNORE_INDEX = -100
"""The target of a position that is not scored: header, padding, or scored by another window."""

_BATCHES_PER_BUCKET = 16
"""Windows are sorted by length within this many shuffled batches: little padding, and still a random order."""


@dataclass(frozen=True, slots=True)
class TrainingPiece:
    """One piece ready for windows."""

    id: str
    genre: str
    encoded: EncodedPiece
    weight: float = 1.0
    """Mean times an epoch visits the piece; below 1 it is drawn with that probability."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Token sequences side by side, padded on the right."""

    tokens: NDArray[np.int64]
    """int64 ``[batch, time]``: what the model reads."""
    targets: NDArray[np.int64]
    """int64 ``[batch, time]``: the token that follows each, or :data:`IGNORE_INDEX`."""
    pieces: NDArray[np.int64]
    """int64 ``[batch]``: index of the piece each row was cut from."""

    @property
    def scored(self) -> int:
        """How many positions are scored."""
        return int((self.targets != IGNORE_INDEX).sum())


@dataclass(frozen=True, slots=True)
class Window:
    """Body positions ``start`` to ``stop`` of a piece, read after its header."""

    piece: int
    start: int
    """First body token read; the piece's first window also predicts it."""
    stop: int
    """Last body token predicted; the next window reads from here."""
    length: int
    """Tokens read, header included."""


def cut_windows(encoded: EncodedPiece, window: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Cut a piece's body into ``(start, stop)`` stretches that begin at bar lines and fit in ``window`` tokens with the header.

    The first cut falls at random, so that no bar always stands at a window's edge. Only a bar too long for a window is cut inside.
    """
    last = len(encoded.tokens) - 1
    room = max(window - encoded.header_length, 1)
    starts = [min(encoded.header_length, last)]
    if last - starts[0] <= room:
        return [(starts[0], last)]
    budget = int(rng.integers(max(room // 2, 1), room + 1))
    while last - starts[-1] > budget:
        at_bar = _last_bar(encoded, starts[-1] + budget)
        if at_bar <= starts[-1]:  # a bar longer than the first cut may still fit in a whole window
            at_bar = min(_last_bar(encoded, starts[-1] + room), last)
        starts.append(at_bar if at_bar > starts[-1] else min(starts[-1] + room, last))
        budget = room
    return [(start, stop) for start, stop in pairwise([*starts, last]) if stop > start]


def _last_bar(encoded: EncodedPiece, limit: int) -> int:
    """The last bar token at or before ``limit``; -1 where there is none."""
    index = int(np.searchsorted(encoded.bar_starts, limit, side="right")) - 1
    return int(encoded.bar_starts[index]) if index >= 0 else -1


def draw_windows(pieces: Sequence[TrainingPiece], window: int, rng: np.random.Generator) -> list[Window]:
    """The windows of one epoch: each piece as often as its weight says, each time with cuts of its own."""
    windows: list[Window] = []
    for index, piece in enumerate(pieces):
        visits = int(piece.weight) + int(rng.random() < piece.weight % 1.0)
        for _ in range(visits):
            header = piece.encoded.header_length
            windows += [Window(index, start, stop, header + stop - start) for start, stop in cut_windows(piece.encoded, window, rng)]
    return windows


def epoch_batches(pieces: Sequence[TrainingPiece], window: int, batch_tokens: int, rng: np.random.Generator) -> list[list[Window]]:
    """Group one epoch's windows into batches of about ``batch_tokens`` tokens, rows of like length together, in random order."""
    windows = draw_windows(pieces, window, rng)
    order = rng.permutation(len(windows))
    total = sum(item.length for item in windows)
    buckets = max(1, round(total / (batch_tokens * _BATCHES_PER_BUCKET)))
    batches: list[list[Window]] = []
    for bucket in np.array_split(order, buckets):
        by_length = sorted((windows[index] for index in bucket), key=lambda item: item.length)
        batches += _group(by_length, batch_tokens)
    return [batches[index] for index in rng.permutation(len(batches))]


def _group(by_length: Sequence[Window], batch_tokens: int) -> list[list[Window]]:
    """Cut a list sorted by length into batches whose padded size stays within ``batch_tokens`` (one window at least)."""
    batches: list[list[Window]] = []
    current: list[Window] = []
    for item in by_length:
        if current and (len(current) + 1) * item.length > batch_tokens:
            batches.append(current)
            current = []
        current.append(item)
    return [*batches, current] if current else batches


def fill_batch(pieces: Sequence[TrainingPiece], windows: Sequence[Window]) -> Batch:
    """Read the windows' tokens and targets into one padded batch."""
    width = max(item.length for item in windows)
    tokens = np.zeros((len(windows), width), np.int64)
    targets = np.full((len(windows), width), IGNORE_INDEX, np.int64)
    for row, item in enumerate(windows):
        encoded = pieces[item.piece].encoded
        header = encoded.header_length
        tokens[row, :header] = encoded.tokens[:header]
        tokens[row, header : item.length] = encoded.tokens[item.start : item.stop]
        targets[row, header : item.length] = encoded.tokens[item.start + 1 : item.stop + 1]
        if item.start == header and header:  # the piece's own first window: its header predicts the first body token
            targets[row, header - 1] = encoded.tokens[item.start]
    return Batch(tokens, targets, np.array([item.piece for item in windows], np.int64))


@dataclass(frozen=True, slots=True)
class Windowing:
    """How training pieces are read."""

    window: int
    """Tokens of a window at most, header included."""
    batch_tokens: int
    """Padded size of a batch at most."""
    seed: int
    untold: NDArray[np.int64] | None = None
    """int64 ``[vocabulary]``: for each control token the token that says "not told", for others the token itself; None = always tell."""
    untold_share: float = 0.1
    """How often a control is not told, so that a model can also do without it."""


def training_batches(pieces: Sequence[TrainingPiece], how: Windowing, epoch: int, skip: int = 0) -> Iterator[Batch]:
    """The batches of one epoch; the same seed and epoch give the same batches, ``skip`` resumes after that many."""
    batches = epoch_batches(pieces, how.window, how.batch_tokens, np.random.default_rng((how.seed, epoch)))
    for place, windows in enumerate(batches[skip:], start=skip):
        batch = fill_batch(pieces, windows)
        if how.untold is not None:
            _hide_controls(batch, pieces, how, np.random.default_rng((how.seed, epoch, place)))
        yield batch


def _hide_controls(batch: Batch, pieces: Sequence[TrainingPiece], how: Windowing, rng: np.random.Generator) -> None:
    """Replace some header tokens by their "not told" twins, in place."""
    if how.untold is None:
        return
    headers = np.array([pieces[piece].encoded.header_length for piece in batch.pieces])
    hidden = rng.random(batch.tokens.shape) < how.untold_share
    hidden &= np.arange(batch.tokens.shape[1]) < headers[:, None]
    batch.tokens[hidden] = how.untold[batch.tokens[hidden]]


def untold_tokens(vocabulary: Sequence[str]) -> NDArray[np.int64] | None:
    """For each ``group:name`` token the ``group:unknown`` of its group, or itself; None where no group has one."""
    places = {name: place for place, name in enumerate(vocabulary)}
    twins = np.array([places.get(name.partition(":")[0] + ":unknown", place) for place, name in enumerate(vocabulary)], np.int64)
    return None if (twins == np.arange(len(vocabulary))).all() else twins


def batches_per_epoch(pieces: Sequence[TrainingPiece], how: Windowing) -> int:
    """How many batches the first epoch has; later ones differ by a few."""
    return len(epoch_batches(pieces, how.window, how.batch_tokens, np.random.default_rng((how.seed, 0))))


def held_out_batches(pieces: Sequence[TrainingPiece], batch_tokens: int) -> Iterator[Batch]:
    """Every piece once, whole and as written, in batches of like length; all its body tokens are targets."""
    whole = [_whole(index, piece.encoded) for index, piece in enumerate(pieces)]
    for windows in _group(sorted(whole, key=lambda item: item.length), batch_tokens):
        yield fill_batch(pieces, windows)


def _whole(index: int, encoded: EncodedPiece) -> Window:
    last = len(encoded.tokens) - 1
    start = min(encoded.header_length, last)
    return Window(index, start, last, encoded.header_length + last - start)

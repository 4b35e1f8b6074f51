from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.datasets import (
    IGNORE_INDEX,
    TrainingPiece,
    Windowing,
    batches_per_epoch,
    cut_windows,
    held_out_batches,
    training_batches,
    untold_tokens,
)
from corpora.encodings.base import EncodedPiece

HEADER, BAR, END = 3, 4, 1


def piece(bars: list[int], first: int = 10, weight: float = 1.0, name: str = "p") -> TrainingPiece:
    """A header of three tokens, then bars of the given lengths whose notes are all different, then the end."""
    tokens, starts, note = [5, 6, 7], [], first
    for length in bars:
        starts.append(len(tokens))
        tokens += [BAR, *range(note, note + length - 1)]
        note += length - 1
    return TrainingPiece(name, "folk", EncodedPiece(np.array([*tokens, END], np.int16), HEADER, np.array(starts, np.int32)), weight)


def scored(pieces: list[TrainingPiece], how: Windowing, epoch: int = 0) -> Counter[int]:
    return Counter(int(target) for batch in training_batches(pieces, how, epoch) for target in batch.targets.ravel() if target != IGNORE_INDEX)


bars_of_pieces = st.lists(st.lists(st.integers(1, 30), min_size=1, max_size=12), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(bars_of_pieces, st.integers(8, 60), st.integers(0, 5))
def test_every_body_token_is_a_target_once_an_epoch(bars: list[list[int]], window: int, epoch: int) -> None:
    pieces = [piece(each, first=10 + 1000 * index) for index, each in enumerate(bars)]
    wanted = Counter(int(token) for each in pieces for token in each.encoded.tokens[HEADER:])
    assert scored(pieces, Windowing(window, 4 * window, seed=1), epoch) == wanted
    held_out = Counter(int(target) for batch in held_out_batches(pieces, 64) for target in batch.targets.ravel() if target != IGNORE_INDEX)
    assert held_out == wanted


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=30), st.integers(20, 60), st.integers(0, 1000))
def test_windows_begin_at_bars_and_fit(bars: list[int], window: int, seed: int) -> None:
    encoded = piece(bars).encoded
    cuts = cut_windows(encoded, window, np.random.default_rng(seed))
    assert all(start in encoded.bar_starts for start, _ in cuts)
    assert all(HEADER + stop - start <= window for start, stop in cuts)


def test_a_bar_longer_than_a_window_is_cut_inside() -> None:
    cuts = cut_windows(piece([100]).encoded, 20, np.random.default_rng(0))
    assert all(0 < stop - start <= 17 for start, stop in cuts)
    assert cuts[-1][1] == len(piece([100]).encoded.tokens) - 1


def test_windows_inside_a_piece_repeat_the_header_unscored() -> None:
    batches = list(training_batches([piece([10] * 8)], Windowing(30, 60, seed=1), 0))
    rows = [(tokens, targets) for batch in batches for tokens, targets in zip(batch.tokens, batch.targets, strict=True)]
    assert len(rows) > 1
    for tokens, targets in rows:
        np.testing.assert_array_equal(tokens[:HEADER], [5, 6, 7])
        assert (targets[: HEADER - 1] == IGNORE_INDEX).all()
    firsts = [targets[HEADER - 1] for _, targets in rows]
    assert sorted(int(first) for first in firsts) == [IGNORE_INDEX] * (len(rows) - 1) + [BAR]


def test_epochs_repeat_exactly_and_resume_in_the_middle() -> None:
    pieces = [piece([9] * 10, 10 + 200 * index) for index in range(6)]
    how = Windowing(40, 120, seed=4, untold=np.arange(2000), untold_share=0.5)
    once, again = list(training_batches(pieces, how, 2)), list(training_batches(pieces, how, 2))
    assert all(np.array_equal(a.tokens, b.tokens) for a, b in zip(once, again, strict=True))
    rest = list(training_batches(pieces, how, 2, skip=2))
    assert all(np.array_equal(a.tokens, b.tokens) for a, b in zip(once[2:], rest, strict=True))
    other = list(training_batches(pieces, how, 3))
    assert any(a.tokens.shape != b.tokens.shape or not np.array_equal(a.tokens, b.tokens) for a, b in zip(once, other, strict=False))
    assert batches_per_epoch(pieces, how) == len(list(training_batches(pieces, how, 0)))


def test_weights_say_how_often_a_piece_is_visited() -> None:
    twice, half = piece([5, 5], 10, weight=2.0), piece([5, 5], 100, weight=0.5)
    counts = Counter[int]()
    for epoch in range(200):
        counts += scored([twice, half], Windowing(64, 256, seed=1), epoch)
    assert counts[10] == 400
    assert counts[100] == pytest.approx(100, abs=25)


def test_batches_stay_within_their_size() -> None:
    pieces = [piece([length] * 4, 10) for length in range(2, 30)]
    for batch in training_batches(pieces, Windowing(64, 256, seed=1), 0):
        assert batch.tokens.size <= 256


def test_controls_are_hidden_now_and_then() -> None:
    names = ("pad", "end", "x", "y", "bar:1", "mode:major", "mode:unknown", "tempo:3", "tempo:unknown", "note:1")
    untold = untold_tokens(names)
    assert untold is not None
    np.testing.assert_array_equal(untold, [0, 1, 2, 3, 4, 6, 6, 8, 8, 9])
    body = EncodedPiece(np.array([5, 7, 4, 9, 1], np.int16), 2, np.array([2], np.int32))
    told = [TrainingPiece("p", "folk", body)]
    heads = [tuple(batch.tokens[0, :2]) for epoch in range(60) for batch in training_batches(told, Windowing(16, 16, 1, untold, 0.5), epoch)]
    assert set(heads) == {(5, 7), (6, 7), (5, 8), (6, 8)}
    assert untold_tokens(("a", "b:c")) is None

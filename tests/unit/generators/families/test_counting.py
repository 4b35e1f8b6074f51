import numpy as np
import pytest

from corpora.datasets import Batch, TrainingPiece, Windowing, training_batches
from corpora.encodings.base import EncodedPiece
from generators.evaluation import counted, held_out
from generators.families.base import Blueprint
from generators.families.contexts import CountingFamily
from generators.families.markov import Markov, MarkovSettings
from generators.families.ngram import KneserNey, KneserNeySettings

SIZE = 12


def sentences(count: int, seed: int) -> list[TrainingPiece]:
    """Pieces of a process with memory three: the next token is the one three back, mostly."""
    rng = np.random.default_rng(seed)
    pieces = []
    for index in range(count):
        tokens = list(rng.integers(2, SIZE, 4))
        while len(tokens) < 60:
            tokens.append(tokens[-3] if rng.random() < 0.85 else int(rng.integers(2, SIZE)))
        pieces.append(TrainingPiece(f"s{index}", "x", EncodedPiece(np.array([0, *tokens, 1], np.int16), 1, np.zeros(0, np.int32))))
    return pieces


def trained(family: CountingFamily, seed: int = 0) -> CountingFamily:
    counted(family, sentences(80, seed))
    return family


FAMILIES = [
    lambda: Markov(Blueprint(SIZE, 0), MarkovSettings(1)),
    lambda: Markov(Blueprint(SIZE, 0), MarkovSettings(2)),
    *(lambda order=order: KneserNey(Blueprint(SIZE, 0), KneserNeySettings(order)) for order in (1, 2, 3, 5, 7)),
    *(lambda order=order: KneserNey(Blueprint(SIZE, 0), KneserNeySettings(order, 0.1)) for order in (1, 4, 9)),
]


@pytest.mark.parametrize("make", FAMILIES)
def test_what_may_follow_sums_to_one(make) -> None:  # type: ignore[no-untyped-def]
    family = trained(make())
    rng = np.random.default_rng(1)
    for length in (1, 2, 3, 9):
        chances = family.distribution(rng.integers(0, SIZE, length))  # most of these contexts were never seen
        assert chances.sum() == pytest.approx(1.0, abs=1e-12)
        assert (chances > 0).all()


@pytest.mark.parametrize("make", FAMILIES)
def test_nothing_read_means_a_uniform_guess(make) -> None:  # type: ignore[no-untyped-def]
    np.testing.assert_allclose(make().distribution(np.array([3, 4])), 1 / SIZE)


def test_kneser_ney_beats_markov_where_there_is_memory() -> None:
    test = sentences(20, seed=9)
    scores = [held_out("", trained(make()).nats, test).nats_per_token for make in (FAMILIES[0], FAMILIES[1], FAMILIES[5])]
    assert scores[2] < 0.75 * scores[1] < scores[0]


def test_kneser_ney_by_hand() -> None:
    """A bigram worked out on paper: after "3" came 4 (three times), 5 and 6 (once each)."""
    row = np.array([[3, 4, 3, 4, 3, 4, 3, 5, 3, 6, 2]])
    batch = Batch(row[:, :-1], row[:, 1:], np.zeros(1, np.int64))
    family = KneserNey(Blueprint(SIZE, 0), KneserNeySettings(2))
    family.training_step(batch, None)  # type: ignore[arg-type] # counting asks for no step
    # Bigrams: 3-4 and 4-3 three times, four others once; so none twice, and the discounts come out at their bounds.
    counts = {(3, 4): 3, (4, 3): 3, (3, 5): 1, (5, 3): 1, (3, 6): 1, (6, 2): 1}
    discount = {1: 0.95, 3: 2.95}
    followed = {1: 0, 3: 0}
    for (before, _), count in counts.items():
        if before == 3:
            followed[count] += 1
    left = sum(discount[count] * number for count, number in followed.items()) / 5
    # Unigrams count the different tokens before: 3 after 4 and 5, all others after one.
    kinds = {3: 2, 4: 1, 5: 1, 6: 1, 2: 1}
    low_ones, low_twos = 4, 1
    low_ratio = low_ones / (low_ones + 2 * low_twos)
    low = {1: 1 - 2 * low_ratio * low_twos / low_ones, 2: 1.95}
    low_left = (4 * low[1] + low[2]) / 6
    unigram = (kinds[4] - low[1]) / 6 + low_left / SIZE
    assert family.distribution(np.array([3]))[4] == pytest.approx((3 - discount[3]) / 5 + left * unigram)


def test_a_resumed_count_is_the_same() -> None:
    batches = list(training_batches(sentences(30, 0), Windowing(2**31, 600, 0), 0))
    whole, half, rest = FAMILIES[5](), FAMILIES[5](), FAMILIES[5]()
    for batch in batches:
        whole.training_step(batch, None)  # type: ignore[arg-type]
    for batch in batches[:2]:
        half.training_step(batch, None)  # type: ignore[arg-type]
    rest.load_arrays(half.arrays())
    for batch in batches[2:]:
        rest.training_step(batch, None)  # type: ignore[arg-type]
    np.testing.assert_array_equal(whole.nats(batches[0]), rest.nats(batches[0]))
    assert whole.parameters == rest.parameters > 100


def test_draws_repeat_by_their_generator_and_follow_what_was_learnt() -> None:
    family = trained(FAMILIES[5]())
    start = np.array([0, 5, 6, 7, 5, 6, 7])
    drawn = family.draw(start, 90, np.random.default_rng(3))
    np.testing.assert_array_equal(drawn, family.draw(start, 90, np.random.default_rng(3)))
    whole = np.concatenate([start, drawn])
    assert (whole[4:] == whole[1:-3]).mean() > 0.25  # one in ten by chance

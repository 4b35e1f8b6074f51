"""What the parser makes of 500 sentences, each with what a person would understand (``tests/data/requests.jsonl``)."""

import statistics
import time

import pytest
from requests_scoring import Sentence, accuracy, judged, sentences

LEAST_OF_ALL = 0.985
LEAST_OF_HELD_OUT = 0.97
"""Of the third that nobody looks at while the parser is changed."""
MOST_MS = 2.0


def test_there_are_500_sentences_of_every_kind() -> None:
    assert len(sentences()) >= 500
    kinds = [sentence.expected.get("kind", "piece") for sentence in sentences()]
    assert all(kinds.count(kind) >= 7 for kind in ("piece", "again", "help", "stop", "resume", "nothing")), {
        kind: kinds.count(kind) for kind in kinds
    }


def test_nearly_all_fields_are_right() -> None:
    share, fields = accuracy(sentences())
    wrong = [
        f"{each.place}: {name}: {wanted!r}, not {got!r}"
        for each in sentences()
        if not each.held_out
        for name, right, wanted, got in judged(each)
        if not right
    ]
    assert fields > 1000
    assert share >= LEAST_OF_ALL, wrong


def test_the_held_out_third_is_understood_nearly_as_well() -> None:
    held_out = tuple(sentence for sentence in sentences() if sentence.held_out)
    share, _ = accuracy(held_out)
    assert len(held_out) >= len(sentences()) // 3
    assert share >= LEAST_OF_HELD_OUT


def test_the_median_sentence_takes_under_two_milliseconds() -> None:
    def milliseconds(sentence: Sentence) -> float:
        began = time.perf_counter()
        sentence.answer()
        return 1000 * (time.perf_counter() - began)

    sentences()[0].answer()  # the vocabulary is built once
    assert statistics.median(milliseconds(sentence) for sentence in sentences()) <= MOST_MS


@pytest.mark.parametrize("sentence", [each for each in sentences() if len(each.text) > 1000], ids=lambda each: str(each.place))
def test_a_flood_is_read_as_fast_as_a_sentence(sentence: Sentence) -> None:
    began = time.process_time()
    sentence.answer()
    assert time.process_time() - began < 0.2

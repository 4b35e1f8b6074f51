"""How fast and how well the parser reads what people ask for, on the sentences of the tests."""

from __future__ import annotations

import statistics
import time
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.networks import find_tests
from benchmarks.table import Row, at_least, at_most


def parsing_rows() -> list[Row]:
    """Milliseconds a sentence, and the share of fields that are right."""
    find_tests()
    scoring = import_module("requests_scoring")
    sentences = scoring.sentences()
    sentences[0].answer()  # reads the vocabulary
    taken = [_milliseconds(sentence) for sentence in sentences]
    held_out = tuple(sentence for sentence in sentences if sentence.held_out)
    right, fields = scoring.accuracy(sentences)
    right_held_out, of_those = scoring.accuracy(held_out)
    return [
        Row("parser: a sentence, p50", statistics.median(taken), "ms", note=f"{len(taken)} sentences, read once each"),
        Row("parser: a sentence, p95", float(np.percentile(taken, 95)), "ms", note=f"slowest {max(taken):.1f} ms", target=at_most(2.0)),
        Row("parser: fields right", 100.0 * right, "%", note=f"of {fields}", target=at_least(98.0), places=2),
        Row("parser: fields right, held-out", 100.0 * right_held_out, "%", note=f"of {of_those}", target=at_least(98.0), places=2),
    ]


def _milliseconds(sentence: Any) -> float:
    began = time.perf_counter()
    sentence.answer()
    return 1000.0 * (time.perf_counter() - began)

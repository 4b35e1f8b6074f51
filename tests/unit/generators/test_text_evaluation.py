"""Bits per character: what is counted, in which order, beside which baseline."""

from __future__ import annotations

import math

import pytest

from corpora.datasets import TrainingPiece
from corpora.encodings.catalogue import text_encoding
from corpora.pieces import Text
from generators.evaluation import HeldOut
from generators.text_evaluation import BASELINE, baseline_score, in_bits, in_one_order, texts_by_genre

CODER = text_encoding("subwords")


def piece(name: str, genre: str, text: str, *, backwards: bool = False) -> TrainingPiece:
    return TrainingPiece(f"{name}{' (backwards)' if backwards else ''}", genre, CODER.encode_text(Text(text), genre, backwards=backwards))


def test_nats_of_tokens_become_bits_of_characters() -> None:
    score = HeldOut("int8", 2.5, 2.5, {"poem": 2.0, "tale": 3.0}, 200, 2, {"poem": 100, "tale": 100})
    bits = in_bits(score, {"poem": 250, "tale": 400})
    assert bits.by_genre == {"poem": pytest.approx(200 / 250 / math.log(2)), "tale": pytest.approx(300 / 400 / math.log(2))}
    assert bits.bits_per_character == pytest.approx(500 / 650 / math.log(2))
    assert bits.characters == 650


def test_a_text_read_in_both_orders_counts_once() -> None:
    both = [piece("a", "poem", "one two\nthree"), piece("a", "poem", "one two\nthree", backwards=True), piece("b", "tale", "four", backwards=True)]
    assert [each.id for each in in_one_order(both)] == ["a", "b (backwards)"]
    assert texts_by_genre(CODER, both) == {"poem": ["one two\nthree"], "tale": ["four"]}


def test_the_baseline_of_a_genre_reads_that_genre_alone() -> None:
    train = [piece(f"p{number}", "poem", "the sea the sea the sea") for number in range(30)]
    train += [piece(f"t{number}", "tale", "bricks and bricks and bricks") for number in range(30)]
    test = [piece("p", "poem", "the sea the sea"), piece("t", "tale", "the sea the sea")]
    found = baseline_score(CODER, train, test)
    assert found.model == BASELINE
    assert found.by_genre["poem"] < 1.0 < 3.0 < found.by_genre["tale"]
    assert found.bits_per_character == pytest.approx((found.by_genre["poem"] + found.by_genre["tale"]) / 2)
    unread = baseline_score(CODER, [], test[:1])
    assert 6 < unread.bits_per_character < 12

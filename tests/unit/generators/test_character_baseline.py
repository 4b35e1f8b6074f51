import math

import pytest

from generators.character_baseline import character_kneser_ney

LINE = "the cat sat on the mat\nand the cat ate the rat"


def test_texts_read_before_are_foreseen_and_others_are_not() -> None:
    baseline = character_kneser_ney([LINE] * 20)
    assert baseline.bits_per_character([LINE]) < 0.5
    assert baseline.bits_per_character(["Zyx wvu, QPONM: lkj?"]) > 6


def test_nothing_read_costs_the_same_for_every_character_line_end_and_the_end() -> None:
    baseline = character_kneser_ney([])
    size = baseline.family.vocabulary_size
    # Eleven characters, one of them a line end; a first line begins and the text ends besides.
    assert baseline.bits_per_character(["hello\nworld"]) == pytest.approx(math.log2(size) * 13 / 11)


def test_every_text_begins_from_nothing() -> None:
    baseline = character_kneser_ney([LINE, "rats eat mats"])
    alone = [baseline.bits_per_character([text]) * len(text) for text in ("the rat", "cats sat\non mats")]
    assert baseline.bits_per_character(["the rat", "cats sat\non mats"]) * (7 + 16) == pytest.approx(sum(alone))


def test_a_character_never_seen_is_spelt_in_bytes() -> None:
    assert math.isfinite(character_kneser_ney([LINE]).bits_per_character(["日本"]))

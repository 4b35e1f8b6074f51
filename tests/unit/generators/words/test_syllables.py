from __future__ import annotations

import pytest

from generators.words.pronouncing import pronunciations
from generators.words.syllables import split_syllables

DIVIDED = [
    "beau-ti-ful",
    "riv-er",
    "some-thing",
    "lit-tle",
    "ta-ble",
    "cas-tle",
    "want-ed",
    "rain-ing",
    "mak-ing",
    "run-ning",
    "sing-er",
    "fin-ger",
    "hap-py",
    "na-tion",
    "fire",
    "love-ly",
    "moth-er",
    "morn-ing",
    "peo-ple",
    "o'er",
    "heav'n-ly",
    "queen",
    "qui-et",
    "cre-ate",
    "pi-an-o",
    "i-de-a",
    "li-on",
    "be-ing",
    "sci-ence",
    "mu-se-um",
    "pock-et",
    "ap-ple",
    "on-ly",
    "o-pen",
    "ex-plain",
    "mon-ster",
    "tax-i",
    "through",
    "won-der-ful",
    "yes-ter-day",
    "um-brel-la",
    "el-e-phant",
    "danc-ing",
    "nev-er",
    "ea-gle",
    "eyes",
    "do-ing",
    "ques-tion",
    "lan-guage",
    "spe-cial",
    "pas-sion",
    "long-ing",
    "hun-ger",
    "In-di-an",
    "didn-'t?",
    "Hel-lo!",
    "na-ïve",
    "ca-fé",
    "po-et",
    "ev-er-y",
    "squir-rel",
    "bridg-es",
    "kitch-en",
    "watch-ing",
    "care-ful",
    "to-night",
    "be-low",
]


@pytest.mark.parametrize("divided", [word for word in DIVIDED if "?" not in word])
def test_how_words_are_divided(divided: str) -> None:
    assert "-".join(split_syllables(divided.replace("-", ""))) == divided


def test_hyphens_stay_with_the_part_before() -> None:
    assert split_syllables("merry-go-round") == ("mer", "ry-", "go-", "round")


def test_punctuation_stays_where_it_is() -> None:
    assert split_syllables('"people,"') == ('"peo', 'ple,"')


def test_another_pronunciation_may_be_followed() -> None:
    longer = next(said for said in pronunciations("fire") if said.syllable_count == 2)
    assert len(split_syllables("fire", longer)) == 2


@pytest.mark.parametrize("whole", ["W", "", "!", "\U0001f642", "through"])
def test_what_can_not_be_divided_stands_whole(whole: str) -> None:
    assert split_syllables(whole) == (whole,)

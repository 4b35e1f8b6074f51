from __future__ import annotations

from pathlib import Path

import pytest

from generators.words.dictionary import Dictionary, cmu_dictionary
from generators.words.phonemes import Pronunciation, onset_before, sound_key
from generators.words.pronouncing import known_pronunciations, pronunciations
from generators.words.spelling import plain_word, words_of


def said(word: str) -> list[str]:
    return [" ".join(each.phonemes) for each in pronunciations(word)]


@pytest.mark.parametrize(
    ("word", "phonemes"),
    [
        ("Night", "N AY1 T"), ("thee", "DH IY1"), ("o'er", "AO1 R"), ("heav'n", "HH EH1 V N"), ("wand'ring", "W AA1 N D R IH0 NG"),
        ("turn'd", "T ER1 N D"), ("runnin'", "R AH1 N IH0 N"), ("flow'rs", "F L AW1 R Z"), ("'Tis", "T IH1 Z"), ("Toby's", "T OW1 B IY0 Z"),
        ("belovèd", "B IH0 L AH1 V AH0 D"), ("loveth", "L AH1 V AH0 TH"), ("cats'", "K AE1 T S"), ("hmm", "HH AH1 M"), ("M.P.", "EH1 M P IY1"),
        ("moonbeams", "M UW1 N B IY2 M Z"), ("3rd", "TH ER1 D"), ("café", "K AH0 F EY1"), ("zzz", "Z IY1 Z IY1 Z IY1"),
        ("unhappier", "AH0 N HH AE1 P IY0 ER0"),
    ],
)  # fmt: skip
def test_how_words_are_said(word: str, phonemes: str) -> None:
    assert said(word)[0] == phonemes


def test_variants_keep_the_order_of_the_dictionary() -> None:
    assert said("tear") == ["T EH1 R", "T IH1 R"]


def test_one_syllable_before_r_comes_first() -> None:
    assert [each.syllable_count for each in pronunciations("fire")] == [1, 2]
    assert "D IH0 Z AY1 R" in said("desire")


@pytest.mark.parametrize(
    ("figure", "syllables"), [("7", 2), ("1984", 5), ("100", 3), ("1st", 1), ("20th", 3), ("1900", 4), ("2,000", 3), ("1000000000000000", 31)]
)
def test_figures_are_spelt_out(figure: str, syllables: int) -> None:
    assert pronunciations(figure)[0].syllable_count == syllables


@pytest.mark.parametrize("nothing", ["", "!?", "\U0001f642", "-", "日本", "\x00", "'"])
def test_what_is_not_said_has_no_pronunciation(nothing: str) -> None:
    assert pronunciations(nothing) == ()


@pytest.mark.parametrize(("word", "syllables"), [("slithy", 2), ("borogoves", 3), ("jabberwock", 3), ("mimsy", 2), ("frabjous", 2), ("runcible", 3)])
def test_nonsense_words_are_guessed(word: str, syllables: int) -> None:
    assert pronunciations(word)[0].syllable_count == syllables


def test_a_very_long_word_is_no_trouble() -> None:
    assert pronunciations("a" * 5000)
    assert pronunciations("9" * 5000)


def test_known_pronunciations_do_not_guess() -> None:
    assert known_pronunciations("borogoves") == ()
    assert known_pronunciations("Beautiful,")[0].stresses == "100"


def test_keys() -> None:
    word = Pronunciation(("K", "AE1", "T", "AH0", "L", "AO2", "G"))
    assert (word.rhyme_key, word.last_syllable_key, word.stresses, word.syllable_count) == ("AE T AH L AO G", "AO G", "102", 3)
    assert Pronunciation(("DH", "AH0")).rhyme_key == "AH"
    assert sound_key(("F", "AA1", "G")) == "F AO G"
    assert onset_before(("R", "IH0", "S", "T", "R", "EY1", "N"), 5) == ("S", "T", "R")


def test_every_fiftieth_word_is_found_where_a_whole_reading_finds_it() -> None:
    everything: dict[str, list[tuple[str, ...]]] = {}
    for word, phonemes in cmu_dictionary().words():
        everything.setdefault(word, []).append(phonemes)
    sample = [*list(everything)[::50], "'bout", "sepultura", "stilted", "sepulveda", max(everything)]
    assert all(list(cmu_dictionary().phonemes(word)) == everything[word] for word in sample)


def test_a_small_dictionary(tmp_path: Path) -> None:
    path = tmp_path / "small.dict"
    path.write_text("ab AE1 B # a remark\nab(2) EY1 B\nabc EY1\n")
    assert Dictionary(path).phonemes("ab") == (("AE1", "B"), ("EY1", "B"))
    assert Dictionary(path).phonemes("a") == ()
    assert Dictionary(path).phonemes("ab AE1") == ()


def test_words_of_a_line() -> None:
    assert words_of('"Well," said he--"don\'t!" \'Tis late...so') == ("Well", "said", "he", "don't", "'Tis", "late", "so")
    assert plain_word("Café,") == "cafe"

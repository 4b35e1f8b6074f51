from __future__ import annotations

import pytest

from generators.words.rhyme import (
    identical,
    is_same_word,
    last_word,
    lines_rhyme,
    repeated_rhyme_words,
    rhyme_keys,
    rhymes,
    scheme_of,
)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("though", "dough"), ("bough", "now"), ("night", "light"), ("Peru", "shoe"), ("through", "blue"), ("beard", "feared"), ("heart", "art"),
        ("nation", "ration"), ("fog", "dog"), ("here", "near"), ("four", "door"), ("fire", "desire"), ("power", "flower"), ("rabbit", "habit"),
        ("telephone", "alone"), ("dog", "catalogue"), ("lack", "black"), ("o'er", "shore"), ("heav'n", "seven"), ("turn'd", "burned"),
        ("hymn", "limb"), ("carry", "marry"), ("kisses", "misses"), ("ocean", "potion"), ("doth", "cloth"), ("again", "rain"), ("again", "men"),
        ("cats'", "hats"), ("Night!", "bite,"), ("wind", "kind"), ("eye", "lie"),
    ],
)  # fmt: skip
def test_words_that_rhyme(first: str, second: str) -> None:
    assert rhymes(first, second)
    assert rhymes(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("love", "move"), ("night", "knight"), ("which", "witch"), ("orange", "door"), ("cough", "bough"), ("light", "delight"), ("leave", "believe"),
        ("explain", "plain"), ("sun", "son"), ("rain", "Rain"), ("day", "Monday's"), ("tree", "melody"), ("cat", "cut"), ("laughter", "daughter"),
        ("food", "good"), ("have", "grave"), ("sword", "word"), ("ev'ry", "every"), ("hat", "hats"), ("", "day"), ("!!", "??"), ("running", "rain"),
    ],
)  # fmt: skip
def test_words_that_do_not(first: str, second: str) -> None:
    assert not rhymes(first, second)
    assert not rhymes(second, first)


def test_a_metre_may_raise_a_weak_last_syllable() -> None:
    assert rhymes("melody", "tree", promoted=True)
    assert not rhymes("happy", "tree", promoted=True)
    assert scheme_of(["a tree", "my melody"]) == "AB"
    assert scheme_of(["a tree", "my melody"], promoted=True) == "AA"


def test_orange_has_its_own_key() -> None:
    assert rhyme_keys("orange") == ("AO R AH N JH",)


def test_same_word_whatever_its_dress() -> None:
    assert is_same_word("Cat,", "cat")
    assert is_same_word("ev'ry", "Every")
    assert not is_same_word("cat", "cats")
    assert not is_same_word("", "")
    assert identical("night", "knight")
    assert not identical("night", "light")


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ('Have all built their nests in my beard!"', "beard"), ("wait -- what?--", "what"), ("...", ""), ("", ""), ("he was runnin',", "runnin'"),
        ("the merry-go-round.", "merry-go-round"), ("O café", "café"), ("it was 'fine'", "fine"),
    ],
)  # fmt: skip
def test_last_word(line: str, word: str) -> None:
    assert last_word(line) == word


OLD_MAN = [
    "There was a Young Girl from the Tyne",
    "Whose kettle sang loudly at nine;",
    "  It whistled a song",
    "  That was terribly wrong,",
    "But she swore it was perfectly fine.",
]


def test_schemes() -> None:
    assert scheme_of(OLD_MAN) == "AABBA"
    assert scheme_of(["the day", "", "--", "a night", "the way", "the light"]) == "A -BAB"
    assert scheme_of([]) == ""


def test_a_repeated_word_shares_its_letter_and_is_told() -> None:
    lines = ["an old man with a beard", "it is just as I feared", "in my beard!"]
    assert scheme_of(lines) == "AAA"
    assert repeated_rhyme_words(lines) == ("beard",)
    assert repeated_rhyme_words(["the night", "a knight", "the light"]) == ("knight",)


def test_two_words_may_rhyme_with_one() -> None:
    assert lines_rhyme("along came a spider", "who sat down beside her")
    assert lines_rhyme("I hit her", "it was bitter")
    assert not lines_rhyme("I saw her", "he was with her")

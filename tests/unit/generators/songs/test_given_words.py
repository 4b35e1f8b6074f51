"""A person's own words: found, cleaned, weighed, or refused in one line."""

from __future__ import annotations

import pytest

from corpora.errors import AskerError
from generators.songs.given_words import MOST_LINES, given_words
from generators.songs.rhythm import STRESSED
from generators.songs.sung_words import content_stress, marks_of, stressed_groups


def lines(text: str) -> list[tuple[str, ...]]:
    return [line.syllables for section in given_words(text).lyric.sections for line in section.lines]


def test_sections_are_found_by_label_or_by_coming_again() -> None:
    labelled = given_words("[Verse 1]\nOne two\n\nChorus:\nThree four\n(Bridge)\nFive\n").lyric
    assert [section.kind for section in labelled.sections] == ["verse", "chorus", "bridge"]
    repeated = given_words("One two\n\nSing it\n\nThree four\n\nSing it").lyric
    assert [section.kind for section in repeated.sections] == ["verse", "chorus", "verse", "chorus"]
    assert labelled.text == "One two\n\nThree four\n\nFive"


def test_words_are_parted_and_keep_their_signs() -> None:
    assert lines("The river, singing: home!") == [("The", "riv", "er,", "sing", "ing:", "home!")]


def test_numbers_are_spelt_and_what_cannot_be_sung_is_left_out() -> None:
    given = given_words("99 bottles \U0001f37a of beer\x07")
    assert given.left_out == 2
    assert [syllable.casefold() for syllable in given.lyric.sections[0].lines[0].syllables] == ["nine", "ty", "nine", "bot", "tles", "of", "beer"]
    assert given.lyric.text == "99 bottles of beer"


def test_other_scripts_are_sung_by_their_vowels_or_signs() -> None:
    assert len(lines("雨が降る")[0]) == 4
    assert len(lines("Привет")[0]) == 2


@pytest.mark.parametrize("text", ["", "  \n\n", "\U0001f327", "bcdf ghjkl\nxkcd", "[Chorus]", "la " * 500, "a line\n" * (MOST_LINES + 1)])
def test_what_nobody_can_sing_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(AskerError) as refused:
        given_words(text)
    assert "\n" not in str(refused.value)
    assert "--lyrics" in str(refused.value)


def test_the_main_stress_of_content_words() -> None:
    assert content_stress("river", 2) == 0
    assert content_stress("alone", 2) == 1
    assert content_stress("the", 1) is None


def test_of_content_words_side_by_side_one_bears_the_stress() -> None:
    assert stressed_groups([("cold",), ("grey",), ("rain",)]) == [(0, 1), (2,)]
    assert stressed_groups([("the",), ("bright",), ("riv", "er")]) == [(2,)]


def test_a_line_leans_every_second_or_third_syllable() -> None:
    words = [("The",), ("rain",), ("comes",), ("down",), ("on",), ("the",), ("win", "dow"), ("pane",)]
    assert marks_of(words) == "010100101"
    assert given_words("The rain comes down on the window pane").lyric.sections[0].lines[0].weights[1] == STRESSED

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generators.words.dictionary import cmu_dictionary
from generators.words.metre import METRES, best_scansion, fits, line_stresses
from generators.words.pronouncing import pronunciations
from generators.words.rhyme import identical, is_same_word, lines_rhyme, rhymes, scheme_of
from generators.words.spelling import last_word, words_of
from generators.words.syllables import split_syllables

words = st.one_of(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz'", min_size=1, max_size=14),
    st.sampled_from(sorted({word for word, _ in cmu_dictionary().words()})[::97]),
)
anything = st.text(max_size=40)


@given(words)
def test_a_word_with_a_vowel_letter_is_said_somehow(word: str) -> None:
    said = pronunciations(word)
    if any(letter in "aeiouy" for letter in word):
        assert said
    for each in said:
        assert each.syllable_count == len(each.stresses) >= 1
        assert each.rhyme_key.endswith(each.last_syllable_key)


@given(words)
def test_syllables_join_to_the_word_and_are_as_many_as_are_said(word: str) -> None:
    parts = split_syllables(word)
    assert "".join(parts) == word
    assert all(parts)
    count = pronunciations(word)[0].syllable_count if pronunciations(word) else 1
    assert len(parts) == (count if len(word) >= count else 1)


@given(words, words)
def test_rhyme_is_symmetric_and_never_of_a_word_with_itself(first: str, second: str) -> None:
    assert rhymes(first, second) == rhymes(second, first)
    assert not rhymes(first, first)
    assert is_same_word(first, second) == is_same_word(second, first)
    assert not (rhymes(first, second) and is_same_word(first, second))
    assert identical(first, first) or not pronunciations(first)


@given(anything, anything)
def test_nothing_that_people_type_breaks_a_line(first: str, second: str) -> None:
    lines_rhyme(first, second)
    assert last_word(first) == (words_of(first) or ("",))[-1]
    assert "".join(split_syllables(first)) == first
    assert len(scheme_of([first, second])) == 2
    for metre in METRES.values():
        assert 0.0 <= fits(first, metre) <= 1.0
        beats = best_scansion(first, metre)
        assert not beats or sum(beats) == metre.beats


@given(st.lists(words, max_size=8))
def test_a_scansion_has_a_place_for_each_syllable(parts: list[str]) -> None:
    line = " ".join(parts)
    lengths = {len(way) for way in line_stresses(line)}
    for metre in METRES.values():
        beats = best_scansion(line, metre)
        assert not beats or len(lengths) > 1 or len(beats) in lengths

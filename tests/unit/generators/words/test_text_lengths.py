from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.requests import Length
from generators.words.lengths import cut_at_line, cut_at_sentence, fewest, grapheme_count, is_met, measured, sentence_ends


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("abc", 3), ("naïve", 5), ("cafe\u0301", 4), ("👩‍👩‍👧 ok", 4), ("👍🏽", 1), ("🇩🇪🇫🇷", 2), ("שלום", 4)]
)
def test_characters_are_counted_as_people_count_them(text: str, count: int) -> None:
    assert grapheme_count(text) == count


def test_a_length_is_never_exceeded_and_hardly_missed() -> None:
    assert fewest(Length(20, "words")) == 17
    assert is_met("a " * 17, Length(20, "words"))
    assert not is_met("a " * 16, Length(20, "words"))
    assert not is_met("a " * 21, Length(20, "words"))
    assert is_met("a\n\nb", Length(2, "lines"))
    assert not is_met("a", Length(2, "lines"))


def test_sentences_end_after_their_marks_but_not_after_titles() -> None:
    text = 'Mr. Hyde said, "Come in." Did he? J. Swift did!'
    assert [text[:end].split()[-1] for end in sentence_ends(text)] == ['in."', "he?", "did!"]


def test_cuts_stand_at_ends_only() -> None:
    text = "One two three. Four five six seven. Eight"
    assert cut_at_sentence(text, 2, 6, "words") == "One two three."
    assert cut_at_sentence(text, 5, 7, "words") == "One two three. Four five six seven."
    assert cut_at_sentence(text, 4, 6, "words") is None
    assert cut_at_line("one two\nthree\n\nfour five", 2, 3, "words") == "one two\nthree"


@given(st.text(alphabet="ab .!\n", max_size=80), st.integers(1, 20), st.integers(0, 10))
def test_a_cut_is_a_beginning_within_its_bounds(text: str, most: int, slack: int) -> None:
    shortest = max(1, most - slack)
    for cut in (cut_at_line(text, shortest, most, "words"), cut_at_sentence(text, shortest, most, "words")):
        if cut is not None:
            assert text.startswith(cut)
            assert shortest <= measured(cut, "words") <= most

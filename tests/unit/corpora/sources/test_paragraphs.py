"""Prose unwrapped, verse kept, and both cut into pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpora.sources.paragraphs import blocks, is_verse, joined, paragraph, portions, unwrapped

VERSE = ["  Open the door, my princess dear,", "  Open the door to thy true love here!"]


def test_blocks_are_the_runs_between_empty_lines():
    assert list(blocks(["", "one", "two", "  ", "", "three"])) == [["one", "two"], ["three"]]
    assert list(blocks([])) == []


def test_a_broken_word_is_whole_again_and_a_dash_stays_a_dash():
    assert unwrapped(["the arrival of a cannon-", "shot"]) == "the arrival of a cannon-shot"
    assert unwrapped(["he said--", "nothing", "--and left"]) == "he said--nothing--and left"
    assert unwrapped(["two", "  words"]) == "two words"


def test_verse_keeps_its_lines_and_loses_its_indent():
    assert paragraph(VERSE) == "Open the door, my princess dear,\nOpen the door to thy true love here!"
    assert paragraph(["  a letter, indented as verse is, but as wide as the whole page it is", "  printed on"]).count("\n") == 0


def test_verse_at_the_margin_needs_four_short_lines():
    assert is_verse(['"Sweet fields beyond the flood,', "Stand dressed in green.", "So to them old Canaan stood,", "While Jordan rolled between."])
    assert not is_verse(["'Very truly yours,", "a Friend of the house'"])


def test_a_picture_made_of_words_is_no_verse():
    assert not is_verse(["      'Fury said to a", "     mouse,", "    That he", "   met", "  in the"])


def test_verse_stands_an_empty_line_apart():
    assert joined(["He sang:", "one\ntwo", "They slept.", "All."]) == "He sang:\n\none\ntwo\n\nThey slept.\nAll."


def test_pieces_end_at_paragraph_ends():
    pieces = portions(["a" * 900, "b" * 900, "c" * 900, "d" * 900, "e" * 100])
    assert pieces == ["a" * 900 + "\n" + "b" * 900, "c" * 900 + "\n" + "d" * 900 + "\n" + "e" * 100]


def test_a_long_paragraph_begins_the_next_piece():
    assert portions(["a" * 1_000, "b" * 2_900]) == ["a" * 1_000, "b" * 2_900]


@given(st.lists(st.integers(1, 6_000), max_size=30))
def test_no_paragraph_is_lost_or_moved(lengths: list[int]):
    paragraphs = [chr(97 + index % 26) * length for index, length in enumerate(lengths)]
    pieces = portions(paragraphs)
    assert [line for piece in pieces for line in piece.split("\n")] == paragraphs
    assert all(len(piece) >= 750 for piece in pieces[:-1])

"""Titles out of a text's own words."""

from __future__ import annotations

import pytest

from generators.words.titles import first_line_title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('"Nothing, Mr. Holmes," said Holmes.', "Nothing, Mr. Holmes, said Holmes"),
        ("\nThe moon is in the sky tonight, my love", "The moon is in the sky"),
        ("I went up to the old house", "I went up to the old"),
        ("...", "Untitled"),
    ],
)
def test_a_title_is_the_beginning_of_the_first_line(text: str, title: str) -> None:
    assert first_line_title(text) == title

"""Books of verse, by tiny books of our own."""

from __future__ import annotations

import pytest

from corpora.sources.gutenberg import book_of, normalised
from corpora.sources.limericks import five_lines
from corpora.sources.poets import blake, dickinson, poems_teachers_ask_for, whitman
from corpora.sources.rhyming import sound_alike
from corpora.sources.verse import blocks, first_line, in_title_case, slug, verse


def test_one_typography():
    assert normalised("“It’s a _fine_ day”—he said… see[1]\n * * * *\nend [Footnote: a\nb]") == '"It\'s a fine day"--he said... see\n\nend'


def test_a_book_is_what_stands_between_the_marks(tmp_path):
    book = tmp_path / "1.txt"
    book.write_bytes(
        b"x\n*** START OF THIS PROJECT GUTENBERG EBOOK A ***\n\nCaf\xe9 [Illustration: two\nlines]\nbar\n\nEnd of Project Gutenberg's A\nlicence\n"
    )
    assert book_of(book) == ["Café", "bar"]


@pytest.mark.parametrize(
    ("third", "short"),
    [
        ("When they said, \"Does it sing?\" he replied, \"Not a thing!", ['When they said, "Does it sing?"', 'he replied, "Not a thing!']),
        ("He looked up at the moon every evening in June,", ["He looked up at the moon", "every evening in June,"]),
        ("She was heard to exclaim,--no one knew whence she came,", ["She was heard to exclaim,--", "no one knew whence she came,"]),
    ],
)  # fmt: skip
def test_the_third_line_is_cut_at_its_rhyme(third: str, short: list[str]):
    printed = ["There was an old man of the bay,", "Who whistled the whole of the day;", third, "That old man of the bay."]
    assert five_lines(printed) == [*printed[:2], *short, printed[3]]


@pytest.mark.parametrize("printed", [["one", "two", "three"], ["one", "two", "three", "four"]])
def test_what_is_no_limerick_is_said_to_be_none(printed: list[str]):
    with pytest.raises(ValueError, match=r"not four|too short"):
        five_lines(printed)


def test_words_rhyme_by_sound_and_never_with_themselves():
    assert sound_alike("moon,", "June") == 2.0
    assert sound_alike("tree", "tree!") == 0.0
    assert sound_alike("blubb", "glubb") > sound_alike("blubb", "zorp")


def test_numbered_poems_under_titles_or_their_first_line():
    book = (
        "PREFACE.\n\nProse.\n\n\nI. LIFE.\n\n\nI.\n\nA BIRD.\n\n[Printed before.]\n\nIt sang, and 't was gone,\nThere 's no more --\n\n\n\n"
        "\n\nII.\n\nNo title here,\nBut verse.\n\n\n\n"
        "\nPOEMS\n"
    )
    assert [(poem.title, poem.text) for poem in dickinson(book.split("\n"))] == [
        ("A Bird", "It sang, and 'twas gone,\nThere's no more --"),
        ("No title here", "No title here,\nBut verse."),
    ]


def test_titles_in_capitals():
    book = "CONTENTS\n\nIntroduction  1\n\nSONGS\n\nINTRODUCTION\n\nPiping down,\n   Piping up.\n\nTHE FLY\n\nLittle fly."
    assert [(poem.title, poem.text) for poem in blake(book.split("\n"))] == [("Introduction", "Piping down,\nPiping up."), ("The Fly", "Little fly.")]


def test_long_lines_and_numbered_sections():
    book = (
        "BOOK I.  SONGS\n\n\n\n"
        "A Song [1860]\n\n       1\n  I sing a line that is too long for the page\n      and goes on,\n  And another.\n\n       2\n  The end.\n\n\n\n"
        "Short\n\n  Verse."
    )
    assert [(poem.title, poem.section, poem.text) for poem in whitman(book.split("\n"))] == [
        ("A Song", "1", "I sing a line that is too long for the page and goes on,\nAnd another."),
        ("A Song", "2", "The end."),
        ("Short", "", "Verse."),
    ]


def test_signed_poems_between_wide_gaps():
    book = (
        "BOOK TWO\n\nPREFACE\n\nBOOK TWO\n\n\n\n"
        "\nHome\n\n\nIt takes a house\n  To make a home.\n\n    _Ann Author._\n\n\n\n"
        "\nAway\n\n\n(A remark)\n\nFar off.\n\n\n\n"
        "\nINDEX OF FIRST LINES\n\nFar off 9"
    )
    assert [(poem.title, poem.author, poem.text) for poem in poems_teachers_ask_for(book.split("\n"))] == [
        ("Home", "Ann Author", "It takes a house\nTo make a home."),
        ("Away", "Unknown", "Far off."),
    ]


def test_small_things_of_verse():
    assert verse(["  A  line", "", "", "    another "]) == "A line\n\nanother"
    assert blocks(["a", "b", "", "", "c"]) == [["a", "b"], ["c"]]
    assert in_title_case("THE OWL AND THE PUSSY-CAT.") == "The Owl and the Pussy-Cat"
    assert first_line('"Hope" is the thing,\nWith feathers') == '"Hope" is the thing'
    assert slug("Éire, my heart!") == "eire-my-heart"

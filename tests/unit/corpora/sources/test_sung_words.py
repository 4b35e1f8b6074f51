"""Lines and stanzas from syllables under notes of our own."""

from __future__ import annotations

import pytest

from corpora.pieces import Lyric, Note, Part, Score
from corpora.sources.language import is_english
from corpora.sources.sung_words import sung_text

QUARTER = 480


def song(*verses: str) -> Score:
    """Quarter notes; ``/`` is a quarter rest, ``~`` lengthens the one before, ``=`` parts syllables; all verses on the same notes."""
    notes: list[Note] = []
    lyrics: list[Lyric] = []
    for number, verse in enumerate(verses, 1):
        time = 0
        for sign in verse.split():
            if sign in "/~":
                time += QUARTER
                continue
            parts = sign.split("=")
            for place, part in enumerate(parts):
                kind = "single" if len(parts) == 1 else "begin" if not place else "end" if place == len(parts) - 1 else "middle"
                if number == 1:
                    notes.append(Note(time, 60, QUARTER))
                lyrics.append(Lyric(time, part, kind, number))
                time += QUARTER
    return Score((Part("Voice", 52, tuple(notes), lyrics=tuple(sorted(lyrics))),))


def test_syllables_become_words_and_rests_end_lines():
    text = sung_text(song("the riv=er runs a=way to sea ~ / and all the lit=tle birds a=gree ~ / to sing"))
    assert text == "The river runs away to sea\nAnd all the little birds agree\nTo sing"


def test_torn_words_are_made_whole():
    text = sung_text(song("we walked be=side the ap ple tree ~ / un=til the church bells sang for me"))
    assert text.split("\n")[0] == "We walked beside the apple tree"


@pytest.mark.parametrize(("printed", "read"), [("musk-=rose", "musk-rose"), ("to-=day", "today"), ("Hal=-\u00a0lo", "Hallo")])
def test_hyphens_stay_where_the_word_needs_them(printed: str, read: str):
    assert read in sung_text(song(f"I saw a {printed} there"))


def test_verses_sung_to_the_same_notes_follow_one_another():
    text = sung_text(song("the first one sings of rain ~ /", "the next one sings of sun ~ /"))
    assert text == "The first one sings of rain\n\nThe next one sings of sun"


def test_what_is_repeated_word_for_word_stands_once():
    lines = "the wind is in the hill ~ ~ ~ / the rain is on the mill ~ ~ ~ / the moon is in the tree ~ ~ ~ / my love comes home to me ~ ~ ~ / "
    assert sung_text(song(lines + lines)).count("mill") == 1


def test_nothing_sung_is_no_text():
    assert sung_text(Score((Part("Piano", 0, (Note(0, 60, 480),)),))) == ""


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("The river runs to the sea and I will follow it", True),
        ("Guter Mond, du gehst so stille durch die Abendwolken hin", False),
        ("Au clair de la lune, mon ami Pierrot, prete-moi ta plume", False),
        ("Pie Jesu, qui tollis peccata mundi, dona eis requiem", False),
        ("", False),
    ],
)
def test_english_is_told_by_its_small_words(text: str, is_so: bool):
    assert is_english(text) == is_so

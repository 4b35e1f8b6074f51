from __future__ import annotations

from dataclasses import replace

import pytest

from corpora.errors import AskerError
from generators.compose import compose
from generators.genres import genre, genre_names, music_genre, text_genre
from generators.requests import Length, Request
from generators.words.forms import FORMS, form
from generators.words.planning import make_text_plan

PLAIN = Request("limerick", 1)


@pytest.mark.parametrize("name", genre_names("text"))
def test_a_genre_of_words_has_its_form(name: str) -> None:
    chosen = text_genre(name)
    assert chosen.form in FORMS
    assert form(chosen.form).title("A line.\nAnother.")
    plan = make_text_plan(Request(name, 3))
    assert plan.generator == chosen.generator
    assert make_text_plan(Request(name, 3)) == plan


def test_aliases_lead_to_genres_of_words() -> None:
    assert genre("limericks").name == "limerick"
    assert genre("fairy tale").name == "tale"
    assert genre("Shakespeare").name == "drama"


def test_a_genre_is_one_or_the_other() -> None:
    with pytest.raises(AskerError, match="made of words"):
        music_genre("limerick")
    with pytest.raises(AskerError, match="is music"):
        text_genre("jazz")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "prompt is empty"),
        (" \n ", "prompt is empty"),
        ("x" * 10_000, "10,000 characters"),
        ("a\x07b", "control characters"),
        ("a\udcffb", "no valid UTF-8"),
    ],
)
def test_prompts_that_are_no_text_are_refused_in_one_line(words: str, said: str) -> None:
    with pytest.raises(AskerError, match=said) as caught:
        compose(replace(PLAIN, words=words))
    assert "\n" not in str(caught.value)
    assert "x" * 50 not in str(caught.value)


@pytest.mark.parametrize("words", ["🎷🎺", "שלום עולם", "tab\there", "\ufeffhello", "a" * 2000])
def test_any_other_text_is_legal(words: str) -> None:
    assert make_text_plan(replace(PLAIN, words=words)).prompt == words


@pytest.mark.parametrize(
    ("genre_name", "length"), [("tale", Length(0, "words")), ("tale", Length(1_000_000, "characters")), ("poem", Length(9999, "lines"))]
)
def test_impossible_lengths_are_refused(genre_name: str, length: Length) -> None:
    with pytest.raises(AskerError, match="--length"):
        compose(Request(genre_name, 1, length=length))


@pytest.mark.parametrize(
    ("genre_name", "length", "said"),
    [
        ("limerick", Length(7, "lines"), "it has 5 lines"),
        ("limerick", Length(3, "words"), "20 to 50 words"),
        ("proverb", Length(2, "lines"), "one line"),
        ("definition", Length(2, "words"), "at least 4 words"),
        ("recipe", Length(9, "words"), "45 to 400"),
        ("drama", Length(3, "words"), "at least 8 words"),
        ("poem", Length(2, "words"), "at least 5 words"),
    ],
)
def test_a_form_refuses_what_it_cannot_be(genre_name: str, length: Length, said: str) -> None:
    with pytest.raises(AskerError, match=said):
        compose(Request(genre_name, 1, length=length))


def test_a_prompt_can_fill_a_form() -> None:
    with pytest.raises(AskerError, match="a limerick has five"):
        compose(replace(PLAIN, words="a\nb\nc\nd\ne\n"))
    with pytest.raises(AskerError, match="the prompt alone has 3 words"):
        compose(Request("tale", 1, words="one two three", length=Length(3, "words")))
    with pytest.raises(AskerError, match="a proverb has one"):
        compose(Request("proverb", 1, words="one\ntwo"))


@pytest.mark.parametrize(
    ("asked", "flag"),
    [
        ({"tonic": 2}, "--key"),
        ({"beats_per_minute": 90.0}, "--tempo"),
        ({"bars": 4}, "--bars"),
        ({"instruments": ("piano",)}, "--instruments"),
        ({"lyrics": "la"}, "--lyrics"),
    ],
)
def test_words_have_no_key_and_no_tempo(asked: dict[str, object], flag: str) -> None:
    with pytest.raises(AskerError, match=flag):
        compose(replace(PLAIN, **asked))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "flag"),
    [({"words": "la"}, "--prompt"), ({"length": Length(4, "lines")}, "--length"), ({"theme": "rain"}, "--theme"), ({"lyrics": "la"}, "--lyrics")],
)
def test_music_without_words_has_no_prompt_and_no_theme(asked: dict[str, object], flag: str) -> None:
    with pytest.raises(AskerError, match=flag):
        compose(replace(Request("folk", 1), **asked))  # type: ignore[arg-type]


@pytest.mark.parametrize("asked", [{"words": "la"}, {"length": Length(4, "lines")}])
def test_a_song_takes_lyrics_but_no_prompt(asked: dict[str, object]) -> None:
    with pytest.raises(AskerError, match="is a song"):
        compose(replace(Request("song", 1), **asked))  # type: ignore[arg-type]

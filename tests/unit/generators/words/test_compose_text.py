from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpora.config import HOME_VARIABLE
from generators.compose import compose
from generators.compositions import TextComposition
from generators.genres import genre_names
from generators.requests import Length, Request
from generators.words import compose_text as composing
from generators.words.lengths import is_met, measured
from generators.words.lexicon import lexicon
from generators.words.writing_lyrics import write_lyric
from tests.unit.generators.words.untrained_words import install

GENRES = [name for name in genre_names("text") if name != "drama"]


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("home")
    install(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(folder))
        lexicon.cache_clear()
        yield folder
    lexicon.cache_clear()


def text(genre: str, seed: int = 1, **asked: object) -> TextComposition:
    piece = compose(Request(genre, seed, **asked))  # type: ignore[arg-type]
    assert isinstance(piece, TextComposition)
    return piece


@pytest.mark.parametrize("name", GENRES)
def test_every_genre_of_words_keeps_its_shape_whatever_the_weights(name: str) -> None:
    if name == "definition":
        piece = text(name, words="JAZZ")
        assert piece.text.startswith("JAZZ, ")
    else:
        piece = text(name)
    assert piece.checks["form"].ok, piece.checks["form"]
    assert piece.title
    assert piece.request.generator == "words-lstm"
    assert set(piece.timing_ms) == {"load", "compose", "check"}


@pytest.mark.parametrize("name", ["limerick", "poem", "tale"])
def test_the_same_request_gives_the_same_letters(name: str) -> None:
    assert text(name, 3).text == text(name, 3).text
    assert text(name, 3).text != text(name, 4).text


@pytest.mark.parametrize("words", ["There was a young band", "There was a young band ", "O 🎷", "שלום עולם", "tab\there", "Two\nlines", "Two\n\n"])
@pytest.mark.parametrize("name", ["limerick", "poem", "lyric", "tale", "speech"])
def test_a_prompt_is_kept_to_the_letter(name: str, words: str) -> None:
    piece = text(name, words=words)
    assert piece.text.startswith(words)
    assert len(piece.text) > len(words)
    assert piece.checks["prompt"].ok


@pytest.mark.parametrize("length", [Length(60, "words"), Length(280, "characters"), Length(6, "lines"), Length(1, "lines"), Length(17, "lines")])
@pytest.mark.parametrize("name", ["poem", "lyric", "tale", "free-verse"])
def test_a_length_is_kept(name: str, length: Length) -> None:
    piece = text(name, length=length)
    assert is_met(piece.text, length), (measured(piece.text, length.unit), piece.text)
    assert piece.checks["length"].ok


def test_a_theme_is_a_wish_that_is_reported() -> None:
    assert text("limerick", theme="moon").checks["theme"].ok
    missed = text("proverb", theme="zzyzx").checks["theme"]
    assert missed.ok == (missed.got == "occurs")


def test_a_chorus_returns_to_the_letter() -> None:
    stanzas = text("lyric").text.split("\n\n")
    assert stanzas[1] == stanzas[3]
    assert stanzas[0] != stanzas[2]


def test_a_song_gets_its_words_line_by_line() -> None:
    written = write_lyric(Request("song", 5, theme="rain")).lyric
    assert [section.kind for section in written.sections] == ["verse", "chorus", "verse", "chorus"]
    assert written.sections[1] == written.sections[3]
    for section in written.sections:
        for line in section.lines:
            assert len(line.syllables) == len(line.stresses) > 0
            assert "1" in line.stresses


def test_slurs_never_go_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composing, "degenerate", lambda _text, **_: "a slur")
    with pytest.raises(composing.NoUsableCandidateError, match="try another --seed") as caught:
        text("limerick")
    assert "\n" not in str(caught.value)

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from corpora.config import HOME_VARIABLE
from corpora.pieces import Text
from generators.genres import forget_genres, text_genre
from generators.words.own_text_genre import described, write_own_text_genre


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    monkeypatch.delenv("HOUSEBAND_CONFIG", raising=False)
    forget_genres()
    return tmp_path


def test_short_lines_are_verse_and_paragraphs_prose() -> None:
    verse = tomllib.loads(described("sonnets", "sonnets", "other", [Text("Shall I compare thee\nto a day?\n" * 20)]))
    prose = tomllib.loads(described("letters", "letters", "other", [Text("Dear friend, " * 30)]))
    assert (verse["form"], prose["form"]) == ("free verse", "prose")
    assert 20 <= verse["words"][0] < verse["words"][1] <= 160
    assert tomllib.loads(described("empty", "empty", "other", []))["form"] == "prose"


def test_a_genre_of_ones_own_loads(home: Path) -> None:
    path = write_own_text_genre("sonnets", "my-sonnets", [Text("Shall I compare thee\nto a summer's day?")])
    assert path.is_relative_to(home)
    mine = text_genre("sonnets")
    assert (mine.generator, mine.told_as, mine.form) == ("my-sonnets", "other", "free verse")


def test_a_shipped_genre_keeps_its_form(home: Path) -> None:
    write_own_text_genre("limerick", "mine", [])
    mine = text_genre("limerick")
    assert (mine.generator, mine.told_as, mine.form, mine.stanzas) == ("mine", "limerick", "limerick", ("AABBA 33223",))
    assert home.exists()
    forget_genres()

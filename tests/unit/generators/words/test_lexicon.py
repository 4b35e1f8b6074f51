from __future__ import annotations

from pathlib import Path

import pytest

from corpora.errors import AskerError
from corpora.pieces import Text
from generators.words import lexicon as module
from generators.words.lexicon import Lexicon, rhyming_words
from generators.words.lexicon_building import build_lexicon
from generators.words.word_data import write_word_data

VERSES = """The rain upon the window pane
It sang of trains and came again,
O little rain, O silver rain,
A train, a lane, a weather vane.

The night was light, the light was bright,
And Tom went walking into night;
He met the Queen of far Peru
And Tom was told the sky was blue,
The knight who flew to old Peru
Had seen the blue, and night, and you,
The train, the lane, the vane, and you;
And flew and flew to far Peru."""


@pytest.fixture(scope="module")
def small() -> Lexicon:
    return build_lexicon([Text(VERSES)])


def test_words_that_occur_once_and_names_are_left_out(small: Lexicon) -> None:
    assert "rain" in small
    assert "sang" not in small
    assert "Tom" not in small
    assert "tom" not in small
    assert "Peru" in small  # it ends lines
    assert len(small) == len(small.words)


def test_rhymes_come_commonest_first_without_twins(small: Lexicon) -> None:
    assert set(small.rhyming_words("rain")) == {"train", "lane", "vane"}
    assert small.rhyming_words("beau") == ()
    counts = [entry.count for word in small.rhyming_words("night") if (entry := small.entry(word))]
    assert counts == sorted(counts, reverse=True)
    assert not {"night", "knight"} & set(small.rhyming_words("night"))
    assert set(small.rhyming_words("shoe")) == {"Peru", "flew", "blue", "you", "to"}
    assert small.rhyming_words("orange") == ()
    assert rhyming_words("grain", 1, small) == ("rain",)


def test_entries(small: Lexicon) -> None:
    entry = small.entry("Peru")
    assert entry is not None
    assert (entry.syllable_count, entry.ends_stressed, entry.count) == (2, True, 3)
    assert small.entry("borogove") is None
    assert [each.word for each in small.with_key("UW", syllable_count=2)] == ["Peru"]
    assert small.with_key("UW", ends_stressed=False) == ()


def test_rhymable_words_have_so_many_rhymes(small: Lexicon) -> None:
    assert {"rain", "lane", "blue"} <= set(small.rhymable_words(2))
    assert small.rhymable_words(50) == ()


def test_what_is_saved_is_loaded(small: Lexicon, tmp_path: Path) -> None:
    small.save(tmp_path / "lexicon.npz")
    loaded = Lexicon.load(tmp_path / "lexicon.npz")
    assert loaded.entries == small.entries
    assert loaded.rhyming_words("rain") == small.rhyming_words("rain")


def test_the_lexicon_beside_the_generator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generators.registry.generator_folders", lambda: (tmp_path,))
    module.lexicon.cache_clear()
    with pytest.raises(AskerError, match="words-lstm"):
        module.lexicon()
    (tmp_path / "words-lstm").mkdir()
    written = write_word_data(tmp_path / "words-lstm", [("poetry/one", Text(VERSES)), ("speeches/one", Text("inflation inflation"))])
    assert [path.name for path in written] == ["lexicon.npz", "themes.npz"]
    assert module.lexicon().rhyming_words("rain")
    assert "inflation" not in module.lexicon()
    module.lexicon.cache_clear()

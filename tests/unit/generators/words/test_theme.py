from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpora.pieces import Text
from generators.words.lexicon_building import build_lexicon
from generators.words.theme import ThemeTable, own_words, stems, theme_words
from generators.words.theme_building import build_themes

WEATHER = ("cloud", "umbrella", "storm", "puddle", "rain", "thunder")
KITCHEN = ("butter", "kettle", "spoon", "oven", "flour", "dough")


@pytest.fixture(scope="module")
def texts() -> list[Text]:
    rng = np.random.default_rng(3)
    others = [
        [f"{topic}{ending}" for ending in ("amo", "elu", "igo", "oka", "uri", "yde")] for topic in ("bl", "tr", "sk", "gr", "pl", "dr", "fl", "st")
    ]
    topics = (WEATHER, KITCHEN, *others)
    stanzas = [" ".join(rng.permutation(topics[index % len(topics)])[:4]) for index in range(400)]
    first = "the rains, the raindrops, rainy drops\nthe rains, the raindrops, rainy drops"
    return [Text("\n\n".join((first, *stanzas[at : at + 20]))) for at in range(0, 400, 20)]


@pytest.fixture(scope="module")
def table(texts: list[Text]) -> ThemeTable:
    return build_themes(texts)


def test_neighbours_keep_company(table: ThemeTable) -> None:
    assert set(dict(table.nearest("rain"))) & set(KITCHEN) == set()
    assert len(set(dict(table.nearest("rain"))) & set(WEATHER)) >= 4
    assert dict(table.nearest("kettles")) == dict(table.nearest("kettle"))


def test_inflections_and_compounds_are_of_the_theme(texts: list[Text], table: ThemeTable) -> None:
    found = dict(theme_words("Rain", table, build_lexicon(texts)))
    assert found["Rain"] == 1.0
    assert {"rains", "rainy", "raindrops"} <= set(found)
    assert all(0.0 < weight <= 1.0 for weight in found.values())


def test_a_theme_nobody_knows_stands_for_itself(table: ThemeTable) -> None:
    assert theme_words("blorptastic", table) == (("blorptastic", 1.0),)
    assert theme_words("", table) == ()
    assert theme_words("\U0001f642 !!", table) == ()


def test_several_words(table: ThemeTable) -> None:
    found = [word for word, _ in theme_words("the kettle in the storm", table)]
    assert found[:2] == ["kettle", "storm"]
    assert set(found) & set(WEATHER) - {"storm"}
    assert len(theme_words("kettle storm", table, limit=3)) == 3
    assert own_words("of the") == ("of", "the")


def test_stems() -> None:
    assert stems("Rainy,") == ("rainy", "rain", "raine")
    assert "city" in stems("cities")
    assert stems("many")[-1] == "many"


def test_what_is_saved_is_loaded(table: ThemeTable, tmp_path: Path) -> None:
    table.save(tmp_path / "themes.npz")
    assert ThemeTable.load(tmp_path / "themes.npz").nearest("rain") == table.nearest("rain")


def test_no_texts_make_an_empty_table(tmp_path: Path) -> None:
    empty = build_themes([])
    empty.save(tmp_path / "themes.npz")
    assert theme_words("rain", ThemeTable.load(tmp_path / "themes.npz")) == (("rain", 1.0),)

"""From a folder of texts to a generator of words: material, the training spine, the card, on verse made up here."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpora.copying import TextIndex
from corpora.encodings.catalogue import text_encoding
from corpora.encodings.text import BACKWARDS, FORWARDS
from corpora.errors import AskerError
from generators.evaluating import evaluate_generator
from generators.genres import load_genre
from generators.material import gather, texts_of
from generators.recipes import Recipe, recipe_for_folder
from generators.registry import TEXT_ORIGINALITY, load_generator
from generators.train import Options, train

QUICK = Options(device="cpu", epochs=2, threads=1, quiet=True)
BEASTS, PLACES, DEEDS = ("cat", "bear", "goat", "wren", "toad"), ("quay", "sea", "tree", "lea"), ("sang", "danced", "slept", "played")


def poem(rng: np.random.Generator) -> str:
    lines = [f"The {rng.choice(BEASTS)} that {rng.choice(DEEDS)} beside the {rng.choice(PLACES)}" for _ in range(6)]
    return ",\n".join(lines[:3]) + ".\n\n" + ",\n".join(lines[3:]) + "."


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("HOUSEBAND_CONFIG", raising=False)
    load_genre.cache_clear()
    return tmp_path / "home"


def small_recipe(tmp_path: Path, genre: str = "odes", count: int = 60) -> Recipe:
    folder = tmp_path / "poems"
    folder.mkdir(exist_ok=True)
    rng = np.random.default_rng(4)
    for number in range(count):
        (folder / f"poem {number}.txt").write_text(poem(rng), encoding="utf-8")
    recipe = recipe_for_folder(genre, folder)
    small = {"layers": 1, "hidden": 24, "embedding": 12, "dropout": 0.0}
    training = replace(recipe.training, window=96, batch=8, optimisation=replace(recipe.training.optimisation, learning_rate=2e-2, ema_decay=0.0))
    return replace(recipe, model=small, training=training)


def test_a_folder_of_texts_picks_what_learns_words(tmp_path: Path) -> None:
    recipe = small_recipe(tmp_path, count=3)
    assert recipe.encoding == "subwords"
    assert recipe.corpora[0].orders == "both"
    (tmp_path / "poems" / "lied.txt").write_text("Über allen Gipfeln\nist Ruh,\nspürest du\n" * 9, encoding="utf-8")
    assert recipe_for_folder("lieder", tmp_path / "poems").encoding == "characters"
    (tmp_path / "prose").mkdir()
    (tmp_path / "prose" / "a.txt").write_text(
        "A long line of prose that goes on and on, past where any verse would have ended.\n" * 5, encoding="utf-8"
    )
    assert recipe_for_folder("essays", tmp_path / "prose").corpora[0].orders == "forwards"


@pytest.mark.usefixtures("home")
def test_verse_is_learnt_in_both_orders_and_tested_in_one(tmp_path: Path) -> None:
    recipe, encoding = small_recipe(tmp_path), text_encoding("subwords")
    material = gather(recipe, encoding)
    orders = [int(piece.encoded.tokens[1]) for piece in material.train]
    assert orders.count(FORWARDS) == orders.count(BACKWARDS) == len(list(texts_of(recipe, "train")))
    assert {int(piece.encoded.tokens[1]) for piece in material.test} == {FORWARDS}
    assert len({piece.id for piece in material.train}) == len(material.train)
    by_id = {piece.id: encoding.decode_text(piece.encoded.tokens).text for piece in material.train}
    assert all(by_id[f"{name} (backwards)"] == text for name, text in by_id.items() if not name.endswith("(backwards)"))
    only = replace(recipe, corpora=(replace(recipe.corpora[0], orders="backwards"),))
    assert {int(piece.encoded.tokens[1]) for piece in gather(only, encoding).test} == {BACKWARDS}


@pytest.mark.usefixtures("home")
def test_words_have_no_place_in_an_encoding_of_music(tmp_path: Path) -> None:
    with pytest.raises(AskerError, match="no piece to train on"):
        train(replace(small_recipe(tmp_path, count=3), encoding="leadsheet"), QUICK)


def test_a_folder_of_texts_becomes_a_genre_that_can_be_asked_for(tmp_path: Path, home: Path) -> None:
    folder = train(small_recipe(tmp_path), QUICK)
    generator = load_generator("odes")
    assert folder == home / "models" / "odes"
    assert (generator.meta.encoding, generator.meta.genres, generator.meta.rights) == ("subwords", ("odes",), "local")
    assert TextIndex.load(folder / TEXT_ORIGINALITY).human_p95 == generator.meta.human_match_p95 > 20
    listed = json.loads((folder / "meta.json").read_text())["files"]
    assert {"model.onnx", "card.md", TEXT_ORIGINALITY} <= set(listed)
    card = (folder / "card.md").read_text()
    assert "Bits per character" in card
    assert "Kneser-Ney over characters, order 7" in card
    assert "characters." in card
    mine = load_genre("odes")
    assert (mine.kind, mine.generator) == ("text", "odes")
    found = evaluate_generator("odes")
    played, baseline = found.characters
    assert 0 < played.bits_per_character < 6
    assert 0 < baseline.bits_per_character < 2
    assert found.leads.keys() == {baseline.model}
    elsewhere = evaluate_generator("odes", tmp_path / "poems")
    assert len(elsewhere.characters) == 1
    assert elsewhere.characters[0].bits_per_character == pytest.approx(played.bits_per_character, rel=0.3)

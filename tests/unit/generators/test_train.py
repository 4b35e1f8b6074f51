"""From a folder of files to a generator that plays: the whole training spine, on tunes made up here."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpora.config import config_names
from corpora.encodings.catalogue import encoding
from corpora.formats.midi_writing import midi_bytes
from corpora.pieces import Key, Meter, Note, Part, Score, Tempo
from corpora.tables import trusted
from generators.checkpoints import load_checkpoint
from generators.errors import AskerError
from generators.families.recurrent import Recurrent
from generators.genres import Genre, load_genre
from generators.own_genre import described, with_generator
from generators.players.autoregressive import Player, free_tables, nothing_forced
from generators.recipes import Recipe, recipe_for_folder
from generators.registry import load_generator
from generators.train import Options, build, run_folder, train

QUICK = Options(device="cpu", epochs=1, quiet=True)


def tune(rng: np.random.Generator) -> Score:
    degrees = np.clip(np.cumsum(rng.choice([-2, -1, 1, 2], 63)), -7, 7).tolist()
    pitches = [67 + 12 * (degree // 7) + (0, 2, 4, 5, 7, 9, 11)[degree % 7] for degree in [*degrees, 0]]
    notes = tuple(Note(240 * place, pitch, 240) for place, pitch in enumerate(pitches))
    return Score((Part("banjo", 105, notes),), tempos=(Tempo(0, 140.0),), meters=(Meter(0, 4, 4),), keys=(Key(0, 7),))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("HOUSEBAND_CONFIG", raising=False)
    load_genre.cache_clear()
    return tmp_path / "home"


def small_recipe(tmp_path: Path, genre: str = "polka") -> Recipe:
    folder = tmp_path / "tunes"
    folder.mkdir(exist_ok=True)
    rng = np.random.default_rng(4)
    for number in range(30):
        (folder / f"tune {number}.mid").write_bytes(midi_bytes(tune(rng)))
    (folder / "not music.mid").write_bytes(b"nothing")
    recipe = recipe_for_folder(genre, folder)
    small = {"layers": 1, "hidden": 16, "embedding": 8}
    return replace(recipe, model=small, training=replace(recipe.training, window=96, batch=8))


def test_a_folder_becomes_a_genre_that_plays(tmp_path: Path, home: Path) -> None:
    folder = train(small_recipe(tmp_path), QUICK)
    assert folder == home / "models" / "polka"
    generator = load_generator("polka")
    assert generator.meta.genres == ("polka",)
    assert generator.meta.rights == "local"
    assert generator.meta.human_match_p95 > 0
    assert "Kneser-Ney" in (folder / "card.md").read_text()
    player = Player(folder)
    assert player.vocabulary_size == len(encoding("leadsheet").vocabulary)
    drawn = player.run(free_tables(player.vocabulary_size), player.first_state(2), nothing_forced(2), np.full((5, 2), 0.5, np.float32))
    assert drawn.tokens.shape == (5, 2)
    assert "polka" in config_names("genres")
    mine = load_genre("polka")
    assert isinstance(mine, Genre)
    assert (mine.generator, mine.told_as, mine.meters, mine.keys[0]) == ("polka", "other", ("4/4",), "G major")
    assert mine.tempo.usual == pytest.approx(140, abs=1)


def test_training_goes_on_and_starts_from_an_earlier_one(tmp_path: Path, home: Path) -> None:
    recipe = small_recipe(tmp_path)
    train(recipe, QUICK)
    _, before = load_checkpoint(run_folder("polka", home) / "last.safetensors")
    train(recipe, replace(QUICK, epochs=2, resume=True))
    _, after = load_checkpoint(run_folder("polka", home) / "last.safetensors")
    assert after["standing"]["step"] == 2 * before["standing"]["step"]  # type: ignore[index, operator, call-overload]
    tuned = replace(recipe, name="tuned", init_from="polka")
    train(tuned, replace(QUICK, epochs=0.01))
    assert load_generator("tuned").meta.nats_per_token < 1.005 * load_generator("polka").meta.nats_per_token


def test_training_fails_in_one_line(tmp_path: Path, home: Path) -> None:
    recipe = small_recipe(tmp_path)
    with pytest.raises(AskerError, match="--device tpu: unknown"):
        train(recipe, replace(QUICK, device="tpu"))
    with pytest.raises(AskerError, match="without --resume"):
        train(recipe, replace(QUICK, resume=True))
    (tmp_path / "empty").mkdir()
    with pytest.raises(AskerError, match="holds none of the files"):
        train(recipe_for_folder("polka", tmp_path / "empty"), QUICK)
    assert not (home / "models").exists()


def test_a_recipe_builds_its_family() -> None:
    recipe = Recipe("x", "recurrent", "leadsheet", (), model={"hidden": 8, "embedding": 4})
    assert isinstance(build(recipe, 20, Options(device="cpu")), Recurrent)


def test_a_shipped_genre_keeps_its_band() -> None:
    text = 'title = "Jazz"\ngenerator = "leadsheet-lstm"\ntold_as = "jazz"\nsolo_told_as = "jazz-solo"\n'
    changed = tomllib.loads(with_generator(text, "mine", "other"))
    assert changed == {"title": "Jazz", "generator": "mine", "told_as": "other", "solo_generator": "leadsheet-lstm", "solo_told_as": "jazz-solo"}


def test_a_genre_can_be_described_from_next_to_nothing() -> None:
    text = tomllib.loads(described("polka", "mine", "other", []))
    assert trusted(Genre, {**text, "name": "polka"}).meters == ("4/4",)

from pathlib import Path

import pytest

from corpora.config import config_names
from generators.errors import AskerError
from generators.families.recurrent import RecurrentSettings
from generators.recipes import read_recipe, recipe_for_folder, recipe_named

GOOD = """
family = "recurrent"
encoding = "leadsheet"
corpora = [{ name = "nottingham", weight = 2.0, genres = { reel = "folk" } }]
[model]
hidden = 64
[training]
epochs = 3
[training.optimisation]
learning_rate = 1e-3
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text)
    return path


def test_a_recipe_is_read_whole(tmp_path: Path) -> None:
    recipe = read_recipe(written(tmp_path, GOOD))
    assert (recipe.name, recipe.family, recipe.corpora[0].weight) == ("mine", "recurrent", 2.0)
    assert recipe.settings() == RecurrentSettings(hidden=64)
    assert recipe.training.epochs == 3
    assert recipe.training.window == 512
    assert recipe.training.optimisation.learning_rate == 1e-3


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("epochs = 3", "epoch = 3", r"training\.epoch: unknown key"),
        ("learning_rate", "learningrate", r"training\.optimisation\.learningrate: unknown key"),
        ("weight = 2.0", "wait = 2.0", r"corpora\.0\.wait: unknown key"),
        ("hidden = 64", "hiden = 64", r"model\.hiden: unknown key"),
        ("hidden = 64", 'hidden = "wide"', r"model\.hidden: .*wide"),
        ('encoding = "leadsheet"', "", "encoding: "),
        ('"recurrent"', '"recurent"', "did you mean 'recurrent'"),
        ("[model]", "[model", "no TOML"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_path(tmp_path: Path, old: str, new: str, named: str) -> None:
    with pytest.raises(AskerError, match=named):
        read_recipe(written(tmp_path, GOOD.replace(old, new)))


def test_a_missing_recipe_says_so(tmp_path: Path) -> None:
    with pytest.raises(AskerError, match=r"none\.toml"):
        read_recipe(tmp_path / "none.toml")
    with pytest.raises(AskerError, match="unknown recipe"):
        recipe_named("debug/recurrant")


@pytest.mark.parametrize("name", [*config_names("recipes"), *(f"debug/{name}" for name in config_names("recipes/debug"))])
def test_every_shipped_recipe_is_sound(name: str) -> None:
    recipe = recipe_named(name)
    assert recipe.settings()


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    recipe = recipe_for_folder("bluegrass", tmp_path)
    assert recipe.name == "bluegrass"
    assert [(share.name, share.genre, share.folder) for share in recipe.corpora] == [("bluegrass", "bluegrass", str(tmp_path.resolve()))]
    with pytest.raises(AskerError, match="can't name a genre"):
        recipe_for_folder("../jazz", tmp_path)

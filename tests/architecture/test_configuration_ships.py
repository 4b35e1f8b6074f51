"""Every file under config/ loads, and what its lines name is there."""

import tomllib

import pytest
from tracked import ROOT

from corpora.catalogue import CATALOGUE
from corpora.encodings.catalogue import ENCODINGS
from generators.band.styles import load_style
from generators.catalogue import FAMILIES
from generators.genres import Genre, TextGenre, load_genre
from generators.registry import load_generator

pytestmark = pytest.mark.usefixtures("only_what_ships")
CONFIG = ROOT / "config"
GENRES = sorted(path.stem for path in (CONFIG / "genres").glob("*.toml"))
STYLES = sorted(path.stem for path in (CONFIG / "bands").glob("*.toml"))
RECIPES = sorted(path.relative_to(CONFIG / "recipes").with_suffix("").as_posix() for path in (CONFIG / "recipes").rglob("*.toml"))


@pytest.fixture
def only_what_ships(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.delenv("HOUSEBAND_CONFIG", raising=False)
    load_genre.cache_clear()


def test_config_holds_data_only() -> None:
    assert {path.suffix for path in CONFIG.rglob("*") if path.is_file()} == {".toml"}
    assert {"jazz", "blues", "ragtime", "folk", "chorale", "classical", "baroque", "rock"} <= set(GENRES)


@pytest.mark.parametrize("name", GENRES)
def test_a_genre_loads_and_names_what_there_is(name: str) -> None:
    genre = load_genre(name)
    solos = genre.solo_generator if isinstance(genre, Genre) else None
    assert {genre.generator, *genre.generators, *([solos] if solos else [])} <= set(RECIPES), "a generator without a recipe can't be trained again"
    if isinstance(genre, TextGenre):
        assert 0 < genre.words[0] <= genre.words[1]
        return
    assert {choice.style for choice in genre.styles} <= set(STYLES)
    assert genre.instruments
    assert genre.tempo.low <= genre.tempo.usual <= genre.tempo.high
    if genre.pipeline == "lead":
        assert genre.styles, "a lead sheet needs a style to be played in"


def test_no_two_genres_answer_to_one_name() -> None:
    claims = [alias.casefold() for name in GENRES for alias in (name, *load_genre(name).aliases)]
    assert sorted(claims) == sorted(set(claims))


@pytest.mark.parametrize("name", STYLES)
def test_a_style_loads(name: str) -> None:
    assert load_style(name).title


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_loads_and_names_what_there_is(name: str) -> None:
    from generators.recipes import recipe_named  # pydantic reads each family's settings, torch among them

    recipe = recipe_named(name)
    assert recipe.family in FAMILIES
    assert recipe.encoding in ENCODINGS
    assert all(share.folder or share.name in CATALOGUE for share in recipe.corpora)


def test_every_genre_is_learnt_under_the_name_it_is_told_by() -> None:
    """A generator told a genre it never met knows nothing of it; what a recipe calls a corpus is what a genre must say."""
    from generators.recipes import recipe_named

    for name in GENRES:
        genre = load_genre(name)
        solos = (genre.solo_told_as, genre.solo_generator) if isinstance(genre, Genre) else (None, None)
        told = {genre.told_as, *([solos[0]] if solos[0] else [])}
        recipe = recipe_named(genre.generator)
        met = {rename for share in recipe.corpora for rename in (*share.genres.values(), share.genre) if rename}
        met |= {
            spoken for share in recipe.corpora if not share.genre for spoken in _genres_of(share.name) if share.genres.get(spoken, spoken) == spoken
        }
        if solos[1] is None:
            assert told <= met, f"{name} is told as {sorted(told - met)}, which recipe {recipe.name} never meets"


def _genres_of(corpus_name: str) -> tuple[str, ...]:
    from corpora.catalogue import corpus

    return corpus(corpus_name).genres


def test_bot_toml_is_toml() -> None:
    assert tomllib.loads((CONFIG / "bot.toml").read_text(encoding="utf-8"))


def test_weights_that_ship_may_be_published() -> None:
    for meta in (ROOT / "generators" / "pretrained").glob("*/meta.json"):
        assert load_generator(meta.parent.name).meta.rights == "ship", f"{meta.parent.name} learnt from something that may not be published"
        assert "## Learnt from" in (meta.parent / "card.md").read_text(encoding="utf-8")

from pathlib import Path

import pytest

from corpora.config import (
    CONFIG_VARIABLE,
    CORPORA_VARIABLE,
    HOME_VARIABLE,
    config_file,
    config_names,
    corpora_folder,
    home_folder,
    shipped_config_folder,
)
from corpora.errors import AskerError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.delenv(CONFIG_VARIABLE, raising=False)
    monkeypatch.delenv(CORPORA_VARIABLE, raising=False)
    return tmp_path / "home"


def _write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_the_home_is_where_the_variable_says(home: Path) -> None:
    assert home_folder() == home


def test_shipped_configuration_is_found() -> None:
    assert config_file("genres", "jazz") == shipped_config_folder() / "genres" / "jazz.toml"
    assert "jazz" in config_names("genres")


def test_ones_own_file_goes_before_the_shipped_one(home: Path) -> None:
    own = _write(home / "config" / "genres" / "jazz.toml")
    assert config_file("genres", "jazz") == own


def test_ones_own_files_add_names_and_hide_none(home: Path) -> None:
    shipped = config_names("genres")
    _write(home / "config" / "genres" / "zydeco.toml")
    assert config_names("genres") == sorted([*shipped, "zydeco"])


def test_the_config_variable_goes_before_the_home(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(home / "config" / "genres" / "jazz.toml")
    other = _write(tmp_path / "other" / "genres" / "jazz.toml")
    monkeypatch.setenv(CONFIG_VARIABLE, str(tmp_path / "other"))
    assert config_file("genres", "jazz") == other


def test_an_unknown_name_is_offered_its_neighbours() -> None:
    with pytest.raises(AskerError, match="'jazz'"):
        config_file("genres", "jaz")


@pytest.mark.parametrize("name", ["../bot", "", ".", "/etc/passwd", "genres/jazz"])
def test_a_name_can_not_leave_its_folder(name: str) -> None:
    with pytest.raises(AskerError):
        config_file("genres", name)


@pytest.mark.parametrize("variable", [CONFIG_VARIABLE, CORPORA_VARIABLE])
def test_a_folder_that_is_not_there_is_refused_by_the_name_of_its_variable(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "/no/such/folder")
    with pytest.raises(AskerError, match=variable):
        corpora_folder() if variable == CORPORA_VARIABLE else config_names("genres")

from dataclasses import fields
from pathlib import Path

import pytest

from bot.settings import BotFile, read_bot_file, read_settings
from corpora.config import CONFIG_VARIABLE, HOME_VARIABLE, shipped_config_folder
from corpora.errors import AskerError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    monkeypatch.delenv(CONFIG_VARIABLE, raising=False)
    monkeypatch.delenv("HOUSEBAND_DATABASE", raising=False)
    return tmp_path


def _own(home: Path, text: str) -> Path:
    path = home / "config" / "bot.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def test_the_shipped_file_lists_exactly_the_defaults() -> None:
    assert read_bot_file(shipped_config_folder() / "bot.toml") == BotFile()


def test_without_a_file_of_ones_own_the_defaults_hold(home: Path) -> None:
    settings = read_settings()
    assert settings.compose == BotFile().compose
    assert settings.database_url == f"sqlite:///{home}/history.db"
    assert settings.fault_log == home / "faults.log"
    assert settings.soundfont is None


def test_ones_own_file_changes_what_it_names_and_nothing_else(home: Path) -> None:
    _own(home, '[compose]\nformats = ["wav"]\n[rendering]\nsoundfont = "/fonts/x.sf2"\n')
    settings = read_settings()
    assert settings.compose.formats == ("wav",)
    assert settings.compose.genre == "jazz"
    assert settings.soundfont == Path("/fonts/x.sf2")


def test_the_database_is_the_one_the_variable_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSEBAND_DATABASE", "postgresql://band@host/history")
    assert read_settings().database_url == "postgresql://band@host/history"


def test_every_number_of_the_house_rules_is_bounded_and_its_default_lies_within() -> None:
    for rules in (BotFile().guards, BotFile().budget, BotFile().schedule):
        numbers = {each.name: getattr(rules, each.name) for each in fields(rules) if isinstance(getattr(rules, each.name), int | float)}
        assert numbers.keys() == rules.BOUNDS.keys()
        assert all(rules.BOUNDS[name][0] <= number <= rules.BOUNDS[name][1] for name, number in numbers.items())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[compose]\ngnre = 'jazz'", "unknown key compose.gnre"),
        ("[compse]", "unknown key compse"),
        ("[history]\nbusy_timeout_seconds = 'long'", "history.busy_timeout_seconds is 'long'"),
        ("[compose]\nformats = 3", "compose.formats is 3"),
        ("[compose", "no valid TOML"),
        ("[guards]\nmost_waiting = 0", "guards.most_waiting is 0; it goes from 1 to 1e+06"),
        ("[budget]\ncents_a_day = nan", "budget.cents_a_day is nan; it goes from 0 to 1e+06"),
        ("[limits]\nx = { posts_per_15_minutes = 0 }", "limits.x.posts_per_15_minutes is 0; it goes from 1 to 1e+07"),
        ("[limits]\nx = { posts = 9 }", "unknown key limits.x.posts"),
        ("[schedule]\ntune_of_the_day_hour = 24", "schedule.tune_of_the_day_hour is 24; it goes from 0 to 23"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_its_path(home: Path, text: str, said: str) -> None:
    path = _own(home, text)
    with pytest.raises(AskerError) as refused:
        read_settings()
    assert said in str(refused.value)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)

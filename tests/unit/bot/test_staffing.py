"""What a worker works with, as the settings say."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.house_rules import AccountLimits
from bot.platforms.memory import MemoryNetwork, MemoryPlatform
from bot.settings import Settings, read_settings
from bot.staffing import open_premises
from corpora.errors import AskerError


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path))
    return read_settings()


def poll_seconds(settings: Settings) -> float:
    premises = open_premises(settings, [MemoryPlatform(MemoryNetwork())], "worker")
    premises.close()
    return premises.office.poll_seconds["memory"]


def test_an_account_that_is_granted_less_is_asked_less_often(settings: Settings) -> None:
    granted = replace(settings, limits={"memory": AccountLimits(reads_per_15_minutes=31)})
    assert poll_seconds(granted) > 60.0 > poll_seconds(settings)


def test_limits_of_a_platform_that_there_is_not_are_refused(settings: Settings) -> None:
    with pytest.raises(AskerError, match=r"'xx'.*\[limits\] in bot.toml"):
        open_premises(replace(settings, limits={"xx": AccountLimits()}), [], "worker")

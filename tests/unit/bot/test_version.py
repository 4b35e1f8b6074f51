from importlib.metadata import version

import pytest

from bot.version import software_version


def test_the_version_is_the_installed_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert software_version() == version("houseband")
    monkeypatch.setattr("sys.path", [])
    assert software_version() == "unknown"

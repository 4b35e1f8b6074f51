from pathlib import Path

import pytest

from bot import examination
from bot.examination import Finding, examine


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HOUSEBAND_SOUNDFONT", raising=False)
    monkeypatch.delenv("HOUSEBAND_CORPORA", raising=False)
    monkeypatch.setattr(examination, "_accelerator", lambda: iter(()))  # torch takes its time


def _found(what: str) -> Finding:
    return next(finding for finding in examine() if finding.what == what)


def test_what_is_here_is_found() -> None:
    for what in ("houseband", "numpy", "onnxruntime", "home", "configuration", "history", "soundfont"):
        assert _found(what).state == "ok", what


def test_a_package_that_is_not_here_is_missing_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examination, "find_spec", lambda _name: None)
    assert _found("tinysoundfont").state == "missing"
    assert "--no-deps" in _found("tinysoundfont").advice
    assert _found("torch") == Finding("torch", "optional", "not installed; needed for training generators", "pip install 'houseband[train]'")


@pytest.mark.parametrize(
    ("variable", "value", "what"),
    [
        ("HOUSEBAND_SOUNDFONT", "/no/such/font.sf2", "soundfont"),
        ("HOUSEBAND_CORPORA", "/no/such/folder", "corpora"),
        ("HOUSEBAND_DATABASE", "nosuch://x", "history"),
    ],
)
def test_what_is_wrong_is_a_finding_and_the_rest_is_still_looked_at(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, what: str) -> None:
    monkeypatch.setenv(variable, value)
    assert _found(what).state == "missing"
    assert variable in _found(what).found
    assert _found("numpy").state == "ok"


def test_settings_that_can_not_be_read_are_a_finding(tmp_path: Path) -> None:
    own = tmp_path / "home" / "config" / "bot.toml"
    own.parent.mkdir(parents=True)
    own.write_text("[nonsense]")
    assert "nonsense" in _found("settings").found

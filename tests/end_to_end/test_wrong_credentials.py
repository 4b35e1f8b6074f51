"""Credentials that are missing or wrong end the bot at once: one line that names them, exit code 2, and they are shown to nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import cli
from bot.platforms.x_credentials import VARIABLES

if TYPE_CHECKING:
    from simulators.x.running import SimulatedX

ROOT = Path(__file__).parents[2]
GOOD = {
    "x": dict.fromkeys(VARIABLES, "quaverSecret"),
    "mastodon": {"HOUSEBAND_MASTODON_URL": "https://mastodon.example", "HOUSEBAND_MASTODON_TOKEN": "quaverSecret"},
    "bluesky": {"HOUSEBAND_BLUESKY_HANDLE": "houseband.example", "HOUSEBAND_BLUESKY_APP_PASSWORD": "quav-erse-cret-quav"},
}
CASES = [(platform, variable) for platform, variables in GOOD.items() for variable in variables]


@pytest.mark.parametrize(("platform", "variable"), CASES, ids=[variable for _, variable in CASES])
@pytest.mark.parametrize("value", [None, "", "  ", "quaver secret\n'\"", "quäverSecret"], ids=["missing", "empty", "blank", "in quotes", "not ASCII"])
def test_a_credential_that_can_not_be_right_is_named(
    platform: str, variable: str, value: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path))
    for name, good in GOOD[platform].items():
        monkeypatch.setenv(name, good)
    if value is None:
        monkeypatch.delenv(variable)
    else:
        monkeypatch.setenv(variable, value)
    code = cli.run("houseband", ["bot", "run", "--platform", platform])
    shown = capsys.readouterr()
    assert (code, shown.out, shown.err.count("\n")) == (2, "", 1)
    assert variable in shown.err
    assert "quaver" not in shown.err.casefold().replace("quaver secret", "quaver")
    assert not list(tmp_path.iterdir())


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.enable_socket
@pytest.mark.parametrize("wrong", [*VARIABLES])
def test_a_credential_that_the_network_refuses_is_named_and_not_shown(simulated_x: SimulatedX, tmp_path: Path, wrong: str) -> None:
    environment = {**simulated_x.environment, wrong: simulated_x.environment[wrong][::-1]}
    command = [sys.executable, "-c", "import sys; from bot.cli import run; sys.exit(run('houseband', sys.argv[1:]))", "bot", "run", "--platform", "x"]
    given = {**os.environ, **environment, "HOUSEBAND_HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "HOUSEBAND_DEBUG": ""}
    ended = subprocess.run(command, env=given, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 (our own)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert wrong in ended.stderr
    assert not [value for name, value in environment.items() if name in VARIABLES and value in ended.stderr]

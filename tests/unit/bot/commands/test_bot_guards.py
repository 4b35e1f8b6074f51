import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands.bot import bot
from corpora.config import CONFIG_VARIABLE, HOME_VARIABLE
from corpora.errors import AskerError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    monkeypatch.delenv(CONFIG_VARIABLE, raising=False)
    monkeypatch.delenv("HOUSEBAND_DATABASE", raising=False)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(bot, arguments)


def test_an_author_is_blocked_listed_and_unblocked() -> None:
    assert run("block").output == "nobody is blocked\n"
    assert run("block", "@Troll", "--reason", "insults\nand worse").output == "@Troll is blocked\n"
    assert run("block", "troll").output == "troll is blocked already\n"
    assert run("block", "did:plc:abc", "--platform", "Bluesky").output == "did:plc:abc is blocked on bluesky\n"
    listed = run("block").output
    assert "troll        everywhere" in listed
    assert "insults and worse" in listed
    assert "bluesky" in listed
    assert run("unblock", "@troll").output == "@troll is answered again\n"
    assert "troll" not in run("block").output


def test_everything_or_one_network_is_paused_and_goes_on() -> None:
    assert "the bot is paused on x;" in run("pause", "--platform", "x").output
    assert "the bot is paused;" in run("pause", "--reason", "holidays").output
    assert "the bot is paused already;" in run("pause").output
    assert "the bot goes on, " in run("resume").output
    refused = run("resume").exception
    assert isinstance(refused, AskerError)
    assert "nothing is paused" in str(refused)


def test_what_stays_paused_is_said() -> None:
    run("pause")
    run("pause", "--platform", "x")
    assert "paused: everything" in run("resume", "--platform", "x").output


@pytest.mark.parametrize("arguments", [("unblock", "nobody"), ("block", "@"), ("block", " "), ("resume", "--platform", "x")])
def test_what_makes_no_sense_is_refused_in_one_line(arguments: tuple[str, ...]) -> None:
    refused = run(*arguments).exception
    assert isinstance(refused, AskerError)
    assert "\n" not in str(refused)


def test_a_database_in_use_is_named(home: Path) -> None:
    run("block")
    (home / "config").mkdir()
    (home / "config" / "bot.toml").write_text("[history]\nbusy_timeout_seconds = 0.05\n")
    with closing(sqlite3.connect(home / "history.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = run("block", "@troll").exception
    assert isinstance(refused, AskerError)
    assert "in use by another process" in str(refused)

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.history.errors import HistoryError, OutOfReachError, is_passing
from bot.history.store import History
from bot.waiting import AGAIN_SECONDS, when_in_reach


def test_it_opens_when_the_database_has_come(caplog: pytest.LogCaptureFixture) -> None:
    slept: list[float] = []

    def open_it() -> str:
        if len(slept) < 2:
            raise OutOfReachError("nobody there")
        return "open"

    assert when_in_reach(open_it, slept.append) == "open"
    assert slept == [AGAIN_SECONDS, AGAIN_SECONDS]
    assert caplog.messages == ["nobody there; trying again in 5 s"] * 2


def test_what_does_not_pass_is_not_waited_for() -> None:
    def open_it() -> str:
        raise HistoryError("no such role")

    with pytest.raises(HistoryError, match="role"):
        when_in_reach(open_it)


def test_a_file_that_somebody_locks_may_come_free(tmp_path: Path) -> None:
    History(f"sqlite:///{tmp_path}/history.db").close()
    with closing(sqlite3.connect(tmp_path / "history.db", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OutOfReachError, match="in use"):
            History(f"sqlite:///{tmp_path}/history.db", 0.1)


@pytest.mark.parametrize("wrong", [{"username": "nobody_we_know"}, {"database": "none_of_ours"}], ids=["role", "database"])
def test_a_server_that_does_not_know_us_never_will(empty_postgres: str, wrong: dict[str, str]) -> None:
    with pytest.raises(HistoryError, match="does not exist") as refused:
        History(sa.make_url(empty_postgres).set(**wrong).render_as_string(hide_password=False))  # type: ignore[arg-type]
    assert not isinstance(refused.value, OutOfReachError)


def test_a_server_that_is_not_there_may_come(tmp_path: Path) -> None:
    with pytest.raises(OutOfReachError):
        History(f"postgresql+psycopg://houseband@/houseband?host={tmp_path}")


@pytest.mark.parametrize(
    ("said", "passes"),
    [
        ('connection failed: connection to server at "127.0.0.1", port 5432 failed: Connection refused', True),
        ("connection failed: FATAL:  the database system is starting up", True),
        ("connection failed: FATAL:  sorry, too many clients already", True),
        ('connection failed: FATAL:  password authentication failed for user "houseband"', False),
        ("database or disk is full", True),
        ("disk I/O error", False),
        ("attempt to write a readonly database", False),
        ("unable to open database file", False),
    ],
)
def test_what_passes_by_itself(said: str, passes: bool) -> None:
    assert is_passing(said) is passes

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.databases import Database
from bot.history.engine import open_engine
from bot.shared_clock import ASKED_EVERY_SECONDS, ServersClock, shared_clock


@dataclass
class Steady:
    now: float = 50.0

    def __call__(self) -> float:
        return self.now


class Server(Database):
    """Says what its clock shows, unless it is down."""

    def __init__(self) -> None:
        super().__init__(sa.create_engine("sqlite://"))
        self.seconds = 2_000_000_000.0
        self.asked = 0
        self.is_down = False

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        self.asked += 1
        if self.is_down:
            raise sa.exc.OperationalError("SELECT", None, OSError("down"))
        with self.engine.connect() as connection:
            connection.connection.create_function("clock_timestamp", 0, lambda: self.seconds)
            yield connection


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setattr("bot.shared_clock._NOW", sa.text("SELECT clock_timestamp()"))
    return Server()


def test_it_goes_on_from_what_the_server_said(server: Server) -> None:
    steady = Steady()
    clock = ServersClock(server, steady)
    assert clock() == server.seconds
    steady.now += 7.0
    assert clock() == server.seconds + 7.0
    assert server.asked == 1


def test_it_is_set_right_now_and_then(server: Server) -> None:
    steady = Steady()
    clock = ServersClock(server, steady)
    steady.now += ASKED_EVERY_SECONDS + 1.0
    server.seconds += 63.0
    assert clock() == server.seconds
    assert server.asked == 2


def test_it_goes_on_while_the_server_is_down(server: Server) -> None:
    steady = Steady()
    clock = ServersClock(server, steady)
    server.is_down = True
    for passed in (100.0, 200.0):
        steady.now = 50.0 + passed
        assert clock() == server.seconds + passed
    server.is_down = False
    steady.now += ASKED_EVERY_SECONDS + 1.0
    server.seconds += 300.0
    assert clock() == server.seconds


def test_those_who_share_a_file_go_by_their_machine(tmp_path: Path) -> None:
    own = Steady()
    database = Database(open_engine(f"sqlite:///{tmp_path}/history.db", 5.0))
    assert shared_clock(database, Steady(), own) is own
    database.close()


def test_those_who_share_a_server_go_by_it(empty_postgres: str) -> None:
    database = Database(open_engine(empty_postgres, 5.0))
    clock = shared_clock(database, time.monotonic, lambda: 0.0)
    with database.reading() as connection:
        theirs = float(connection.execute(sa.text("SELECT EXTRACT(EPOCH FROM clock_timestamp())")).scalar_one())
    assert clock() == pytest.approx(theirs, abs=5.0)
    database.close()

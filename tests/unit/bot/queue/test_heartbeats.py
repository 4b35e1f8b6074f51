from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.databases import Database
from bot.history.store import History
from bot.queue.heartbeats import BEAT_SECONDS, DEAD_AFTER_SECONDS, Heartbeats


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    history = History(f"sqlite:///{tmp_path}/history.db")
    yield Database(history.engine)
    history.close()


def test_who_falls_silent_is_dead(database: Database) -> None:
    steady = Clock()
    watching = Heartbeats(database, Clock(), steady=steady)
    watching.beat("ann")
    watching.beat("bob")
    assert watching.living() == {"ann", "bob"}
    for _ in range(int(DEAD_AFTER_SECONDS / BEAT_SECONDS) - 1):
        steady.now += BEAT_SECONDS
        watching.beat("ann")
        assert watching.living() == {"ann", "bob"}
    steady.now += BEAT_SECONDS
    assert watching.living() == {"ann"}
    watching.beat("bob")
    assert watching.living() == {"ann", "bob"}


def test_who_was_held_up_takes_nobody_for_dead(database: Database) -> None:
    """A watcher that was stopped, starved, or without a database sees old counts when it comes back: nobody had a chance to show it."""
    steady = Clock()
    watching = Heartbeats(database, Clock(), steady=steady)
    watching.beat("ann")
    assert watching.living() == {"ann"}
    steady.now += 10 * DEAD_AFTER_SECONDS
    assert watching.living() == {"ann"}
    for _ in range(int(DEAD_AFTER_SECONDS / BEAT_SECONDS)):
        steady.now += BEAT_SECONDS
        still = watching.living()
    assert still == frozenset()


def test_who_leaves_is_not_alive(database: Database) -> None:
    watching = Heartbeats(database, Clock())
    watching.beat("ann")
    watching.leave("ann")
    assert watching.living() == frozenset()


@pytest.mark.parametrize("jump", [-3600.0, 3600.0])
def test_a_clock_that_jumps_kills_nobody(database: Database, jump: float) -> None:
    wall, steady = Clock(1e9), Clock()
    watching = Heartbeats(database, wall, steady=steady)
    watching.beat("ann")
    assert watching.living() == {"ann"}
    wall.now += jump
    assert watching.living() == {"ann"}

"""One clock for all workers: hosts whose clocks differ, or whose clocks jump, agree about what is due, for how long, and whose turn it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from bot.databases import Database

ASKED_EVERY_SECONDS = 60.0
"""A machine's own steady clock is off by less than a millisecond after so long."""
_NOW = sa.text("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS DOUBLE PRECISION)")


@dataclass(frozen=True, slots=True)
class _Sight:
    """What the server's clock said."""

    seconds: float
    """Since 1970, there."""
    steady: float
    """When that was, on our steady clock."""


class ServersClock:
    """The clock of the database's server, asked now and then; in between, and while it is out of reach, our steady clock goes on from there."""

    def __init__(self, database: Database, steady: Callable[[], float]) -> None:
        self._database = database
        self._steady = steady
        self._asking = threading.Lock()
        self._sight = self._asked()

    def __call__(self) -> float:
        """Seconds since 1970."""
        if self._steady() - self._sight.steady > ASKED_EVERY_SECONDS and self._asking.acquire(blocking=False):  # one asks, the others go on
            try:
                self._sight = self._asked()
            except sa.exc.SQLAlchemyError:
                self._sight = _Sight(self._said(), self._steady())  # whoever needs the database will say that it is gone
            finally:
                self._asking.release()
        return self._said()

    def _said(self) -> float:
        sight = self._sight
        return sight.seconds + self._steady() - sight.steady

    def _asked(self) -> _Sight:
        began = self._steady()
        with self._database.reading() as connection:
            seconds = float(connection.execute(_NOW).scalar_one())
        return _Sight(seconds, (began + self._steady()) / 2.0)


def shared_clock(database: Database, steady: Callable[[], float], own: Callable[[], float] = time.time) -> Callable[[], float]:
    """The clock that everybody who uses a database goes by: its server's; of a file, whose users are all on one machine, that machine's."""
    return ServersClock(database, steady) if database.engine.dialect.name == "postgresql" else own

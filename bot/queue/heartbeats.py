"""Which workers are alive: each says so every few seconds."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from bot.databases import Database, insert_unless_there
from bot.queue.tables import heartbeats

BEAT_SECONDS = 3.0
"""How often a worker says that it is alive."""
DEAD_AFTER_SECONDS = 15.0
"""A worker that said nothing for so long is taken for dead."""
FORGOTTEN_AFTER_SECONDS = 3600.0


class Heartbeats:
    """The workers' signs of life. Safe to use from several processes and threads at once."""

    def __init__(self, database: Database, clock: Callable[[], float], dead_after_seconds: float = DEAD_AFTER_SECONDS) -> None:
        self._database = database
        self._clock = clock
        self._dead_after_seconds = dead_after_seconds

    def beat(self, worker: str) -> None:
        """A worker is alive."""
        now = self._clock()
        with self._database.writing() as connection:
            if insert_unless_there(connection, heartbeats, worker=worker, started_at=now, beat_at=now):
                connection.execute(sa.delete(heartbeats).where(heartbeats.c.beat_at < now - FORGOTTEN_AFTER_SECONDS))

    def leave(self, worker: str) -> None:
        """A worker has ended of its own will."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(heartbeats).where(heartbeats.c.worker == worker))

    def living(self) -> frozenset[str]:
        """The workers that are alive."""
        query = sa.select(heartbeats.c.worker).where(heartbeats.c.beat_at >= self._clock() - self._dead_after_seconds)
        with self._database.reading() as connection:
            return frozenset(connection.execute(query).scalars())

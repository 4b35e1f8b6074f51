"""Which workers are alive: each says so every few seconds, and the others watch.

A worker counts its beats. Whoever watches measures how long a count stands still on a clock of its own that nobody can set: neither machines
whose clocks differ nor a clock that jumps make a living worker look dead. What it could not watch does not count: where the database was out of
reach, or everybody was starved of the processor, the silence of the others proves nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import sqlalchemy as sa

from bot.databases import Database, insert_unless_there
from bot.queue.tables import heartbeats

BEAT_SECONDS = 3.0
"""How often a worker says that it is alive."""
DEAD_AFTER_SECONDS = 15.0
"""A worker that said nothing for so long is taken for dead."""
LOOKED_AWAY_SHARE = 1.0 / 3.0
"""Of that time: between two looks no more of it than this counts."""
FORGOTTEN_AFTER_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class _Sight:
    """A worker as it was last seen."""

    beats: int
    since: float
    """When this count was first seen, on our steady clock; later by what could not be watched meanwhile."""


class Heartbeats:
    """The workers' signs of life, as one process sees them."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], float],
        dead_after_seconds: float = DEAD_AFTER_SECONDS,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._clock = clock
        self._dead_after_seconds = dead_after_seconds
        self._steady = steady
        self._seen: dict[str, _Sight] = {}
        self._looked_at = steady()

    def beat(self, worker: str) -> None:
        """A worker is alive."""
        now = self._clock()
        with self._database.writing() as connection:
            if insert_unless_there(connection, heartbeats, worker=worker, started_at=now, beat_at=now):
                connection.execute(sa.delete(heartbeats).where(heartbeats.c.beat_at < now - FORGOTTEN_AFTER_SECONDS))
                return
            again = sa.update(heartbeats).where(heartbeats.c.worker == worker).values(beat_at=now, beats=heartbeats.c.beats + 1)
            connection.execute(again)

    def leave(self, worker: str) -> None:
        """A worker has ended of its own will."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(heartbeats).where(heartbeats.c.worker == worker))

    def living(self) -> frozenset[str]:
        """The workers that are alive; to be called every few seconds. A worker that is seen for the first time is alive for now."""
        now = self._steady()
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(heartbeats.c.worker, heartbeats.c.beats)).all()
        unwatched = max(0.0, now - self._looked_at - LOOKED_AWAY_SHARE * self._dead_after_seconds)
        self._looked_at = now
        self._seen = {row.worker: _sight_now(_Sight(row.beats, now), self._seen.get(row.worker), unwatched) for row in rows}
        return frozenset(worker for worker, sight in self._seen.items() if now - sight.since < self._dead_after_seconds)


def _sight_now(fresh: _Sight, before: _Sight | None, unwatched: float) -> _Sight:
    """A worker as it is seen now: since when its count stands where it stands."""
    return fresh if before is None or before.beats != fresh.beats else replace(before, since=before.since + unwatched)

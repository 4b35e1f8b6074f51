"""One leader among any number of processes, by a row in the database.

Who holds the lease renews it by raising its term. Whoever else wants it watches the term, and takes the lease when it has stood still for long
enough. Everybody measures that on a clock of their own that nobody can set, so that neither hosts whose clocks differ nor a clock that jumps make
two leaders or none.

Source: Gray and Cheriton, Leases (1989), with the watching of Burrows, The Chubby lock service (2006), section 2.8.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.databases import Database, insert_unless_there
from bot.schedule.tables import leases

RENEW_SECONDS = 3.0
VALID_SECONDS = 10.0
"""Who could not renew for so long stops acting as the leader ..."""
TAKE_OVER_SECONDS = 15.0
"""... before anybody else, who sees the term stand still, begins to."""


def steady_seconds() -> float:
    """Seconds on a clock that nobody can set; where there is one, it goes on while the machine sleeps."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


@dataclass(frozen=True, slots=True)
class _Sight:
    """The lease as it was last seen in other hands."""

    holder: str
    term: int
    since: float
    """When it was first seen so, on our steady clock."""


class Lease:
    """A lease that this process may hold. For one thread; the processes share the row."""

    def __init__(self, database: Database, name: str, holder: str, wall: Callable[[], float], steady: Callable[[], float] = steady_seconds) -> None:
        self._database = database
        self._name = name
        self._holder = holder
        self._wall = wall
        self._steady = steady
        self._term: int | None = None
        self._renewed_at = 0.0
        self._sight: _Sight | None = None

    @property
    def is_held(self) -> bool:
        """Whether this process is the leader right now."""
        return self._term is not None and self._steady() - self._renewed_at < VALID_SECONDS

    def hold(self) -> bool:
        """Renew the lease if it is ours and due, take it if it is up for taking; whether it is ours now. To be called every second or so."""
        began = self._steady()
        if self._term is not None and began - self._renewed_at < RENEW_SECONDS:
            return True
        with self._database.writing() as connection:
            term = self._taken(connection, began)
        self._term, self._renewed_at = term, began
        return self.is_held

    def release(self) -> None:
        """Let the next one have it at once."""
        if self._term is None:
            return
        ours = sa.and_(leases.c.name == self._name, leases.c.holder == self._holder, leases.c.term == self._term)
        self._term = None
        with self._database.writing() as connection:
            connection.execute(sa.update(leases).where(ours).values(holder="", renewed_at=self._wall()))

    def _taken(self, connection: sa.Connection, began: float) -> int | None:
        """The term under which the lease is ours after this transaction; None where it is not."""
        fresh = {"name": self._name, "holder": self._holder, "term": 1, "renewed_at": self._wall()}
        if insert_unless_there(connection, leases, **fresh):
            return 1
        row = connection.execute(sa.select(leases).where(leases.c.name == self._name).with_for_update()).one()
        if not (self._is_ours(row) or row.holder == "" or self._stood_still(row, began)):
            return None
        term = int(row.term) + 1
        changed = {"holder": self._holder, "term": term, "renewed_at": self._wall()}
        connection.execute(sa.update(leases).where(leases.c.name == self._name).values(**changed))
        self._sight = None
        return term

    def _is_ours(self, row: sa.Row[Any]) -> bool:
        return bool(row.holder == self._holder and row.term == self._term)

    def _stood_still(self, row: sa.Row[Any], began: float) -> bool:
        sight = self._sight
        if sight is None or (sight.holder, sight.term) != (row.holder, row.term):
            self._sight = _Sight(row.holder, row.term, began)
            return False
        return began - sight.since >= TAKE_OVER_SECONDS

"""The database of the queue: a file beside a SQLite history, the same PostgreSQL otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import sqlalchemy as sa

from bot.databases import LONGEST_LOG_BYTES
from corpora.errors import AskerError

_BUSY_MS: Final = 30_000


def queue_engine(url: str) -> sa.Engine:
    """An engine for the queue that belongs to the history at a SQLAlchemy URL: a file beside a SQLite history, the same PostgreSQL otherwise.

    Raises:
        AskerError: when the history lies in memory.
    """
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(parsed, pool_size=10, max_overflow=10, pool_pre_ping=True)
    if parsed.database in {None, "", ":memory:"}:
        raise AskerError("the bot needs a database that its workers can share, not one in memory; unset HOUSEBAND_DATABASE or name a file in it")
    history = Path(str(parsed.database))
    place = str(history.with_name(f"{history.stem}.queue{history.suffix}"))
    engine = sa.create_engine(parsed.set(database=place), pool_size=10, max_overflow=20)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
    connection.isolation_level = "IMMEDIATE"  # writers wait for each other at their beginning: DBOS relies on it
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute(f"PRAGMA journal_size_limit = {LONGEST_LOG_BYTES}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def explanation(engine: sa.Engine, error: sa.exc.DBAPIError) -> str:
    """What the driver of a queue's database says, as one line for a person."""
    reason = " ".join(str(error.orig or error).split())
    if engine.dialect.name != "sqlite":
        return f"the queue in {engine.url.render_as_string()!r} can't be used ({reason}); look at the database"
    place = engine.url.database
    if isinstance(error, sa.exc.OperationalError):
        return f"the queue {place!r} can't be used ({reason}); look at the disk, and at what else uses that file"
    return f"the queue {place!r} is damaged ({reason}); stop all workers, remove {place}* and start them again: nothing is lost by that"

"""A SQLAlchemy engine set up for a history: several processes may use one SQLite file at once, and kill -9 loses nothing."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from bot.databases import LONGEST_LOG_BYTES, WRITES
from bot.history.errors import HistoryError


def open_engine(url: str, busy_timeout_seconds: float) -> sa.Engine:
    """An engine for any SQLAlchemy URL; nothing is connected to yet, but the folder of a SQLite file is made.

    Raises:
        HistoryError: when the URL is none, its driver is missing or its folder can't be made.
    """
    try:
        parsed = sa.make_url(url)
        parsed.get_dialect()
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError) as error:
        raise HistoryError(
            f"database URL {_shown(url)!r} is not understood; set HOUSEBAND_DATABASE to one like sqlite:///history.db, or unset it"
        ) from error
    try:
        if parsed.get_backend_name() != "sqlite":
            return sa.create_engine(parsed, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise HistoryError(f"database URL {_shown(url)!r} needs the package {error.name!r}; install it, or unset HOUSEBAND_DATABASE") from error
    if parsed.database in {None, "", ":memory:"}:
        # A database in memory lives in one connection, which all threads then share.
        engine = sa.create_engine(parsed, poolclass=sa.StaticPool, connect_args={"check_same_thread": False})
    else:
        _make_folder(parsed)
        engine = sa.create_engine(parsed, connect_args={"timeout": busy_timeout_seconds})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _shown(url: str) -> str:
    """The URL without its password."""
    scheme, separator, rest = url.partition("://")
    return scheme + separator + rest.rpartition("@")[2]


def _make_folder(url: sa.URL) -> None:
    if url.database is None or url.database.startswith("file:"):
        return
    folder = Path(url.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HistoryError(
            f"the history's folder {str(folder)!r} can't be made ({error.strerror}); set HOUSEBAND_HOME to a folder you can write to"
        ) from error


def _prepare_sqlite(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
    # Python's sqlite3 would begin transactions by itself, and late; _begin_sqlite does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = NORMAL")  # with the write-ahead log: safe against kill -9, and fast
    cursor.execute(f"PRAGMA journal_size_limit = {LONGEST_LOG_BYTES}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN")

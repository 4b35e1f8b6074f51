"""What every part of the bot that keeps something in the history's database shares: its tables' register, and transactions."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlalchemy as sa

WRITES: Final = "houseband_writes"
"""Execution option of a connection whose transactions take SQLite's write lock at once, so that none has to be upgraded half-way."""

LONGEST_LOG_BYTES: Final = 64 * 2**20
"""SQLite's write-ahead log grows while somebody reads for long (a backup, say), and would stay as long as it once was."""

metadata: Final = sa.MetaData()
"""Every table of the database; those of a package are known once its ``tables`` module is imported."""


def insert_unless_there(connection: sa.Connection, table: sa.Table, **values: object) -> bool:
    """Insert a row; whether it was new: where one of the same key is there (another process may be writing it right now) nothing happens."""
    dialect = importlib.import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    # Of an insertion SQLAlchemy counts rows only where it is told to; PostgreSQL's driver says -1 otherwise.
    return int(connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount) == 1


class Database:
    """An opened database of the current version, shared by threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection to read with."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, surely: bool = False) -> Iterator[sa.Connection]:
        """A transaction: all that is written in it is kept when it ends well, nothing otherwise.

        ``surely``: and no power failure takes it back, nor anything before it. Of a SQLite file that costs some milliseconds; without it a power
        failure takes the last moments back, as if they had not been.
        """
        with self.engine.connect().execution_options(**{WRITES: True}) as connection:
            if surely:
                _synchronous(connection, "FULL")
            try:
                with connection.begin():
                    yield connection
            finally:
                if surely:
                    _synchronous(connection, "NORMAL")

    def close(self) -> None:
        """Let the database go."""
        self.engine.dispose()


def _synchronous(connection: sa.Connection, level: str) -> None:
    """What SQLite waits for at the end of a transaction; PostgreSQL always waits for the disk."""
    if connection.dialect.name == "sqlite":
        cursor = connection.connection.cursor()  # the driver's own: this can't be set inside a transaction
        cursor.execute(f"PRAGMA synchronous = {level}")
        cursor.close()

"""Writing pieces into a history that lies in a SQLite file, with what Python brings along.

Importing SQLAlchemy takes a third of the time of a short ``compose``, which asks nothing of the history but to take one piece. This writes the
very rows that :class:`bot.history.store.History` writes (a test compares them), in one transaction with the same settings, and leaves every other
database, a new one and one of another version to it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.history.errors import HistoryError, explanation
from bot.history.revision import CURRENT_REVISION, VERSION_QUERY
from bot.history.rows import file_row, piece_row
from bot.messages import PieceRecord

_PREFIX = "sqlite:///"
_NOT_PLAIN = "?#%"
"""What makes a URL more than a path."""


class Pen:
    """A SQLite history that only takes pieces. Safe to use from several processes and threads at once."""

    def __init__(self, path: Path, busy_timeout_seconds: float) -> None:
        self._path = path
        self._busy_timeout_seconds = busy_timeout_seconds

    def remember(self, piece: PieceRecord) -> None:
        """Write a piece and its files in one transaction: after kill -9 all of it is there, or nothing.

        Raises:
            HistoryError: when the database can't be written.
        """
        try:
            with closing(_connected(self._path, self._busy_timeout_seconds)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                _insert(connection, "pieces", _stored(piece_row(piece)))
                for file in piece.files:
                    _insert(connection, "files", file_row(piece.id, file))
                connection.execute("COMMIT")  # a connection closed before this undoes everything
        except sqlite3.Error as error:
            raise HistoryError(explanation(str(self._path), str(error), self._busy_timeout_seconds)) from error


def pen_for(url: str, busy_timeout_seconds: float) -> Pen | None:
    """A pen for the history at a SQLAlchemy URL; None where that is not a SQLite file of the current version, in good order."""
    path = Path(url.removeprefix(_PREFIX))
    if not url.startswith(_PREFIX) or any(sign in url for sign in _NOT_PLAIN) or str(path).startswith("file:") or not path.is_file():
        return None
    try:
        with closing(_connected(path, busy_timeout_seconds)) as connection:
            current = connection.execute(VERSION_QUERY).fetchall() == [(CURRENT_REVISION,)]
    except sqlite3.Error:  # whatever is wrong, the whole history says it better
        return None
    return Pen(path, busy_timeout_seconds) if current else None


def _connected(path: Path, busy_timeout_seconds: float) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=busy_timeout_seconds, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")  # with the write-ahead log: safe against kill -9, and fast
    return connection


def _insert(connection: sqlite3.Connection, table: str, row: Mapping[str, object]) -> None:
    columns, places = ", ".join(row), ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", tuple(row.values()))  # noqa: S608 (names of our own tables)


def _stored(row: Mapping[str, object]) -> dict[str, object]:
    """A row with what SQLite has no type for written as SQLAlchemy writes it."""
    return {name: _stored_value(value) for name, value in row.items()}


def _stored_value(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return json.dumps(value) if isinstance(value, dict | list) else value

"""The history itself: remember, find, page, search, delete, count."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import sqlalchemy as sa

from bot.databases import WRITES
from bot.history import schema
from bot.history.engine import open_engine
from bot.history.errors import HistoryError, OutOfReachError, UnknownPieceError, explanation, is_passing
from bot.history.identifiers import normalized
from bot.history.rows import file_row, piece_of, piece_row
from bot.history.tables import files, pieces
from bot.messages import HistoryStats, PieceRecord

LATEST = "last"
"""What a person may say instead of a name: the newest piece."""


class History:
    """Everything the band ever played. Safe to use from several processes and threads at once."""

    def __init__(self, url: str, busy_timeout_seconds: float = 5.0) -> None:
        """Open the history at a SQLAlchemy URL; a database that is empty or of an older version is brought up to date.

        Raises:
            HistoryError: when it can't be opened, is of a newer version, or is no history.
        """
        self._engine = open_engine(url, busy_timeout_seconds)
        self._busy_timeout_seconds = busy_timeout_seconds
        try:
            self._bring_up_to_date()
        except BaseException:
            self._engine.dispose()
            raise

    def remember(self, piece: PieceRecord) -> None:
        """Write a piece and its files in one transaction: after kill -9 all of it is there, or nothing.

        Raises:
            HistoryError: when the database can't be written.
        """
        with self._writing() as connection:
            connection.execute(sa.insert(pieces).values(piece_row(piece)))
            if piece.files:
                connection.execute(sa.insert(files), [file_row(piece.id, file) for file in piece.files])

    def get(self, name: str) -> PieceRecord:
        """The piece of that name: a whole identifier, its beginning or its end where only one piece has it, or ``last``.

        Raises:
            UnknownPieceError: when no piece or several pieces go by it.
        """
        with self._reading() as connection:
            return self._with_files(connection, [self._found(connection, name)])[0]

    def find(self, identifier: str) -> PieceRecord | None:
        """The piece of exactly that identifier; None where there is none."""
        with self._reading() as connection:
            rows = self._with_files(connection, list(connection.execute(sa.select(pieces).where(pieces.c.id == identifier))))
        return rows[0] if rows else None

    def page(self, limit: int = 20, before: str | None = None, genre: str | None = None) -> list[PieceRecord]:
        """The newest pieces first, at most ``limit``; ``before`` continues after the last identifier of the page before."""
        query = sa.select(pieces).order_by(pieces.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(pieces.c.id < before)
        if genre is not None:
            query = query.where(pieces.c.genre == genre)
        with self._reading() as connection:
            return self._with_files(connection, list(connection.execute(query)))

    def search(self, words: str, limit: int = 50) -> list[PieceRecord]:
        """Pieces in whose title, genre, text, generator or request every one of the words occurs, newest first."""
        query = sa.select(pieces).order_by(pieces.c.id.desc()).limit(limit)
        for word in words.split():
            columns = (pieces.c.title, pieces.c.genre, pieces.c.text, pieces.c.generator, sa.cast(pieces.c.request, sa.Text))
            query = query.where(sa.or_(*(column.icontains(word, autoescape=True) for column in columns)))
        with self._reading() as connection:
            return self._with_files(connection, list(connection.execute(query)))

    def delete(self, name: str) -> PieceRecord:
        """Forget a piece (its files stay where they are) and hand back what was remembered of it.

        Raises:
            UnknownPieceError: as :meth:`get`.
            HistoryError: when the database can't be written.
        """
        with self._writing() as connection:
            piece = self._with_files(connection, [self._found(connection, name)])[0]
            connection.execute(sa.delete(files).where(files.c.piece_id == piece.id))
            connection.execute(sa.delete(pieces).where(pieces.c.id == piece.id))
        return piece

    def stats(self) -> HistoryStats:
        """The history in numbers."""
        totals = sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(pieces.c.notes), 0),
            sa.func.coalesce(sa.func.sum(pieces.c.seconds), 0.0),
            sa.func.min(pieces.c.created_at),
            sa.func.max(pieces.c.created_at),
        )
        with self._reading() as connection:
            count, notes, seconds, first, last = connection.execute(totals).one()
            file_count, size = connection.execute(sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(files.c.bytes), 0))).one()
            by_genre = _counted_by(connection, pieces.c.genre)
            by_generator = _counted_by(connection, pieces.c.generator)
        return HistoryStats(count, file_count, size, notes, seconds, _utc(first), _utc(last), by_genre, by_generator)

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()

    @property
    def engine(self) -> sa.Engine:
        """The engine of this database, for others who keep something in it (:class:`bot.databases.Database`)."""
        return self._engine

    @property
    def place(self) -> str:
        """Where the history lies, without a password: a path, or a URL."""
        url = self._engine.url
        return (url.database or ":memory:") if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)

    def _bring_up_to_date(self) -> None:
        with self._reading() as connection:
            found = self._known_revision(connection)
        if found == schema.CURRENT_REVISION:
            return
        if found is None:
            self._prefer_write_ahead_log()
        with self._writing() as connection:
            schema.hold_the_door(connection)
            # Asked again under the write lock: another process may have been faster.
            if self._known_revision(connection) != schema.CURRENT_REVISION:
                schema.upgrade(connection)

    def _known_revision(self, connection: sa.Connection) -> str | None:
        found = schema.found_revision(connection)
        if found != schema.CURRENT_REVISION and not schema.is_known(found):
            raise HistoryError(
                f"the history {self.place!r} was written by a newer houseband (its version is {found}, this one knows {schema.CURRENT_REVISION}); "
                "upgrade houseband, or name another database in HOUSEBAND_DATABASE"
            )
        return found

    def _prefer_write_ahead_log(self) -> None:
        """Readers and one writer at a time then never wait for each other. The choice is stored in the file, so it is made once."""
        if self._engine.dialect.name == "sqlite":
            with self._explained(), self._engine.connect() as connection:
                # Outside a transaction, where SQLite allows it: on the driver's own connection.
                driver = connection.connection.cursor()
                driver.execute("PRAGMA journal_mode = WAL")
                driver.close()

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._explained(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with self._explained(), self._engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            yield connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what a database driver says into one line for a person."""
        try:
            yield
        except sa.exc.DBAPIError as error:
            reason = str(error.orig or error)
            passes = isinstance(error, sa.exc.OperationalError) and is_passing(reason)
            raise (OutOfReachError if passes else HistoryError)(explanation(self.place, reason, self._busy_timeout_seconds)) from error

    def _found(self, connection: sa.Connection, name: str) -> sa.Row[tuple[object, ...]]:
        if name.strip().lower() == LATEST:
            row = connection.execute(sa.select(pieces).order_by(pieces.c.id.desc()).limit(1)).first()
            if row is None:
                raise UnknownPieceError("the history is empty; compose something first")
            return row
        wanted = normalized(name)
        begins = pieces.c.id.startswith(wanted, autoescape=True)
        ends = pieces.c.id.endswith(wanted, autoescape=True)
        rows = list(connection.execute(sa.select(pieces).where(sa.or_(begins, ends)).order_by(pieces.c.id.desc()).limit(6))) if wanted else []
        exact = [row for row in rows if row.id == wanted]
        if len(rows) == 1 or exact:
            return (exact or rows)[0]
        if not rows:
            raise UnknownPieceError(f"no piece {name!r} in the history; `houseband history` lists them")
        some = ", ".join(row.id for row in rows[:5]) + (", ..." if len(rows) > 5 else "")
        raise UnknownPieceError(f"{name!r} is the name of several pieces ({some}); give more of it")

    def _with_files(self, connection: sa.Connection, rows: list[sa.Row[tuple[object, ...]]]) -> list[PieceRecord]:
        """Pieces of rows, each with its files: two queries however many pieces."""
        identifiers = [row.id for row in rows]
        of_piece: dict[str, list[sa.Row[tuple[object, ...]]]] = {identifier: [] for identifier in identifiers}
        query = sa.select(files).where(files.c.piece_id.in_(identifiers)).order_by(files.c.format)
        for file in connection.execute(query) if identifiers else ():
            of_piece[file.piece_id].append(file)
        return [piece_of(row, of_piece[row.id]) for row in rows]


def _counted_by(connection: sa.Connection, column: sa.Column[str]) -> dict[str, int]:
    query = sa.select(column, sa.func.count()).group_by(column).order_by(sa.func.count().desc(), column)
    return {name: count for name, count in connection.execute(query)}  # noqa: C416 (rows are no pairs to the type checker)


def _utc(moment: datetime | None) -> datetime | None:
    """SQLite keeps no time zone; everything in the history is UTC."""
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)

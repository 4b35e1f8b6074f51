"""Which version of the tables a database has, and bringing it to ours.

Alembic costs 150 ms to import and is asked for nothing when the database is current, which is every time but the first. So the version is read
with one plain query, and Alembic comes in only to migrate.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from bot.history.errors import HistoryError
from bot.history.revision import CURRENT_REVISION as CURRENT_REVISION
from bot.history.revision import VERSION_QUERY

_UPGRADES = 0x686F757365  # "house"; one number for all who upgrade


def found_revision(connection: sa.Connection) -> str | None:
    """The revision a database is at; None for an empty database.

    Raises:
        HistoryError: when it holds tables of some other program.
    """
    names = set(sa.inspect(connection).get_table_names())
    if "alembic_version" not in names:
        if names:
            raise HistoryError(f"the database holds other tables ({', '.join(sorted(names)[:4])}) and no history")
        return None
    return connection.execute(sa.text(VERSION_QUERY)).scalar_one_or_none()


def is_known(revision: str | None) -> bool:
    """Whether this version of houseband has heard of a revision (an unknown one was written by a newer version)."""
    return revision is None or any(path.name.startswith(f"{revision}_") for path in _versions_folder().glob("*.py"))


def hold_the_door(connection: sa.Connection) -> None:
    """Let nobody else upgrade before the transaction that ``connection`` is in has ended; SQLite's own write lock does that already."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADES)))


def upgrade(connection: sa.Connection) -> None:
    """Bring a database to :data:`CURRENT_REVISION` inside the transaction that ``connection`` is in."""
    import alembic.command  # see the top of this file
    import alembic.config

    config = alembic.config.Config()
    config.set_main_option("script_location", str(_versions_folder().parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    alembic.command.upgrade(config, "head")


def _versions_folder() -> Path:
    return Path(__file__).parent / "migrations" / "versions"

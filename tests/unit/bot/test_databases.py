from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.databases import Database
from bot.history.engine import open_engine

NORMAL, FULL = 1, 2


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(open_engine(f"sqlite:///{tmp_path}/history.db", 5.0))
    yield made
    made.close()


def level(connection: sa.Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA synchronous").scalar_one())


def test_what_must_survive_a_power_failure_waits_for_the_disk(database: Database) -> None:
    with database.writing(surely=True) as connection:
        assert level(connection) == FULL
    with database.writing() as connection:
        assert level(connection) == NORMAL


def test_a_transaction_that_fails_is_undone_and_leaves_the_connection_as_it_was(database: Database) -> None:
    def fail() -> None:
        with database.writing(surely=True) as connection:
            connection.exec_driver_sql("CREATE TABLE gone (number INTEGER)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.writing() as connection:
        assert level(connection) == NORMAL
        assert not sa.inspect(connection).has_table("gone")


def test_postgresql_always_waits_for_the_disk(empty_postgres: str) -> None:
    database = Database(open_engine(empty_postgres, 5.0))
    with database.writing(surely=True) as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"
    database.close()

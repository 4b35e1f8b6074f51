"""Puts this folder on the import path, for what several kinds of tests share (``tiny_pieces``), and holds the fixtures all may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from postgres_cluster import PostgresCluster
    from simulators.x.running import SimulatedX


@pytest.fixture(scope="session")
def x_server() -> Iterator[SimulatedX]:
    """One simulated X for all tests of a process; ask for ``simulated_x`` instead."""
    from simulators.x.running import SimulatedX

    with SimulatedX() as server:
        yield server


@pytest.fixture
def simulated_x(x_server: SimulatedX) -> SimulatedX:
    """A simulated X on which nothing has happened yet. The test needs ``@pytest.mark.allow_hosts(["127.0.0.1"])``."""
    x_server.reset(check_after_secs=0, processing_s=0.0)
    return x_server


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    """A PostgreSQL of our own, one for all tests of a process; it may be stopped and started by whoever leaves it running."""
    from postgres_cluster import PostgresCluster, is_installed

    if not is_installed():
        pytest.skip("PostgreSQL is not installed (Debian: postgresql), and HOUSEBAND_TEST_POSTGRES names no database that may be written to")
    with PostgresCluster() as cluster:
        yield cluster


@pytest.fixture
def empty_postgres(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database: the one that HOUSEBAND_TEST_POSTGRES names, emptied, or one in a cluster of our own."""
    named = os.environ.get("HOUSEBAND_TEST_POSTGRES")
    if not named:
        cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
        return cluster.empty_database()
    _empty(named)
    return named


def _empty(url: str) -> None:
    import sqlalchemy as sa

    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in ("DROP SCHEMA IF EXISTS dbos CASCADE", "DROP SCHEMA public CASCADE", "CREATE SCHEMA public"):
            connection.exec_driver_sql(statement)
    engine.dispose()

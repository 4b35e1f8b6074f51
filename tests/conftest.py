"""Puts this folder on the import path, for what several kinds of tests share (``tiny_pieces``), and holds the fixtures all may use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
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

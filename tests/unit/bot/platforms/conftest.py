"""Fixtures for what speaks to the simulated X."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from simulators.x.running import SimulatedX

    from bot.platforms.x import XPlatform


@pytest.fixture
def x(simulated_x: SimulatedX) -> XPlatform:
    """Our account on the simulated X, with little patience."""
    from bot.platforms.x import XPlatform
    from bot.platforms.x_connection import TimeLimit

    return XPlatform.from_environment(simulated_x.environment, TimeLimit(read=1.0))

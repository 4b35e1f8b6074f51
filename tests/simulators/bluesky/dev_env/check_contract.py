"""What every platform promises, kept by the bot's account at Bluesky's own servers: the contract suite once more, through ``run.sh`` beside this."""

from __future__ import annotations

from inspect import signature

import pytest
from contracts import test_platforms
from contracts.test_platforms import ears, stand
from simulators.bluesky.dev_env.dev_stand import DevGround

__all__ = ["ears", "ground", "stand"]
pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(120)]
PROMISES = {name: promise for name, promise in vars(test_platforms).items() if name.startswith("test_") and "stand" in signature(promise).parameters}


@pytest.fixture
def ground(dev_ground: DevGround) -> DevGround:
    """What the suite's own fixture of this name stands on."""
    return dev_ground


globals().update(PROMISES)

"""One network of Bluesky's own servers for all checks of this folder; what the contract suite finds, its assertions tell here too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from simulators.bluesky.dev_env.dev_stand import DevGround

pytest.register_assert_rewrite("contracts.test_platforms")


@pytest.fixture(scope="session")
def dev_ground() -> Iterator[DevGround]:
    from simulators.bluesky.dev_env.dev_network import DevNetwork
    from simulators.bluesky.dev_env.dev_stand import DevGround

    with DevNetwork() as network:
        yield DevGround(network)

"""Bluesky's own servers where they count calls, as those that everybody uses do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from simulators.bluesky.dev_env.dev_network import DevNetwork
from simulators.bluesky.dev_env.dev_stand import DevGround, DevStand

from bot.platforms.base import RateLimitedError

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(120)]
LOGINS = 30
"""In five minutes."""


@pytest.fixture
def stand() -> Iterator[DevStand]:
    with DevNetwork("--rate-limits") as network:
        made = DevStand(DevGround(network))
        yield made
        made.close()


def test_a_limit_that_was_reached_says_when_it_ends(stand: DevStand) -> None:
    for _ in range(LOGINS - 1):  # the stand itself logged in once
        stand.open().me()
    with pytest.raises(RateLimitedError) as raised:
        stand.open().me()
    assert timedelta() < raised.value.retry_at - datetime.now(UTC) <= timedelta(minutes=5)

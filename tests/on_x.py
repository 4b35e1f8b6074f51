"""What tests do on the simulated X, again and again."""

from __future__ import annotations

from simulators.x.running import SimulatedX

from bot.platforms.base import Mention
from bot.platforms.x import XPlatform


def platform(server: SimulatedX) -> XPlatform:
    """Another process, as far as memory goes."""
    return XPlatform.from_environment(server.environment)


def start(x: XPlatform) -> str:
    cursor = x.mentions(None).cursor
    assert cursor is not None
    return cursor


def heard(x: XPlatform, server: SimulatedX, text: str = "@houseband some jazz", handle: str = "ann") -> Mention:
    cursor = start(x)
    server.write(text, handle)
    (mention,) = x.mentions(cursor).mentions
    return mention

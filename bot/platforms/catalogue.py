"""Every platform by name. A new one is a file here, a line below and a stand in ``tests/stands``; the contract suite then tests it.

Nothing is imported until a platform is asked for: each brings a client of its own.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from operator import attrgetter
from typing import cast

from bot.platforms.base import Platform
from corpora.errors import unknown_name

PLATFORMS: dict[str, str] = {
    "bluesky": "bot.platforms.bluesky:BlueskyPlatform.from_environment",
    "console": "bot.platforms.console:ConsolePlatform.from_environment",
    "mastodon": "bot.platforms.mastodon:MastodonPlatform.from_environment",
    "memory": "bot.platforms.memory:MemoryPlatform.from_environment",
    "x": "bot.platforms.x:XPlatform.from_environment",
}
"""Name to ``module:function``; the function takes the environment and returns the :class:`~bot.platforms.base.Platform`."""


def open_platform(name: str, environment: Mapping[str, str] | None = None) -> Platform:
    """The account on the platform of that name; no call is made yet.

    Args:
        name: as in the table above.
        environment: where credentials are; the process's own where it is left out.

    Raises:
        AskerError: when no platform has that name; the nearest are offered.
        CredentialsError: a variable is missing or can't be right; it is named, never shown.
    """
    if name not in PLATFORMS:
        raise unknown_name("platform", name, PLATFORMS, "--platform")
    module_name, _, function_name = PLATFORMS[name].partition(":")
    opened = attrgetter(function_name)(import_module(module_name))(os.environ if environment is None else environment)
    if opened.name != name:
        raise TypeError(f"{PLATFORMS[name]} opened {opened.name}, not {name}")
    return cast("Platform", opened)

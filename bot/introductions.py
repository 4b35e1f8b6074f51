"""Before a worker begins: does each network know us? A credential that is wrong is told to whoever starts the bot, not to a log that nobody reads."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence

from bot.platforms.base import CredentialsError, Platform, PlatformError
from corpora.errors import AskerError

PATIENCE_SECONDS = 10.0
"""A network that takes longer is asked again by whoever needs to know."""
AGAIN_SECONDS = 1.0
"""Networks have been seen to refuse a good credential once."""

_log = logging.getLogger(__name__)


def introduce(platforms: Sequence[Platform], patience_seconds: float = PATIENCE_SECONDS, again_seconds: float = AGAIN_SECONDS) -> None:
    """Ask all networks at once who we are. One that can't be reached is no reason not to begin: it is asked for mentions until it can.

    Raises:
        AskerError: when one refuses our credentials, twice; the message names them and never shows them.
    """
    refusals: list[CredentialsError] = []
    asking = [threading.Thread(target=_ask, args=(each, again_seconds, refusals), daemon=True) for each in platforms]
    for thread in asking:
        thread.start()
    deadline = time.monotonic() + patience_seconds
    for thread in asking:
        thread.join(max(0.0, deadline - time.monotonic()))
    if refusals:
        raise AskerError("; ".join(str(error) for error in refusals)) from refusals[0]


def _ask(platform: Platform, again_seconds: float, refusals: list[CredentialsError]) -> None:
    try:
        try:
            platform.me()
        except CredentialsError:
            time.sleep(again_seconds)
            platform.me()
    except CredentialsError as error:
        refusals.append(error)
    except PlatformError as error:
        _log.warning("%s does not say who we are yet: %s", platform.name, error)

"""Waiting for a database that is not there yet: a machine starts its programs in any order."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from bot.history.errors import OutOfReachError

AGAIN_SECONDS = 5.0

Opened = TypeVar("Opened")

_log = logging.getLogger(__name__)


def when_in_reach(open_it: Callable[[], Opened], sleep: Callable[[float], None] = time.sleep) -> Opened:
    """Open something as soon as its database can be reached, however long that takes; each time that it can't be is a line in the log.

    Raises:
        AskerError: when it can't be opened for a reason that does not pass by itself.
    """
    while True:
        try:
            return open_it()
        except OutOfReachError as error:
            _log.warning("%s; trying again in %g s", error, AGAIN_SECONDS)
            sleep(AGAIN_SECONDS)

"""Telling systemd how we are: ready, alive, stopping. Where nobody listens nothing is sent.

Source: systemd, sd_notify(3): a datagram of ``NAME=value`` lines to the socket that ``NOTIFY_SOCKET`` names.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Mapping
from typing import Final

VARIABLE: Final = "NOTIFY_SOCKET"
_WATCHDOG_MICROSECONDS: Final = "WATCHDOG_USEC"
_WATCHED_PROCESS: Final = "WATCHDOG_PID"

_log = logging.getLogger(__name__)


class Notices:
    """Sends notices to the supervisor that the environment names."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        named = environment.get(VARIABLE, "")
        self._address = f"\0{named[1:]}" if named.startswith("@") else named
        self.seconds = _patience(environment) / 2.0
        """How often :meth:`alive` has to be said: twice as often as the supervisor asks for; 0 = it does not ask."""

    def ready(self) -> None:
        """Work has begun."""
        self._send("READY=1")

    def alive(self) -> None:
        """Work goes on."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """Work ends."""
        self._send("STOPPING=1")

    def _send(self, notice: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
                line.sendto(notice.encode(), self._address)
        except OSError as error:
            _log.warning("the supervisor does not listen: %s", error.strerror)


def _patience(environment: Mapping[str, str]) -> float:
    """How long the supervisor waits for a sign of life, in seconds; 0 = for ever."""
    given = environment.get(_WATCHDOG_MICROSECONDS, "")
    meant = environment.get(_WATCHED_PROCESS, "") in {"", str(os.getpid())}
    return int(given) / 1e6 if meant and given.isdecimal() else 0.0

"""Mastodon's stream as a hint: while it is alive and silent, mentions need not be asked for so often.

Streams lose and repeat notifications, so none is read from here: a mention is only ever heard by polling, which goes on every half minute however
silent the stream is, and as often as before when it is not there.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from mastodon import Mastodon, MastodonError, StreamListener

QUIET_SECONDS = 30.0
"""How long a silent stream is believed."""
_ALIVE_SECONDS = 45.0
"""Servers say that they are there every fifteen."""
_READ_SECONDS = 60.0
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 300.0


class _ClosedError(MastodonError):
    """Nobody wants to listen any more."""


class MastodonStream(StreamListener):
    """Listens in a thread of its own, and begins anew whenever the server hangs up."""

    def __init__(self, client: Mastodon, *, quiet_seconds: float = QUIET_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        """Take a client; nothing is listened to before :meth:`begin`.

        Args:
            client: as :func:`bot.platforms.mastodon_connection.connect` makes it; the stream's own, for it waits on the line.
            quiet_seconds: how long a silent stream is believed.
            clock: seconds that never go back.
        """
        self._client = client
        self._quiet_seconds = quiet_seconds
        self._clock = clock
        self._news = threading.Event()
        self._untold = threading.Event()
        self._closing = threading.Event()
        self._alive_at = self._looked_at = float("-inf")
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Listen from now on; once is enough."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._listen, name="houseband-mastodon-stream", daemon=True)
            self._thread.start()

    def worth_a_look(self) -> bool:
        """Whether mentions should be asked for now; says no only where a living stream was silent since the last look, a moment ago."""
        now = self._clock()
        believed = now - self._alive_at < _ALIVE_SECONDS and now - self._looked_at < self._quiet_seconds
        if believed and not self._news.is_set():
            return False
        self._news.clear()
        self._looked_at = now
        return True

    def take_news(self) -> bool:
        """Whether a notification came since this was asked last."""
        untold = self._untold.is_set()
        self._untold.clear()
        return untold

    def look_again(self) -> None:
        """The last look saw nothing, for the server couldn't be asked."""
        self._news.set()

    def close(self) -> None:
        """Stop listening, at the server's next sign of life."""
        self._closing.set()

    def on_notification(self, notification: Any) -> None:  # noqa: ARG002 (it is read by polling)
        """Somebody did something that we are told of."""
        self._news.set()
        self._untold.set()
        self.handle_heartbeat()

    def on_unknown_event(self, name: str, unknown_event: Any = None) -> None:
        """Streams grow kinds of events; none of them is ours."""

    def handle_heartbeat(self) -> None:
        """The server is there."""
        self._alive_at = self._clock()
        if self._closing.is_set():
            raise _ClosedError

    def _listen(self) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while not self._closing.is_set():
            begun = self._clock()
            try:
                self._client.stream_user(self, timeout=_READ_SECONDS)
            except (MastodonError, OSError, ValueError, KeyError, AttributeError):  # whatever it was: polling goes on, and the line is tried again
                self._news.set()
            self._alive_at = float("-inf")
            lasted = self._clock() - begun > _ALIVE_SECONDS
            pause = _FIRST_PAUSE_SECONDS if lasted else min(2 * pause, _LONGEST_PAUSE_SECONDS)
            self._closing.wait(pause)

"""A network behind its gate: every call is asked for and paid for first, and every refusal is counted."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from math import ceil

from bot.guards.buckets import Kind, under_half_of
from bot.guards.gate import Gate
from bot.guards.judging import Guards
from bot.messages import NoLongerWantedError, NotYetError
from bot.own_requests import is_own
from bot.platforms.base import Author, CredentialsError, Limits, Mention, MentionPage, Platform, RateLimitedError, RefusedError, Span, Upload

LOOKED_AROUND_SECONDS = 120.0
"""Before and after a span together: clocks differ."""
LOOKED_BACK_SECONDS = 900.0
PAGE_MENTIONS = 100
"""What one reading of mentions may bring; so much is reserved, and what was not needed is given back."""
PROMPT_SECONDS = 5.0
"""A call that publishes is made within so many seconds after it was asked for, or not at all: whoever asked may count on it."""

_log = logging.getLogger(__name__)


class GuardedPlatform:
    """A platform that stays within limits and budget. Its calls raise :class:`NotYetError` where they have to wait.

    What the band asks of itself (:mod:`bot.own_requests`) is posted, not replied.
    """

    def __init__(self, inner: Platform, gate: Gate, guards: Guards, clock: Callable[[], float], steady: Callable[[], float] = time.monotonic) -> None:
        self.name = inner.name
        self._inner = inner
        self._gate = gate
        self._guards = guards
        self._clock = clock
        self._steady = steady

    @property
    def limits(self) -> Limits:
        """As the network says by now."""
        return self._inner.limits

    def me(self) -> Author:
        """Our own account; the first call checks the credentials."""
        return self._inner.me()

    def mentions(self, since: str | None) -> MentionPage:
        """What came after a cursor.

        Raises:
            RateLimitedError: when it is not to be asked now; by the network's word or by ours.
        """
        now = self._now()
        wait = self._gate.take("read", now, PAGE_MENTIONS)
        if wait is not None:
            raise RateLimitedError(wait.reason, wait.until)
        read = 0  # where the call fails nothing was read
        try:
            page = self._inner.mentions(since)
            read = len(page.mentions)
        finally:
            self._gate.settle(now, PAGE_MENTIONS, read)
        return page

    def upload(self, upload: Upload) -> str:
        """Bring a file to the network."""
        self._take("upload")
        return self._inner.upload(upload)

    def publish(self, mention: Mention, text: str, media: tuple[str, ...], key: str) -> str:
        """Reply to a mention, if its author still wants it; what the band asked of itself is posted.

        Raises:
            NoLongerWantedError: when the author said stop or was blocked meanwhile.
            RefusedError: when the network won't have it.
        """
        if is_own(mention):
            return self.post(text, media, key)
        asked_at = self._steady()
        if not self._guards.may_send(mention):
            raise NoLongerWantedError("its author said stop, or was blocked, while it was composed")
        self._take_promptly("post", asked_at)
        with self._refusals_counted():
            return self._inner.publish(mention, text, media, key)

    def post(self, text: str, media: tuple[str, ...], key: str) -> str:
        """Publish something nobody asked for."""
        self._take_promptly("post", self._steady())
        with self._refusals_counted():
            return self._inner.post(text, media, key)

    def find_reply(self, mention: Mention, key: str, span: Span | None = None) -> str | None:
        """The identifier of our own reply to a mention, if there is one already; None for what is no reply."""
        if is_own(mention):
            return None
        self._take("read", self._own_posts_in(span))
        return self._inner.find_reply(mention, key, span)

    def _own_posts_in(self, span: Span | None) -> int:
        """The most posts of ours that looking for one may read, and be charged for."""
        seconds = LOOKED_BACK_SECONDS if span is None else (span.end - span.begin).total_seconds() + LOOKED_AROUND_SECONDS
        rate = under_half_of(self.limits.posts_per_15_minutes)
        return min(PAGE_MENTIONS, rate.burst + ceil(seconds / rate.seconds_each))

    def _take(self, kind: Kind, pieces: int = 1) -> None:
        wait = self._gate.take(kind, self._now(), pieces)
        if wait is not None:
            raise NotYetError(wait.reason, wait.until)

    def _take_promptly(self, kind: Kind, asked_at: float) -> None:
        self._take(kind)
        if self._steady() - asked_at > PROMPT_SECONDS:
            raise NotYetError("this worker was held up on its way to the network", self._now() + timedelta(seconds=PROMPT_SECONDS))

    @contextmanager
    def _refusals_counted(self) -> Iterator[None]:
        try:
            yield
        except (RefusedError, CredentialsError):
            if self._gate.refused(self._now()):
                _log.error("%s refused so much that nothing is published there for a while", self.name)
            raise
        self._gate.succeeded(self._now())

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)

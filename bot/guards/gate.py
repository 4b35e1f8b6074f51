"""The gate of one network: pauses, rests, buckets and money in one question, so that what is refused costs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from bot.databases import Database
from bot.guards import breaker, buckets, ledger
from bot.guards.buckets import Kind, Rate, of_reads, under_half_of
from bot.guards.lists import paused_until
from bot.house_rules import BudgetSettings, GuardSettings
from bot.platforms.base import Limits


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now."""

    until: datetime
    reason: str


class Gate:
    """What all workers together may do on one network. Safe to use from several processes and threads at once."""

    def __init__(self, database: Database, platform: str, limits: Limits, guards: GuardSettings, budget: BudgetSettings) -> None:
        self.platform = platform
        self._database = database
        self._guards = guards
        self._budget = budget
        self._rates = _rates(limits, guards)
        self._prices = {"read": ledger.millicents(limits.cents_per_read), "post": ledger.millicents(limits.cents_per_post)}

    def take(self, kind: Kind, now: datetime, pieces: int = 1) -> Wait | None:
        """Ask for one call, and pay for it; of a read, for so many mentions at most.

        Returns:
            None, or until when to wait: then nothing was taken and nothing paid.
        """
        moment = now.timestamp()
        with self._database.writing() as connection:
            wait = self._closed(connection, kind, pieces, moment)
            if wait is None:
                offer = buckets.take(connection, self.platform, kind, self._rates[kind], moment)
                wait = None if offer is None else _wait(offer, f"enough {kind}s for now")
            if wait is None and kind == "post":
                breaker.enter(connection, self.platform, moment)
            if wait is None and kind in {"read", "post"}:
                ledger.book(connection, self.platform, "read" if kind == "read" else "post", pieces * self._prices[kind], moment)
        return wait

    def settle(self, now: datetime, paid: int, read: int) -> None:
        """So many mentions were paid for by the :meth:`take` of a moment, and so many were read."""
        difference = (read - paid) * self._prices["read"]
        if difference:
            with self._database.writing() as connection:
                ledger.book(connection, self.platform, "read", difference, now.timestamp())

    def look(self, now: datetime) -> Wait | None:
        """Whether something could be published now, as far as pauses, rests and money go; nothing is taken."""
        with self._database.writing() as connection:
            return self.closed(connection, now.timestamp())

    def closed(self, connection: sa.Connection, now: float) -> Wait | None:
        """As :meth:`look`, in the transaction of a connection and for a moment in seconds since 1970."""
        return self._closed(connection, "post", 1, now)

    def may_excuse(self, connection: sa.Connection, now: float) -> bool:
        """Whether one more author may be told that the band is busy; if so, one fewer may later."""
        return buckets.take(connection, self.platform, "excuse", self._rates["excuse"], now) is None

    def refused(self, now: datetime) -> bool:
        """The network refused a publication; whether it is left alone from now on."""
        with self._database.writing() as connection:
            return breaker.refused(connection, self.platform, self._guards, now.timestamp())

    def succeeded(self, now: datetime) -> None:
        """The network took a publication."""
        with self._database.reading() as connection:
            quiet = breaker.is_quiet(connection, self.platform)
        if not quiet:
            with self._database.writing() as connection:
                breaker.succeeded(connection, self.platform, now.timestamp())

    def spent_cents(self, now: datetime) -> float:
        """What the network cost today."""
        with self._database.reading() as connection:
            return ledger.spent_cents(connection, self.platform, now.timestamp())

    def _closed(self, connection: sa.Connection, kind: Kind, pieces: int, now: float) -> Wait | None:
        paused = paused_until(connection, self.platform, now)
        if paused is not None:
            return _wait(paused, "the bot is paused")
        if kind in {"post", "upload"}:
            resting = breaker.resting_until(connection, self.platform, self._guards, now)
            if resting is not None:
                return _wait(resting, f"{self.platform} refused too much: it is left alone for a while")
        if kind in {"post", "read"}:
            purpose: ledger.Purpose = "read" if kind == "read" else "post"
            refused = ledger.refused_until(connection, self.platform, purpose, pieces * self._prices[kind], self._budget, now)
            if refused is not None:
                return _wait(refused, f"today's budget for {purpose}s on {self.platform} is spent")
        return None


def _rates(limits: Limits, guards: GuardSettings) -> Mapping[Kind, Rate]:
    posts = under_half_of(limits.posts_per_15_minutes)
    return {
        "read": of_reads(limits.reads_per_15_minutes),
        "post": posts,
        "upload": Rate(min(posts.most, under_half_of(limits.uploads_per_15_minutes).most)),
        "excuse": Rate(guards.most_excuses_per_15_minutes),
    }


def _wait(until: float, reason: str) -> Wait:
    return Wait(datetime.fromtimestamp(until, UTC), reason)

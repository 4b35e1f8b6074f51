"""Token buckets in the database: all workers together stay under half of what a network allows.

A bucket is one number, the moment at which it would be full again (the generic cell rate algorithm). Its burst and what flows in during a
quarter of an hour make together what may be taken, so that no quarter of an hour sees more, wherever it begins.

Source: ITU-T Recommendation I.371 (2004), Annex A, "virtual scheduling algorithm".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from bot.databases import insert_unless_there
from bot.guards.tables import buckets

Kind = Literal["read", "post", "upload", "excuse"]

READS_AT_ONCE = 4
WINDOW_SECONDS = 900.0
"""Networks count by the quarter of an hour."""
LONGEST_LINE_SECONDS = 86_400.0
"""Nobody is told to come back later than this."""
CLOCKS_DIFFER_SECONDS = 60.0
"""Between hosts."""
_ROUNDING_SECONDS = 1e-6
"""Moments since 1970 are only so precise."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How much may be taken from a bucket."""

    most: int
    """In any quarter of an hour."""
    most_at_once: int | None = None
    """A quarter of it where nothing is said; the less at once, the more evenly the rest flows."""

    @property
    def burst(self) -> int:
        """At once."""
        quarter = max(1, self.most // 4)
        return quarter if self.most_at_once is None else min(quarter, self.most_at_once)

    @property
    def seconds_each(self) -> float:
        """How long it takes until one more flows in."""
        return WINDOW_SECONDS / max(self.most - self.burst, 0.5)


def under_half_of(published: int, most_at_once: int | None = None) -> Rate:
    """Strictly less than half of what a network publishes as its limit for a quarter of an hour; one, where that would be nothing."""
    return Rate(max(1, (published - 1) // 2), most_at_once)


def of_reads(published: int) -> Rate:
    """For asking a network for mentions, which is done at regular intervals, and now and then looking for a reply of our own."""
    return under_half_of(published, READS_AT_ONCE)


def poll_seconds(published: int) -> float:
    """How often mentions can be asked for without ever being held up by :func:`of_reads`."""
    return 1.05 * of_reads(published).seconds_each


def take(connection: sa.Connection, platform: str, kind: Kind, rate: Rate, now: float) -> float | None:
    """Take one, in the transaction of the connection.

    Returns:
        None, or when to come back: everybody who has to is given a moment of their own, so that a long line does not come all at once.
    """
    this = sa.and_(buckets.c.platform == platform, buckets.c.kind == kind)
    insert_unless_there(connection, buckets, platform=platform, kind=kind, full_at=now, offered_at=now)
    row = connection.execute(sa.select(buckets.c.full_at, buckets.c.offered_at).where(this).with_for_update()).one()
    each, depth = rate.seconds_each, rate.burst * rate.seconds_each
    full_at = min(max(row.full_at, now), now + depth) + each
    # It can't be emptier than empty: then the clock was set back, and the line was made by the clock that was.
    line_end = now if row.full_at > now + depth + CLOCKS_DIFFER_SECONDS else row.offered_at
    if full_at <= now + depth + _ROUNDING_SECONDS:
        connection.execute(sa.update(buckets).where(this).values(full_at=full_at))
        return None
    offer = float(max(full_at - depth, min(line_end + each, now + LONGEST_LINE_SECONDS)))
    connection.execute(sa.update(buckets).where(this).values(offered_at=offer))
    return offer

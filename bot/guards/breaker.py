"""A circuit breaker for each network: after a burst of refusals nothing is published there for a while, then one try decides.

Networks answer a bot that they took a dislike to with 403 after 403; going on is how accounts are lost.

Source: Michael Nygard, Release It! (2007), chapter 5.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.databases import insert_unless_there
from bot.guards.tables import breakers
from bot.house_rules import GuardSettings

TRY_SECONDS = 60.0
"""How long the one who tries has for it, before somebody else may."""

_Row = sa.Row[tuple[Any, ...]]


def resting_until(connection: sa.Connection, platform: str, rules: GuardSettings, now: float) -> float | None:
    """When somebody may publish again; None = now, perhaps as the one who tries. The row stays locked until the transaction ends."""
    row = _locked(connection, platform)
    if row is None or row.trips == 0:
        return None
    # A moment further away than any rest lasts was written before the clock was set back.
    open_until = float(min(row.open_until, now + rules.longest_rest_hours * 3600.0))
    probe_until = float(min(row.probe_until, now + TRY_SECONDS))
    return max((moment for moment in (open_until, probe_until) if moment > now), default=None)


def enter(connection: sa.Connection, platform: str, now: float) -> None:
    """Somebody publishes whom :func:`resting_until` let through: where the network was resting, they are the one who tries."""
    connection.execute(sa.update(breakers).where(breakers.c.platform == platform, breakers.c.trips > 0).values(probe_until=now + TRY_SECONDS))


def refused(connection: sa.Connection, platform: str, rules: GuardSettings, now: float) -> bool:
    """The network refused something; whether that begins a rest."""
    insert_unless_there(connection, breakers, platform=platform)
    row = _locked(connection, platform)
    if row is None or (row.trips > 0 and now < row.open_until <= now + rules.longest_rest_hours * 3600.0):
        return False  # it was under way when the rest began
    window = rules.refusals_within_minutes * 60.0
    fresh = not 0.0 <= now - row.counted_since <= window
    refusals = 1 if fresh else row.refusals + 1
    if row.trips == 0 and refusals < rules.refusals_until_rest:
        _update(connection, platform, refusals=refusals, counted_since=now if fresh else row.counted_since)
        return False
    until = now + rest_seconds(row.trips + 1, rules)
    _update(connection, platform, refusals=0, counted_since=now, trips=row.trips + 1, open_until=until, probe_until=0.0)
    return True


def succeeded(connection: sa.Connection, platform: str, now: float) -> None:
    """The network took something: the rest is over, or one refusal is made good."""
    row = _locked(connection, platform)
    if row is None or (row.trips > 0 and now < row.open_until):
        return
    _update(connection, platform, trips=0, refusals=max(0, row.refusals - 1) if row.trips == 0 else 0)


def is_quiet(connection: sa.Connection, platform: str) -> bool:
    """Whether there is nothing for a success to make good; asked without a lock."""
    row = connection.execute(sa.select(breakers).where(breakers.c.platform == platform)).one_or_none()
    return row is None or (row.trips == 0 and row.refusals == 0)


def rest_seconds(trips: int, rules: GuardSettings) -> float:
    """How long the rest lasts that begins for the so-manieth time in a row."""
    first, longest = rules.first_rest_minutes * 60.0, rules.longest_rest_hours * 3600.0
    return float(min(longest, first * 2.0 ** min(trips - 1, 40)))


def _locked(connection: sa.Connection, platform: str) -> _Row | None:
    return connection.execute(sa.select(breakers).where(breakers.c.platform == platform).with_for_update()).one_or_none()


def _update(connection: sa.Connection, platform: str, **values: float) -> None:
    connection.execute(sa.update(breakers).where(breakers.c.platform == platform).values(**values))

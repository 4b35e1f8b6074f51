"""The ledger: what each network cost today, and a budget that is never exceeded. In thousandths of a cent, whole numbers."""

from __future__ import annotations

import math
from datetime import UTC, datetime, time, timedelta
from typing import Literal

import sqlalchemy as sa

from bot.databases import insert_unless_there
from bot.guards.tables import ledger
from bot.house_rules import BudgetSettings

Purpose = Literal["read", "post"]


def millicents(cents: float) -> int:
    """A price, rounded up: what can't be written down exactly must not add up to more than was allowed."""
    return math.ceil(cents * 1000.0 - 1e-6)


def refused_until(connection: sa.Connection, platform: str, purpose: Purpose, price: int, budget: BudgetSettings, now: float) -> float | None:
    """None where something that costs so many millicents is within the budget; otherwise the midnight at which the next day's begins.

    The day's row stays locked until the transaction ends.
    """
    if price <= 0:
        return None
    day = _day(now)
    insert_unless_there(connection, ledger, platform=platform, day=day)
    row = connection.execute(sa.select(ledger).where(*_row(platform, day)).with_for_update()).one()
    whole = math.floor(budget.cents_a_day * 1000.0)
    too_much = row.read_millicents + row.post_millicents + price > whole
    if purpose == "read":
        too_much = too_much or row.read_millicents + price > math.floor(whole * budget.most_share_for_reading)
    return _next_midnight(now) if too_much else None


def book(connection: sa.Connection, platform: str, purpose: Purpose, price: int, now: float) -> None:
    """Write down what was spent on the day of a moment; what was reserved and not needed is a negative price."""
    if price == 0:
        return
    day = _day(now)
    column = ledger.c.read_millicents if purpose == "read" else ledger.c.post_millicents
    insert_unless_there(connection, ledger, platform=platform, day=day)
    connection.execute(sa.update(ledger).where(*_row(platform, day)).values({column: column + price}))


def spent_cents(connection: sa.Connection, platform: str, now: float) -> float:
    """What a network cost on the day of a moment."""
    row = connection.execute(sa.select(ledger).where(*_row(platform, _day(now)))).one_or_none()
    return 0.0 if row is None else (row.read_millicents + row.post_millicents) / 1000.0


def _row(platform: str, day: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return ledger.c.platform == platform, ledger.c.day == day


def _day(now: float) -> str:
    return datetime.fromtimestamp(now, UTC).date().isoformat()


def _next_midnight(now: float) -> float:
    tomorrow = datetime.fromtimestamp(now, UTC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, UTC).timestamp()

"""When a chore is due: every so many seconds by a clock that nobody can set, or once a day by the clock on the wall."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apscheduler.triggers.cron import CronTrigger

from corpora.errors import AskerError

LOOK_BACK = timedelta(hours=26)
"""The longest day has 25 hours."""
_ONE_TICK_A_DAY = timedelta(hours=12)
"""After a tick the next one is looked for from here on: an hour that autumn repeats has one."""
LATEST_HOURS = 12.0
"""A daily tick that was missed by more than this, because the machine slept, is left out: the next one is nearer."""


@dataclass(frozen=True, slots=True)
class Every:
    """So many seconds after it was last begun."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Daily:
    """At an hour of the clock on the wall."""

    hour: int
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Chore:
    """Something that is done by the clock."""

    name: str
    """Unique; made of letters, digits, ``-`` and ``:``."""
    when: Every | Daily
    work: Callable[[date], None]
    """Given the day it is done for; done twice for the same day, it must be as if it were done once."""
    everywhere: bool = False
    """Done by every process, not only by the one that leads: what each machine has of its own."""


def zone_named(name: str) -> ZoneInfo:
    """A time zone.

    Raises:
        AskerError: when there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise AskerError(f"time zone {name!r} is unknown; set schedule.time_zone in bot.toml to one like UTC or Europe/Berlin") from error


class DailyClock:
    """Says which day's tick is the newest; the calendar is asked only when that may have changed."""

    def __init__(self, daily: Daily) -> None:
        self._trigger = CronTrigger(hour=daily.hour, minute=0, second=0, timezone=daily.zone)
        self._zone = daily.zone
        self._from = self._until = 0.0
        self._day: date | None = None

    def newest(self, now: float) -> date | None:
        """The day whose tick was due last at a moment in seconds since 1970."""
        if not self._from <= now < self._until:
            self._look_up(now)
        return self._day

    def is_too_late(self, now: float) -> bool:
        """Whether that tick was due so long ago that it is left out."""
        self.newest(now)
        return now - self._from > LATEST_HOURS * 3600.0

    def _look_up(self, now: float) -> None:
        moment = datetime.fromtimestamp(now, UTC)
        self._from, self._day = now, None
        fire = self._next(moment - LOOK_BACK)
        while fire is not None and fire <= moment:
            self._from, self._day = fire.timestamp(), fire.astimezone(self._zone).date()
            fire = self._next(fire + _ONE_TICK_A_DAY)
        self._until = now + 3600.0 if fire is None else fire.timestamp()

    def _next(self, after: datetime) -> datetime | None:
        # In UTC, both ways: asked in local time, the calendar comes back to the hour that autumn repeats for ever.
        fire: datetime | None = self._trigger.get_next_fire_time(None, after)
        return None if fire is None else fire.astimezone(UTC)

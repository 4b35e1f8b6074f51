"""Which ticks of the calendar are done: each has a name of its own, so that it is done once however many processes and clocks there are."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from bot.databases import Database, insert_unless_there
from bot.schedule.tables import ticks

SET_BACK_DAYS = 2
"""A clock that is set back by up to so many days repeats nothing."""
KEPT_SECONDS = 400 * 86_400.0


class Ticks:
    """The ticks that are done. Safe to use from several processes and threads at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def is_done(self, chore: str, day: date, now: float) -> bool:
        """Whether a day's tick is over: done, or a later one is.

        The first time that a chore is heard of, its tick counts as done: a bot that is started for the first time begins with what comes next.
        """
        latest = (day + timedelta(days=SET_BACK_DAYS)).isoformat()
        ever = sa.select(ticks.c.day).where(ticks.c.chore == chore).limit(1)
        with self._database.reading() as connection:
            if connection.execute(ever.where(ticks.c.day >= day.isoformat(), ticks.c.day <= latest)).first():
                return True
            if connection.execute(ever).first():
                return False
        self.mark_done(chore, day, now)
        return True

    def mark_done(self, chore: str, day: date, now: float) -> None:
        """Never do a day's tick again; forget those of more than a year ago."""
        with self._database.writing() as connection:
            insert_unless_there(connection, ticks, chore=chore, day=day.isoformat(), done_at=now)
            connection.execute(sa.delete(ticks).where(ticks.c.done_at < now - KEPT_SECONDS))

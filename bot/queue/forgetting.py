"""Forgetting what nothing depends on any more, so that a year takes no more room than a month.

A mention is known for a month: networks list mentions again for hours, and one that comes back later is too old to be answered. What its steps gave
is needed only while it goes on. That it was answered, and with which piece, is kept for good, without the words: no clock that jumps can make the
bot answer it twice, and somebody may ask for a change of the piece after years.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bot.databases import Database
from bot.queue.port import DurableQueue
from bot.queue.records import DEAD
from bot.queue.tables import dead_letters, inbox, outbox

MENTIONS_KEPT_SECONDS = 30 * 86_400.0
"""Nobody waits longer than that for a dead letter, either."""
STEPS_KEPT_SECONDS = 86_400.0
"""Nine tenths of what a mention takes is what its steps gave."""
_AT_ONCE = 500
"""So many go in one transaction: others write too."""


class Forgetting:
    """Forgets mentions that were over, or given up, long ago."""

    def __init__(self, database: Database, queue: DurableQueue) -> None:
        self._database = database
        self._queue = queue

    def __call__(self, now: float) -> int:
        """Forget what may be forgotten at a moment; how many mentions."""
        self._forget_steps(now - STEPS_KEPT_SECONDS)
        count = 0
        while names := self._long_over(now - MENTIONS_KEPT_SECONDS):
            self._queue.forget(names)  # first: a mention that is still in the inbox is come back to after a crash
            self._forget(names)
            count += len(names)
        return count

    def _forget_steps(self, before: float) -> None:
        """What the steps of mentions gave that were over before a moment."""
        while over := self._queue.over(_AT_ONCE):
            forgettable = sorted(set(over) - self._still_needed(over, before))
            self._queue.forget(forgettable)
            if len(forgettable) < _AT_ONCE:
                return

    def _still_needed(self, names: Sequence[str], before: float) -> set[str]:
        needed = sa.or_(inbox.c.finished_at.is_(None), inbox.c.finished_at >= before)
        with self._database.reading() as connection:
            return set(connection.execute(sa.select(inbox.c.id).where(inbox.c.id.in_(names), needed)).scalars())

    def _long_over(self, before: float) -> list[str]:
        """Mentions that were over or given up before a moment, not more than go in one transaction."""
        over = sa.select(inbox.c.id).where(inbox.c.finished_at < before)
        given_up = sa.select(inbox.c.id).join(dead_letters, dead_letters.c.id == inbox.c.id)
        given_up = given_up.where(inbox.c.state == DEAD, dead_letters.c.died_at < before)
        with self._database.reading() as connection:
            return list(connection.execute(over.union(given_up).limit(_AT_ONCE)).scalars())

    def _forget(self, names: Sequence[str]) -> None:
        with self._database.writing() as connection:
            connection.execute(sa.delete(inbox).where(inbox.c.id.in_(names)))
            connection.execute(sa.delete(dead_letters).where(dead_letters.c.id.in_(names)))
            connection.execute(sa.delete(outbox).where(outbox.c.id.in_(names), outbox.c.reply_id.is_(None)))
            connection.execute(sa.update(outbox).where(outbox.c.id.in_(names)).values(text="", media=[], key=""))

"""Who is blocked, who said stop, and what is paused."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from bot.databases import Database, insert_unless_there
from bot.guards.tables import blocks, pauses, stops
from bot.platforms.base import Author

EVERYWHERE = "*"
"""In place of a network's name: all of them."""
SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 30.0, 600.0
"""How often somebody looks whether a pause is over: the longer it lasts, the more rarely."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list."""

    platform: str
    who: str
    """Empty in the list of pauses."""
    reason: str
    since: float
    """In seconds since 1970."""


class Lists:
    """What the operator decides. Safe to use from several processes and threads at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def block(self, who: str, reason: str, now: float, platform: str = EVERYWHERE) -> bool:
        """Never answer an author again, named by handle or identifier; whether that was new."""
        with self._database.writing() as connection:
            return insert_unless_there(connection, blocks, platform=platform, who=_folded(who), reason=reason, since=now)

    def unblock(self, who: str, platform: str = EVERYWHERE) -> bool:
        """Answer an author again; of all networks where none is named. False where nobody of that name was blocked."""
        query = sa.delete(blocks).where(blocks.c.who == _folded(who))
        if platform != EVERYWHERE:
            query = query.where(blocks.c.platform == platform)
        with self._database.writing() as connection:
            return connection.execute(query).rowcount > 0

    def pause(self, reason: str, now: float, platform: str = EVERYWHERE) -> bool:
        """Read and publish nothing until :meth:`resume`; whether that was new."""
        with self._database.writing() as connection:
            return insert_unless_there(connection, pauses, platform=platform, reason=reason, since=now)

    def resume(self, platform: str = EVERYWHERE) -> bool:
        """Go on; with everything where no network is named. False where nothing was paused."""
        query = sa.delete(pauses)
        if platform != EVERYWHERE:
            query = query.where(pauses.c.platform == platform)
        with self._database.writing() as connection:
            return connection.execute(query).rowcount > 0

    def blocked(self) -> list[Entry]:
        """Everybody who is blocked."""
        with self._database.reading() as connection:
            return [Entry(row.platform, row.who, row.reason, row.since) for row in connection.execute(sa.select(blocks).order_by(blocks.c.since))]

    def paused(self) -> list[Entry]:
        """Everything that is paused."""
        with self._database.reading() as connection:
            return [Entry(row.platform, "", row.reason, row.since) for row in connection.execute(sa.select(pauses).order_by(pauses.c.since))]


def paused_until(connection: sa.Connection, platform: str, now: float) -> float | None:
    """When to look again whether a pause is over; None where there is none."""
    query = sa.select(sa.func.min(pauses.c.since)).where(pauses.c.platform.in_((platform, EVERYWHERE)))
    since = connection.execute(query).scalar()
    return None if since is None else now + min(max(now - since, SHORTEST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)


def is_blocked(connection: sa.Connection, platform: str, author: Author) -> bool:
    """Whether an author is blocked, by identifier or by handle."""
    names = {_folded(author.id), _folded(author.handle)}
    query = sa.select(blocks.c.who).where(blocks.c.platform.in_((platform, EVERYWHERE)), blocks.c.who.in_(names))
    return connection.execute(query).first() is not None


def block_by_identifier(connection: sa.Connection, platform: str, author: Author, now: float) -> None:
    """Keep somebody blocked who takes another handle."""
    insert_unless_there(connection, blocks, platform=platform, who=_folded(author.id), reason=f"was @{author.handle}", since=now)


def stopped_in(connection: sa.Connection, platform: str, author_id: str) -> str | None:
    """The post in which an author said stop; None where they did not, or took it back."""
    query = sa.select(stops.c.post_id).where(stops.c.platform == platform, stops.c.author_id == author_id)
    return connection.execute(query).scalar_one_or_none()


def stop(connection: sa.Connection, platform: str, author_id: str, post_id: str, now: float) -> None:
    """An author wants no answers any more; the post that said so first is kept."""
    insert_unless_there(connection, stops, platform=platform, author_id=author_id, post_id=post_id, since=now)


def welcome_back(connection: sa.Connection, platform: str, author_id: str) -> bool:
    """An author wants answers again; whether they had said stop."""
    return connection.execute(sa.delete(stops).where(stops.c.platform == platform, stops.c.author_id == author_id)).rowcount > 0


def _folded(who: str) -> str:
    return who.strip().removeprefix("@").casefold()[:200]

"""What goes out: every reply is written here, whole, before the first attempt to publish it, and every attempt is counted before its call."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from bot.databases import Database, insert_unless_there
from bot.messages import OutgoingReply
from bot.queue.tables import outbox


class Outbox:
    """Replies of all networks. Safe to use from several processes and threads at once."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    def write(self, reply: OutgoingReply) -> OutgoingReply:
        """Write a reply down, unless one of that name is there: then that is the one to publish."""
        row = {"id": reply.id, "platform": reply.platform, "text": reply.text, "media": list(reply.media), "key": reply.key}
        with self._database.writing() as connection:
            insert_unless_there(connection, outbox, **row, piece_id=reply.piece_id, written_at=self._clock())
            found = connection.execute(sa.select(outbox).where(outbox.c.id == reply.id)).one()
        return OutgoingReply(
            found.id, found.platform, found.text, tuple(found.media), found.key, found.piece_id, found.attempt, found.reply_id, found.written_at,
            found.called_at,
        )  # fmt: skip

    def count_attempt(self, name: str, patience_seconds: float) -> int | None:
        """Count an attempt that is about to be made, and say which one it is: the first is 1.

        None while another one may still be under way: it began less than so many seconds ago and has not ended. Its worker may be dead, or only slow.
        """
        now = self._clock()
        free = sa.or_(outbox.c.attempted_at <= now - patience_seconds, outbox.c.attempted_at > now + patience_seconds)
        claim = sa.update(outbox).where(outbox.c.id == name, free).values(attempt=outbox.c.attempt + 1, attempted_at=now)
        with self._database.writing() as connection:
            if connection.execute(claim).rowcount == 0:
                return None
            return int(connection.execute(sa.select(outbox.c.attempt).where(outbox.c.id == name)).scalar_one())

    def attempt_ended(self, name: str, attempt: int, *, called: bool = True) -> None:
        """An attempt is over, whatever came of it; one that made no call after all does not count."""
        this = sa.and_(outbox.c.id == name, outbox.c.attempt == attempt)
        with self._database.writing() as connection:
            connection.execute(sa.update(outbox).where(this).values(attempt=attempt if called else attempt - 1, attempted_at=0.0))

    def free_at(self, name: str, patience_seconds: float) -> float:
        """When an attempt that is under way is taken for ended."""
        with self._database.reading() as connection:
            attempted_at = float(connection.execute(sa.select(outbox.c.attempted_at).where(outbox.c.id == name)).scalar_one())
        return min(attempted_at, self._clock()) + patience_seconds

    def renew_attempt(self, name: str, attempt: int) -> bool:
        """Let an attempt call the network now; False where its worker was held up, and another one counted the next attempt."""
        this = sa.and_(outbox.c.id == name, outbox.c.attempt == attempt, outbox.c.attempted_at != 0.0)
        now = self._clock()
        with self._database.writing(surely=True) as connection:  # what nobody remembers to have called would be called again
            return connection.execute(sa.update(outbox).where(this).values(attempted_at=now, called_at=now)).rowcount == 1

    def reword(self, name: str, text: str) -> None:
        """Say it in other words from now on: the network will not have these."""
        with self._database.writing() as connection:
            connection.execute(sa.update(outbox).where(outbox.c.id == name).values(text=text))

    def reattach(self, name: str, media: Sequence[str]) -> None:
        """Publish it with these files from now on: the network has let the others go."""
        with self._database.writing() as connection:
            connection.execute(sa.update(outbox).where(outbox.c.id == name).values(media=list(media)))

    def sent(self, name: str, reply_id: str) -> None:
        """The network has it."""
        with self._database.writing() as connection:
            connection.execute(sa.update(outbox).where(outbox.c.id == name).values(reply_id=reply_id, sent_at=self._clock()))

    def piece_of_reply(self, platform: str, reply_id: str) -> str | None:
        """The piece that one of our posts played, if it played one."""
        query = sa.select(outbox.c.piece_id).where(outbox.c.platform == platform, outbox.c.reply_id == reply_id)
        with self._database.reading() as connection:
            return connection.execute(query).scalars().first()

    def pieces_not_sent(self) -> frozenset[str]:
        """Pieces whose reply is not known to be out."""
        query = sa.select(outbox.c.piece_id).where(outbox.c.reply_id.is_(None), outbox.c.piece_id.is_not(None))
        with self._database.reading() as connection:
            return frozenset(connection.execute(query).scalars())

"""Whether a mention is answered: the rules in their order, judged once for each mention however often they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import sqlalchemy as sa

from bot.conversation import Heard, Verdict
from bot.databases import Database, insert_unless_there
from bot.guards import lists
from bot.guards.gate import Gate, Wait
from bot.guards.slurs import has_slur
from bot.guards.tables import accounts, judgements
from bot.house_rules import GuardSettings
from bot.messages import NotYetError
from bot.own_requests import is_own
from bot.platforms.base import Author, Mention

HOUR_SECONDS = 3600.0
CLOCKS_DIFFER_SECONDS = 60.0
"""How far a network's clock and ours may be apart."""
KEPT_SECONDS = 8 * 86_400.0
"""How long judgements are kept; longer than any post stays young."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of a mention."""

    kind: Literal["answer", "ignore", "busy_once", "later"]
    """``busy_once``: answered with the excuse that the band has too much to play."""
    reason: str = ""
    """For the log and the list of mentions; never shown to strangers."""
    at: datetime | None = None
    """Of ``later``: when to ask again."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the guards of one network know of the world."""

    me: Callable[[], Author]
    """Our own account."""
    waiting: Callable[[], int]
    """How many requests wait for their turn; a person who sent many counts for few (their authors, say)."""
    clock: Callable[[], float]
    """In seconds since 1970."""


class Guards:
    """Decide what is answered on one network. Safe to use from several processes and threads at once."""

    def __init__(self, database: Database, gate: Gate, rules: GuardSettings, circumstances: Circumstances) -> None:
        self._database = database
        self._gate = gate
        self._rules = rules
        self._world = circumstances

    def begin(self) -> None:
        """Remember when the bot was started on this network for the first time: what was posted before is never answered."""
        with self._database.writing() as connection:
            insert_unless_there(connection, accounts, platform=self._gate.platform, started_at=self._world.clock())

    def judge(self, mention: Mention, heard: Heard) -> Verdict:
        """Whether a mention is answered.

        Raises:
            NotYetError: when it is, but not now.
        """
        judgement = self.may_answer(mention, datetime.fromtimestamp(self._world.clock(), UTC), heard.kind)
        if judgement.kind == "later" and judgement.at is not None:
            raise NotYetError(judgement.reason, judgement.at)
        if judgement.kind == "answer":
            return Verdict("answer")
        return Verdict("busy" if judgement.kind == "busy_once" else "ignore", judgement.reason)

    def may_answer(self, mention: Mention, now: datetime, kind: str = "piece") -> Judgement:
        """Whether a mention is answered; ``kind`` is what it asks for, as in :class:`bot.conversation.Heard`.

        The same mention is judged the same way whenever it is asked about again (but for ``later``): a step that is repeated after a crash
        neither counts twice nor finds itself over a limit that it filled.
        """
        if is_own(mention):
            return self._own(now)
        me, waiting = self._world.me(), self._world.waiting()  # before the lock
        with self._database.writing() as connection:
            case = _Case(connection, mention, kind, now.timestamp(), self._rules, self._gate)
            return case.judged(me, waiting)

    def may_send(self, mention: Mention) -> bool:
        """Whether the author still wants a reply that was composed meanwhile, and the operator still lets them have it."""
        with self._database.reading() as connection:
            stopped = lists.stopped_in(connection, mention.platform, mention.author.id)
            return stopped in {None, mention.post_id} and not lists.is_blocked(connection, mention.platform, mention.author)

    def priority(self, mention: Mention) -> int:
        """How many answers its author got within the last hour: for a queue that lets those go first who got fewer."""
        with self._database.reading() as connection:
            since = self._world.clock() - HOUR_SECONDS
            return _count(connection, mention.platform, since, judgements.c.author_id == mention.author.id, judgements.c.kind == "answer")

    def forget(self) -> int:
        """Forget judgements that nothing depends on any more; how many."""
        with self._database.writing() as connection:
            old = sa.delete(judgements).where(judgements.c.judged_at < self._world.clock() - KEPT_SECONDS)
            return int(connection.execute(old).rowcount)

    def _own(self, now: datetime) -> Judgement:
        wait = self._gate.look(now)
        return Judgement("answer") if wait is None else Judgement("later", wait.reason, wait.until)


@dataclass(frozen=True, slots=True)
class _Case:
    """One mention before the judge, in one transaction that nobody else's judgement on this network can overlap."""

    connection: sa.Connection
    mention: Mention
    kind: str
    now: float
    rules: GuardSettings
    gate: Gate

    def judged(self, me: Author, waiting: int) -> Judgement:
        """The judgement, written down unless it is ``later``."""
        started_at = self._take_turns()
        known = self._known()
        if known is not None:
            return known
        judgement = self._ignored(me, started_at) or self._deferred() or self._excused(waiting) or Judgement("answer")
        if judgement.kind != "later":
            self._write_down(judgement)
        return judgement

    def _take_turns(self) -> float:
        """Lock the network's account until the transaction ends; when it was started for the first time."""
        platform = self.mention.platform
        insert_unless_there(self.connection, accounts, platform=platform, started_at=self.now)
        query = sa.select(accounts.c.started_at).where(accounts.c.platform == platform).with_for_update()
        return float(self.connection.execute(query).scalar_one())

    def _known(self) -> Judgement | None:
        this = sa.and_(judgements.c.platform == self.mention.platform, judgements.c.post_id == self.mention.post_id)
        row = self.connection.execute(sa.select(judgements.c.kind, judgements.c.reason).where(this)).one_or_none()
        return None if row is None else Judgement(row.kind, row.reason)

    def _ignored(self, me: Author, started_at: float) -> Judgement | None:
        reason = self._not_for_us(me, started_at) or self._unwelcome() or self._too_much_talk()
        return None if reason is None else Judgement("ignore", reason)

    def _not_for_us(self, me: Author, started_at: float) -> str | None:
        author, posted_at = self.mention.author, self.mention.created_at.timestamp()
        if author.id == me.id or author.handle.casefold() == me.handle.casefold():
            return "our own post"
        if author.is_bot:
            return "written by a bot"
        if posted_at < started_at - CLOCKS_DIFFER_SECONDS:
            return "posted before the bot was started for the first time"
        if posted_at < self.now - self.rules.old_after_hours * HOUR_SECONDS:
            return f"more than {self.rules.old_after_hours:g} hours old"
        return None

    def _unwelcome(self) -> str | None:
        platform, author = self.mention.platform, self.mention.author
        changed = self._mind_changed()
        if lists.is_blocked(self.connection, platform, author):
            lists.block_by_identifier(self.connection, platform, author, self.now)
            return "the author is blocked"
        if not changed and lists.stopped_in(self.connection, platform, author.id) is not None:
            return "the author said stop"
        return "has a slur" if has_slur(self.mention.text, self.rules.refused_words) else None

    def _mind_changed(self) -> bool:
        """Write down that the author says stop, or takes it back; whether it was this mention that changed it."""
        platform, author_id = self.mention.platform, self.mention.author.id
        if self.kind == "stop":
            lists.stop(self.connection, platform, author_id, self.mention.post_id, self.now)
            return lists.stopped_in(self.connection, platform, author_id) == self.mention.post_id
        return self.kind == "resume" and lists.welcome_back(self.connection, platform, author_id)

    def _too_much_talk(self) -> str | None:
        if self.kind == "nothing" and self.mention.reply_to is not None:
            return "talk in a thread, no request"
        said = self._said_within_an_hour(judgements.c.conversation == _conversation(self.mention))
        if said >= self.rules.most_an_hour_in_one_thread:
            return f"{said} replies in this thread within an hour"
        return None

    def _deferred(self) -> Judgement | None:
        wait: Wait | None = self.gate.closed(self.connection, self.now)
        return None if wait is None else Judgement("later", wait.reason, wait.until)

    def _excused(self, waiting: int) -> Judgement | None:
        """The excuse that the band is busy: once to an author within an hour, and not to everybody."""
        if self.kind == "stop":
            return None
        mine = judgements.c.author_id == self.mention.author.id
        answers = self._said_within_an_hour(mine, judgements.c.kind == "answer")
        if answers >= self.rules.most_an_hour_for_one_author:
            reason = f"{answers} answers to this author within an hour"
        elif waiting > self.rules.most_waiting:
            reason = f"{waiting} requests are waiting"
        else:
            return None
        if self._said_within_an_hour(mine, judgements.c.kind == "busy_once") or not self.gate.may_excuse(self.connection, self.now):
            return Judgement("ignore", reason)
        return Judgement("busy_once", reason)

    def _said_within_an_hour(self, *which: sa.ColumnElement[bool]) -> int:
        return _count(self.connection, self.mention.platform, self.now - HOUR_SECONDS, judgements.c.kind != "ignore", *which)

    def _write_down(self, judgement: Judgement) -> None:
        row = {"platform": self.mention.platform, "post_id": self.mention.post_id, "author_id": self.mention.author.id}
        values = {"conversation": _conversation(self.mention), "kind": judgement.kind, "reason": judgement.reason, "judged_at": self.now}
        self.connection.execute(sa.insert(judgements).values(**row, **values))


def _conversation(mention: Mention) -> str:
    return mention.conversation or mention.reply_to or mention.post_id


def _count(connection: sa.Connection, platform: str, since: float, *which: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).where(judgements.c.platform == platform, judgements.c.judged_at > since, *which)
    return int(connection.execute(query).scalar_one())

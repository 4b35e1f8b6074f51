"""What came in: every mention once, in the order of whose turn it is, and where each one stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bot.databases import Database, insert_unless_there
from bot.platforms.base import Mention, MentionPage
from bot.queue.records import (
    DEAD,
    DONE,
    GOING,
    IGNORED,
    RESTING,
    WAITING,
    Errand,
    Standing,
    Start,
    errand_name,
    mention_as_json,
    mention_from_json,
)
from bot.queue.tables import cursors, dead_letters, inbox

LOOK_AFTER_SECONDS = 60.0
"""How long an errand that was handed on is left alone before somebody looks whether it really goes."""
JUST_CLAIMED_SECONDS = 10.0
"""An errand that was touched so recently has somebody; the dead are silent for longer."""
CLOCK_STEP_SECONDS = 60.0
"""How far the clocks of our machines may be apart; what began to rest further in the future than this did so before a clock was set back."""
LONGEST_PAUSE_SECONDS = 1000.0
"""No network is left alone for longer than that before it is asked again whether it may be asked."""
NEVER = 1e15
"""When a dead letter is due: beyond all calendars."""
_OPEN = (WAITING, RESTING, GOING)
_DEATHS = sa.case((inbox.c.starts > 0, inbox.c.starts - 1), else_=0)
"""Of a step that has just ended: how often it was begun and did not end."""

Row = sa.Row[tuple[Any, ...]]


class Inbox:
    """The mentions of all networks. Safe to use from several processes and threads at once."""

    def __init__(self, database: Database, clock: Callable[[], float], just_claimed_seconds: float = JUST_CLAIMED_SECONDS) -> None:
        self._database = database
        self._clock = clock
        self._just_claimed_seconds = just_claimed_seconds

    def close(self) -> None:
        """Let the database go."""
        self._database.close()

    def claim_poll(self, platform: str, seconds: float, sooner_by: float = 0.0) -> bool:
        """Whether it is this caller's turn to poll a network: one of all processes has it, once in so many seconds.

        ``sooner_by``: so many seconds before its time, where there is news.
        """
        now = self._clock()
        due = sa.or_(cursors.c.next_poll_at <= now + sooner_by, cursors.c.next_poll_at > now + LONGEST_PAUSE_SECONDS)  # the clock was set back
        claim = sa.update(cursors).where(cursors.c.platform == platform, due).values(next_poll_at=now + seconds)
        with self._database.writing() as connection:
            first = insert_unless_there(connection, cursors, platform=platform, next_poll_at=now + seconds)
            return first or connection.execute(claim).rowcount == 1

    def postpone_poll(self, platform: str, until: float) -> None:
        """Let nobody poll a network before a moment; where that is far away, ask again before it whether it still is."""
        soonest = min(until, self._clock() + LONGEST_PAUSE_SECONDS)
        with self._database.writing() as connection:
            connection.execute(sa.update(cursors).where(cursors.c.platform == platform).values(next_poll_at=soonest))

    def cursor(self, platform: str) -> str | None:
        """Where the last poll of a network ended; None before the first."""
        with self._database.reading() as connection:
            return connection.execute(sa.select(cursors.c.cursor).where(cursors.c.platform == platform)).scalar_one_or_none()

    def store(self, platform: str, page: MentionPage) -> int:
        """Keep a page of mentions that a network gave and the cursor behind it, both or nothing; those known already are left as they are.

        Returns:
            How many were new.
        """
        now = self._clock()
        moved = {} if page.cursor is None else {"cursor": page.cursor}
        with self._database.writing() as connection:
            fresh = self._keep(connection, page.mentions)
            insert_unless_there(connection, cursors, platform=platform, next_poll_at=now)
            connection.execute(sa.update(cursors).where(cursors.c.platform == platform).values(heard_at=now, **moved))
        return fresh

    def add(self, mention: Mention) -> bool:
        """Keep one mention that no poll brought; whether it was new."""
        with self._database.writing() as connection:
            return self._keep(connection, (mention,)) == 1

    def _keep(self, connection: sa.Connection, mentions: Sequence[Mention]) -> int:
        served = _turn_served(connection)
        return sum(insert_unless_there(connection, inbox, **self._row(connection, mention, served)) for mention in mentions)

    def last_heard(self) -> Mapping[str, float | None]:
        """When each network last answered a poll; None where it never did."""
        with self._database.reading() as connection:
            return {row.platform: row.heard_at for row in connection.execute(sa.select(cursors.c.platform, cursors.c.heard_at))}

    def _row(self, connection: sa.Connection, mention: Mention, served: int) -> dict[str, Any]:
        now = self._clock()
        return {
            "id": errand_name(mention.platform, mention.post_id),
            "platform": mention.platform,
            "post_id": mention.post_id,
            "author_id": mention.author.id,
            "mention": mention_as_json(mention),
            "received_at": now,
            "turn": _turn(connection, mention, served),
            "state": WAITING,
            "due_at": 0.0,
        }

    def claim_due(self, limit: int) -> list[Errand]:
        """Errands whose time has come, whose turn is first; each goes to one caller, and is looked after again if nothing comes of it."""
        now = self._clock()
        clock_was_set_back = sa.and_(inbox.c.state == RESTING, inbox.c.laid_at > now + CLOCK_STEP_SECONDS)
        due = (
            sa.select(inbox.c.id)
            .where(inbox.c.state.in_(_OPEN), sa.or_(inbox.c.due_at <= now, clock_was_set_back))
            .order_by(inbox.c.turn, inbox.c.received_at)
            .limit(limit)
        ).with_for_update(skip_locked=True)
        with self._database.writing() as connection:
            names = list(connection.execute(due).scalars())
            return self._claim(connection, names) if names else []

    def claim(self, names: Collection[str]) -> list[Errand]:
        """Of errands whose worker died, those that nobody else has just claimed."""
        soon = self._clock() + LOOK_AFTER_SECONDS
        just_claimed = sa.and_(inbox.c.due_at >= soon - self._just_claimed_seconds, inbox.c.due_at < soon + CLOCK_STEP_SECONDS)
        fair_game = sa.select(inbox.c.id).where(inbox.c.id.in_(list(names)), sa.or_(inbox.c.state != GOING, sa.not_(just_claimed)))
        with self._database.writing() as connection:
            found = list(connection.execute(fair_game.with_for_update(skip_locked=True)).scalars())
            return self._claim(connection, found, states=(GOING,)) if found else []

    def _claim(self, connection: sa.Connection, names: list[str], states: tuple[str, ...] = _OPEN) -> list[Errand]:
        """Mark errands as going; of those in other states only the name is handed on."""
        connection.execute(
            sa.update(inbox).where(inbox.c.id.in_(names), inbox.c.state.in_(states)).values(state=GOING, due_at=self._clock() + LOOK_AFTER_SECONDS)
        )
        rows = connection.execute(sa.select(inbox.c.id, inbox.c.turn).where(inbox.c.id.in_(names)).order_by(inbox.c.turn, inbox.c.received_at))
        return [Errand(row.id, row.turn) for row in rows]

    def known(self, names: Collection[str]) -> set[str]:
        """Those of these errands that there are."""
        with self._database.reading() as connection:
            return set(connection.execute(sa.select(inbox.c.id).where(inbox.c.id.in_(list(names)))).scalars())

    def open_mention(self, name: str) -> Mention | None:
        """The mention of an errand; None where none of that name waits for an answer."""
        query = sa.select(inbox.c.mention).where(inbox.c.id == name, inbox.c.state.not_in((DONE, IGNORED)))
        with self._database.reading() as connection:
            found = connection.execute(query).scalar_one_or_none()
        return None if found is None else mention_from_json(found)

    def begin(self, name: str, step: str) -> Start:
        """Count the beginning of a step, before anything of it happens."""
        now = self._clock()
        same = inbox.c.step == step
        with self._database.writing() as connection:
            connection.execute(
                sa.update(inbox)
                .where(inbox.c.id == name)
                .values(
                    starts=sa.case((same, inbox.c.starts + 1), else_=1),
                    rounds=sa.case((same, inbox.c.rounds), else_=0),
                    first_tried_at=sa.case((same, inbox.c.first_tried_at), else_=now),
                    step=step,
                    due_at=now + LOOK_AFTER_SECONDS,
                )
            )
            row = connection.execute(sa.select(inbox.c.starts, inbox.c.rounds, inbox.c.first_tried_at).where(inbox.c.id == name)).one()
        return Start(row.starts, row.rounds, row.first_tried_at)

    def wait_to_begin(self, name: str) -> None:
        """The step that was counted last has not begun after all."""
        with self._database.writing() as connection:
            connection.execute(sa.update(inbox).where(inbox.c.id == name).values(starts=inbox.c.starts - 1))

    def has_rested(self, name: str, place: str) -> bool:
        """Whether an errand has rested at a place in its workflow and was called again since."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(inbox.c.state, inbox.c.resting_for).where(inbox.c.id == name)).one()
        return bool(row.state == GOING and row.resting_for == place)

    def rest(self, name: str, place: str, until: float, reason: str) -> None:
        """Leave an errand alone until a moment; one that rests at this place already keeps its moment."""
        self._lay_aside(name, place, state=RESTING, due_at=until, laid_at=self._clock(), reason=reason, starts=_DEATHS, rounds=inbox.c.rounds + 1)

    def bury(self, name: str, place: str, step: str, reason: str) -> None:
        """Give an errand up, with the reason, until a person sends it round again."""
        now = self._clock()
        self._lay_aside(name, place, state=DEAD, due_at=NEVER, reason=reason)
        with self._database.writing() as connection:
            insert_unless_there(connection, dead_letters, id=name, step=step, reason=reason, died_at=now)
            connection.execute(sa.update(dead_letters).where(dead_letters.c.id == name).values(step=step, reason=reason, died_at=now))

    def _lay_aside(self, name: str, place: str, **values: Any) -> None:
        unless_there = sa.not_(sa.and_(inbox.c.resting_for == place, inbox.c.state.in_((RESTING, DEAD))))
        with self._database.writing() as connection:
            connection.execute(sa.update(inbox).where(inbox.c.id == name, unless_there).values(resting_for=place, **values))

    def finish(self, name: str, state: str, reason: str) -> None:
        """An errand is over: ``done`` or ``ignored``."""
        with self._database.writing() as connection:
            connection.execute(sa.update(inbox).where(inbox.c.id == name).values(state=state, reason=reason, finished_at=self._clock(), due_at=NEVER))

    def revive(self, name: str) -> bool:
        """Send a dead letter round again, its attempts forgotten; False where there is none of that name."""
        now = self._clock()
        with self._database.writing() as connection:
            revived = connection.execute(
                sa.update(inbox)
                .where(inbox.c.id == name, inbox.c.state == DEAD)
                .values(state=RESTING, due_at=now, starts=0, rounds=0, first_tried_at=now)
            )
            connection.execute(sa.update(dead_letters).where(dead_letters.c.id == name).values(retried=dead_letters.c.retried + 1))
            return revived.rowcount == 1

    def standings(self, states: Collection[str], limit: int) -> list[Standing]:
        """Mentions in these states, whose turn is first."""
        query = sa.select(inbox).where(inbox.c.state.in_(list(states))).order_by(inbox.c.turn, inbox.c.received_at).limit(limit)
        with self._database.reading() as connection:
            return [_standing(row) for row in connection.execute(query)]

    def authors_waiting(self, platform: str) -> int:
        """How many people wait for an answer: who sent many requests counts once."""
        query = sa.select(sa.func.count(inbox.c.author_id.distinct())).where(inbox.c.platform == platform, inbox.c.state.in_(_OPEN))
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def counts(self) -> Mapping[str, int]:
        """How many mentions are in each state."""
        query = sa.select(inbox.c.state, sa.func.count()).group_by(inbox.c.state)
        with self._database.reading() as connection:
            found = {state: count for state, count in connection.execute(query)}  # noqa: C416 (rows are no pairs to the type checker)
        return {state: found.get(state, 0) for state in (WAITING, GOING, RESTING, DEAD, DONE, IGNORED)}


def _turn(connection: sa.Connection, mention: Mention, served: int) -> int:
    """Whose turn a new mention is: after its author's last one, but never before the turn that is being served now.

    So everybody's first open request goes before anybody's second, however many one person sends, and nobody waits for ever.

    Source: start-time fair queueing, Goyal, Vin and Cheng (1996), with every request of the same weight.
    """
    mine = sa.and_(inbox.c.platform == mention.platform, inbox.c.author_id == mention.author.id)
    last_of_mine = connection.execute(sa.select(sa.func.max(inbox.c.turn)).where(mine)).scalar() or 0
    return max(served, int(last_of_mine) + 1)


def _turn_served(connection: sa.Connection) -> int:
    """The turn being served: the lowest that is not over, or else the last one there was."""
    # One query a state: each is then a look at the end of an index.
    lowest = [connection.execute(sa.select(sa.func.min(inbox.c.turn)).where(inbox.c.state == state)).scalar() for state in (WAITING, GOING)]
    unserved = [turn for turn in lowest if turn is not None]
    return min(unserved) if unserved else connection.execute(sa.select(sa.func.max(inbox.c.turn))).scalar() or 1


def _standing(row: Row) -> Standing:
    return Standing(row.id, row.mention["author"]["handle"], row.state, row.step, row.received_at, row.due_at, row.reason)

"""The tables behind the queue. Moments are seconds since 1970, as the clock of the process that wrote them said."""

from __future__ import annotations

import sqlalchemy as sa

from bot.databases import metadata

_KEY = sa.String(255)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("id", _KEY, primary_key=True),  # platform:post_id, which is also the workflow's name
    sa.Column("platform", sa.String(32), nullable=False),
    sa.Column("post_id", sa.String(200), nullable=False),
    sa.Column("author_id", sa.String(200), nullable=False),
    sa.Column("mention", sa.JSON, nullable=False),
    sa.Column("received_at", sa.Float(53), nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),  # whose turn it is: lower ones go first
    sa.Column("state", sa.String(16), nullable=False),  # waiting, going, resting, dead, done or ignored
    sa.Column("due_at", sa.Float(53), nullable=False),  # not before; of one that is going: when somebody may look after it
    sa.Column("step", sa.String(32), nullable=False, server_default=""),
    sa.Column("starts", sa.Integer, nullable=False, server_default="0"),  # of this step, since it last ended in any way
    sa.Column("rounds", sa.Integer, nullable=False, server_default="0"),  # of this step, that ended in "later"
    sa.Column("first_tried_at", sa.Float(53)),  # this step
    sa.Column("resting_for", sa.String(64), nullable=False, server_default=""),  # the place in the workflow that rests, or last rested
    sa.Column("laid_at", sa.Float(53), nullable=False, server_default="0"),  # when it began to rest
    sa.Column("finished_at", sa.Float(53)),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.UniqueConstraint("platform", "post_id", name="uq_inbox_post"),
    sa.Index("ix_inbox_due", "state", "due_at"),
    sa.Index("ix_inbox_turn", "state", "turn"),
    sa.Index("ix_inbox_author", "platform", "author_id", "turn"),
    sa.Index("ix_inbox_finished", "finished_at"),
    sa.Index("ix_inbox_last_turn", "turn"),
    sa.Index("ix_inbox_waiting", "state", "platform", "author_id"),
)

cursors = sa.Table(
    "cursors",
    metadata,
    sa.Column("platform", sa.String(32), primary_key=True),
    sa.Column("cursor", sa.Text),  # null: nothing is known yet
    sa.Column("next_poll_at", sa.Float(53), nullable=False),
    sa.Column("heard_at", sa.Float(53)),  # when the network last answered; null: never
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", _KEY, primary_key=True),  # of the mention, or of what nobody asked for
    sa.Column("platform", sa.String(32), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("media", sa.JSON, nullable=False),  # handles of the network
    sa.Column("key", sa.String(64), nullable=False),  # never makes two posts where the network can tell
    sa.Column("attempt", sa.Integer, nullable=False, server_default="0"),  # counted before each call
    sa.Column("attempted_at", sa.Float(53), nullable=False, server_default="0"),  # of the attempt under way; 0 = none is
    sa.Column("called_at", sa.Float(53), nullable=False, server_default="0"),  # when the last attempt called the network; 0 = none did
    sa.Column("piece_id", sa.String(32)),
    sa.Column("written_at", sa.Float(53), nullable=False),
    sa.Column("reply_id", sa.String(200)),  # null until the network has it
    sa.Column("sent_at", sa.Float(53)),
    sa.Index("ix_outbox_reply", "platform", "reply_id"),
)

heartbeats = sa.Table(
    "heartbeats",
    metadata,
    sa.Column("worker", sa.String(64), primary_key=True),
    sa.Column("started_at", sa.Float(53), nullable=False),
    sa.Column("beat_at", sa.Float(53), nullable=False),  # for people: nothing is decided by it
    sa.Column("beats", sa.BigInteger, nullable=False, server_default="1"),  # one that stands still is dead
)

dead_letters = sa.Table(
    "dead_letters",
    metadata,
    sa.Column("id", _KEY, primary_key=True),
    sa.Column("step", sa.String(32), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("died_at", sa.Float(53), nullable=False),
    sa.Column("retried", sa.Integer, nullable=False, server_default="0"),  # times a person sent it round again
)

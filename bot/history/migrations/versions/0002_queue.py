"""The queue: inbox, cursors, outbox, heartbeats of the workers, dead letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEY = sa.String(255)


def upgrade() -> None:
    """Bring the database to this revision."""
    _what_came()
    _what_goes()
    _who_works()


def _what_came() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("platform", sa.String(32), nullable=False),
        sa.Column("post_id", sa.String(200), nullable=False),
        sa.Column("author_id", sa.String(200), nullable=False),
        sa.Column("mention", sa.JSON, nullable=False),
        sa.Column("received_at", sa.Float(53), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("due_at", sa.Float(53), nullable=False),
        sa.Column("step", sa.String(32), nullable=False, server_default=""),
        sa.Column("starts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("rounds", sa.Integer, nullable=False, server_default="0"),
        sa.Column("first_tried_at", sa.Float(53)),
        sa.Column("resting_for", sa.String(64), nullable=False, server_default=""),
        sa.Column("laid_at", sa.Float(53), nullable=False, server_default="0"),
        sa.Column("finished_at", sa.Float(53)),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.UniqueConstraint("platform", "post_id", name="uq_inbox_post"),
    )
    op.create_index("ix_inbox_due", "inbox", ["state", "due_at"])
    op.create_index("ix_inbox_turn", "inbox", ["state", "turn"])
    op.create_index("ix_inbox_author", "inbox", ["platform", "author_id", "turn"])
    op.create_index("ix_inbox_finished", "inbox", ["finished_at"])
    op.create_table(
        "cursors",
        sa.Column("platform", sa.String(32), primary_key=True),
        sa.Column("cursor", sa.Text),
        sa.Column("next_poll_at", sa.Float(53), nullable=False),
    )


def _what_goes() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("platform", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("media", sa.JSON, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False, server_default="0"),
        sa.Column("attempted_at", sa.Float(53), nullable=False, server_default="0"),
        sa.Column("piece_id", sa.String(32)),
        sa.Column("written_at", sa.Float(53), nullable=False),
        sa.Column("reply_id", sa.String(200)),
        sa.Column("sent_at", sa.Float(53)),
    )
    op.create_index("ix_outbox_reply", "outbox", ["platform", "reply_id"])


def _who_works() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("worker", sa.String(64), primary_key=True),
        sa.Column("started_at", sa.Float(53), nullable=False),
        sa.Column("beat_at", sa.Float(53), nullable=False),
        sa.Column("beats", sa.BigInteger, nullable=False, server_default="1"),
    )
    op.create_table(
        "dead_letters",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("died_at", sa.Float(53), nullable=False),
        sa.Column("retried", sa.Integer, nullable=False, server_default="0"),
    )


def downgrade() -> None:
    """Take this revision back."""
    for name in ("dead_letters", "heartbeats", "outbox", "cursors", "inbox"):
        op.drop_table(name)

"""The guards: judgements, who is blocked or said stop, buckets, money, breakers. The scheduler: leases, ticks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_PLATFORM = sa.String(32)
_WHO = sa.String(200)


def upgrade() -> None:
    """Bring the database to this revision."""
    _judging()
    _lists()
    _limits()
    _schedule()


def _judging() -> None:
    op.create_table(
        "judgements",
        sa.Column("platform", _PLATFORM, primary_key=True),
        sa.Column("post_id", _WHO, primary_key=True),
        sa.Column("author_id", _WHO, nullable=False),
        sa.Column("conversation", _WHO, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("judged_at", sa.Float(53), nullable=False),
    )
    op.create_index("ix_judgements_author", "judgements", ["platform", "author_id", "judged_at"])
    op.create_index("ix_judgements_conversation", "judgements", ["platform", "conversation", "judged_at"])
    op.create_index("ix_judgements_when", "judgements", ["judged_at"])
    op.create_table(
        "accounts",
        sa.Column("platform", _PLATFORM, primary_key=True),
        sa.Column("started_at", sa.Float(53), nullable=False),
    )


def _lists() -> None:
    op.create_table(
        "stops",
        sa.Column("platform", _PLATFORM, primary_key=True),
        sa.Column("author_id", _WHO, primary_key=True),
        sa.Column("post_id", _WHO, nullable=False),
        sa.Column("since", sa.Float(53), nullable=False),
    )
    op.create_table(
        "blocks",
        sa.Column("platform", _PLATFORM, primary_key=True),
        sa.Column("who", _WHO, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("since", sa.Float(53), nullable=False),
    )
    op.create_table(
        "pauses",
        sa.Column("platform", _PLATFORM, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("since", sa.Float(53), nullable=False),
    )


def _limits() -> None:
    op.create_table(
        "buckets",
        sa.Column("platform", _PLATFORM, primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("full_at", sa.Float(53), nullable=False),
        sa.Column("offered_at", sa.Float(53), nullable=False),
    )
    op.create_table(
        "ledger",
        sa.Column("platform", _PLATFORM, primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("read_millicents", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("post_millicents", sa.BigInteger, nullable=False, server_default="0"),
    )
    op.create_table(
        "breakers",
        sa.Column("platform", _PLATFORM, primary_key=True),
        sa.Column("refusals", sa.Integer, nullable=False, server_default="0"),
        sa.Column("counted_since", sa.Float(53), nullable=False, server_default="0"),
        sa.Column("trips", sa.Integer, nullable=False, server_default="0"),
        sa.Column("open_until", sa.Float(53), nullable=False, server_default="0"),
        sa.Column("probe_until", sa.Float(53), nullable=False, server_default="0"),
    )


def _schedule() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("term", sa.BigInteger, nullable=False),
        sa.Column("renewed_at", sa.Float(53), nullable=False),
    )
    op.create_table(
        "ticks",
        sa.Column("chore", sa.String(64), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("done_at", sa.Float(53), nullable=False),
    )
    op.create_index("ix_ticks_done", "ticks", ["done_at"])


def downgrade() -> None:
    """Take this revision back."""
    for name in ("ticks", "leases", "breakers", "ledger", "buckets", "pauses", "blocks", "stops", "accounts", "judgements"):
        op.drop_table(name)

"""When each network last answered a poll; who waits and whose turn was last, found at once among a month of mentions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this revision."""
    op.add_column("cursors", sa.Column("heard_at", sa.Float(53)))
    op.create_index("ix_inbox_last_turn", "inbox", ["turn"])
    op.create_index("ix_inbox_waiting", "inbox", ["state", "platform", "author_id"])


def downgrade() -> None:
    """Take this revision back."""
    op.drop_index("ix_inbox_waiting", "inbox")
    op.drop_index("ix_inbox_last_turn", "inbox")
    op.drop_column("cursors", "heard_at")

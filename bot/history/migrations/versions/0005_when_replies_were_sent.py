"""When a reply was last handed to its network, so that it is looked for there and nowhere else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this revision."""
    op.add_column("outbox", sa.Column("called_at", sa.Float(53), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take this revision back."""
    op.drop_column("outbox", "called_at")

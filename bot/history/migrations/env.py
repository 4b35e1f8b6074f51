"""Run by Alembic on the connection that ``bot.history.schema`` hands over; it opens none of its own."""

from __future__ import annotations

from alembic import context

from bot.databases import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite can't alter most things in place
    transaction_per_migration=False,
)
context.run_migrations()

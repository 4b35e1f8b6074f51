"""The tables behind the scheduler."""

from __future__ import annotations

import sqlalchemy as sa

from bot.databases import metadata

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("holder", sa.String(64), nullable=False),  # empty: free
    sa.Column("term", sa.BigInteger, nullable=False),  # grows with every renewal; one that stands still is up for taking
    sa.Column("renewed_at", sa.Float(53), nullable=False),  # in seconds since 1970, for people: nothing is decided by it
)

ticks = sa.Table(
    "ticks",
    metadata,
    sa.Column("chore", sa.String(64), primary_key=True),
    sa.Column("day", sa.String(10), primary_key=True),  # in the operator's time zone, 2026-12-31
    sa.Column("done_at", sa.Float(53), nullable=False),
    sa.Index("ix_ticks_done", "done_at"),
)

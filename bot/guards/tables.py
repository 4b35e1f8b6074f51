"""The tables behind the guards. Moments are seconds since 1970, as the clock of the process that wrote them said."""

from __future__ import annotations

import sqlalchemy as sa

from bot.databases import metadata

_PLATFORM = sa.String(32)
_WHO = sa.String(200)

judgements = sa.Table(
    "judgements",
    metadata,
    sa.Column("platform", _PLATFORM, primary_key=True),
    sa.Column("post_id", _WHO, primary_key=True),
    sa.Column("author_id", _WHO, nullable=False),
    sa.Column("conversation", _WHO, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),  # answer, ignore or busy
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("judged_at", sa.Float(53), nullable=False),
    sa.Index("ix_judgements_author", "platform", "author_id", "judged_at"),
    sa.Index("ix_judgements_conversation", "platform", "conversation", "judged_at"),
    sa.Index("ix_judgements_when", "judged_at"),
)

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("platform", _PLATFORM, primary_key=True),
    sa.Column("started_at", sa.Float(53), nullable=False),  # for the first time ever; what was posted before is never answered
)

stops = sa.Table(
    "stops",
    metadata,
    sa.Column("platform", _PLATFORM, primary_key=True),
    sa.Column("author_id", _WHO, primary_key=True),
    sa.Column("post_id", _WHO, nullable=False),  # in which they said it
    sa.Column("since", sa.Float(53), nullable=False),
)

blocks = sa.Table(
    "blocks",
    metadata,
    sa.Column("platform", _PLATFORM, primary_key=True),  # or * for all of them
    sa.Column("who", _WHO, primary_key=True),  # an identifier, or a handle without @; case folded
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("since", sa.Float(53), nullable=False),
)

pauses = sa.Table(
    "pauses",
    metadata,
    sa.Column("platform", _PLATFORM, primary_key=True),  # or * for all of them
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("since", sa.Float(53), nullable=False),
)

buckets = sa.Table(
    "buckets",
    metadata,
    sa.Column("platform", _PLATFORM, primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("full_at", sa.Float(53), nullable=False),  # when it is full again if nobody takes anything
    sa.Column("offered_at", sa.Float(53), nullable=False),  # the last moment that somebody was told to come back at
)

ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("platform", _PLATFORM, primary_key=True),
    sa.Column("day", sa.String(10), primary_key=True),  # in UTC, 2026-12-31
    sa.Column("read_millicents", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("post_millicents", sa.BigInteger, nullable=False, server_default="0"),
)

breakers = sa.Table(
    "breakers",
    metadata,
    sa.Column("platform", _PLATFORM, primary_key=True),
    sa.Column("refusals", sa.Integer, nullable=False, server_default="0"),
    sa.Column("counted_since", sa.Float(53), nullable=False, server_default="0"),
    sa.Column("trips", sa.Integer, nullable=False, server_default="0"),  # in a row; 0 = closed
    sa.Column("open_until", sa.Float(53), nullable=False, server_default="0"),
    sa.Column("probe_until", sa.Float(53), nullable=False, server_default="0"),  # somebody is trying whether it goes again
)

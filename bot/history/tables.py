"""The tables as they are now; ``migrations/`` holds how they came to be, and a test compares the two."""

from __future__ import annotations

import sqlalchemy as sa

from bot.databases import metadata

pieces = sa.Table(
    "pieces",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),  # UTC
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("genre", sa.String(64), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("generator", sa.String(128), nullable=False),
    sa.Column("weights_sha256", sa.String(80), nullable=False),
    sa.Column("software_version", sa.String(64), nullable=False),
    sa.Column("asked", sa.JSON, nullable=False),
    sa.Column("request", sa.JSON, nullable=False),
    sa.Column("checks", sa.JSON, nullable=False),
    sa.Column("originality", sa.JSON(none_as_null=True)),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("notes", sa.Integer, nullable=False),
    sa.Column("text", sa.Text),
    sa.Column("soundfont", sa.Text, nullable=False, server_default=""),
    sa.Column("prompt_name", sa.Text),
    sa.Column("prompt", sa.LargeBinary),
    sa.Index("ix_pieces_genre", "genre"),
)

files = sa.Table(
    "files",
    metadata,
    sa.Column("piece_id", sa.String(32), sa.ForeignKey("pieces.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("format", sa.String(32), primary_key=True),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
)

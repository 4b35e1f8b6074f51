"""Which version of the tables this is. Apart from the rest, because writing a piece needs this much and no database library."""

from __future__ import annotations

from typing import Final

CURRENT_REVISION: Final = "0005"
"""The newest file in ``migrations/versions``; a test holds the two together."""
VERSION_QUERY: Final = "SELECT version_num FROM alembic_version"

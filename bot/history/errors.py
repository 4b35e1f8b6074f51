"""What can go wrong with the history, said so that a person can mend it."""

from __future__ import annotations

from corpora.errors import AskerError


class HistoryError(AskerError):
    """The history can't be opened, read or written; the message says where it lies, why, and what to do."""


class UnknownPieceError(AskerError):
    """No piece, or more than one, goes by that name."""

"""What can go wrong with the history, said so that a person can mend it."""

from __future__ import annotations

from corpora.errors import AskerError


class HistoryError(AskerError):
    """The history can't be opened, read or written; the message says where it lies, why, and what to do."""


class OutOfReachError(HistoryError):
    """The database can't be reached now; it may be by and by."""


class UnknownPieceError(AskerError):
    """No piece, or more than one, goes by that name."""


_EXPLANATIONS = (
    ("locked", "is in use by another process that did not let go within {seconds:g} s; try again, or raise history.busy_timeout_seconds in bot.toml"),
    ("readonly", "is read-only; make the file and its folder writable, or name another database in HOUSEBAND_DATABASE"),
    ("read-only", "is read-only; make the file and its folder writable, or name another database in HOUSEBAND_DATABASE"),
    ("not a database", "is no database; move that file away, or name another database in HOUSEBAND_DATABASE"),
    ("malformed", "is damaged; restore it from a backup or move it away, or name another database in HOUSEBAND_DATABASE"),
    ("unable to open", "can't be opened; make the file and its folder readable and writable, or name another database in HOUSEBAND_DATABASE"),
    ("is full", "can't grow because the disk is full; free some space, or name another database in HOUSEBAND_DATABASE"),
)


_PASSES = ("locked", "is full", "starting up", "shutting down", "recovery mode", "too many clients", "terminating connection")
"""What passes: another process that writes, a disk with no room, a server that comes or goes."""
_ANSWERED = ("FATAL:", "database is", "unable to open", "disk", "readonly")
"""A database was found that says so; where none was, it may come."""


def is_passing(reason: str) -> bool:
    """Whether what an operational error of a database driver says may be over by and by: a file or a user that is not there will not."""
    return any(mark in reason for mark in _PASSES) or not any(mark in reason for mark in _ANSWERED)


def explanation(place: str, reason: str, busy_timeout_seconds: float) -> str:
    """What a database driver says, as one line for a person."""
    first_line = " ".join(reason.split())
    for mark, meaning in _EXPLANATIONS:
        if mark in reason:
            return f"the history {place!r} {meaning.format(seconds=busy_timeout_seconds)}"
    return f"the history {place!r} can't be used ({first_line}); look at the database, or name another in HOUSEBAND_DATABASE"

"""The errors whose text reaches the person who asked.

Everything a person can cause is raised as an :class:`AskerError`. Its message is one line that holds three things: what was given,
what is possible, and what to change. The command line prints it and exits with code 2; the bot puts it into a reply.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class AskerError(ValueError):
    """The request can't be met, and the message says why and what to change."""


class UnreadableFileError(AskerError):
    """A file the person named can't be read as what it should be."""


class DamagedCheckpointError(AskerError):
    """A trained generator's folder is incomplete or a digest differs from the one recorded."""


def nearest_names(given: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """The known names closest in spelling to ``given``, nearest first; at most ``limit`` of them."""
    by_folded = {name.casefold(): name for name in known}
    close = get_close_matches(given.casefold(), list(by_folded), n=limit, cutoff=0.5)
    return [by_folded[name] for name in close]


def unknown_name(kind: str, given: str, known: Iterable[str], flag: str) -> AskerError:
    """An error for a name that is in no table, offering the nearest names (or all of them where there are few)."""
    names = sorted(known)
    close = nearest_names(given, names)
    offer = f"did you mean {' or '.join(repr(name) for name in close)}?" if close else f"possible: {', '.join(names[:24]) or 'none yet'}"
    return AskerError(f"unknown {kind} {given!r}: {offer} (change {flag})")

"""Rendered files take room and can be rendered again: what is old, or too much, goes; what is still to be published stays."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

YOUNG_SECONDS = 3600.0
"""A piece this young may be on its way out although nothing says so yet."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Room:
    """How much files may take."""

    seconds: float
    """How long they are kept."""
    bytes: int
    """Of all together."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What was removed."""

    pieces: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Holding:
    """The files of one piece."""

    name: str
    """Of the piece."""
    modified_at: float
    """When the newest of them was written, in seconds since 1970."""
    bytes: int


class Shelf(Protocol):
    """Where files of pieces lie."""

    def holdings(self) -> Iterable[Holding]:
        """All that lies there."""
        ...

    def remove(self, name: str) -> bool:
        """Take the files of a piece away; False where they stay, or somebody else took them away."""
        ...


class Folders:
    """The pieces on this machine: a folder each."""

    def __init__(self, pieces: Path) -> None:
        self._pieces = pieces

    def holdings(self) -> list[Holding]:
        """All folders; links and files are none of ours."""
        if not self._pieces.is_dir():
            return []
        measured = (_measured(path) for path in self._pieces.iterdir() if path.is_dir() and not path.is_symlink())
        return [holding for holding in measured if holding is not None]

    def remove(self, name: str) -> bool:
        """Remove a folder; one that can't be removed is reported in the log, and the next sweep tries again."""
        return _removed(self._pieces / name)


def sweep(shelf: Shelf, room: Room, needed: Collection[str], now: float) -> Swept:
    """Remove the files of pieces that are too old, then the oldest until the rest fits; never of one whose name is ``needed``."""
    holdings = sorted(shelf.holdings(), key=lambda holding: holding.modified_at)
    excess = sum(holding.bytes for holding in holdings) - room.bytes
    count = size = 0
    for holding in holdings:
        age = now - holding.modified_at
        too_much = excess - size > 0
        if (age > room.seconds or too_much) and age > YOUNG_SECONDS and holding.name not in needed and shelf.remove(holding.name):
            count += 1
            size += holding.bytes
    return Swept(count, size)


def _measured(path: Path) -> Holding | None:
    """A folder's size and when anything in it was last written; None where it went away meanwhile."""
    try:
        stats = [each.lstat() for each in (path, *path.rglob("*"))]
    except OSError:
        return None
    return Holding(path.name, max(stat.st_mtime for stat in stats), sum(stat.st_size for stat in stats[1:]))


def _removed(path: Path) -> bool:
    try:
        shutil.rmtree(path)
    except FileNotFoundError:  # another process of this machine removes it just now
        return False
    except OSError as error:
        _log.warning("the folder %s can't be removed: %s", path, error.strerror)
        return False
    return True

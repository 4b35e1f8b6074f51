"""Rendered files take room and can be rendered again: what is old, or too much, goes; what is still to be published stays."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

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
class _Folder:
    path: Path
    modified_at: float
    bytes: int


def sweep(pieces: Path, room: Room, needed: Collection[str], now: float) -> Swept:
    """Remove the folders of pieces that are too old, then the oldest until the rest fits; never one whose name is ``needed``.

    A folder that can't be removed is left and reported in the log; the next sweep tries again.
    """
    folders = sorted(_folders(pieces), key=lambda folder: folder.modified_at)
    excess = sum(folder.bytes for folder in folders) - room.bytes
    count = size = 0
    for folder in folders:
        age = now - folder.modified_at
        too_much = excess - size > 0
        if (age > room.seconds or too_much) and age > YOUNG_SECONDS and folder.path.name not in needed and _removed(folder.path):
            count += 1
            size += folder.bytes
    return Swept(count, size)


def _folders(pieces: Path) -> list[_Folder]:
    if not pieces.is_dir():
        return []
    measured = (_measured(path) for path in pieces.iterdir() if path.is_dir() and not path.is_symlink())
    return [folder for folder in measured if folder is not None]


def _measured(path: Path) -> _Folder | None:
    """A folder's size and when anything in it was last written; None where it went away meanwhile."""
    try:
        stats = [each.lstat() for each in (path, *path.rglob("*"))]
    except OSError:
        return None
    return _Folder(path, max(stat.st_mtime for stat in stats), sum(stat.st_size for stat in stats[1:]))


def _removed(path: Path) -> bool:
    try:
        shutil.rmtree(path)
    except FileNotFoundError:  # another process of this machine removes it just now
        return False
    except OSError as error:
        _log.warning("the folder %s can't be removed: %s", path, error.strerror)
        return False
    return True

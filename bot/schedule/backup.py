"""Copies of the SQLite databases, taken while they are in use."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import sqlalchemy as sa

SPARE_BYTES = 100_000_000
"""A backup never takes the last room on a disk: the bot itself stands still without."""
_DAY = "[0-9]" * 4 + "-[0-9][0-9]-[0-9][0-9]"
_UNFINISHED = ".unfinished"

_log = logging.getLogger(__name__)


class BackupError(Exception):
    """A copy could not be made, or is no good; the next try may be better."""


def database_files(url: str) -> tuple[Path, ...]:
    """The files of the history at a SQLAlchemy URL and of the queue beside it, those that are there; none where it is no SQLite file."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        return ()
    history = Path(str(parsed.database))
    return tuple(path for path in (history, history.with_name(f"{history.stem}.queue{history.suffix}")) if path.is_file())


def back_up(files: Sequence[Path], folder: Path, day: date, kept: int) -> tuple[Path, ...]:
    """Copy databases into a folder under the name of a day, and remove all but the newest copies of each; the copies.

    Each copy is one moment of its database, whoever writes meanwhile, and is examined before it takes its name.

    Raises:
        BackupError: when a copy can't be made or is damaged, or would fill the disk. Nothing half-made is left.
    """
    if not files:
        _log.info("the database is no SQLite file: back it up with pg_dump, or with what its host offers")
        return ()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            _clear_away(folder, file)
        _require_room(folder, sum(file.stat().st_size for file in files))
        copies = tuple(_copied(file, folder / f"{file.stem}-{day.isoformat()}{file.suffix}") for file in files)
        for file in files:
            _thin_out(folder, file, kept)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"no backup was written to {folder}: {error}") from error
    return copies


def _require_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + SPARE_BYTES:
        raise BackupError(f"no backup was written to {folder}: it takes {size / 1e6:.0f} MB and {free / 1e6:.0f} MB are free; make room there")


def _clear_away(folder: Path, file: Path) -> None:
    """What a process that died left half-way, on whichever day."""
    for left in folder.glob(f"{file.stem}-{_DAY}{file.suffix}{_UNFINISHED}*"):
        left.unlink(missing_ok=True)


def _copied(source: Path, target: Path) -> Path:
    unfinished = target.with_name(f"{target.name}{_UNFINISHED}")
    try:
        _copy(source, unfinished)
        return unfinished.replace(target)
    finally:
        for left in target.parent.glob(f"{unfinished.name}*"):  # its journal, too
            left.unlink(missing_ok=True)


def _copy(source: Path, unfinished: Path) -> None:
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(unfinished)) as copy:
        original.backup(copy)  # in one go: a reader is in nobody's way, and a copy in steps begins anew whenever somebody writes
        found = copy.execute("PRAGMA quick_check").fetchone()[0]
        if found != "ok":
            raise BackupError(f"the copy of {source} is damaged: {found}")
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())


def _thin_out(folder: Path, file: Path, kept: int) -> None:
    for old in sorted(folder.glob(f"{file.stem}-{_DAY}{file.suffix}"))[:-kept]:
        old.unlink(missing_ok=True)

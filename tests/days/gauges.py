"""What is measured of a process and its home: memory, threads, open files, what lies on the disk and what the tables hold."""

from __future__ import annotations

import gc
import sqlite3
import sys
import threading
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sample:
    """One moment."""

    hours: float
    mentions: int
    """Heard so far."""
    rss_mb: float
    blocks: int
    """Of memory that Python gave away: finer than the memory of the process, and blind to what libraries take."""
    threads: int
    open_files: int
    connections: int
    """Open files that are databases of ours."""
    pieces_mb: float
    databases_mb: float
    """Both files, without what is written ahead."""
    ahead_mb: float
    """What is written ahead of them."""


def sample(home: Path, hours: float, mentions: int) -> Sample:
    """Now."""
    opened = _open_files()
    gc.collect()
    return Sample(
        hours=round(hours, 2),
        mentions=mentions,
        rss_mb=round(_status("VmRSS") / 1024.0, 1),
        blocks=sys.getallocatedblocks(),
        threads=threading.active_count(),
        open_files=len(opened),
        connections=sum(Path(path).name.startswith("history.") for path in opened),
        pieces_mb=round(folder_bytes(home / "pieces") / 1e6, 2),
        databases_mb=round(sum(path.stat().st_size for path in home.glob("history*.db")) / 1e6, 2),
        ahead_mb=round(sum(path.stat().st_size for path in home.glob("history*.db-wal")) / 1e6, 2),
    )


def folder_bytes(folder: Path) -> int:
    """Of all files below; what goes away meanwhile counts for nothing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return total


def rows(home: Path) -> dict[str, int]:
    """How many rows each table has, of both databases."""
    return {name: count for file in home.glob("history*.db") for name, count in _rows_of(file).items()}


def table_bytes(home: Path) -> Mapping[str, int]:
    """What each table takes with its indices: the pages that SQLite gave it."""
    found: dict[str, int] = {}
    for file in home.glob("history*.db"):
        with closing(sqlite3.connect(file)) as database:
            query = "SELECT m.tbl_name, sum(d.pgsize) FROM dbstat d JOIN sqlite_master m ON m.name = d.name GROUP BY m.tbl_name"
            found |= dict(database.execute(query))
    return found


def _rows_of(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 (the file's own names)


def _status(name: str) -> int:
    """A line of /proc/self/status, in KiB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _open_files() -> list[str]:
    found = []
    for number in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(number.readlink()))
        except FileNotFoundError:  # the folder itself, listed while it was open
            continue
    return found

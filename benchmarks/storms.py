"""Thousands of mentions while the network fails, calls are lost, and workers are killed: is everybody answered, and nobody twice?

`houseband bot run --platform x`, as an operator starts it, two workers, against the simulated X of the tests. Of all calls 5% each end in a server
error, a 429, a timeout before the work and a connection dropped after the work; as many pages of mentions repeat some or come out of order, and as
many mentions are listed late. Every 20 s a worker is killed by `kill -9` and another one started. X's own help (it answers nobody twice and refuses
what was said before) is taken away. The simulator's database says what happened. Texts are proverbs, definitions, limericks and requests for help;
films are 8 s of jazz, folk and blues, rendered, uploaded in parts, and decoded by the simulator frame by frame.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.scale import STANDARD, Scale, progress
from benchmarks.table import Row, at_most, not_measured

sys.path.append(str(Path(__file__).parents[1] / "tests"))  # the simulators live there

from postgres_cluster import PostgresCluster, is_installed
from storm import FILMS, Outcome, Storm, ride_out


def run(scale: Scale = STANDARD) -> list[Row]:
    """Every storm on both databases; an hour or two."""
    storms = {"texts": Storm(scale.mentions), "films": Storm(scale.films, texts=FILMS, most_waiting=100)}
    rows: list[Row] = []
    for database in ("SQLite", "PostgreSQL"):
        for kind, storm in storms.items():
            name = f"{storm.mentions:,} {kind}, {database}"
            if storm.mentions:
                rows += _lived(name, storm, database)
    return rows


def _lived(name: str, storm: Storm, database: str) -> list[Row]:
    progress(f"  {name}")
    if database == "PostgreSQL" and not is_installed():
        return [not_measured(name, "PostgreSQL is not installed (Debian: postgresql)")]
    with _database(database) as url:
        return rows_of(name, ride_out(storm, url=url, say=lambda line: progress(f"    {line}")))


@contextmanager
def _database(name: str) -> Iterator[str | None]:
    if name == "SQLite":
        yield None
        return
    with PostgresCluster() as cluster:
        yield cluster.url


def rows_of(name: str, outcome: Outcome) -> list[Row]:
    """What the simulator counted."""
    failed = sum(count for call, count in outcome.calls.items() if not call.rpartition(" ")[2].startswith("2") or "after" in call)
    waits = sorted(outcome.waits)
    return [
        Row(f"{name}: never answered", outcome.count("lost"), "", note=f"of {outcome.count('expected'):,}", target=at_most(0.0)),
        Row(f"{name}: answered twice", outcome.count("answered_twice"), "", target=at_most(0.0)),
        Row(f"{name}: answered unasked", outcome.count("unasked"), "", target=at_most(0.0)),
        Row(f"{name}: workers killed", outcome.kills, "", note=f"in {outcome.seconds / 60.0:.0f} minutes; at the end: {outcome.statuses}"),
        Row(f"{name}: calls that failed", failed, "", note=f"of {sum(outcome.calls.values()):,}"),
        Row(f"{name}: answered a second", outcome.count("answered") / outcome.seconds, "", note="both cores busy, the simulator included"),
        Row(f"{name}: wait, p50", statistics.median(waits), "s", note=f"p95 {waits[int(0.95 * len(waits))]:.0f} s, longest {waits[-1]:.0f} s"),
    ]

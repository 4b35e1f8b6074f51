"""How many workers, how long a wait, how much database, storage and money for so many mentions a day.

First the cost of each step of answering, measured here in processor seconds (medians): understanding, composing, rendering, speaking to a network
(the real client of X, a stand-in on loopback in another process), and all that the queue, the guards and the databases add (the real ones, SQLite,
with a band that only rehearses). Then a queueing simulation (`benchmarks/queue_model.py`, checked against the theory of M/M/c queues) with these
costs: requests follow the day and its bursts, everybody's first goes before anybody's second, a worker has one core. For the largest load a quarter
of an hour is simulated, the busiest, two thirds of it a burst. What is assumed and not measured stands in `docs/scaling.md`, into which the tables
are written too.
"""

from __future__ import annotations

import re
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, replace
from math import ceil, isnan
from pathlib import Path

import numpy as np

from benchmarks.answering_costs import MUSIC, WORDS, Costs, measured
from benchmarks.queue_model import DAY_SECONDS, Outcome, Plant, Traffic, arrivals, fewest_workers, people, simulate
from benchmarks.scale import progress
from benchmarks.table import Row, markdown_table, rounded

LOADS = (1_000, 100_000, 10_000_000)
"""Mentions a day."""
MOST_P95_SECONDS = 30.0
"""From mention to reply: so many workers are taken that 95% wait no longer."""
WHOLE_DAY_UP_TO = 200_000
BUSIEST = (DAY_SECONDS / 4.0 - 450.0, 900.0)
"""Begin and length of the busiest quarter of an hour of a day; the last two thirds of it are a burst."""
X_POSTS_PER_15_MINUTES = 49
"""Just under half of what X publishes as its limit, as the guards have it."""
X_CENTS = 0.1 + 1.0
"""For reading a mention and replying to it."""
WORST_COMPOSE_SECONDS = 2.0
"""Taken for words where their generator is not installed."""
PAGE = Path(__file__).parents[1] / "docs" / "scaling.md"
_SPLIT = " mentions a day: "


@dataclass(frozen=True, slots=True)
class Demand:
    """What one mention costs."""

    plant: Plant
    writes: float
    transactions: float
    media_bytes: float
    """In the mean over music and words."""
    row_bytes: float


def run() -> list[Row]:
    """Measure, then simulate."""
    costs = measured()
    demand = demand_of(costs)
    rows = _cost_rows(costs, demand)
    for load in LOADS:
        progress(f"  {load:,} mentions a day")
        rows += load_rows(load, demand)
    return rows + fairness_rows(demand)


def demand_of(costs: Costs) -> Demand:
    """What one mention costs, from what its steps cost."""
    words = [seconds for genre in WORDS if not isnan(seconds := costs.seconds(f"compose {genre}"))] or [WORST_COMPOSE_SECONDS]
    music = [seconds for genre in MUSIC if not isnan(seconds := costs.seconds(f"compose {genre}"))] or [WORST_COMPOSE_SECONDS]
    films = [cost.seconds for cost in costs.steps if cost.step.startswith("render") and cost.step.endswith("mp4")]
    always = costs.seconds("understand") + costs.seconds("publish") + costs.database.processor_seconds
    plant = Plant(
        workers=1,
        text_seconds=always + statistics.mean(words),
        music_seconds=always + statistics.mean(music) + (statistics.mean(films) if films else 0.0) + costs.seconds("upload"),
    )
    share = Traffic(1.0).share_of_music
    return Demand(plant, costs.database.writes, costs.database.transactions, share * costs.file_bytes["mp4"], costs.database.bytes)


def _cost_rows(costs: Costs, demand: Demand) -> list[Row]:
    rows = [Row(cost.step, cost.seconds, "s" if not isnan(cost.seconds) else "", note=cost.note) for cost in costs.steps]
    database = costs.database
    rows += [
        Row("queue, guards and databases, a mention", database.processor_seconds, "s", note="one worker, SQLite; composing and rendering left out"),
        Row("all of a mention answered with a text", demand.plant.text_seconds, "s"),
        Row("all of a mention answered with a film", demand.plant.music_seconds, "s"),
        Row("a worker nobody asks for anything", database.idle_share, "cores", note="polls, beats and looks after the queue"),
        Row("database writes a mention", database.writes, "rows", note="INSERT, UPDATE, DELETE"),
        Row("database transactions a mention", database.transactions, "", note="that wrote something"),
        Row("database growth a mention", database.bytes / 1e3, "kB", note="history and queue"),
        Row("a film", costs.file_bytes["mp4"] / 1e6, "MB", note="mean; 30 s of music"),
        Row("a recording", costs.file_bytes["mp3"] / 1e6, "MB", note="mean; 30 s of music"),
        Row(
            "SQLite: transactions a second",
            sqlite_transactions_a_second(),
            "",
            note="one process, one row each, write-ahead log; by the wall's clock",
        ),
    ]
    return rows


def sqlite_transactions_a_second(seconds: float = 2.0) -> float:
    """How many small transactions one process brings into a SQLite file here."""
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "probe.db", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("CREATE TABLE probe (id INTEGER PRIMARY KEY, state TEXT, at REAL)")
        database.executemany("INSERT INTO probe VALUES (?, 'waiting', 0)", [(number,) for number in range(1000)])
        began, done = time.monotonic(), 0
        while time.monotonic() - began < seconds:
            database.execute("UPDATE probe SET state = 'going', at = ? WHERE id = ?", (time.time(), done % 1000))
            done += 1
        return done / seconds


def load_rows(load: int, demand: Demand) -> list[Row]:
    """What it takes to answer so many mentions a day."""
    traffic = Traffic(float(load))
    begin, seconds = (0.0, DAY_SECONDS) if load <= WHOLE_DAY_UP_TO else BUSIEST
    plant, outcome = fewest_workers(demand.plant, traffic, begin, seconds, MOST_P95_SECONDS)
    mean_rate = load / DAY_SECONDS
    figures: list[tuple[str, float, str]] = [
        ("workers (cores)", plant.workers, ""),
        ("work of them", 100.0 * outcome.busy, "%"),
        ("wait, p50", outcome.percentile(50), "s"),
        ("wait, p95", outcome.percentile(95), "s"),
        ("accounts on X, at 49 replies in 15 minutes", ceil(load / (X_POSTS_PER_15_MINUTES * 96)), ""),
        ("wait with one account on X, p95", _with_one_account(plant, traffic, begin, seconds), "s"),
        ("database writes a second, mean", mean_rate * demand.writes, ""),
        ("database writes a second, busiest", traffic.highest_rate * demand.writes, ""),
        ("database transactions a second, busiest", traffic.highest_rate * demand.transactions, ""),
        ("films a day", load * demand.media_bytes / 1e9, "GB"),
        ("films kept for 30 days", 30 * load * demand.media_bytes / 1e12, "TB"),
        ("rows a day", load * demand.row_bytes / 1e9, "GB"),
        ("X, a day", load * X_CENTS / 100.0, "$"),
    ]
    return [Row(f"{load:,}{_SPLIT}{name}", figure, unit) for name, figure, unit in figures]


def _with_one_account(plant: Plant, traffic: Traffic, begin: float, seconds: float) -> float:
    """The wait that 95% stay under where one account has to publish everything; at the end of the time simulated it may still be growing."""
    rng = np.random.default_rng(1)
    moments = arrivals(traffic, begin, seconds, rng)
    authors, music = people(moments.size, traffic.requests_each, rng), rng.uniform(size=moments.size) < traffic.share_of_music
    return simulate(replace(plant, posts_per_15_minutes=X_POSTS_PER_15_MINUTES), moments, authors, music, rng).percentile(95.0)


def fairness_rows(demand: Demand) -> list[Row]:
    """A fan sends fifty requests at once to the band of 1,000 mentions a day: how long everybody else waits, with turns and without."""
    traffic = Traffic(1000.0, bursts_a_day=0)
    begin, seconds = BUSIEST
    rng = np.random.default_rng(2)
    others = arrivals(traffic, begin, seconds, rng)
    moments = np.concatenate([np.full(50, begin + 60.0), others])
    order = np.argsort(moments, kind="stable")
    by_turns = np.concatenate([np.zeros(50, dtype=np.int64), np.arange(1, others.size + 1)])[order]
    as_they_come = np.arange(moments.size)
    music = np.ones(moments.size, dtype=bool)
    is_other = by_turns > 0
    waits = [_waits(demand.plant, moments[order], authors, music)[is_other] for authors in (by_turns, as_they_come)]
    names = ("with turns", "first come, first served")
    return [
        Row(f"a fan sends 50 at once, one worker: others wait, {name}", float(wait.mean()), "s", note=f"{wait.size} requests in a quarter of an hour")
        for name, wait in zip(names, waits, strict=True)
    ]


def _waits(plant: Plant, moments: np.ndarray, authors: np.ndarray, music: np.ndarray) -> np.ndarray:
    outcome: Outcome = simulate(plant, moments, authors, music, np.random.default_rng(3))
    return outcome.waits


def write_page(rows: list[Row], page: Path = PAGE) -> None:
    """Put the tables into the document: costs as they are, loads side by side."""
    costs = [row for row in rows if _SPLIT not in row.name]
    text = page.read_text(encoding="utf-8")
    for name, table in (("costs", markdown_table(costs)), ("loads", side_by_side(rows))):
        text, found = re.subn(
            rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", lambda match, table=table: match[1] + table + match[2], text, flags=re.DOTALL
        )
        if not found:
            raise ValueError(f"{page} has no place for the table of {name}")
    page.write_text(text, encoding="utf-8")


def side_by_side(rows: list[Row]) -> str:
    """The loads as the columns of one Markdown table."""
    cells: dict[str, dict[str, str]] = {}
    for row in rows:
        load, split, name = row.name.partition(_SPLIT)
        if split:
            cells.setdefault(f"{name}{f' ({row.unit})' if row.unit else ''}", {})[load] = rounded(row.figure, row.places)
    loads = list(dict.fromkeys(load for line in cells.values() for load in line))
    table = [["a day", *loads], *([name, *(line.get(load, "") for load in loads)] for name, line in cells.items())]
    widths = [max(len(line[column]) for line in table) for column in range(len(loads) + 1)]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in table]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]) + "\n"

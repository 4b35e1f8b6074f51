"""A day in the life of the bot, lived in minutes: :func:`live_a_day`."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from days.crowd import Saying, sayings
from days.gauges import Sample, folder_bytes, rows, sample, table_bytes
from days.house import House, needed_pieces, open_house

from bot.platforms.x_credentials import VARIABLES

BEGINS = datetime(2026, 10, 24, 12, tzinfo=UTC).timestamp()
"""In the night that follows, summer time ends in Europe: the hour of the backup comes twice."""
SAMPLES = 24
SWEEP_SECONDS = 900.0
WINDING_DOWN_STEPS = 13 * 12
SHORTEST_TELLING = 10
"""Characters of a text that is recognised where it turns up."""
FAULTS = {"publish": {"server_error": 0.02, "dropped": 0.02}, "mentions": {"server_error": 0.01, "repeat": 0.05}, "append": {"server_error": 0.02}}


@dataclass(frozen=True)
class Day:
    """What a day was like."""

    written: int
    """Mentions."""
    truth: dict[str, Any]
    """As the simulator counted."""
    samples: tuple[Sample, ...]
    most_too_much_mb: float
    """The most that files had over their limit right after a sweep, what is young or still needed left out."""
    oldest_file_hours: float
    """The oldest that any file became."""
    standings: dict[str, int]
    """Mentions by state at the end."""
    unheard: int
    """Posts that name us and that no poll brought."""
    unexplained: tuple[str, ...]
    """Mentions that got no answer for no stated reason."""
    rows: dict[str, int]
    bytes_by_table: dict[str, int]
    rows_a_month_later: dict[str, int]
    bytes_a_month_later: dict[str, int]
    health: tuple[int, ...]
    """Every status that the health page answered with."""
    series: tuple[int, int]
    """Lines of figures for Prometheus: at noon and at the end."""
    backups: tuple[str, ...]
    logged_bytes: int
    blabbed: tuple[str, ...]
    """Lines of the log that hold a secret, or what somebody wrote."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class _Watch:
    """Writes down, while the day goes by, what is told of it afterwards."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.samples: list[Sample] = []
        self.health: set[int] = set()
        self.series: list[int] = []
        self.too_much_mb = self.oldest_hours = 0.0

    def look(self, mentions: int) -> None:
        """Once an hour or so."""
        self.samples.append(sample(self._house.home, self._house.clock.hours, mentions))
        self.health.add(self._house.asked_of_page("/healthz")[0])
        self.series.append(len(self._house.asked_of_page("/metrics")[1].splitlines()))

    def look_at_files(self, most_bytes: float) -> None:
        """After every sweep; what came in the same step came after it."""
        now, pieces = self._house.clock.now, self._house.home / "pieces"
        folders = [(now - each.stat().st_mtime, folder_bytes(each), each.name) for each in pieces.iterdir()] if pieces.is_dir() else []
        needed = self._house.needed | needed_pieces(self._house.home)
        folders = [(age, size, name) for age, size, name in folders if age > 1.0]
        settled = [(age, size) for age, size, name in folders if age > 3600.0 and name not in needed]
        kept_anyway = sum(size for _, size, _ in folders) - sum(size for _, size in settled)
        too_much = sum(size for _, size in settled) - max(0.0, most_bytes - kept_anyway)
        self.too_much_mb = max(self.too_much_mb, too_much / 1e6 if settled else 0.0)
        self.oldest_hours = max([self.oldest_hours, *(age / 3600.0 for age, _ in settled)])


def live_a_day(
    folder: Path, *, hours: float = 24.0, mentions: int = 1000, one_real_in: int = 20, step_seconds: float = 60.0, seed: int = 1, month: bool = True
) -> Day:
    """Live a day (or so many hours) with about so many mentions, then a silent month in which the house forgets what it may forget.

    It is measured a good two dozen times, however long it is.

    The network is the simulated X with a few faults, each ``one_real_in``-th piece is composed and rendered for real. What is written late in the
    first half comes when the day's budget is spent: part of it is answered after midnight, part is too old by then.
    """
    said = sayings(mentions, hours, seed)
    with open_house(folder, BEGINS, cents_a_day=40.0 + mentions * 0.6, one_real_in=one_real_in) as house:
        house.step()
        house.x.faults(chances=FAULTS, seed=seed)
        watch = _Watch(house)
        _live(house, watch, said, hours, step_seconds, np.random.default_rng(seed))
        house.x.faults()
        secrets = [house.x.environment[name] for name in VARIABLES]
        _wind_down(house)
        told = _told(house, watch, len(said))
        later = _a_month_later(house) if month else (told["rows"], told["bytes_by_table"])
        backups = tuple(sorted(path.name for path in (house.home / "backups").glob("*")))
    log = (folder / "log.txt").read_text(encoding="utf-8")
    blabbed = _blabbed(log, [*secrets, *(each.text.removeprefix("@houseband ") for each in said)])
    return Day(**told, rows_a_month_later=later[0], bytes_a_month_later=later[1], backups=backups, logged_bytes=len(log.encode()), blabbed=blabbed)


def _live(house: House, watch: _Watch, said: Sequence[Saying], hours: float, step_seconds: float, rng: np.random.Generator) -> None:
    spoken, next_sample, next_sweep = 0, 0.0, 0.0
    limit = 0.02e9
    while house.clock.hours < hours:
        house.clock.passes(step_seconds)
        due = [each for each in said[spoken:] if each.at <= house.clock.hours * 3600.0]
        _write(house, due, rng)
        spoken += len(due)
        house.step()
        if house.clock.hours * 3600.0 >= next_sweep:
            next_sweep += SWEEP_SECONDS
            watch.look_at_files(limit + 3e6)
        if house.clock.hours >= next_sample:
            next_sample += hours / SAMPLES
            watch.look(spoken)


def _write(house: House, due: Sequence[Saying], rng: np.random.Generator) -> None:
    pieces = house.last_pieces() if any(each.to_a_piece for each in due) else []
    posts = [
        {"text": each.text, "handle": each.handle, "expects": False, **({"reply_to": str(rng.choice(pieces))} if each.to_a_piece and pieces else {})}
        for each in due
    ]
    if posts:
        house.x.set(clock_offset_s=house.clock.ahead_seconds)
        house.x.write_all(posts)


def _wind_down(house: House) -> None:
    """Nobody writes any more; what waits to be read or rests (for an upload, for tomorrow's budget) still has its turn, past the next midnight."""
    for _ in range(WINDING_DOWN_STEPS):
        if not _unheard(house) and not _open(house.home):
            return
        house.clock.passes(300.0)
        house.step()


def _a_month_later(house: House) -> tuple[dict[str, int], dict[str, int]]:
    """A quarter of a day at a time, and then an hour for the last chores."""
    for _ in range(4 * 40):
        house.clock.passes(6 * 3600.0)
        house.step()
    return rows(house.home), dict(table_bytes(house.home))


def _told(house: House, watch: _Watch, written: int) -> dict[str, Any]:
    with closing(sqlite3.connect(house.home / "history.db")) as database:
        standings = dict(database.execute("SELECT state, count(*) FROM inbox GROUP BY state"))
    return {
        "written": written,
        "truth": house.x.truth(),
        "samples": tuple(watch.samples),
        "most_too_much_mb": round(watch.too_much_mb, 3),
        "oldest_file_hours": round(watch.oldest_hours, 2),
        "standings": standings,
        "unheard": _unheard(house),
        "unexplained": _unexplained(house),
        "rows": rows(house.home),
        "bytes_by_table": dict(table_bytes(house.home)),
        "health": tuple(sorted(watch.health)),
        "series": (watch.series[len(watch.series) // 2], watch.series[-1]),
    }


def _unheard(house: House) -> int:
    with closing(sqlite3.connect(house.home / "history.db")) as database, closing(sqlite3.connect(house.home.parent / "x.sqlite")) as network:
        written = {str(post) for (post,) in network.execute("SELECT id FROM posts WHERE mentions_us = 1")}
        return len(written - {post for (post,) in database.execute("SELECT post_id FROM inbox")})


def _unexplained(house: House) -> tuple[str, ...]:
    """Mentions without a reply on the network that are not left alone for a stated reason."""
    answered = {post["in_reply_to"] for post in house.x.published()}
    with closing(sqlite3.connect(house.home / "history.db")) as database:
        known = {post: (state, reason) for post, state, reason in database.execute("SELECT post_id, state, reason FROM inbox")}
    silent = [post for post in known if post not in answered and not post.startswith("tune-")]
    return tuple(f"{post}: {known[post]}" for post in silent if known[post][0] != "ignored" or not known[post][1])


def _open(home: Path) -> int:
    with closing(sqlite3.connect(home / "history.db")) as database:
        return int(database.execute("SELECT count(*) FROM inbox WHERE state IN ('waiting', 'going', 'resting')").fetchone()[0])


def _blabbed(log: str, unspeakable: Sequence[str]) -> tuple[str, ...]:
    """Lines of a log that hold one of these; short ones, which any line may hold, left out."""
    long = {each for each in unspeakable if len(each) >= SHORTEST_TELLING}
    return tuple(line for line in log.splitlines() if any(each in line for each in long))

import gc
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from guarding import HandClock, memory_database

from bot.databases import Database
from bot.house_rules import ScheduleSettings
from bot.own_requests import genre_of, is_own
from bot.schedule.chores import backup, forgetting, interval, retention, tune_of_the_day
from bot.schedule.lease import Lease
from bot.schedule.ticks import Ticks
from bot.schedule.timetable import Chore, Daily, Every
from bot.scheduler import Clocks, Scheduler

BEFORE = datetime(2026, 5, 4, 16, 30, tzinfo=UTC).timestamp()
DAILY = Daily(17, UTC)


@dataclass
class Time:
    """A clock on the wall and a steady one, which go together until the wall's is set."""

    wall: HandClock = field(default_factory=lambda: HandClock(BEFORE))
    steady: HandClock = field(default_factory=lambda: HandClock(50.0))

    def passes(self, seconds: float) -> None:
        self.wall.now += seconds
        self.steady.now += seconds

    @property
    def clocks(self) -> Clocks:
        return Clocks(self.wall, self.steady)


def scheduler(database: Database, at: Time, *chores: Chore, holder: str = "one") -> Scheduler:
    return Scheduler(chores, Lease(database, "schedule", holder, at.wall, at.steady), Ticks(database), at.clocks, hand_over=lambda work: work())


def noting(days: list[date]) -> Callable[[date], None]:
    return days.append


def goes_on(at: Time, seconds: float, *schedulers: Scheduler, step: float = 300.0) -> None:
    for _ in range(int(seconds / step)):
        for each in schedulers:
            each.look()
        at.passes(step)


def test_an_interval_is_kept_and_a_day_has_one_tick() -> None:
    at, polls, tunes = Time(), [], []
    works = scheduler(memory_database(), at, Chore("poll", Every(600.0), noting(polls)), Chore("tune", DAILY, noting(tunes)))
    goes_on(at, 86_400.0 * 3, works)
    assert len(polls) == 3 * 144
    assert tunes == [date(2026, 5, 4) + timedelta(days=days) for days in range(3)]


def test_two_schedulers_make_one_tick_and_survive_each_other() -> None:
    at, database, polls, tunes = Time(), memory_database(), [], []
    both = [
        scheduler(database, at, Chore("poll", Every(600.0), noting(polls)), Chore("tune", DAILY, noting(tunes)), holder=name)
        for name in ("one", "two")
    ]
    goes_on(at, 86_400.0, *both)
    assert len(polls) == 144
    assert tunes == [date(2026, 5, 4)]
    for each in both:
        each.look()
    assert [each.leads for each in both] == [True, False]
    goes_on(at, 86_400.0, both[1])  # the first is dead
    both[1].look()
    assert both[1].leads
    assert tunes == [date(2026, 5, 4), date(2026, 5, 5)]


def test_what_each_machine_has_of_its_own_is_seen_to_by_each() -> None:
    at, database, sweeps = Time(), memory_database(), []
    sweep = Chore("retention", Every(600.0), noting(sweeps), everywhere=True)
    goes_on(at, 3600.0, scheduler(database, at, sweep, holder="one"), scheduler(database, at, sweep, holder="two"))
    assert len(sweeps) == 2 * 6


def test_a_tick_missed_in_sleep_runs_once() -> None:
    at, polls, tunes = Time(), [], []
    works = scheduler(memory_database(), at, Chore("poll", Every(600.0), noting(polls)), Chore("tune", DAILY, noting(tunes)))
    goes_on(at, 600.0, works)
    at.passes(3 * 86_400.0 + 7200.0)  # asleep: until two hours and a bit past the fourth tick
    goes_on(at, 600.0, works)
    assert tunes == [date(2026, 5, 7)], "once, not once for each day"
    assert len(polls) == 2


def test_a_tick_missed_by_half_a_day_is_left_out() -> None:
    at, tunes = Time(), []
    works = scheduler(memory_database(), at, Chore("tune", DAILY, noting(tunes)))
    goes_on(at, 600.0, works)
    at.passes(16 * 3600.0)
    goes_on(at, 600.0, works)
    assert tunes == []


@pytest.mark.parametrize("jump", [3600.0, -3600.0, 86_400.0, -86_400.0, -30 * 86_400.0])
def test_a_clock_that_jumps_neither_silences_nor_repeats(jump: float) -> None:
    at, polls, tunes = Time(), [], []
    works = scheduler(memory_database(), at, Chore("poll", Every(600.0), noting(polls)), Chore("tune", DAILY, noting(tunes)))
    goes_on(at, 7200.0, works)
    assert (len(polls), tunes) == (12, [date(2026, 5, 4)])
    at.wall.now += jump
    goes_on(at, 7200.0, works)
    assert len(polls) == 24
    at.wall.now -= jump
    goes_on(at, 7200.0, works)
    assert len(polls) == 36
    assert tunes.count(date(2026, 5, 4)) == 1
    goes_on(at, 5 * 86_400.0, works, step=1800.0)
    assert tunes[-1] == date(2026, 5, 9)
    assert len(tunes) == len(set(tunes))


def test_a_chore_that_fails_is_tried_again_more_rarely_and_stops_nobody(caplog: pytest.LogCaptureFixture) -> None:
    at, polls, tries = Time(), [], []

    def fails(day: date) -> None:
        tries.append(day)
        if len(tries) < 4:
            raise OSError("disk full")

    works = scheduler(memory_database(), at, Chore("backup", DAILY, fails), Chore("poll", Every(600.0), noting(polls)))
    goes_on(at, 7200.0, works, step=30.0)
    assert len(polls) == 12
    assert len(tries) == 4
    assert "backup failed" in caplog.text


def test_real_clocks_and_threads_stop_in_time() -> None:
    database, worked = memory_database(), threading.Event()
    works = Scheduler([interval("poll", 0.1, worked.set)], Lease(database, "schedule", "one", time.time), Ticks(database))
    works.begin()
    assert worked.wait(10.0)
    began = time.perf_counter()
    works.stop(5.0)
    assert time.perf_counter() - began < 3.0
    assert not works.leads


def test_a_scheduler_outlives_every_trouble_with_its_database(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("bot.scheduler.LOOK_SECONDS", 0.01)
    database, worked = memory_database(), threading.Event()
    lease = Lease(database, "schedule", "one", time.time)
    troubles, hold = [sqlite3.OperationalError("disk I/O error"), OSError("no space"), sa.exc.TimeoutError("pool")], lease.hold

    def holds() -> bool:
        if troubles:
            raise troubles.pop()
        return hold()

    def refuses() -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(lease, "hold", holds)
    monkeypatch.setattr(lease, "release", refuses)
    works = Scheduler([interval("poll", 0.1, worked.set)], lease, Ticks(database))
    works.begin()
    assert worked.wait(10.0)
    works.stop(5.0)
    assert caplog.text.count("could not look at its clocks") == 3
    assert "runs out by itself" in caplog.text


def objects_alive() -> int:
    gc.collect()
    return len(gc.get_objects())


def test_a_day_of_the_whole_house_on_a_fast_clock(tmp_path: Path) -> None:
    """Two processes, every chore, 24 hours, ten minutes at a time: each tick once, files within their room, memory flat."""
    at, database, asked, polls = Time(), memory_database(), [], []
    rules = ScheduleSettings(keep_files_gigabytes=0.001)
    pieces = tmp_path / "pieces"

    def play() -> None:
        folder = pieces / f"piece {at.wall.now:.0f}"
        folder.mkdir(parents=True)
        for path in (folder / "tune.mp4", folder):
            if path != folder:
                path.write_bytes(bytes(40_000))
            os.utime(path, (at.wall.now, at.wall.now))

    def works_of(name: str) -> Scheduler:
        chores = (
            interval("poll:paper", 600.0, lambda: polls.append(at.wall.now)),
            interval("play", 600.0, play),
            *tune_of_the_day(rules, ["paper", "other"], asked.append, at.wall),
            retention(rules, pieces, lambda: (), at.wall),
            backup(rules, f"sqlite:///{tmp_path}/none.db", tmp_path / "backups"),
            forgetting([lambda: None]),
        )
        return scheduler(database, at, *chores, holder=name)

    both = (works_of("one"), works_of("two"))
    goes_on(at, 7200.0, *both, step=600.0)
    objects = objects_alive()
    goes_on(at, 86_400.0, *both, step=600.0)
    grown = objects_alive() - objects
    assert len(polls) == 26 * 6
    assert [(mention.platform, mention.post_id) for mention in asked] == [
        (platform, f"tune-2026-05-0{day}") for day in (4, 5) for platform in ("paper", "other")
    ]
    assert all(is_own(mention) for mention in asked)
    assert sum(path.stat().st_size for path in pieces.rglob("*.mp4")) <= 1_000_000 + 3 * 40_000, "what came since the last sweep may be too much"
    assert grown < 2000, grown


def test_genres_take_turns() -> None:
    genres = ("jazz", "folk", "blues")
    turns = [genre_of(date(2026, 5, 4) + timedelta(days=days), genres) for days in range(6)]
    assert turns[:3] == turns[3:]
    assert set(turns) == set(genres)


def test_without_genres_there_is_no_tune_of_the_day() -> None:
    assert tune_of_the_day(ScheduleSettings(tune_of_the_day_genres=()), ["paper"], lambda _mention: None, time.time) == ()

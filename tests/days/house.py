"""The real premises of ``houseband bot run`` on the simulated X, on a fast clock: every part is the real one but the clock and most of the music."""

from __future__ import annotations

import http.client
import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from days.band import day_band
from days.clock import FastClock
from simulators.x.running import SimulatedX

from bot.house_rules import BudgetSettings, QueueSettings, ScheduleSettings
from bot.operating.logs import begin_logging
from bot.operating.thrift import share_memory_pools
from bot.operating.watchtower import watching_over
from bot.platforms.x import XPlatform
from bot.platforms.x_connection import XConnection
from bot.platforms.x_credentials import credentials_from
from bot.settings import BotSettings, Settings, read_settings
from bot.staffing import Premises, open_premises
from bot.worker import Worker

SETTLES_WITHIN_SECONDS = 180.0
_OPEN = "SELECT id, state, step, reason FROM inbox WHERE state IN ('waiting', 'going') OR (state = 'resting' AND due_at <= ?)"


def day_settings(home: Path, cents_a_day: float) -> Settings:
    """Limits small enough to bite within hours."""
    return replace(
        read_settings(),
        home=home,
        database_url=f"sqlite:///{home / 'history.db'}",
        bot=BotSettings(usual_seconds=5.0, most_seconds=6.0),
        budget=BudgetSettings(cents_a_day=cents_a_day),
        schedule=ScheduleSettings(
            time_zone="Europe/Berlin", tune_of_the_day_hour=17, backup_hour=2, keep_files_days=0.2, keep_files_gigabytes=0.02, backups_kept=3
        ),
        queue=QueueSettings(at_once=4),
    )


@dataclass
class House:
    """A worker at work, and the world it works in."""

    home: Path
    clock: FastClock
    x: SimulatedX
    premises: Premises
    worker: Worker
    page: str
    needed: frozenset[str] = frozenset()
    """Pieces whose reply was not out when the last step began."""
    _seen: set[str] = field(default_factory=set)

    def step(self) -> None:
        """Do everything that is due now, to its end."""
        self.x.set(clock_offset_s=self.clock.ahead_seconds)
        self.needed = needed_pieces(self.home)
        self.premises.scheduler.look()
        for name in self.premises.office.poll_seconds:
            self.worker.poll(name)
        self.worker.dispatch()
        self._settle()
        self._date_new_files()

    def _settle(self) -> None:
        """Wait until nobody does anything any more."""
        deadline = time.monotonic() + SETTLES_WITHIN_SECONDS
        with closing(sqlite3.connect(self.home / "history.db", timeout=30.0)) as database:
            while (waiting := database.execute(_OPEN, (self.clock.now,)).fetchall()) or self.premises.scheduler.is_busy:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"the house does not come to rest: {waiting[:5]}")
                time.sleep(0.01)

    def _date_new_files(self) -> None:
        """Files are as old as the fast clock says, not as the machine's does."""
        here = {each.name for each in (self.home / "pieces").iterdir()} if (self.home / "pieces").is_dir() else set()
        for folder in (self.home / "pieces" / name for name in here):
            if folder.name in self._seen and folder.stat().st_mtime <= self.clock.now:  # else: rendered again
                continue
            for path in (*folder.rglob("*"), folder):
                os.utime(path, (self.clock.now, self.clock.now))
        self._seen = here

    def asked_of_page(self, path: str) -> tuple[int, str]:
        """What the page of the worker answers."""
        address = urlsplit(self.page)
        with closing(http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def last_pieces(self) -> list[str]:
        """Posts of ours that played something, the newest first."""
        query = "SELECT reply_id FROM outbox WHERE piece_id IS NOT NULL AND reply_id IS NOT NULL ORDER BY sent_at DESC LIMIT 20"
        with closing(sqlite3.connect(self.home / "history.db", timeout=30.0)) as database:
            return [reply for (reply,) in database.execute(query)]


def needed_pieces(home: Path) -> frozenset[str]:
    """Pieces whose reply is not out yet."""
    with closing(sqlite3.connect(home / "history.db", timeout=30.0)) as database:
        query = "SELECT piece_id FROM outbox WHERE reply_id IS NULL AND piece_id IS NOT NULL"
        return frozenset(piece for (piece,) in database.execute(query))


@contextmanager
def open_house(folder: Path, begins: float, *, cents_a_day: float, one_real_in: int) -> Iterator[House]:
    """A house in a folder that works while it lasts; its log is ``log.txt`` there, its home ``home``."""
    share_memory_pools()
    home, clock = folder / "home", FastClock(begins)
    home.mkdir(parents=True)
    settings = day_settings(home, cents_a_day)
    with SimulatedX(database=folder / "x.sqlite") as x, (folder / "log.txt").open("w", encoding="utf-8") as log:
        x.reset(check_after_secs=0, processing_s=0.0, decode_all=False, timestamp_tolerance_s=1e9, clock_offset_s=clock.ahead_seconds)
        handler = begin_logging("json", "INFO", x.environment, "day-worker", log)
        connection = XConnection(credentials_from(x.environment), x.base_url)
        platform = XPlatform(connection, sleep=lambda _seconds: None, now=lambda: datetime.fromtimestamp(clock.now, UTC))
        premises = open_premises(settings, [platform], "day-worker", clock.clocks, day_band(settings, folder, one_real_in))
        worker = Worker(premises.office)
        worker.begin()
        try:
            with watching_over(premises.sources, premises.instruments, "127.0.0.1", 19_464, "test") as page:
                yield House(home, clock, x, premises, worker, page)
        finally:
            premises.scheduler.stop(5.0)
            worker.stop(10.0)
            premises.close()
            logging.getLogger().removeHandler(handler)

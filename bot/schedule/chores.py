"""The chores of the house: tune of the day, retention, backup, forgetting; each is tiny, or hands its work to the queue."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import date
from pathlib import Path

from bot.house_rules import ScheduleSettings
from bot.operating.settings import StorageSettings
from bot.own_requests import genre_of, tune_request
from bot.platforms.base import Mention
from bot.schedule.backup import back_up, database_files
from bot.schedule.retention import Folders, Room, Shelf, sweep
from bot.schedule.timetable import Chore, Daily, Every, zone_named

SWEEP_SECONDS = 900.0
STORE_SWEEP_SECONDS = 3600.0
"""Listing a store takes a call for every thousand files, and calls cost money."""
FORGET_SECONDS = 3600.0

_log = logging.getLogger(__name__)


def tune_of_the_day(
    rules: ScheduleSettings, platforms: Sequence[str], enqueue: Callable[[Mention], object], clock: Callable[[], float]
) -> tuple[Chore, ...]:
    """The band asks itself for a piece of the day's genre on every network; nothing where no genre is set.

    ``enqueue`` takes a mention like any other and knows it again: the same day's has the same name.
    """
    if not rules.tune_of_the_day_genres:
        return ()

    def ask(day: date) -> None:
        for platform in platforms:
            enqueue(tune_request(platform, day, genre_of(day, rules.tune_of_the_day_genres), clock()))

    return (Chore("tune", Daily(rules.tune_of_the_day_hour, zone_named(rules.time_zone)), ask),)


def retention(rules: ScheduleSettings, pieces: Path, needed: Callable[[], Collection[str]], clock: Callable[[], float]) -> Chore:
    """Remove rendered files of this machine that are old or too much; ``needed`` names the pieces whose reply is not out yet."""
    room = Room(rules.keep_files_days * 86_400.0, int(rules.keep_files_gigabytes * 1e9))
    return Chore("retention", Every(SWEEP_SECONDS), _sweeping(Folders(pieces), room, needed, clock, "this machine"), everywhere=True)


def store_retention(store: Shelf, rules: StorageSettings, needed: Callable[[], Collection[str]], clock: Callable[[], float]) -> Chore:
    """The same for the store that all machines share, which one of all processes does."""
    room = Room(rules.keep_days * 86_400.0, int(rules.keep_gigabytes * 1e9))
    return Chore("store-retention", Every(STORE_SWEEP_SECONDS), _sweeping(store, room, needed, clock, "the store"))


def _sweeping(shelf: Shelf, room: Room, needed: Callable[[], Collection[str]], clock: Callable[[], float], where: str) -> Callable[[date], None]:
    def remove(_day: date) -> None:
        swept = sweep(shelf, room, needed(), clock())
        if swept.pieces:
            _log.info("removed the files of %d pieces from %s, %.1f MB", swept.pieces, where, swept.bytes / 1e6)

    return remove


def backup(rules: ScheduleSettings, database_url: str, folder: Path) -> Chore:
    """Copy the databases once a day."""

    def copy(day: date) -> None:
        for path in back_up(database_files(database_url), folder, day, rules.backups_kept):
            _log.info("wrote the backup %s", path)

    return Chore("backup", Daily(rules.backup_hour, zone_named(rules.time_zone)), copy)


def forgetting(forget: Sequence[Callable[[], object]]) -> Chore:
    """Let tables forget what nothing depends on any more."""

    def let_go(_day: date) -> None:
        for each in forget:
            each()

    return Chore("forgetting", Every(FORGET_SECONDS), let_go)


def interval(name: str, seconds: float, work: Callable[[], object]) -> Chore:
    """Something every so many seconds: asking a network for mentions, adopting the work of the dead."""

    def do(_day: date) -> None:
        work()

    return Chore(name, Every(seconds), do)

"""``houseband bot``: the band takes requests on social networks, or in this terminal."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import click

from bot import console
from bot.commands.bot_guards import block, pause, resume, unblock
from bot.settings import Settings, read_settings
from bot.version import software_version
from corpora.errors import AskerError

if TYPE_CHECKING:
    from bot.platforms.base import Platform
    from bot.queue.records import Standing
    from bot.scheduler import Scheduler
    from bot.staffing import Premises

SHOWN_STATES = ("going", "resting", "waiting", "dead")
SHOWN = 50
MOST_RETRIED = 100_000
LOOK_SECONDS = 0.3

_log = logging.getLogger(__name__)


@click.group()
def bot() -> None:
    """Let the band take requests: on social networks, or in this terminal (`houseband bot demo`)."""


for _command in (block, unblock, pause, resume):
    bot.add_command(_command)


@bot.command()
@click.option("--platform", "names", metavar="NAME", multiple=True, required=True, help="Such as x, mastodon, bluesky; may be given several times.")
def run(names: tuple[str, ...]) -> None:
    """Answer mentions until told to stop (Ctrl-C, or SIGTERM). Any number of these may run at the same time.

    Credentials come from the environment. The log goes to stderr.
    """
    from bot.introductions import introduce
    from bot.operating.logs import begin_logging
    from bot.operating.thrift import share_memory_pools
    from bot.operating.watchtower import watching_over
    from bot.staffing import open_premises
    from bot.waiting import when_in_reach
    from bot.warming import warming_up

    share_memory_pools()
    settings, worker = read_settings(), _worker_name()
    platforms = [_opened(name) for name in dict.fromkeys(names)]
    watch = settings.operating
    begin_logging(watch.log_format, watch.log_level, os.environ, worker)
    introduce(platforms)
    premises = when_in_reach(lambda: open_premises(settings, platforms, worker))
    watching = watching_over(premises.sources, premises.instruments, watch.page_address, watch.page_port, software_version())
    warming = warming_up(premises.rehearse, lambda: premises.is_idle)
    with _stop_signals() as stop, _scheduled(premises.scheduler), _at_work(settings, premises), warming, watching:
        stop.wait()


@bot.command()
def demo() -> None:
    """Talk to the band in this terminal: each line is a mention. Ctrl-D ends."""
    from bot.platforms.console import ConsolePlatform
    from bot.staffing import open_premises

    settings = read_settings()
    platform = ConsolePlatform()
    unlimited = replace(settings.guards, most_an_hour_for_one_author=1000, most_an_hour_in_one_thread=1000)
    premises = open_premises(replace(settings, guards=unlimited), [platform], _worker_name())
    with _stop_signals() as stop, _at_work(settings, premises):
        console.note("the band is listening; one request a line", "dim")
        while not stop.wait(LOOK_SECONDS) and not (platform.exhausted and premises.office.inbox.authors_waiting(platform.name) == 0):
            pass


@bot.command()
@click.option("--all", "everything", is_flag=True, help="Those that are answered or left alone, too.")
def queue(everything: bool) -> None:
    """List the mentions that wait, rest or were given up, and count the others."""
    from bot.staffing import open_inbox

    with closing(open_inbox(read_settings())) as inbox:
        rows = inbox.standings([*SHOWN_STATES, *(["done", "ignored"] if everything else [])], SHOWN)
        counts = inbox.counts()
    console.say(console.table([_row(standing) for standing in rows]))
    console.say(", ".join(f"{state} {count}" for state, count in counts.items()))


@bot.command()
@click.argument("names", metavar="ID...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Everything that was given up.")
def retry(names: tuple[str, ...], everything: bool) -> None:
    """Send mentions that were given up round again; `houseband bot queue` lists them."""
    from bot.staffing import open_inbox

    if not names and not everything:
        raise AskerError("nothing to retry was named: give an ID that `houseband bot queue` lists as dead, or --all")
    with closing(open_inbox(read_settings())) as inbox:
        wanted = [standing.id for standing in inbox.standings(["dead"], MOST_RETRIED)] if everything else list(names)
        for name in wanted:
            if not inbox.revive(name):
                raise AskerError(f"{name!r} was not given up; `houseband bot queue` lists what was")
    console.say(f"sent round again: {len(wanted)}")


def _opened(name: str) -> Platform:
    from bot.platforms.base import CredentialsError
    from bot.platforms.catalogue import open_platform

    try:
        return open_platform(name)
    except CredentialsError as error:
        raise AskerError(str(error)) from error


@contextmanager
def _scheduled(scheduler: Scheduler) -> Iterator[None]:
    """What happens by the clock happens while it lasts."""
    scheduler.begin()
    try:
        yield
    finally:
        scheduler.stop(1.0)


@contextmanager
def _at_work(settings: Settings, premises: Premises) -> Iterator[None]:
    """A worker works while it lasts; a thread of its that won't end then ends with the process."""
    from bot.worker import Worker

    worker = Worker(premises.office)
    worker.begin()
    _log.info("listening on %s", ", ".join(premises.office.crews))
    try:
        yield
    finally:
        _log.info("stopping")
        ended = worker.stop(settings.queue.stop_seconds)
        premises.close()
        if not ended:
            sys.stdout.flush()
            os._exit(0)


def _worker_name() -> str:
    """Unique among all workers that ever were, on all machines."""
    import secrets
    import socket

    return f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"


@contextmanager
def _stop_signals() -> Iterator[threading.Event]:
    """An event that is set by Ctrl-C or SIGTERM; a second Ctrl-C interrupts at once."""
    stop = threading.Event()
    before = {int(number): signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def note_signal(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, before[number])

    for number in before:
        signal.signal(number, note_signal)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _row(standing: Standing) -> tuple[str, ...]:
    came = f"{datetime.fromtimestamp(standing.received_at).astimezone():%Y-%m-%d %H:%M}"
    due = f"until {datetime.fromtimestamp(standing.due_at).astimezone():%H:%M:%S}" if standing.state == "resting" else ""
    return (standing.id, came, f"@{standing.author}", standing.state, standing.step, due, standing.reason)

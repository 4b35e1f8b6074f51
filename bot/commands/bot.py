"""``houseband bot``: the band takes requests on social networks, or in this terminal."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import click

from bot import console
from bot.settings import Settings, read_settings
from corpora.errors import AskerError

if TYPE_CHECKING:
    from bot.platforms.base import Platform
    from bot.queue.records import Standing
    from bot.worker import Office

SHOWN_STATES = ("going", "resting", "waiting", "dead")
SHOWN = 50
MOST_RETRIED = 100_000
LOOK_SECONDS = 0.3


@click.group()
def bot() -> None:
    """Let the band take requests: on social networks, or in this terminal (`houseband bot demo`)."""


@bot.command()
@click.option("--platform", "names", metavar="NAME", multiple=True, required=True, help="Such as x, mastodon, bluesky; may be given several times.")
def run(names: tuple[str, ...]) -> None:
    """Answer mentions until told to stop (Ctrl-C, or SIGTERM). Any number of these may run at the same time.

    Credentials come from the environment.
    """
    settings = read_settings()
    platforms = [_opened(name) for name in dict.fromkeys(names)]
    with _stop_signals() as stop:
        _work(settings, platforms, stop)


@bot.command()
def demo() -> None:
    """Talk to the band in this terminal: each line is a mention. Ctrl-D ends."""
    from bot.platforms.console import ConsolePlatform

    settings = read_settings()
    platform = ConsolePlatform()
    unlimited = replace(settings.guards, most_an_hour_for_one_author=1000, most_an_hour_in_one_thread=1000, uploads_per_15_minutes=10_000)
    with _stop_signals() as stop:
        _work(
            replace(settings, guards=unlimited),
            [platform],
            stop,
            lambda office: platform.exhausted and office.inbox.authors_waiting(platform.name) == 0,
        )


@bot.command()
@click.option("--all", "everything", is_flag=True, help="Those that are answered or left alone, too.")
def queue(everything: bool) -> None:
    """List the mentions that wait, rest or were given up, and count the others."""
    from bot.bootstrap import open_inbox

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
    from bot.bootstrap import open_inbox

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


def _work(settings: Settings, platforms: Sequence[Platform], stop: threading.Event, is_over: Callable[[Office], bool] = lambda _: False) -> None:
    """Run one worker until it is told to stop; a thread that won't end then ends with the process."""
    from bot.bootstrap import open_office
    from bot.worker import Worker

    office = open_office(settings, platforms, _worker_name())
    worker = Worker(office)
    worker.begin()
    console.note(f"the band is listening: {', '.join(each.name for each in platforms)}", "dim")
    while not stop.wait(LOOK_SECONDS) and not is_over(office):
        pass
    if not worker.stop(settings.queue.stop_seconds):
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

"""``houseband bot block | unblock | pause | resume``: what the operator decides, for all workers at once and while they work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot import console
from bot.settings import read_settings
from corpora.errors import AskerError

if TYPE_CHECKING:
    from bot.guards.lists import Entry, Lists

MOST_REASON_CHARACTERS = 500

_EVERYWHERE = "*"
_platform_option = click.option("--platform", metavar="NAME", help="Only on this network; all of them where it is left out.")
_reason_option = click.option("--reason", metavar="TEXT", default="", help="Kept with it, for you.")


@contextmanager
def _lists() -> Iterator[Lists]:
    """The lists in the database that the settings name."""
    import sqlalchemy as sa

    from bot.bootstrap import open_history
    from bot.databases import Database
    from bot.guards.lists import Lists
    from bot.history.errors import HistoryError, explanation

    settings = read_settings()
    with closing(open_history(settings)) as history:
        try:
            yield Lists(Database(history.engine))
        except sa.exc.DBAPIError as error:
            raise HistoryError(explanation(history.place, str(error.orig), settings.history.busy_timeout_seconds)) from error


@click.command()
@click.argument("who", required=False)
@_platform_option
@_reason_option
def block(who: str | None, platform: str | None, reason: str) -> None:
    """Never answer WHO again: an account's @handle or identifier. Without WHO, list who is blocked."""
    with _lists() as lists:
        if who is None:
            console.say(_lines(lists.blocked(), "nobody is blocked"))
            return
        new = lists.block(_named(who), _short(reason), time.time(), _network(platform))
    console.say(f"{who} is {'blocked' if new else 'blocked already'}{_on(platform)}")


@click.command()
@click.argument("who")
@_platform_option
def unblock(who: str, platform: str | None) -> None:
    """Answer WHO again."""
    with _lists() as lists:
        found = lists.unblock(_named(who), _network(platform))
    if not found:
        raise AskerError(f"{who} is not blocked{_on(platform)}; `houseband bot block` lists who is")
    console.say(f"{who} is answered again{_on(platform)}")


@click.command()
@_platform_option
@_reason_option
def pause(platform: str | None, reason: str) -> None:
    """Read and publish nothing until `houseband bot resume`; what was asked for already is answered then."""
    with _lists() as lists:
        new = lists.pause(_short(reason), time.time(), _network(platform))
    console.say(f"the bot is {'paused' if new else 'paused already'}{_on(platform)}; `houseband bot resume` lets it go on")


@click.command()
@_platform_option
def resume(platform: str | None) -> None:
    """Go on after `houseband bot pause`; with everything that is paused, where no network is named."""
    with _lists() as lists:
        found = lists.resume(_network(platform))
        left = lists.paused()
    if not found:
        raise AskerError(f"nothing is paused{_on(platform)}; {_what_is_paused(left)}")
    console.say(f"the bot goes on{_on(platform)}, within some minutes at most" + (f"; {_what_is_paused(left)}" if left else ""))


def _network(platform: str | None) -> str:
    return _EVERYWHERE if platform is None else platform.strip().casefold()


def _on(platform: str | None) -> str:
    return "" if platform is None else f" on {platform.strip().casefold()}"


def _named(who: str) -> str:
    if not who.strip().removeprefix("@"):
        raise AskerError(f"{who!r} names nobody; give an account's @handle or identifier")
    return who


def _short(reason: str) -> str:
    return " ".join(reason.split())[:MOST_REASON_CHARACTERS]


def _what_is_paused(pauses: list[Entry]) -> str:
    if not pauses:
        return "`houseband bot pause` would do it"
    return "paused: " + ", ".join("everything" if each.platform == _EVERYWHERE else each.platform for each in pauses)


def _lines(entries: list[Entry], none: str) -> list[str]:
    if not entries:
        return [none]
    rows = [(each.who, "everywhere" if each.platform == _EVERYWHERE else each.platform, _day(each.since), each.reason) for each in entries]
    return console.table(rows)


def _day(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d")

"""Watching over one worker: what ``bot.bootstrap`` is to answering, this is to operating. It alone knows both sides."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.version import software_version

if TYPE_CHECKING:
    from bot.operating.instruments import Instruments
    from bot.operating.overview import Sources
    from bot.platforms.base import Platform
    from bot.worker import Office

LAST_PIECES = 10


class Oversight:
    """The instruments of one worker process, and where they hang."""

    def __init__(self, settings: Settings, worker: str, environment: Mapping[str, str]) -> None:
        """Begin with the logs: what goes wrong from now on is in them, without secrets."""
        from bot.operating.logs import begin_logging
        from bot.operating.metrics import PrometheusInstruments

        begin_logging(settings.operating.log_format, settings.operating.log_level, environment, worker)
        self._settings = settings
        self._environment = environment
        self._instruments = PrometheusInstruments()

    def networks(self, platforms: Iterable[Platform]) -> list[Platform]:
        """The networks, watched: to be handed to ``bot.bootstrap.open_office``, so that guards stand before the instruments, not behind."""
        from bot.operating.watching import WatchedPlatform

        return [WatchedPlatform(platform, self._instruments) for platform in platforms]

    def office(self, office: Office) -> Office:
        """An office whose guards, band and steps are watched."""
        return watched_office(office, self._instruments)

    @contextmanager
    def watching(self, office: Office) -> Iterator[str]:
        """While a worker works: its page, its figures, its signs of life for systemd. Gives the page's address, empty where there is none.

        Raises:
            AskerError: when the database can't be opened, or the page has no port.
        """
        from bot.operating.watchtower import watching_over

        operating = self._settings.operating
        with ExitStack() as stack:
            # Connections of its own: that all of the workers' are busy must not make the worker look ill.
            sources = stack.enter_context(_sources(office, self._settings))
            yield stack.enter_context(
                watching_over(sources, self._instruments, operating.page_address, operating.page_port, software_version(), self._environment)
            )


def watched_office(office: Office, instruments: Instruments) -> Office:
    """An office whose guards, band and steps are watched; its networks are watched before it is opened."""
    from bot.operating.watching import WatchedGuards, reporting, timed_gates, watched_band

    crews = {
        name: replace(crew, guards=WatchedGuards(crew.guards, instruments), band=watched_band(crew.band, instruments))
        for name, crew in office.crews.items()
    }
    place = office.workplace
    return replace(office, crews=crews, workplace=replace(place, gates=timed_gates(place.gates, instruments), report=reporting(instruments)))


@contextmanager
def _sources(office: Office, settings: Settings) -> Iterator[Sources]:
    """Where the overview of a worker comes from."""
    from bot.bootstrap import open_history
    from bot.databases import Database
    from bot.guards.ledger import spent_cents
    from bot.guards.lists import Lists
    from bot.operating.overview import Sources
    from bot.queue.heartbeats import Heartbeats
    from bot.queue.inbox import Inbox

    history = open_history(settings)
    database = Database(history.engine)

    def spent(platform: str) -> float:
        with database.reading() as connection:
            return spent_cents(connection, platform, datetime.now(UTC).timestamp())

    try:
        yield Sources(
            worker=office.queue.worker,
            inbox=Inbox(database, time.time),
            heartbeats=Heartbeats(database, time.time),
            spent_cents={name: lambda name=name: spent(name) for name in office.crews},  # type: ignore[misc]
            budget_cents=settings.budget.cents_a_day,
            paused=lambda: [entry.platform for entry in Lists(database).paused()],
            last_pieces=lambda: history.page(LAST_PIECES),
        )
    finally:
        history.close()

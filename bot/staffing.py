"""Bootstrap's other half: what one worker of the bot works with, picked in one place.

``bot.bootstrap`` imports it when a worker starts, so it may import whatever it needs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial

import numpy as np

from bot import bootstrap
from bot.conversation import Heard
from bot.crew import Crew, Understanding
from bot.databases import Database
from bot.guards.buckets import poll_seconds
from bot.guards.gate import Gate
from bot.guards.guarded_platform import PROMPT_SECONDS, GuardedPlatform
from bot.guards.judging import Circumstances, Guards
from bot.guards.lists import Lists
from bot.history.store import History
from bot.lately import Lately
from bot.messages import PieceRecord
from bot.operating.metrics import PrometheusInstruments
from bot.operating.overview import Sources
from bot.operating.punctuality import watched_chore
from bot.operating.watching import WatchedGuards, WatchedPlatform, reporting, timed_gates, watched_band
from bot.platforms.base import Limits, Mention, NewsTelling, Platform
from bot.platforms.catalogue import PLATFORMS
from bot.queue.durable import DbosQueue
from bot.queue.forgetting import Forgetting
from bot.queue.heartbeats import Heartbeats
from bot.queue.inbox import Inbox
from bot.queue.outbox import Outbox
from bot.queue.steps import Patience, Workplace
from bot.requests import understood
from bot.schedule.chores import backup, forgetting, retention, store_retention, tune_of_the_day
from bot.schedule.lease import Lease, steady_seconds
from bot.schedule.ticks import Ticks
from bot.schedule.timetable import Chore
from bot.scheduler import Clocks, Scheduler
from bot.service import Band
from bot.settings import Settings
from bot.shared_clock import shared_clock
from bot.speaking import Speaking
from bot.storage import OneMachine, SharedPieces, storage_for
from bot.understanding.understand import understand
from bot.worker import Office
from corpora.errors import unknown_name

LAST_PIECES = 10
SHORTEST_POLL_SECONDS = 0.5
WORKERS_BUSY_TIMEOUT_SECONDS = 30.0
"""What a worker waits at least for a SQLite file that others are writing to."""


@dataclass(frozen=True, slots=True)
class _Shared:
    """What everything in one worker shares."""

    settings: Settings
    history: History
    database: Database
    inbox: Inbox
    outbox: Outbox
    instruments: PrometheusInstruments
    storage: SharedPieces | OneMachine
    clocks: Clocks


@dataclass(frozen=True, slots=True)
class Premises:
    """One worker's things."""

    office: Office
    """What it answers with."""
    scheduler: Scheduler
    """What happens by the clock, in one of all the processes that have one."""
    sources: Sources
    """Where others learn how it is."""
    instruments: PrometheusInstruments
    """What counts what it does."""
    rehearse: Callable[[str], object]
    """Reads and composes what a wish asks for, and keeps nothing of it."""

    @property
    def is_idle(self) -> bool:
        """Whether nobody waits for an answer."""
        return not any(self.office.inbox.authors_waiting(name) for name in self.office.crews)

    def close(self) -> None:
        """Let the database go."""
        self.office.inbox.close()


def open_premises(settings: Settings, platforms: Sequence[Platform], worker: str, clocks: Clocks | None = None, band: Band | None = None) -> Premises:
    """Everything that one worker process works with.

    Args:
        settings: what the operator wants.
        platforms: the networks it answers on.
        worker: its name among the workers.
        clocks: what time it is for everything here; None = as the machine says, or the server of the database. Whether a worker is alive goes by
            the machine's in any case.
        band: who plays; None = the real band.

    Raises:
        AskerError: when the database can't be opened or can't be shared, or a setting names nothing.
    """
    for name in settings.limits:
        if name not in PLATFORMS:
            raise unknown_name("platform", name, PLATFORMS, "[limits] in bot.toml")
    history = bootstrap.open_history(_patient(settings))
    database = Database(history.engine)
    clocks = clocks or Clocks(shared_clock(database, steady_seconds))
    inbox, outbox = Inbox(database, clocks.wall), Outbox(database, clocks.wall)
    storage = storage_for(settings.storage.url, settings.pieces)
    shared = _Shared(settings, history, database, inbox, outbox, PrometheusInstruments(clocks.wall), storage, clocks)
    gates = {each.name: Gate(database, each.name, _granted(each, settings), settings.guards, settings.budget) for each in platforms}
    guards = {each.name: _guards(shared, each, gates[each.name]) for each in platforms}
    queue = DbosQueue(settings.database_url, worker, settings.queue.at_once)
    band = _band(shared, band)
    office = Office(
        crews={each.name: _crew(shared, each, gates[each.name], guards[each.name], band) for each in platforms},
        queue=queue,
        inbox=shared.inbox,
        heartbeats=Heartbeats(database, clocks.wall),
        workplace=_workplace(shared, queue),
        poll_seconds={each.name: _poll_seconds(_granted(each, settings)) for each in platforms},
        news={each.name: each.has_news for each in platforms if isinstance(each, NewsTelling)},
    )
    scheduler = _scheduler(shared, office, [each.forget for each in guards.values()])
    return Premises(office, scheduler, _sources(shared, worker, gates), shared.instruments, partial(_rehearse, settings))


def open_inbox(settings: Settings) -> Inbox:
    """The mentions in the database that the settings name.

    Raises:
        AskerError: when it can't be opened.
    """
    database = Database(bootstrap.open_history(settings).engine)
    return Inbox(database, shared_clock(database, steady_seconds))


def _patient(settings: Settings) -> Settings:
    """As a worker waits for its turn to write: all its errands write at once, and nobody sits before it."""
    seconds = max(WORKERS_BUSY_TIMEOUT_SECONDS, settings.history.busy_timeout_seconds)
    return replace(settings, history=replace(settings.history, busy_timeout_seconds=seconds))


def _band(shared: _Shared, other: Band | None) -> Band:
    band = other or bootstrap.real_band(shared.settings)
    compose = Lately(other.compose if other else bootstrap.compose_for_real, 2 * shared.settings.queue.at_once)
    return watched_band(replace(band, compose=compose, history=lambda: shared.history), shared.instruments)


def _guards(shared: _Shared, platform: Platform, gate: Gate) -> Guards:
    circumstances = Circumstances(platform.me, lambda: shared.inbox.authors_waiting(platform.name), shared.clocks.wall)
    guards = Guards(shared.database, gate, shared.settings.guards, circumstances)
    guards.begin()
    return guards


def _crew(shared: _Shared, platform: Platform, gate: Gate, guards: Guards, band: Band) -> Crew:
    settings = shared.settings
    return Crew(
        platform=GuardedPlatform(WatchedPlatform(platform, shared.instruments), gate, guards, shared.clocks.wall),
        understanding=_understanding(settings),
        guards=WatchedGuards(guards, shared.instruments),
        band=band,
        wording=Speaking(),
        outbox=shared.outbox,
        library=shared.history,
        storage=shared.storage,
        pieces=settings.pieces,
        clock=shared.clocks.wall,
        call_seconds=PROMPT_SECONDS + platform.limits.call_seconds,
    )


def _understanding(settings: Settings) -> Understanding:
    def heard(mention: Mention, handle: str, previous: PieceRecord | None, limits: Limits) -> Heard:
        bounds = replace(settings.bot, most_seconds=min(settings.bot.most_seconds, limits.media_seconds))
        found = understand(mention.text, handle, previous, bounds, mention.post_id)
        return Heard(found.kind, found.asked, found.unmet, found.changes, found.surprise, found.remark)

    return heard


def _rehearse(settings: Settings, wish: str) -> None:
    found = understand(f"@houseband {wish}", "houseband", None, settings.bot, "rehearsal")
    if found.asked is not None:
        bootstrap.compose_for_real(understood(found.asked))


def _workplace(shared: _Shared, queue: DbosQueue) -> Workplace:
    rules = shared.settings.queue
    players = threading.Semaphore(rules.players)
    return Workplace(
        queue=queue,
        inbox=shared.inbox,
        patience=Patience(rules.deaths, rules.faults, rules.patience_hours),
        clock=shared.clocks.wall,
        rng=np.random.default_rng(),
        report=reporting(shared.instruments),
        gates=timed_gates({"compose": players, "render": players}, shared.instruments),
    )


def _scheduler(shared: _Shared, office: Office, forget: Sequence[Callable[[], object]]) -> Scheduler:
    settings = shared.settings
    forget_mentions = Forgetting(shared.database, office.queue)
    chores = (
        *tune_of_the_day(settings.schedule, tuple(office.crews), shared.inbox.add, shared.clocks.wall),
        retention(settings.schedule, settings.pieces, shared.outbox.pieces_not_sent, shared.clocks.wall),
        *_store_retention(shared),
        backup(settings.schedule, settings.database_url, settings.home / "backups"),
        forgetting([lambda: forget_mentions(shared.clocks.wall()), *forget]),
    )
    lease = Lease(shared.database, "scheduler", office.queue.worker, shared.clocks.wall, shared.clocks.steady)
    return Scheduler([watched_chore(chore, shared.instruments) for chore in chores], lease, Ticks(shared.database), shared.clocks)


def _store_retention(shared: _Shared) -> tuple[Chore, ...]:
    """The sweeping of the store, where there is one."""
    if isinstance(shared.storage, OneMachine):
        return ()
    return (store_retention(shared.storage, shared.settings.storage, shared.outbox.pieces_not_sent, shared.clocks.wall),)


def _sources(shared: _Shared, worker: str, gates: Mapping[str, Gate]) -> Sources:
    lists = Lists(shared.database)
    return Sources(
        worker=worker,
        inbox=shared.inbox,
        heartbeats=Heartbeats(shared.database, shared.clocks.wall),
        spent_cents={name: partial(_spent_cents, gate, shared.clocks) for name, gate in gates.items()},
        budget_cents=shared.settings.budget.cents_a_day,
        paused=lambda: [each.platform for each in lists.paused()],
        last_pieces=lambda: shared.history.page(LAST_PIECES),
        clock=shared.clocks.wall,
    )


def _spent_cents(gate: Gate, clocks: Clocks) -> float:
    return gate.spent_cents(datetime.fromtimestamp(clocks.wall(), UTC))


def _granted(platform: Platform, settings: Settings) -> Limits:
    """What a network allows, by what it publishes and what the operator knows of this account."""
    own = settings.limits.get(platform.name)
    given = {} if own is None else {name: value for name, value in asdict(own).items() if value is not None}
    return replace(platform.limits, **given)


def _poll_seconds(limits: Limits) -> float:
    """As often as the gate lets through, twice a second at most."""
    return max(SHORTEST_POLL_SECONDS, poll_seconds(limits.reads_per_15_minutes))

"""How the bot is, at one moment: what every page, check and gauge of it says comes from here."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.messages import PieceRecord

SILENT_SECONDS = 1800.0
"""A network that is left alone (for its limits, say) is asked again every quarter of an hour: silence for twice as long needs a person."""


@dataclass(frozen=True, slots=True)
class Played:
    """One of the last pieces."""

    id: str
    at: datetime
    genre: str
    title: str


@dataclass(frozen=True, slots=True)
class Overview:
    """How the bot is."""

    worker: str
    """The process that says so."""
    alive: bool
    """Whether it gave a sign of life of late."""
    workers: int
    """That are alive."""
    waiting: Mapping[str, int]
    """Mentions by their state; those of ``dead`` wait for a person."""
    spent_cents: Mapping[str, float]
    """Today, by network; days end at midnight UTC."""
    budget_cents: float
    """Of each network and day."""
    paused: tuple[str, ...] = ()
    """Networks that an operator paused; ``*`` = all."""
    pieces: tuple[Played, ...] = ()
    """The last ones, newest first."""
    trouble: str = ""
    """Why nothing is known: the kind of error that the database answered with."""
    silent: Mapping[str, float | None] = field(default_factory=dict)
    """Networks that have not answered for long, and for how many seconds; None = they never did."""

    @property
    def healthy(self) -> bool:
        """Whether this worker can work: the database answers and its signs of life reach it.

        A network that is down makes nobody ill, for starting again would not mend it: it is :attr:`silent`.
        """
        return self.alive and not self.trouble

    @property
    def open(self) -> int:
        """Mentions that will still be answered."""
        return sum(self.waiting.get(state, 0) for state in ("waiting", "going", "resting"))


class Inbox(Protocol):
    """What knows the mentions."""

    def counts(self) -> Mapping[str, int]:
        """How many mentions are in each state."""
        ...

    def last_heard(self) -> Mapping[str, float | None]:
        """When each network last answered a poll."""
        ...


class SignsOfLife(Protocol):
    """What knows the workers."""

    def living(self) -> Collection[str]:
        """The workers that are alive."""
        ...


@dataclass(frozen=True, slots=True)
class Sources:
    """Where an overview comes from; ``bot.bootstrap`` picks them."""

    worker: str
    inbox: Inbox
    heartbeats: SignsOfLife
    spent_cents: Mapping[str, Callable[[], float]] = field(default_factory=dict)
    """By network."""
    budget_cents: float = 0.0
    paused: Callable[[], Iterable[str]] = tuple
    last_pieces: Callable[[], Iterable[PieceRecord]] = tuple
    clock: Callable[[], float] = time.time
    """In seconds since 1970."""


def look(sources: Sources) -> Overview:
    """How the bot is now; where the database does not answer the overview says so, and never fails itself."""
    try:
        living = sources.heartbeats.living()
        return Overview(
            worker=sources.worker,
            alive=sources.worker in living,
            workers=len(living),
            waiting=dict(sources.inbox.counts()),
            spent_cents={name: ask() for name, ask in sources.spent_cents.items()},
            budget_cents=sources.budget_cents,
            paused=tuple(sources.paused()),
            silent=_silent(sources),
            pieces=tuple(Played(piece.id, piece.created_at, piece.genre, piece.title) for piece in sources.last_pieces()),
        )
    except Exception as error:  # whatever it is, an operator has to hear of it from here
        return Overview(sources.worker, False, 0, {}, {}, sources.budget_cents, trouble=type(error).__name__)


def _silent(sources: Sources) -> dict[str, float | None]:
    """Of the networks of this worker."""
    now, heard = sources.clock(), sources.inbox.last_heard()
    ago = {name: None if (at := heard.get(name)) is None else now - at for name in sources.spent_cents}
    return {name: seconds for name, seconds in ago.items() if seconds is None or seconds > SILENT_SECONDS}


class Lookout:
    """Looks for everybody, one thread at a time and not more often than every few seconds.

    A page that is reloaded all the time must not wear the database out.
    """

    def __init__(self, sources: Sources, seconds: float = 2.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._sources = sources
        self._seconds = seconds
        self._clock = clock
        self._seen: tuple[float, Overview] | None = None
        self._lock = threading.Lock()

    def __call__(self) -> Overview:
        """How the bot is, or was a moment ago."""
        with self._lock:
            now = self._clock()
            if self._seen is None or now - self._seen[0] >= self._seconds:
                self._seen = (now, look(self._sources))
            return self._seen[1]

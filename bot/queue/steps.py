"""The steps of one errand: each is counted before it begins, kept once it is done, and repeated, later, while the world is in its way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar, cast

import numpy as np
import sqlalchemy as sa
from pydantic import TypeAdapter

from bot.messages import JsonObject, NotYetError
from bot.platforms.base import PlatformError, RateLimitedError, RefusedError
from bot.queue.backoff import backoff_seconds
from bot.queue.inbox import Inbox
from bot.queue.port import DurableQueue, LaidAside
from bot.queue.records import Start
from corpora.errors import AskerError

Kept = TypeVar("Kept")

LEAST_ROUNDS = 10
"""No step is given up for taking too long before it was tried so often: the clock may have jumped."""
UNSUSPECTED_STARTS = 2
"""Anybody's worker may die: a step that was begun more often than that without an end is a suspect."""
_DONE, _LATER, _DEAD = "done", "later", "dead"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an errand is tried."""

    deaths: int
    """Workers that may die in one step of an errand; the next time it is given up."""
    faults: int
    """Times a step may fail for a fault of ours before it is given up."""
    hours: float
    """How long a step is tried while a network or a database is out of reach."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """What the steps of all errands share."""

    queue: DurableQueue
    inbox: Inbox
    patience: Patience
    clock: Callable[[], float]
    rng: np.random.Generator
    report: Callable[[str, str, BaseException], None]
    """Told of every step that failed: errand, step, what happened."""
    gates: Mapping[str, AbstractContextManager[object]]
    """What a step must hold while it works, by its name: there are fewer cores than errands."""
    suspects: AbstractContextManager[object] = field(default_factory=threading.Lock)
    """What a step must hold too whose workers died: one at a time, so that who kills workers takes the blame alone."""


class Steps:
    """The steps of one errand, in the order in which its flow takes them."""

    def __init__(self, name: str, workplace: Workplace) -> None:
        self._name = name
        self._at = workplace
        self._rests = 0

    def take(self, step: str, kind: type[Kept], work: Callable[[], Kept]) -> Kept:
        """Do a step, or hand back what it gave when it was done before; it may rest for hours on the way.

        ``kind`` is the class of the result: numbers, strings, tuples and dataclasses of them, so that it can be kept as JSON.

        Raises:
            LaidAside: when it has to rest, or is given up.
        """
        adapter = _adapter(cast("Hashable", kind))

        def attempt() -> JsonObject:
            return {"kind": _DONE, "value": adapter.dump_python(work(), mode="json")}

        while True:
            outcome = self._at.queue.once(step, lambda: self._attempted(step, attempt))
            if outcome["kind"] == _DONE:
                value: Kept = adapter.validate_python(outcome["value"])
                return value
            self._rest(step, outcome)

    def _attempted(self, step: str, attempt: Callable[[], JsonObject]) -> JsonObject:
        with self._at.gates.get(step, nullcontext()):
            start = self._at.inbox.begin(self._name, step)
            if start.starts <= UNSUSPECTED_STARTS:
                return self._begun(step, start, attempt)
            self._at.inbox.wait_to_begin(self._name)
            with self._at.suspects:
                return self._begun(step, self._at.inbox.begin(self._name, step), attempt)

    def _begun(self, step: str, start: Start, attempt: Callable[[], JsonObject]) -> JsonObject:
        if self._kills(start):
            return _given_up(f"{start.starts - 1} workers died while they did this")
        try:
            return attempt()
        except NotYetError as error:
            return _until(error.until.timestamp(), str(error))
        except Exception as error:
            self._at.report(self._name, step, error)
            return self._judged(error, start.rounds, self._at.clock() - start.since)

    def _kills(self, start: Start) -> bool:
        """Whether a step is taken for what kills its workers: enough of them died in it, and it did not end in another way far more often."""
        deaths = start.starts - 1
        return deaths >= self._at.patience.deaths and 2 * deaths > start.rounds

    def _judged(self, error: Exception, rounds: int, seconds: float) -> JsonObject:
        """What to do about a step that failed."""
        reason = f"{type(error).__name__}: {error}"
        if isinstance(error, RefusedError):
            return _given_up(reason)
        if rounds >= LEAST_ROUNDS and seconds > self._at.patience.hours * 3600.0:
            return _given_up(f"tried for {seconds / 3600.0:.1f} hours; {reason}")
        if isinstance(error, RateLimitedError):
            return _until(max(error.retry_at.timestamp(), self._at.clock() + 1.0), reason)
        if not isinstance(error, OUT_OF_OUR_HANDS) and rounds + 1 >= self._at.patience.faults:
            return _given_up(f"failed {rounds + 1} times; {reason}")
        return _until(self._at.clock() + backoff_seconds(rounds, self._at.rng), reason)

    def _rest(self, step: str, outcome: JsonObject) -> None:
        """Come back after it was laid aside, or lay it aside now."""
        self._rests += 1
        place = f"{step}/{self._rests}"

        def rest() -> JsonObject:
            if self._at.inbox.has_rested(self._name, place):
                return {"rested": place}
            if outcome["kind"] == _DEAD:
                self._at.inbox.bury(self._name, place, step, str(outcome["reason"]))
            else:
                self._at.inbox.rest(self._name, place, float(str(outcome["at"])), str(outcome["reason"]))
            self._at.queue.lay_aside(self._name)
            raise LaidAside

        self._at.queue.once("rest", rest)


OUT_OF_OUR_HANDS = (PlatformError, AskerError, OSError, sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)
"""Errors that time may heal: a network, a database, a disk."""


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    """Making one takes a millisecond."""
    return TypeAdapter(cast("Any", kind))


def _until(moment: float, reason: str) -> JsonObject:
    return {"kind": _LATER, "at": moment, "reason": reason}


def _given_up(reason: str) -> JsonObject:
    return {"kind": _DEAD, "reason": reason}

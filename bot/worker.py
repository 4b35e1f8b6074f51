"""One worker: hears mentions, answers them, says that it is alive, and takes over the work of those that died."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil

from bot.answering import Answering
from bot.crew import Crew
from bot.platforms.base import CredentialsError, Mention, PlatformError, RateLimitedError
from bot.queue.heartbeats import BEAT_SECONDS, Heartbeats
from bot.queue.inbox import Inbox
from bot.queue.port import DurableQueue, LaidAside
from bot.queue.records import DONE, IGNORED
from bot.queue.steps import OUT_OF_OUR_HANDS, Steps, Workplace
from bot.service import answer_mention

ERRANDS_A_TICK = 200
DISPATCH_SECONDS = 0.5
LOOK_SECONDS = 0.5
"""How often a worker looks whether it is its turn to poll, at least; a whole number of times between two polls, so that none comes late."""
NEWS_SECONDS = 0.1
"""How often it looks whether a network has news."""
SOONEST_SECONDS = 0.25
"""So much lies between two polls, whatever news there is."""
TICKS_SECONDS = 1.0
"""What a tick is given to end when the worker stops; one that asks a network may take longer, and harms nobody."""
CREDENTIALS_PAUSE = timedelta(minutes=5)
"""Nobody mends a credential faster than this."""

FLOW = "flow"
"""What a fault outside of all steps is counted under."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Office:
    """What a worker works with; ``bot.bootstrap`` picks it."""

    crews: Mapping[str, Crew]
    """By platform."""
    queue: DurableQueue
    inbox: Inbox
    heartbeats: Heartbeats
    workplace: Workplace
    poll_seconds: Mapping[str, float]
    """By platform: how often its mentions are asked for, by all workers together."""
    beat_seconds: float = BEAT_SECONDS
    news: Mapping[str, Callable[[], bool]] = field(default_factory=dict)
    """By platform, of those that tell: whether something came that is worth asking for before its time. Each piece of news is told once."""


class Worker:
    """The ticks of one worker process, and the threads that they run on."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def begin(self) -> None:
        """Go to work; returns at once."""
        self.beat()  # before anything is taken up: what a worker without a sign of life does is adopted by others
        self._office.queue.open(self.carry_out, tuple(self._office.crews))
        self._keep_doing(self.beat, self._office.beat_seconds)
        self._keep_doing(self.adopt, self._office.beat_seconds)
        self._keep_doing(self.dispatch, DISPATCH_SECONDS)
        for name, seconds in self._office.poll_seconds.items():
            self._keep_doing(lambda name=name: self.poll(name), seconds / ceil(seconds / LOOK_SECONDS))  # type: ignore[misc]
        for name in self._office.news:
            self._keep_doing(lambda name=name: self.poll_for_news(name), NEWS_SECONDS)  # type: ignore[misc]

    def stop(self, seconds: float) -> bool:
        """Finish what can be finished in so many seconds and hand the rest back; whether everything here has ended."""
        self._stopping.set()
        deadline = time.monotonic() + TICKS_SECONDS
        for thread in self._threads:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))
        ended = self._office.queue.stop(seconds)
        if ended:  # otherwise what is still at work here is adopted as from a worker that died: when it has surely ended
            self._office.heartbeats.leave(self._office.queue.worker)
        return ended

    def carry_out(self, name: str) -> None:
        """Answer the mention of that name: the flow of the queue."""
        mention = self._office.inbox.open_mention(name)
        if mention is None:  # answered by a worker that died before it could say so; or the history was put back, and knows nothing of it
            _log.warning("errand %s concerns no mention that waits for an answer: it is left alone", name)
            return
        try:
            self._answer(name, mention)
        except OUT_OF_OUR_HANDS:
            raise
        except Exception as error:
            if not self._count_failure(name, f"{type(error).__name__}: {error}"):
                raise
            self._office.queue.lay_aside(name)
            raise LaidAside from error

    def _answer(self, name: str, mention: Mention) -> None:
        work = Answering(name, mention, self._office.crews[mention.platform])
        verdict = answer_mention(work, Steps(name, self._office.workplace))
        self._office.inbox.finish(name, IGNORED if verdict.kind == "ignore" else DONE, verdict.reason)

    def beat(self) -> None:
        """Say that this worker is alive."""
        self._office.heartbeats.beat(self._office.queue.worker)

    def adopt(self) -> None:
        """Take up what dead workers left."""
        left = self._office.queue.abandoned(self._office.heartbeats.living())
        if not left:
            return
        unknown = set(left) - self._office.inbox.known(left)
        if unknown:  # the history was put back, or begun anew, under the queue
            _log.warning("forgetting %d errands that concern no mention in the history", len(unknown))
            self._office.queue.forget(sorted(unknown))
        errands = self._office.inbox.claim(left)
        if errands:
            _log.warning("adopting %d errands of workers that died", len(errands))
            self._office.queue.adopt(errands)

    def dispatch(self) -> None:
        """Queue what is due: new mentions, those that rested long enough, and those that nobody finished."""
        errands = self._office.inbox.claim_due(ERRANDS_A_TICK)
        ended = self._office.queue.start(errands) if errands else {}
        # A flow ends after its mention; where it ended before, the mention was put back from a backup, or a fault of ours ended it.
        again = [errand for errand in errands if errand.id in ended and not self._count_failure(errand.id, ended[errand.id])]
        if again:
            self._office.queue.begin_anew(again)

    def _count_failure(self, name: str, reason: str) -> bool:
        """A whole flow failed, not a step of it; after a few times in a row the errand is buried. Whether it is."""
        start = self._office.inbox.begin(name, FLOW)
        _log.error("errand %s: %s", name, reason)
        if start.starts < self._office.workplace.patience.faults:
            return False
        self._office.inbox.bury(name, FLOW, FLOW, f"failed {start.starts} times; {reason}")
        return True

    def poll_for_news(self, name: str) -> None:
        """Ask a platform that says that there is news, sooner than one would otherwise."""
        if self._office.news[name]():
            self.poll(name, max(0.0, self._office.poll_seconds[name] - SOONEST_SECONDS))

    def poll(self, name: str, sooner_by: float = 0.0) -> None:
        """Ask a platform for mentions, if it is this worker's turn to, and queue them."""
        inbox = self._office.inbox
        if not inbox.claim_poll(name, self._office.poll_seconds[name], sooner_by):
            return
        try:
            page = self._office.crews[name].platform.mentions(inbox.cursor(name))
        except RateLimitedError as error:
            inbox.postpone_poll(name, error.retry_at.timestamp())
            _log.warning("%s lets nobody read mentions until %s", name, error.retry_at.isoformat())
        except CredentialsError as error:
            inbox.postpone_poll(name, self._office.workplace.clock() + CREDENTIALS_PAUSE.total_seconds())
            _log.error("%s: %s", name, error)
        except PlatformError as error:
            _log.warning("%s can't be asked for mentions: %s", name, error)
        else:
            if inbox.store(name, page):
                self.dispatch()

    def _keep_doing(self, tick: Callable[[], None], seconds: float) -> None:
        def keep_doing() -> None:
            while not self._stopping.is_set():
                try:
                    tick()
                except Exception:
                    _log.exception("a worker's tick failed; it is tried again")
                self._stopping.wait(seconds)

        thread = threading.Thread(target=keep_doing, name=f"houseband-{len(self._threads)}", daemon=True)
        self._threads.append(thread)
        thread.start()

"""What happens by the clock, done by one process of all: the scheduler decides when, never does long work itself.

APScheduler's calendar says when a day's tick is due, with summer time and all. Its own loop is not used: it reads the clock on the wall and nothing
else, so that a clock set back by an hour silences every interval for an hour, and it can't be given another clock. Here intervals go by a clock that
nobody can set; a day's tick has a name and is done once whatever the clock on the wall does; what was missed while the machine slept is done once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from bot.schedule.lease import Lease, steady_seconds
from bot.schedule.ticks import Ticks
from bot.schedule.timetable import Chore, Daily, DailyClock, Every

LOOK_SECONDS = 1.0
"""How often the scheduler looks at its clocks."""
FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 30.0, 3600.0

HandOver = Callable[[Callable[[], None]], object]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Clocks:
    """What time it is; others can be handed in."""

    wall: Callable[[], float] = time.time
    """Seconds since 1970; may be set, may jump."""
    steady: Callable[[], float] = steady_seconds
    """Seconds since whenever; only ever goes on."""


@dataclass
class _Watch:
    """A chore and where it stands."""

    chore: Chore
    calendar: DailyClock | None
    busy: bool = False
    next_at: float = 0.0
    """On the steady clock; 0 = at once."""
    failures: int = 0
    done: set[date] = field(default_factory=set)
    """The newest day that is known to be done."""


class Scheduler:
    """Does chores by the clock while its process holds the lease."""

    def __init__(self, chores: Sequence[Chore], lease: Lease, ticks: Ticks, clocks: Clocks | None = None, hand_over: HandOver | None = None) -> None:
        """Prepare; ``hand_over`` runs what is due: threads of the scheduler's own unless another is given."""
        self._watches = [_Watch(chore, DailyClock(chore.when) if isinstance(chore.when, Daily) else None) for chore in chores]
        self._lease = lease
        self._ticks = ticks
        self._clocks = clocks or Clocks()
        self._pool = None if hand_over else ThreadPoolExecutor(max_workers=max(1, len(chores)), thread_name_prefix="houseband-chore")
        self._hand_over: HandOver = hand_over or self._to_a_thread
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep_looking, name="houseband-scheduler", daemon=True)

    @property
    def leads(self) -> bool:
        """Whether it is this process that does the chores."""
        return self._lease.is_held

    @property
    def is_busy(self) -> bool:
        """Whether something is being done right now."""
        return any(watch.busy for watch in self._watches)

    def begin(self) -> None:
        """Go to work; returns at once."""
        self._thread.start()

    def stop(self, seconds: float) -> None:
        """Begin nothing more, give what goes on so many seconds, let another process lead."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=seconds)
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        try:
            self._lease.release()
        except Exception:
            _log.exception("the scheduler can't reach its database; its lease runs out by itself")

    def look(self) -> None:
        """Do what is due; what concerns all of the bot only if this process leads."""
        leads = self._lease.hold()
        for watch in self._watches:
            if (leads or watch.chore.everywhere) and not watch.busy and self._clocks.steady() >= watch.next_at:
                self._begin(watch)

    def _begin(self, watch: _Watch) -> None:
        day = self._day_due(watch)
        if day is None:
            return
        watch.busy = True
        if isinstance(watch.chore.when, Every):
            watch.next_at = self._clocks.steady() + watch.chore.when.seconds
        self._hand_over(lambda: self._do(watch, day))

    def _day_due(self, watch: _Watch) -> date | None:
        """The day a chore is to be done for now."""
        now = self._clocks.wall()
        if watch.calendar is None:
            return datetime.fromtimestamp(now, UTC).date()
        day = watch.calendar.newest(now)
        if day is None or day in watch.done:
            return None
        if self._ticks.is_done(watch.chore.name, day, now) or watch.calendar.is_too_late(now):
            watch.done = {day}
            return None
        return day

    def _do(self, watch: _Watch, day: date) -> None:
        try:
            if not (watch.chore.everywhere or self._lease.is_held):  # it waited for a thread while another process took over
                return
            watch.chore.work(day)
            if watch.calendar is not None:
                self._ticks.mark_done(watch.chore.name, day, self._clocks.wall())
                watch.done = {day}
            watch.failures = 0
        except Exception:
            _log.exception("chore %s failed; it is tried again", watch.chore.name)
            self._put_off(watch)
        finally:
            watch.busy = False

    def _put_off(self, watch: _Watch) -> None:
        """An interval simply goes on; a day's tick, which is still due, is tried again more and more rarely."""
        watch.failures += 1
        if watch.calendar is not None:
            pause = FIRST_RETRY_SECONDS * 2.0 ** min(watch.failures - 1, 10)
            watch.next_at = self._clocks.steady() + min(LONGEST_RETRY_SECONDS, pause)

    def _to_a_thread(self, work: Callable[[], None]) -> None:
        if self._pool is not None:
            self._pool.submit(work)

    def _keep_looking(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            try:
                self.look()
            except Exception:  # not only SQLAlchemy's: what its drivers raise while they connect comes as it is
                _log.exception("the scheduler could not look at its clocks; it does again in %g s", LOOK_SECONDS)

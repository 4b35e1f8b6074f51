"""A clock that goes when it is told to: a day passes as fast as its work is done."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.scheduler import Clocks


@dataclass
class FastClock:
    """One clock for everything; between two steps it stands still, so that work takes no time on it."""

    began: float
    """In seconds since 1970."""
    now: float = field(init=False)

    def __post_init__(self) -> None:
        self.now = self.began

    def __call__(self) -> float:
        return self.now

    def passes(self, seconds: float) -> None:
        """Only the driver of the day calls this, and only when nothing is under way."""
        self.now += seconds

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)

    @property
    def hours(self) -> float:
        """Since it began."""
        return (self.now - self.began) / 3600.0

    @property
    def ahead_seconds(self) -> float:
        """Of the machine's clock."""
        return self.now - time.time()

    @property
    def clocks(self) -> Clocks:
        return Clocks(self, lambda: self.now - self.began + 50.0)

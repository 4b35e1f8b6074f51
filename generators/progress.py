"""What a person sees while a model trains: one line, renewed on a terminal, printed now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import TextIO


class Progress:
    """Training progress on a stream (stderr by default): tokens a second and the time left."""

    def __init__(self, stream: TextIO | None = None, quiet: bool = False, every_seconds: float = 10.0) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._quiet = quiet
        self._live = self._stream.isatty()
        self._every = 0.5 if self._live else every_seconds
        self._begun = self._shown = time.monotonic()
        self._tokens = 0
        self._first_share: float | None = None
        self._smooth: float | None = None

    def say(self, text: str) -> None:
        """A line of its own."""
        if not self._quiet:
            self._stream.write(("\r\033[K" if self._live else "") + text + "\n")
            self._stream.flush()

    def step(self, step: int, total: int, tokens: int, metrics: Mapping[str, float], limit_share: float) -> None:
        """Show an update, if the last one shown is old enough."""
        now = time.monotonic()
        if self._first_share is None:
            self._first_share = limit_share
            self._begun = now  # the first update warms the machine up and would spoil the rate
            return
        self._tokens += tokens
        nats = metrics.get("nats_per_token", 0.0)
        self._smooth = nats if self._smooth is None else 0.95 * self._smooth + 0.05 * nats
        if self._quiet or now - self._shown < self._every:
            return
        self._shown = now
        spent = now - self._begun
        gone = limit_share - self._first_share
        left = f"{_span(spent * (1.0 - limit_share) / gone)} left" if gone > 0 else ""
        line = f"step {step}/{total}  {self._smooth:.4f} nats/token  {self._tokens / spent:,.0f} tokens/s  {left}"
        self._stream.write(f"\r\033[K{line}" if self._live else line + "\n")
        self._stream.flush()

    def evaluation(self, step: int, nats_per_token: float, best: float) -> None:
        """Show a held-out score."""
        mark = "  (best so far)" if nats_per_token <= best else f"  (best {best:.4f})"
        self.say(f"step {step}: held out {nats_per_token:.4f} nats/token{mark}")

    def verdict(self, nats_per_token: float, below: Mapping[str, float]) -> None:
        """Show how the finished generator compares with its baselines."""
        shares = ", ".join(f"{100 * share:.1f}% below {name}" for name, share in below.items())
        self.say(f"test pieces: {nats_per_token:.4f} nats/token, {shares}")


def _span(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"

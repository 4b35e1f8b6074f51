"""Figures for Prometheus: what this process did (counted here), and how the bot is as a whole (asked of the database when somebody reads them).

Figures of the whole bot are the same from every worker: take their maximum, not their sum.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot.operating.overview import Overview

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
_STEP_SECONDS: Final = (0.005, 0.02, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 180.0)


class PrometheusInstruments:
    """Counts, in a registry of its own. Safe to use from several threads at once."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._mentions = self._counter("mentions_heard", "Mentions that a network gave", "platform")
        self._polls = Gauge(
            "houseband_last_poll_timestamp_seconds",
            "When a network last answered a poll",
            ("platform",),
            registry=self.registry,
        )
        self._verdicts = self._counter("verdicts", "Decisions of the guards: answer, ignore, busy, later", "platform", "kind")
        self._pieces = self._counter("pieces_composed", "Pieces composed", "genre")
        self._publications = self._counter("publications", "Replies and posts that a network took", "platform")
        self._failures = self._counter("platform_failures", "Calls to a network that failed", "platform", "call", "kind")
        self._retries = self._counter("retries", "Steps that failed and are taken again or given up", "step", "kind")
        self._chores = Gauge(
            "houseband_last_chore_timestamp_seconds", "When a chore was last done by this worker", ("chore",), registry=self.registry
        )
        self._failed_chores = self._counter("chore_failures", "Chores that failed and are tried again", "chore", "kind")
        self._steps = Histogram(
            "houseband_step_seconds", "Work on one step of answering, rests left out", ("step",), buckets=_STEP_SECONDS, registry=self.registry
        )

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"houseband_{name}", meaning, labels, registry=self.registry)

    def polled(self, platform: str, mentions: int) -> None:
        """Count mentions, and remember when."""
        self._mentions.labels(platform).inc(mentions)
        self._polls.labels(platform).set(self._clock())

    def judged(self, platform: str, kind: str) -> None:
        """Count a verdict."""
        self._verdicts.labels(platform, kind).inc()

    def composed(self, genre: str) -> None:
        """Count a piece."""
        self._pieces.labels(genre).inc()

    def stepped(self, step: str, seconds: float) -> None:
        """Count a step into its histogram."""
        self._steps.labels(step).observe(seconds)

    def published(self, platform: str) -> None:
        """Count a publication."""
        self._publications.labels(platform).inc()

    def failed(self, platform: str, call: str, kind: str) -> None:
        """Count a failed call."""
        self._failures.labels(platform, call, kind).inc()

    def retried(self, step: str, kind: str) -> None:
        """Count a retry."""
        self._retries.labels(step, kind).inc()

    def chore_ended(self, chore: str, kind: str) -> None:
        """Remember when it was done, or count the failure."""
        if kind:
            self._failed_chores.labels(chore, kind).inc()
        else:
            self._chores.labels(chore).set(self._clock())

    def show(self, lookout: Callable[[], Overview]) -> None:
        """Show how the bot is as a whole too, asked for whenever the figures are read."""
        self.registry.register(_Whole(lookout))

    def written(self) -> bytes:
        """All figures, in Prometheus' text format."""
        return generate_latest(self.registry)


class _Whole:
    """Figures that the database knows."""

    def __init__(self, lookout: Callable[[], Overview]) -> None:
        self._lookout = lookout

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: registering must not ask the database."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """One reading of everything."""
        seen = self._lookout()
        yield GaugeMetricFamily("houseband_up", "Whether this worker can work", value=float(seen.healthy))
        if seen.trouble:
            return  # nothing is known: a gap in a graph is honest, a zero is not
        yield GaugeMetricFamily("houseband_workers", "Workers that are alive", value=float(seen.workers))
        yield GaugeMetricFamily("houseband_queue_length", "Mentions that will still be answered", value=float(seen.open))
        yield GaugeMetricFamily("houseband_dead_letters", "Mentions that wait for a person", value=float(seen.waiting.get("dead", 0)))
        states = GaugeMetricFamily("houseband_mentions", "Mentions by state", labels=("state",))
        for state, count in seen.waiting.items():
            states.add_metric((state,), float(count))
        money = GaugeMetricFamily("houseband_spent_today_cents", "What a network cost today, in UTC", labels=("platform",))
        for platform, cents in seen.spent_cents.items():
            money.add_metric((platform,), cents)
        yield from (states, money)
        silent = GaugeMetricFamily("houseband_network_silent", "Whether a network has not answered for half an hour", labels=("platform",))
        for platform in seen.spent_cents:
            silent.add_metric((platform,), float(platform in seen.silent))
        yield silent
        yield GaugeMetricFamily("houseband_budget_cents", "What a network may cost a day", value=seen.budget_cents)

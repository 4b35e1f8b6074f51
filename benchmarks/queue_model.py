"""A queueing model of the bot, event by event: who asks when, whose turn it is, how many workers there are, how fast a network lets us publish.

Requests come as a Poisson process whose rate follows the day and a few bursts; people ask more than once, some far more. A worker is one core that
composes and renders one piece after the other, in the order the bot's inbox has (everybody's first request before anybody's second: start-time fair
queueing). What is finished waits for a token of the network (the generic cell rate algorithm, as in the bot), then for the network.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil, pi

import numpy as np
from numpy.typing import NDArray

DAY_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Traffic:
    """Who asks when."""

    mentions_a_day: float
    swing: float = 0.7
    """How far the hour of the day moves the rate from its mean: 0.7 = from 30% to 170%."""
    bursts_a_day: int = 4
    burst_seconds: float = 600.0
    burst_times: float = 4.0
    """Rate within a burst over the rate without."""
    share_of_music: float = 0.7
    requests_each: float = 2.0
    """Of an ordinary person, in a day, in the mean."""

    @property
    def highest_rate(self) -> float:
        """Mentions a second at the busiest moment of the day, in a burst."""
        return self.mentions_a_day / DAY_SECONDS * (1.0 + self.swing) * self.burst_times


@dataclass(frozen=True, slots=True)
class Plant:
    """What answers them."""

    workers: int
    """Processes with a core each."""
    text_seconds: float
    """Of a core, for a text and all that belongs to answering with it."""
    music_seconds: float
    """The same for a piece of music."""
    spread: float = 0.25
    """Standard deviation of the logarithm of both: longer and shorter pieces."""
    network_seconds: tuple[float, float] = (0.5, 4.0)
    """That a network takes to accept a text, and a film, with nobody's core busy."""
    posts_per_15_minutes: float = float("inf")
    """That we let ourselves publish, all accounts together."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a stretch of time."""

    waits: NDArray[np.float64]
    """Seconds from mention to reply, by mention, in the order they came."""
    authors: NDArray[np.int64]
    busy: float
    """Share of the workers' time that was work."""

    def percentile(self, share: float) -> float:
        """The wait that so many percent stay under, in seconds."""
        return float(np.percentile(self.waits, share)) if self.waits.size else 0.0


def arrivals(traffic: Traffic, begin: float, seconds: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """When mentions come in a stretch of the day, sorted; by thinning a process that is fast enough everywhere."""
    bursts = np.sort(rng.uniform(0.0, DAY_SECONDS, traffic.bursts_a_day)) if seconds >= DAY_SECONDS else np.array([begin + seconds / 3.0])
    count = rng.poisson(traffic.highest_rate * seconds)
    moments = np.sort(rng.uniform(begin, begin + seconds, count))
    usual = traffic.mentions_a_day / DAY_SECONDS * (1.0 + traffic.swing * np.sin(2.0 * pi * moments / DAY_SECONDS))
    inside = np.zeros(count, dtype=bool)
    for burst in bursts:
        inside |= (moments >= burst) & (moments < burst + traffic.burst_seconds)
    rates = usual * np.where(inside, traffic.burst_times, 1.0)
    return moments[rng.uniform(0.0, traffic.highest_rate, count) < rates]


def simulate(plant: Plant, moments: NDArray[np.float64], authors: NDArray[np.int64], music: NDArray[np.bool_], rng: np.random.Generator) -> Outcome:
    """Answer mentions as the bot does.

    Args:
        plant: what answers.
        moments: when each mention comes, sorted.
        authors: who sent it.
        music: whether it asks for music.
        rng: draws how long each piece takes.
    """
    service = np.where(music, plant.music_seconds, plant.text_seconds) * rng.lognormal(-(plant.spread**2) / 2, plant.spread, moments.size)
    finished = _worked(plant.workers, moments, service, _Turns(authors))
    replied = _published(finished, plant) + np.where(music, plant.network_seconds[1], plant.network_seconds[0])
    span = max(float(finished.max() - moments.min()), 1e-9) if moments.size else 1.0
    return Outcome(replied - moments, authors, float(service.sum()) / (plant.workers * span))


class _Turns:
    """Whose turn it is, as the bot's inbox has it."""

    def __init__(self, authors: NDArray[np.int64]) -> None:
        self._authors = authors
        self._last: dict[int, int] = {}
        self.served = 1

    def of(self, mention: int) -> int:
        """After the author's last one, but never before the turn that is being served."""
        author = int(self._authors[mention])
        turn = max(self.served, self._last.get(author, 0) + 1)
        self._last[author] = turn
        return turn


def _worked(workers: int, moments: NDArray[np.float64], service: NDArray[np.float64], turns: _Turns) -> NDArray[np.float64]:
    """When each mention's work is done: many servers, one queue by turns."""
    done = np.empty_like(moments)
    free = [0.0] * workers
    heapq.heapify(free)
    waiting: list[tuple[int, int]] = []
    for now, mention in _events(moments):
        _serve(free, waiting, now, moments, service, done, turns)
        heapq.heappush(waiting, (turns.of(mention), mention))
    _serve(free, waiting, float("inf"), moments, service, done, turns)
    return done


def _events(moments: NDArray[np.float64]) -> Iterator[tuple[float, int]]:
    return ((float(moment), mention) for mention, moment in enumerate(moments))


def _serve(
    free: list[float],
    waiting: list[tuple[int, int]],
    now: float,
    moments: NDArray[np.float64],
    service: NDArray[np.float64],
    done: NDArray[np.float64],
    turns: _Turns,
) -> None:
    """Let workers that are free before ``now`` take what waits."""
    while waiting and free[0] <= now:
        turn, mention = heapq.heappop(waiting)
        turns.served = max(turns.served, turn)
        ends = max(free[0], float(moments[mention])) + float(service[mention])
        heapq.heapreplace(free, ends)
        done[mention] = ends


def _published(finished: NDArray[np.float64], plant: Plant) -> NDArray[np.float64]:
    """When the network has each, at so many a quarter of an hour: what comes first goes first."""
    if plant.posts_per_15_minutes == float("inf"):
        return finished
    burst = max(1.0, plant.posts_per_15_minutes // 4)
    each = 900.0 / max(plant.posts_per_15_minutes - burst, 0.5)
    published = np.empty_like(finished)
    full_at = float("-inf")
    for mention in np.argsort(finished, kind="stable"):
        begin = max(float(finished[mention]), full_at - burst * each + each)
        full_at = max(full_at, begin) + each
        published[mention] = begin
    return published


def people(count: int, requests_each: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Who sends each of so many mentions: most people a few, some many (their share follows Zipf's law with exponent 1/2)."""
    crowd = max(1, round(count / requests_each))
    weights = 1.0 / np.sqrt(np.arange(1, crowd + 1))
    return np.asarray(np.searchsorted(np.cumsum(weights / weights.sum()), rng.uniform(size=count)), dtype=np.int64)


def fewest_workers(plant: Plant, traffic: Traffic, begin: float, seconds: float, most_p95: float, seed: int = 1) -> tuple[Plant, Outcome]:
    """The smallest number of workers that keeps 95% of the waits under a bound, and how it went with them."""

    def tried(workers: int) -> tuple[Plant, Outcome]:
        rng = np.random.default_rng(seed)
        moments = arrivals(traffic, begin, seconds, rng)
        authors, music = people(moments.size, traffic.requests_each, rng), rng.uniform(size=moments.size) < traffic.share_of_music
        this = replace(plant, workers=workers)
        return this, simulate(this, moments, authors, music, rng)

    usual = plant.text_seconds + traffic.share_of_music * (plant.music_seconds - plant.text_seconds)
    low, high = 0, max(1, ceil(traffic.mentions_a_day / DAY_SECONDS * usual))
    while (best := tried(high))[1].percentile(95.0) > most_p95:
        low, high = high, 2 * high
    while high - low > max(1, high // 50):
        middle = (low + high) // 2
        found = tried(middle)
        if found[1].percentile(95.0) <= most_p95:
            high, best = middle, found
        else:
            low = middle
    return best

"""A network that says that there is news is asked before its time, and not more often than that."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from memory_queue import MemoryQueue
from small_crew import rehearsal

from bot.platforms.base import Author, MentionPage
from bot.platforms.memory import MemoryNetwork, MemoryPlatform
from bot.worker import SOONEST_SECONDS, Worker

POLL_SECONDS = 2.0


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Asked(MemoryPlatform):
    """Counts how often it is asked."""

    times = 0
    news = False

    def mentions(self, since: str | None) -> MentionPage:
        self.times += 1
        return super().mentions(since)

    def has_news(self) -> bool:
        told, self.news = self.news, False
        return told


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def network(clock: Clock) -> Asked:
    return Asked(MemoryNetwork(clock=lambda: datetime.fromtimestamp(clock.now, UTC)))


@pytest.fixture
def worker(tmp_path: Path, clock: Clock, network: Asked) -> Worker:
    office = rehearsal(tmp_path, network, queue=MemoryQueue(), clock=clock).office
    made = Worker(replace(office, poll_seconds={"memory": POLL_SECONDS}, news={"memory": network.has_news}))
    office.queue.open(made.carry_out, ["memory"])
    return made


@pytest.fixture
def look(worker: Worker) -> Callable[[], None]:
    def both() -> None:
        worker.poll_for_news("memory")
        worker.poll("memory")

    return both


def test_news_bring_the_next_poll_forward(look: Callable[[], None], network: Asked, clock: Clock) -> None:
    look()
    clock.now += SOONEST_SECONDS
    look()
    assert network.times == 1
    network.news = True
    look()
    assert network.times == 2
    look()
    assert network.times == 2
    clock.now += POLL_SECONDS
    look()
    assert network.times == 3


def test_much_news_are_read_together(look: Callable[[], None], network: Asked, clock: Clock) -> None:
    look()
    for _ in range(100):
        clock.now += SOONEST_SECONDS / 10.0
        network.news = True
        look()
    assert network.times == pytest.approx(1 + 10, abs=2)


def test_news_that_came_too_soon_are_read_at_the_next_poll(look: Callable[[], None], network: Asked, worker: Worker, clock: Clock) -> None:
    look()
    clock.now += SOONEST_SECONDS / 2.0
    network.network.say("@houseband a waltz", Author("7", "fan"))
    network.news = True
    look()
    assert network.times == 1
    clock.now += POLL_SECONDS
    look()
    assert worker._office.inbox.counts()["going"] == 1


def test_a_network_that_may_not_be_asked_is_not_asked_because_of_news(look: Callable[[], None], network: Asked, worker: Worker, clock: Clock) -> None:
    look()
    worker._office.inbox.postpone_poll("memory", clock.now + 600.0)
    clock.now += 60.0
    network.news = True
    look()
    assert network.times == 1

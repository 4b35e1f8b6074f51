import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from memory_queue import MemoryQueue
from small_crew import PATIENCE, Rehearsal, rehearsal

from bot.messages import NoLongerWantedError
from bot.platforms.base import Author, CredentialsError, Mention, PlatformError, RateLimitedError, UnreachableError
from bot.platforms.memory import MemoryNetwork, MemoryPlatform
from bot.queue.inbox import LOOK_AFTER_SECONDS
from bot.queue.port import LaidAside
from bot.queue.records import Errand
from bot.worker import CREDENTIALS_PAUSE, Worker


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def network(clock: Clock) -> MemoryNetwork:
    return MemoryNetwork(clock=lambda: datetime.fromtimestamp(clock.now, UTC))


@pytest.fixture
def made(tmp_path: Path, clock: Clock, network: MemoryNetwork) -> Rehearsal:
    return rehearsal(tmp_path, MemoryPlatform(network), queue=MemoryQueue(), clock=clock)


@pytest.fixture
def poll(made: Rehearsal, clock: Clock) -> Callable[[], None]:
    worker = Worker(made.office)
    queue = made.office.queue
    assert isinstance(queue, MemoryQueue)
    queue.open(worker.carry_out, ["memory"])

    def poll_and_answer() -> None:
        clock.now += 1
        worker.poll("memory")
        queue.run()

    poll_and_answer()
    return poll_and_answer


def test_who_does_not_want_the_reply_any_more_makes_no_dead_letter(tmp_path: Path, clock: Clock, network: MemoryNetwork) -> None:
    class Unwanted(MemoryPlatform):
        def publish(self, mention: Mention, text: str, media: tuple[str, ...], key: str) -> str:  # noqa: ARG002 (as the seam has it)
            raise NoLongerWantedError("its author said stop meanwhile")

    queue = MemoryQueue()
    made = rehearsal(tmp_path, Unwanted(network), queue=queue, clock=clock)
    worker = Worker(made.office)
    queue.open(worker.carry_out, ["memory"])
    worker.poll("memory")
    post = network.say("limerick")
    clock.now += 1
    worker.poll("memory")
    queue.run()
    (standing,) = made.office.inbox.standings(["ignored"], 10)
    assert (standing.id, standing.reason) == (f"memory:{post}", "its author said stop meanwhile")
    assert made.history.page() == [], "what nobody heard is not remembered"
    assert made.office.inbox.counts()["dead"] == 0


@pytest.mark.parametrize("error", [UnreachableError("down"), PlatformError("strange")])
def test_a_network_that_fails_is_asked_again_and_nothing_is_missed(
    poll: Callable[[], None], network: MemoryNetwork, error: PlatformError, caplog: pytest.LogCaptureFixture
) -> None:
    post = network.say("limerick")
    network.fail("mentions", error)
    poll()
    assert network.replies_to(post) == ()
    assert "can't be asked" in caplog.text
    poll()
    assert len(network.replies_to(post)) == 1


@pytest.mark.parametrize(
    ("error", "pause"),
    [
        (RateLimitedError("slow", datetime.fromtimestamp(Clock.now, UTC) + timedelta(seconds=400)), 400.0),
        (CredentialsError("MEMORY_TOKEN is wrong"), CREDENTIALS_PAUSE.total_seconds()),
    ],
)
def test_a_network_that_will_not_be_asked_is_left_alone(
    poll: Callable[[], None], network: MemoryNetwork, clock: Clock, error: PlatformError, pause: float, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    post = network.say("limerick")
    network.fail("mentions", error)
    poll()
    clock.now += pause - 10
    poll()
    assert network.replies_to(post) == ()
    clock.now += 20
    poll()
    assert len(network.replies_to(post)) == 1


def test_mentions_that_come_twice_are_answered_once(poll: Callable[[], None], network: MemoryNetwork) -> None:
    network.repeated = 3
    posts = [network.say("limerick") for _ in range(3)]
    for _ in range(4):
        poll()
    assert [len(network.replies_to(post)) for post in posts] == [1, 1, 1]


def test_an_answer_that_got_lost_is_found_again(poll: Callable[[], None], network: MemoryNetwork, clock: Clock) -> None:
    post = network.say("limerick")
    network.fail("publish", UnreachableError("lost"), after=True)
    network.fail("find_reply", UnreachableError("lost"), 2)
    poll()
    for _ in range(6):
        clock.now += 1000
        poll()
    assert len(network.replies_to(post)) == 1


def test_what_the_band_asks_of_itself_goes_the_same_way(poll: Callable[[], None], made: Rehearsal) -> None:
    own = Mention("memory", "tune-2026-01-01", Author("houseband", "houseband"), "limerick", datetime.now(UTC), visibility="own")
    assert made.office.inbox.add(own)
    assert not made.office.inbox.add(own)
    poll()
    Worker(made.office).dispatch()
    made.office.queue.run()  # type: ignore[attr-defined]
    assert made.office.inbox.counts()["done"] == 1


@pytest.fixture
def asked(made: Rehearsal, poll: Callable[[], None], network: MemoryNetwork) -> Errand:  # noqa: ARG001 (the queue is open)
    """A mention that was claimed, and whose flow nobody has carried out yet."""
    post = network.say("limerick")
    made.office.inbox.store("memory", MemoryPlatform(network).mentions(made.office.inbox.cursor("memory")))
    return Errand(f"memory:{post}", 1)


def flow_ended(made: Rehearsal, errand: Errand) -> MemoryQueue:
    queue = made.office.queue
    assert isinstance(queue, MemoryQueue)
    queue.ended[errand.id] = "its flow failed"
    return queue


def test_a_flow_that_ended_before_its_mention_was_answered_begins_anew(made: Rehearsal, asked: Errand, network: MemoryNetwork) -> None:
    queue = flow_ended(made, asked)
    Worker(made.office).dispatch()
    queue.run()
    assert len(network.replies_to(asked.id.partition(":")[2])) == 1
    assert made.office.inbox.counts()["done"] == 1


def test_a_flow_that_always_fails_is_buried_and_can_be_retried(made: Rehearsal, asked: Errand, clock: Clock, network: MemoryNetwork) -> None:
    worker = Worker(made.office)
    for _ in range(PATIENCE.faults):
        queue = flow_ended(made, asked)
        worker.dispatch()
        queue.started.clear()  # whatever takes it up fails again
        clock.now += LOOK_AFTER_SECONDS + 1.0
    (dead,) = made.office.inbox.standings(["dead"], 10)
    assert dead.reason == f"failed {PATIENCE.faults} times; its flow failed"
    assert made.office.inbox.revive(asked.id)
    worker.dispatch()
    queue.run()
    assert len(network.replies_to(asked.id.partition(":")[2])) == 1


def test_a_fault_outside_of_all_steps_ends_in_the_dead_letters(made: Rehearsal, asked: Errand) -> None:
    worker = Worker(replace(made.office, crews={}))  # as where a network was taken off the command line, and its errands were left to us
    made.office.inbox.claim_due(10)
    for _ in range(PATIENCE.faults - 1):
        with pytest.raises(KeyError):
            worker.carry_out(asked.id)
    with pytest.raises(LaidAside):
        worker.carry_out(asked.id)
    (dead,) = made.office.inbox.standings(["dead"], 10)
    assert "KeyError" in dead.reason


def test_an_errand_of_a_mention_that_is_over_or_unknown_is_left_alone(made: Rehearsal, asked: Errand, network: MemoryNetwork) -> None:
    worker = Worker(made.office)
    made.office.inbox.finish(asked.id, "done", "")
    worker.carry_out(asked.id)
    worker.carry_out("memory:nobody")
    assert network.replies_to(asked.id.partition(":")[2]) == ()


def test_errands_that_died_and_concern_nothing_in_the_history_are_forgotten(made: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = made.office.queue
    assert isinstance(queue, MemoryQueue)
    queue.kept = {"memory:gone": []}
    monkeypatch.setattr(queue, "abandoned", lambda _living: ["memory:gone"])
    Worker(made.office).adopt()
    assert queue.kept == {}
    assert queue.started == []

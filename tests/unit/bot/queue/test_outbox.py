from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.databases import Database
from bot.history.store import History
from bot.messages import OutgoingReply
from bot.queue.outbox import Outbox

LEASE = 45.0


@dataclass
class Clock:
    now: float = 1_000_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outbox(tmp_path: Path, clock: Clock) -> Iterator[Outbox]:
    history = History(f"sqlite:///{tmp_path}/history.db")
    made = Outbox(Database(history.engine), clock)
    made.write(OutgoingReply("paper:1", "paper", "hello", (), "key"))
    yield made
    history.close()


def test_an_attempt_is_one_workers_until_it_ends(outbox: Outbox) -> None:
    assert outbox.count_attempt("paper:1", LEASE) == 1
    assert outbox.count_attempt("paper:1", LEASE) is None
    outbox.attempt_ended("paper:1", 1)
    assert outbox.count_attempt("paper:1", LEASE) == 2


def test_an_attempt_nobody_heard_of_again_is_taken_for_ended(outbox: Outbox, clock: Clock) -> None:
    outbox.count_attempt("paper:1", LEASE)
    assert outbox.free_at("paper:1", LEASE) == clock.now + LEASE
    clock.now += LEASE - 1.0
    assert outbox.count_attempt("paper:1", LEASE) is None
    clock.now += 1.0
    assert outbox.count_attempt("paper:1", LEASE) == 2


def test_a_worker_that_was_held_up_makes_no_call(outbox: Outbox, clock: Clock) -> None:
    outbox.count_attempt("paper:1", LEASE)
    clock.now += LEASE
    outbox.count_attempt("paper:1", LEASE)
    assert not outbox.renew_attempt("paper:1", 1)
    assert outbox.renew_attempt("paper:1", 2)


def test_an_attempt_begins_anew_right_before_its_call(outbox: Outbox, clock: Clock) -> None:
    outbox.count_attempt("paper:1", LEASE)
    clock.now += LEASE - 1.0
    assert outbox.renew_attempt("paper:1", 1)
    clock.now += LEASE - 1.0
    assert outbox.count_attempt("paper:1", LEASE) is None


def test_when_the_network_was_called_last_is_kept(outbox: Outbox, clock: Clock) -> None:
    reply = OutgoingReply("paper:1", "paper", "hello", (), "key")
    assert outbox.count_attempt("paper:1", LEASE) == 1
    assert outbox.write(reply).called_at == 0.0
    clock.now += 3.0
    assert outbox.renew_attempt("paper:1", 1)
    outbox.attempt_ended("paper:1", 1)
    assert (outbox.write(reply).called_at, outbox.write(reply).written_at) == (clock.now, clock.now - 3.0)


def test_an_attempt_that_made_no_call_does_not_count_and_does_not_come_back(outbox: Outbox, clock: Clock) -> None:
    outbox.count_attempt("paper:1", LEASE)
    clock.now += LEASE
    outbox.count_attempt("paper:1", LEASE)
    outbox.attempt_ended("paper:1", 2, called=False)
    assert not outbox.renew_attempt("paper:1", 1), "the one held up has the number of the latest again, but no lease"
    assert outbox.count_attempt("paper:1", LEASE) == 2


@pytest.mark.parametrize("jump", [-7200.0, 7200.0])
def test_a_clock_that_jumps_blocks_nobody(outbox: Outbox, clock: Clock, jump: float) -> None:
    outbox.count_attempt("paper:1", LEASE)
    clock.now += jump
    assert outbox.free_at("paper:1", LEASE) <= clock.now + LEASE
    assert outbox.count_attempt("paper:1", LEASE) == 2

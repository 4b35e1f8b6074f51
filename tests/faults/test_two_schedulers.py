"""Two whole processes, each with a scheduler: one of them leads, whatever happens to it, and there is one tune of the day."""

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from paper_network import PaperNetwork
from workforce import Process, expect_one_reply_each, wait_until, workers

from bot.databases import Database
from bot.history.store import History
from bot.schedule.lease import TAKE_OVER_SECONDS
from bot.schedule.ticks import Ticks

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@contextmanager
def two_schedulers(folder: Path, due_in: float) -> Iterator[list[Process]]:
    """The tune of the day is due in so many seconds, by the clock of both; there was one yesterday."""
    past_the_hour = time.time() % 3600.0
    due = datetime.fromtimestamp(time.time() - past_the_hour, UTC)
    history = History(f"sqlite:///{folder}/history.db")
    Ticks(Database(history.engine)).mark_done("tune", due.date() - timedelta(days=1), due.timestamp())
    history.close()
    environment = {"SET_BACK": str(past_the_hour + due_in), "TUNE_HOUR": str(due.hour), "HOUSEBAND_HOME": str(folder)}
    with workers(folder, 2, program="whole_worker.py", environment=environment) as both:
        wait_until(lambda: len(leading(folder, both)) == 1)
        yield both


def leading(folder: Path, workers: Sequence[Process]) -> list[Process]:
    return [worker for worker in workers if (folder / f"leads-{worker.pid}").exists()]


def leader_and_other(folder: Path, both: Sequence[Process]) -> tuple[Process, Process]:
    (leader,) = leading(folder, both)
    (other,) = [worker for worker in both if worker is not leader]
    return leader, other


def tunes(network: PaperNetwork) -> int:
    return len(network.replies().get("", []))


def answer_one(network: PaperNetwork, folder: Path) -> None:
    """Those that are left still answer."""
    post = network.ask("limerick please")
    wait_until(lambda: post in network.replies())
    time.sleep(3.0)
    expect_one_reply_each(network, [post, *([""] if tunes(network) else [])], folder)


def test_a_leader_killed_after_its_tick(tmp_path: Path) -> None:
    network = PaperNetwork(tmp_path / "net.db")
    with two_schedulers(tmp_path, due_in=10.0) as both:
        wait_until(lambda: tunes(network) == 1)
        leader, other = leader_and_other(tmp_path, both)
        leader.kill()
        wait_until(lambda: other in leading(tmp_path, both))
        answer_one(network, tmp_path)


def test_a_leader_killed_before_its_tick(tmp_path: Path) -> None:
    network = PaperNetwork(tmp_path / "net.db")
    with two_schedulers(tmp_path, due_in=45.0) as both:
        leader, other = leader_and_other(tmp_path, both)
        leader.kill()
        wait_until(lambda: tunes(network) == 1)
        assert other in leading(tmp_path, both)
        answer_one(network, tmp_path)


def test_a_leader_that_stands_still_for_longer_than_its_lease_and_goes_on(tmp_path: Path) -> None:
    network = PaperNetwork(tmp_path / "net.db")
    with two_schedulers(tmp_path, due_in=45.0) as both:
        leader, other = leader_and_other(tmp_path, both)
        leader.send_signal(signal.SIGSTOP)
        wait_until(lambda: tunes(network) == 1)
        time.sleep(TAKE_OVER_SECONDS)
        leader.send_signal(signal.SIGCONT)
        wait_until(lambda: leading(tmp_path, both) == [other])
        answer_one(network, tmp_path)
        assert leading(tmp_path, both) == [other]

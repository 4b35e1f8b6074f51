"""Workers that stand still for so long that the others take them for dead, and then go on: nothing is lost, nothing is answered twice.

The network knows no keys and takes the same text any number of times: what keeps it to one reply is the lease of an attempt alone.
"""

import signal
import time
from pathlib import Path

import numpy as np
import pytest
from paper_network import PaperNetwork
from workforce import expect_one_reply_each, wait_until, wait_until_answered, workers

DEAD_AFTER_SECONDS = 2.0
"""As the workers of tests have it."""


@pytest.mark.slow
@pytest.mark.parametrize("point", ["before publish", "calling publish", "called publish", "after publish"])
def test_a_worker_that_stands_still_while_it_publishes(tmp_path: Path, empty_postgres: str, point: str) -> None:
    """The other takes it for dead and goes on with its work; then it wakes in the middle of its call.

    On PostgreSQL: a process that stands still in the middle of a transaction would hold up everybody who shares its SQLite file.
    """
    network, log = PaperNetwork(tmp_path / "net.db"), tmp_path / "log.txt"
    with workers(tmp_path, 1, url=empty_postgres, environment={"DIE_AT": point, "FALL_BY": "SIGSTOP"}) as (first,):
        posts = [network.ask("limerick please")]
        wait_until(lambda: (tmp_path / "died").exists())
        with workers(tmp_path, 1, url=empty_postgres):
            wait_until(lambda: "adopting" in log.read_text())
            time.sleep(3.0)  # the other one would have published long ago if it did not wait for the lease
            first.send_signal(signal.SIGCONT)
            wait_until_answered(tmp_path, len(posts), empty_postgres)
            time.sleep(1.0)
    expect_one_reply_each(network, posts, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_workers_that_stand_still_again_and_again(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> None:
    url = None if database == "sqlite" else request.getfixturevalue("empty_postgres")
    network, rng = PaperNetwork(tmp_path / "net.db"), np.random.default_rng(4)
    with workers(tmp_path, 3, url=url, environment={"SLOW_CALL": "1.0"}) as crew:
        posts = [network.ask("jazz please" if number % 10 == 0 else "limerick please", f"fan{number}") for number in range(100)]
        for turn in range(12):
            crew[turn % 3].send_signal(signal.SIGSTOP)
            time.sleep(DEAD_AFTER_SECONDS + float(rng.uniform(2.0, 5.0)))
            crew[turn % 3].send_signal(signal.SIGCONT)
            time.sleep(float(rng.uniform(0.0, 1.0)))
        wait_until_answered(tmp_path, len(posts), url, 300.0)
    expect_one_reply_each(network, posts, tmp_path)
    assert "adopting" in (tmp_path / "log.txt").read_text()


@pytest.mark.slow
def test_all_workers_stand_still_at_once(tmp_path: Path) -> None:
    """As when the machine sleeps, or is starved of the processor: nobody takes anybody for dead."""
    network = PaperNetwork(tmp_path / "net.db")
    with workers(tmp_path, 2) as crew:
        posts = [network.ask("limerick please", f"fan{number}") for number in range(40)]
        for _ in range(3):
            answered = len(network.replies())
            wait_until(lambda answered=answered: len(network.replies()) > answered + 3)  # type: ignore[misc]
            for number in (signal.SIGSTOP, signal.SIGCONT):
                for worker in crew:
                    worker.send_signal(number)
                time.sleep(3.0 * DEAD_AFTER_SECONDS if number == signal.SIGSTOP else 0.0)
        wait_until_answered(tmp_path, len(posts))
    expect_one_reply_each(network, posts, tmp_path)
    assert "adopting" not in (tmp_path / "log.txt").read_text()

"""Workers killed by ``kill -9``: nothing is lost, nothing is answered twice."""

import signal
import time
from pathlib import Path

import pytest
from dying_worker import POINTS
from paper_network import PaperNetwork
from workforce import ENOUGH_SECONDS, expect_one_reply_each, wait_until, wait_until_answered, workers

QUICK = ("kept upload",)


def kill_at(folder: Path, point: str, url: str | None = None) -> None:
    network = PaperNetwork(folder / "net.db")
    with workers(folder, 1, url=url, environment={"DIE_AT": point}) as (first,):
        posts = [network.ask("jazz please"), network.ask("limerick please", "ann")]
        assert first.wait(ENOUGH_SECONDS) == -signal.SIGKILL
    with workers(folder, 1, url=url):
        wait_until_answered(folder, len(posts), url)
    expect_one_reply_each(network, posts, folder)


@pytest.mark.parametrize("point", QUICK)
def test_a_worker_killed_at_a_delicate_point(tmp_path: Path, point: str) -> None:
    kill_at(tmp_path, point)


@pytest.mark.slow
@pytest.mark.parametrize("point", [point for point in POINTS if point not in QUICK])
def test_a_worker_killed_at_a_step_boundary(tmp_path: Path, point: str) -> None:
    kill_at(tmp_path, point)


def test_a_worker_that_is_told_to_stop_hands_its_work_back(tmp_path: Path) -> None:
    network = PaperNetwork(tmp_path / "net.db")
    with workers(tmp_path, 1) as (first,):
        posts = [network.ask("limerick please", f"fan{number}") for number in range(20)]
        wait_until(lambda: len(network.replies()) > 2)
        first.terminate()
        began = time.monotonic()
        assert first.wait(20.0) == 0
        assert time.monotonic() - began < 10.0
    with workers(tmp_path, 1):
        wait_until_answered(tmp_path, len(posts))
    expect_one_reply_each(network, posts, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_on_postgresql(tmp_path: Path, empty_postgres: str, point: str) -> None:
    kill_at(tmp_path, point, empty_postgres)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_workers_killed_again_and_again(tmp_path: Path) -> None:
    """400 requests, two workers, one of them killed every few seconds."""
    kill_again_and_again(tmp_path, None)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_workers_killed_again_and_again_on_postgresql(tmp_path: Path, empty_postgres: str) -> None:
    kill_again_and_again(tmp_path, empty_postgres)


def kill_again_and_again(folder: Path, url: str | None) -> None:
    network = PaperNetwork(folder / "net.db")
    posts: list[str] = []
    kills = 0
    while len(network.replies()) < 400:
        with workers(folder, 2, url=url) as started:
            posts += [network.ask("limerick please", f"fan{number % 17}") for number in range(0 if kills else 400)]
            time.sleep(1.0)
            started[kills % 2].kill()
            kills += 1
            time.sleep(3.0)
    with workers(folder, 2, url=url):
        wait_until_answered(folder, len(posts), url)
    expect_one_reply_each(network, posts, folder)
    assert kills > 2

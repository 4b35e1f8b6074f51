"""Workers killed by ``kill -9``: nothing is lost, nothing is answered twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from dying_worker import POINTS
from paper_network import PaperNetwork

TESTS = Path(__file__).parents[1]
QUICK = ("called publish", "kept upload")
ENOUGH_SECONDS = 150.0


@contextmanager
def workers(folder: Path, count: int, die_at: str = "", url: str | None = None) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Worker processes on one folder; whoever is left is ended."""
    environment = {**os.environ, "DIE_AT": die_at, "PYTHONPATH": f"{TESTS.parent}:{TESTS}", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, str(TESTS / "dying_worker.py"), str(folder), *([url] if url else [])]
    with (folder / "log.txt").open("ab") as log:
        started = [subprocess.Popen(command, env=environment, stderr=log, stdout=log) for _ in range(count)]  # noqa: S603 (our own)
    try:
        wait_until(lambda: all((folder / f"ready-{each.pid}").exists() or each.poll() is not None for each in started))
        yield started
    finally:
        for each in started:
            each.kill()
            each.wait()


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + ENOUGH_SECONDS
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def kill_at(folder: Path, point: str, url: str | None = None) -> None:
    network = PaperNetwork(folder / "net.db")
    with workers(folder, 1, point, url) as (first,):
        posts = [network.ask("jazz please"), network.ask("limerick please", "ann")]
        assert first.wait(ENOUGH_SECONDS) == -signal.SIGKILL
    with workers(folder, 1, url=url):
        wait_until(lambda: set(network.replies()) == set(posts))
    assert {post: len(texts) for post, texts in network.replies().items()} == dict.fromkeys(posts, 1), (folder / "log.txt").read_text()


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
        wait_until(lambda: len(network.replies()) == len(posts))
    assert all(len(texts) == 1 for texts in network.replies().values())


@pytest.mark.slow
@pytest.mark.parametrize("point", QUICK)
def test_a_worker_killed_on_postgresql(tmp_path: Path, empty_postgres: str, point: str) -> None:
    kill_at(tmp_path, point, empty_postgres)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_workers_killed_again_and_again(tmp_path: Path) -> None:
    """200 requests, two workers, one of them killed every few seconds."""
    kill_again_and_again(tmp_path, None)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_workers_killed_again_and_again_on_postgresql(tmp_path: Path, empty_postgres: str) -> None:
    kill_again_and_again(tmp_path, empty_postgres)


def kill_again_and_again(folder: Path, url: str | None) -> None:
    network = PaperNetwork(folder / "net.db")
    kills = 0
    while not (kills and len(network.replies()) == 200):
        with workers(folder, 2, url=url) as started:
            for number in range(0 if kills else 200):
                network.ask("limerick please", f"fan{number % 17}")
            time.sleep(2.0)
            started[kills % 2].kill()
            kills += 1
            time.sleep(4.0)
    assert {len(texts) for texts in network.replies().values()} == {1}
    assert kills > 2

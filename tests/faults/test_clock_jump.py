"""Clocks that jump while workers are at work, and clocks that differ: nothing is lost, nothing is answered twice."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from paper_network import PaperNetwork
from workforce import Process, expect_one_reply_each, wait_until, wait_until_answered, workers

HOURS = 3600.0


def set_clock(file: Path, seconds: float) -> None:
    """A clock is wrong by so much from now on; whoever looks sees the old or the new."""
    new = file.with_suffix(".new")
    new.write_text(str(seconds))
    new.replace(file)


@contextmanager
def worker_with_clock(folder: Path, name: str, wrong_by: float = 0.0, url: str | None = None, **more: str) -> Iterator[tuple[Process, Path]]:
    clock = folder / name
    set_clock(clock, wrong_by)
    with workers(folder, 1, url=url, environment={"CLOCK": str(clock), **more}) as (worker,):
        yield worker, clock


def ask(network: PaperNetwork, count: int) -> list[str]:
    return [network.ask("jazz please" if number % 5 == 0 else "limerick please", f"fan{number}") for number in range(count)]


@pytest.mark.slow
@pytest.mark.parametrize("jumps", [(3 * HOURS, 0.0), (-3 * HOURS, 0.0)], ids=["forward and back", "back and forward"])
def test_the_clock_of_a_worker_jumps(tmp_path: Path, jumps: tuple[float, ...]) -> None:
    network = PaperNetwork(tmp_path / "net.db")
    with worker_with_clock(tmp_path, "clock") as (jumping, clock), worker_with_clock(tmp_path, "other") as (steady, _):
        posts = ask(network, 40)
        for wrong_by in jumps:
            answered = len(network.replies())
            wait_until(lambda answered=answered: len(network.replies()) > answered + 5)  # type: ignore[misc]
            set_clock(clock, wrong_by)
            posts += ask(network, 5)
        wait_until_answered(tmp_path, len(posts))
        assert [jumping.poll(), steady.poll()] == [None, None]
    expect_one_reply_each(network, posts, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("wrong_by", [600.0, -600.0])
def test_clocks_that_differ_and_a_worker_that_dies(tmp_path: Path, empty_postgres: str, wrong_by: float) -> None:
    """Workers on several machines share PostgreSQL; those on a SQLite file are on one machine and have one clock."""
    network = PaperNetwork(tmp_path / "net.db")
    with ExitStack() as crew:
        dying, _ = crew.enter_context(worker_with_clock(tmp_path, "wrong", wrong_by, empty_postgres, DIE_AT="called publish"))
        crew.enter_context(worker_with_clock(tmp_path, "right", 0.0, empty_postgres))
        posts = ask(network, 30)
        wait_until(lambda: dying.poll() is not None)
        posts += ask(network, 5)
        wait_until_answered(tmp_path, len(posts), empty_postgres)
    expect_one_reply_each(network, posts, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("jump", [3 * HOURS, -3 * HOURS], ids=["forward", "back"])
def test_the_clock_jumps_while_nobody_is_at_work(tmp_path: Path, jump: float) -> None:
    network = PaperNetwork(tmp_path / "net.db")
    with worker_with_clock(tmp_path, "clock", DIE_AT="before publish") as (dying, _):
        posts = ask(network, 10)
        wait_until(lambda: dying.poll() is not None)
    with worker_with_clock(tmp_path, "clock", jump):
        wait_until_answered(tmp_path, len(posts))
    expect_one_reply_each(network, posts, tmp_path)

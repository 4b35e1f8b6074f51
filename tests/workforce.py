"""Worker processes that tests start, kill, hold up and look after."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from paper_network import PaperNetwork

from bot.databases import Database
from bot.history.engine import open_engine
from bot.queue.inbox import Inbox
from bot.queue.records import DONE

TESTS = Path(__file__).parent
ENOUGH_SECONDS = 150.0

Process = subprocess.Popen[bytes]


@contextmanager
def workers(
    folder: Path,
    count: int,
    *,
    program: str = "dying_worker.py",
    url: str | None = None,
    environment: Mapping[str, str] | None = None,
    network: Path | None = None,
    inside: Sequence[str] = (),
) -> Iterator[list[Process]]:
    """Worker processes on one folder, at work when this begins; whoever is left at the end is killed.

    Args:
        folder: holds the network, the log and, unless ``url`` names another, the database.
        count: of processes.
        program: of this folder.
        url: of the database.
        environment: more of it.
        network: folder of the network, where that is another one.
        inside: a command that runs the worker, to change the world it sees.
    """
    outside = network or folder
    given = {**os.environ, "PYTHONPATH": f"{TESTS.parent}:{TESTS}", "OMP_NUM_THREADS": "1", "NETWORK_FOLDER": str(outside), **(environment or {})}
    command = [*inside, sys.executable, str(TESTS / program), str(folder), *([url] if url else [])]
    with (folder / "log.txt").open("ab") as log:
        started = [subprocess.Popen(command, env=given, stderr=log, stdout=log) for _ in range(count)]  # noqa: S603 (our own)
    try:
        wait_until(lambda: all((outside / f"ready-{each.pid}").exists() or each.poll() is not None for each in started))
        yield started
    finally:
        for each in started:
            each.kill()
            each.wait()


@contextmanager
def all_mentions(folder: Path, url: str | None = None) -> Iterator[Inbox]:
    """What the workers know of them."""
    inbox = Inbox(Database(open_engine(url or f"sqlite:///{folder}/history.db", 30.0)), time.time)
    yield inbox
    inbox.close()


def wait_until(happened: Callable[[], bool], seconds: float = ENOUGH_SECONDS) -> None:
    """Look again and again; fails when it does not happen."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def wait_until_answered(folder: Path, count: int, url: str | None = None, seconds: float = ENOUGH_SECONDS) -> None:
    """So many mentions are over: not only replied to, for whoever goes on after a reply may send another one."""
    with all_mentions(folder, url) as inbox:
        wait_until(lambda: inbox.counts()[DONE] == count, seconds)


def expect_one_reply_each(network: PaperNetwork, posts: Sequence[str], folder: Path) -> None:
    """Nothing is lost, nothing is answered twice."""
    assert {post: len(texts) for post, texts in network.replies().items()} == dict.fromkeys(posts, 1), (folder / "log.txt").read_text()[-20_000:]

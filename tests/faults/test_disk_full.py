"""A disk that fills up while a worker is at work, and has room again: nothing is lost, nothing twice, and the worker goes on by itself.

The worker sees a small disk in the place of its folder, or of its folder of pieces, in a world (a mount namespace) of its own; the network lies
outside.
"""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from paper_network import PaperNetwork
from workforce import Process, all_mentions, expect_one_reply_each, wait_until, wait_until_answered, workers

from bot.queue.records import DONE

MEGABYTES = 12
CROWDED_SECONDS = 12.0


def small_disk(place: Path) -> list[str]:
    """A command that runs another one where a place is a small disk."""
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", f'mount -t tmpfs -o size={MEGABYTES}m none "{place}" && exec "$@"', "sh"]


@pytest.fixture(autouse=True)
def namespaces(tmp_path: Path) -> None:
    tried = subprocess.run([*small_disk(tmp_path), "true"], check=False, capture_output=True)  # noqa: S603 (ours)
    if tried.returncode:
        pytest.skip("no small disk can be mounted here: this system allows no user namespaces")


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Not a byte is left."""
    filler = disk / "filler"
    with FileIO(filler, "w") as stream:
        for size in (1 << 16, 1 << 12, 1):
            while _written(stream, size):
                pass
    yield
    filler.unlink()


def _written(stream: FileIO, size: int) -> bool:
    try:
        return stream.write(b"x" * size) == size
    except OSError:
        return False


def answered_there(folder: Path, copies: Path) -> int:
    """How many mentions are over, by a copy of the database: SQLite can't open it across worlds."""
    for name in ("history.db", "history.db-wal"):
        (copies / name).write_bytes((folder / name).read_bytes())
    try:
        with all_mentions(copies) as inbox:
            return inbox.counts()[DONE]
    except sa.exc.DBAPIError:  # copied while it was written to
        return 0


def as_seen_by(worker: Process, place: Path) -> Path:
    return Path(f"/proc/{worker.pid}/root") / place.relative_to("/")


def answer_in_a_crowd(network: PaperNetwork, disk: Path) -> list[str]:
    """Mentions before, while and after the disk is full."""
    posts = [network.ask(what, f"fan{number}") for number in range(15) for what in ("limerick please", "jazz please")]
    for _ in range(2):
        answered = len(network.replies())
        wait_until(lambda answered=answered: len(network.replies()) > answered + 2)  # type: ignore[misc]
        with full(disk):
            posts += [network.ask("limerick please", "late"), network.ask("jazz please", "later")]
            time.sleep(CROWDED_SECONDS)
    return posts


@pytest.mark.slow
def test_the_disk_of_everything_is_full(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    network = PaperNetwork(tmp_path / "net.db")
    with workers(folder, 1, network=tmp_path, inside=small_disk(folder)) as (worker,):
        seen = as_seen_by(worker, folder)
        posts = answer_in_a_crowd(network, seen)
        wait_until(lambda: answered_there(seen, tmp_path) == len(posts))
        assert worker.poll() is None
    expect_one_reply_each(network, posts, folder)


@pytest.mark.slow
def test_only_the_disk_of_the_pieces_is_full(tmp_path: Path) -> None:
    pieces = tmp_path / "pieces"
    pieces.mkdir()
    network = PaperNetwork(tmp_path / "net.db")
    with workers(tmp_path, 2, inside=small_disk(pieces)) as crew:
        posts = answer_in_a_crowd(network, as_seen_by(crew[0], pieces))
        wait_until_answered(tmp_path, len(posts))
        assert [worker.poll() for worker in crew] == [None, None]
    expect_one_reply_each(network, posts, tmp_path)

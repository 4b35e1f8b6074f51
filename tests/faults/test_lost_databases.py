"""One of a worker's two databases is lost or damaged: a line says so, and nothing is answered twice."""

import signal
from pathlib import Path

import pytest
from paper_network import PaperNetwork
from workforce import ENOUGH_SECONDS, expect_one_reply_each, wait_until, wait_until_answered, workers

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


def killed_at_work(folder: Path, point: str) -> tuple[PaperNetwork, list[str]]:
    """A network with open mentions, and a worker that died while it answered one of them."""
    network = PaperNetwork(folder / "net.db")
    with workers(folder, 1, environment={"DIE_AT": point}) as (first,):
        posts = [network.ask("jazz please"), network.ask("limerick please", "ann"), network.ask("jazz please", "bob")]
        assert first.wait(ENOUGH_SECONDS) == -signal.SIGKILL
    return network, posts


def remove(folder: Path, name: str) -> None:
    for path in folder.glob(f"{name}*"):
        path.unlink()


def expect_a_line(folder: Path, *words: str) -> None:
    with workers(folder, 1) as (worker,):
        assert worker.wait(ENOUGH_SECONDS) != 0
    last = (folder / "log.txt").read_text().splitlines()[-1]
    assert all(word in last for word in words), last


@pytest.mark.parametrize("point", ["kept render", "called publish", "after publish"])
def test_the_queue_is_lost(tmp_path: Path, point: str) -> None:
    network, posts = killed_at_work(tmp_path, point)
    remove(tmp_path, "history.queue.db")
    with workers(tmp_path, 2):
        wait_until_answered(tmp_path, len(posts))
    expect_one_reply_each(network, posts, tmp_path)


def test_the_queue_is_damaged(tmp_path: Path) -> None:
    network, posts = killed_at_work(tmp_path, "called publish")
    remove(tmp_path, "history.queue.db-")
    (tmp_path / "history.queue.db").write_bytes(b"no database at all" * 1000)
    expect_a_line(tmp_path, "history.queue.db", "remove", "nothing is lost")
    remove(tmp_path, "history.queue.db")
    with workers(tmp_path, 1):
        wait_until_answered(tmp_path, len(posts))
    expect_one_reply_each(network, posts, tmp_path)


def test_the_history_is_damaged(tmp_path: Path) -> None:
    killed_at_work(tmp_path, "kept render")
    remove(tmp_path, "history.db-")
    (tmp_path / "history.db").write_bytes(b"no database at all" * 1000)
    expect_a_line(tmp_path, "history.db", "HOUSEBAND_DATABASE")


@pytest.mark.parametrize("point", ["kept render", "called publish"])
def test_the_history_is_lost_and_a_new_one_begins_at_now(tmp_path: Path, point: str) -> None:
    network, _ = killed_at_work(tmp_path, point)
    before = network.replies()
    remove(tmp_path, "history.db")
    with workers(tmp_path, 1):
        wait_until(lambda: "that concern no mention" in (tmp_path / "log.txt").read_text())
        posts = [network.ask("limerick please", "carl")]
        wait_until_answered(tmp_path, 1)
    expect_one_reply_each(network, [*before, *posts], tmp_path)

"""A database that stops and comes back while workers are at work: they go on by themselves, nothing is lost, nothing is answered twice."""

import sqlite3
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from paper_network import PaperNetwork
from postgres_cluster import PostgresCluster
from workforce import expect_one_reply_each, wait_until, wait_until_answered, workers


def ask(network: PaperNetwork, count: int, what: str = "limerick please") -> list[str]:
    return [network.ask(what, f"fan{number}") for number in range(count)]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("hard", [True, False], ids=["as if the machine had died", "in good order"])
def test_postgresql_stops_for_several_seconds(tmp_path: Path, postgres_cluster: PostgresCluster, hard: bool) -> None:
    url = postgres_cluster.empty_database()
    network = PaperNetwork(tmp_path / "net.db")
    with workers(tmp_path, 2, url=url) as crew:
        posts = ask(network, 40) + ask(network, 5, "jazz please")
        for _ in range(2):
            answered = len(network.replies())
            wait_until(lambda answered=answered: len(network.replies()) > answered + 4)  # type: ignore[misc]
            postgres_cluster.stop(hard=hard)
            posts += ask(network, 5)
            time.sleep(8.0)
            postgres_cluster.start()
        wait_until_answered(tmp_path, len(posts), url)
        assert [each.poll() for each in crew] == [None, None]
    expect_one_reply_each(network, posts, tmp_path)


@pytest.mark.slow
def test_a_worker_that_begins_while_postgresql_is_down_says_so_in_a_line(tmp_path: Path, postgres_cluster: PostgresCluster) -> None:
    url = postgres_cluster.empty_database()
    postgres_cluster.stop()
    try:
        with workers(tmp_path, 1, url=url) as (worker,):
            assert worker.wait(60.0) != 0
    finally:
        postgres_cluster.start()
    assert "HistoryError" in (tmp_path / "log.txt").read_text()


@pytest.mark.slow
def test_a_worker_that_is_told_to_stop_while_postgresql_is_down_ends(tmp_path: Path, postgres_cluster: PostgresCluster) -> None:
    url = postgres_cluster.empty_database()
    network = PaperNetwork(tmp_path / "net.db")
    with workers(tmp_path, 1, url=url) as (worker,):
        posts = ask(network, 20)
        wait_until(lambda: len(network.replies()) > 2)
        postgres_cluster.stop()
        try:
            worker.terminate()
            assert worker.wait(20.0) == 3, "it could hand nothing back"
        finally:
            postgres_cluster.start()
    with workers(tmp_path, 1, url=url):
        wait_until_answered(tmp_path, len(posts), url)
    expect_one_reply_each(network, posts, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("locked", [("history.db",), ("history.queue.db",), ("history.db", "history.queue.db")], ids=" and ".join)
def test_a_file_that_another_process_locks(tmp_path: Path, locked: tuple[str, ...]) -> None:
    network = PaperNetwork(tmp_path / "net.db")
    with workers(tmp_path, 2) as crew:
        posts = ask(network, 30) + ask(network, 5, "jazz please")
        wait_until(lambda: len(network.replies()) > 3)
        with ExitStack() as held:
            for name in locked:
                database = held.enter_context(closing(sqlite3.connect(tmp_path / name, timeout=60.0, isolation_level=None)))
                database.execute("BEGIN EXCLUSIVE")
            posts += ask(network, 5)
            time.sleep(10.0)
        wait_until_answered(tmp_path, len(posts))
        assert [each.poll() for each in crew] == [None, None]
    expect_one_reply_each(network, posts, tmp_path)

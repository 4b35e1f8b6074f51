"""Workers that begin at the same moment on a database in which nothing is yet."""

from pathlib import Path

import pytest
from paper_network import PaperNetwork
from workforce import expect_one_reply_each, wait_until_answered, workers


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
@pytest.mark.parametrize("again", range(3))
def test_all_of_them_go_to_work(request: pytest.FixtureRequest, tmp_path: Path, database: str, again: int) -> None:  # noqa: ARG001 (once is no test of a race)
    url = None if database == "sqlite" else request.getfixturevalue("empty_postgres")
    network = PaperNetwork(tmp_path / "net.db")
    with workers(tmp_path, 4, url=url) as crew:
        assert [worker.poll() for worker in crew] == [None] * 4, (tmp_path / "log.txt").read_text()
        posts = [network.ask("limerick please", f"fan{number}") for number in range(5)]
        wait_until_answered(tmp_path, len(posts), url)
    expect_one_reply_each(network, posts, tmp_path)

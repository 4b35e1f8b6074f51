"""Networks that are down, refuse, or no longer know us, in the middle of the work: nothing is lost, nothing is answered twice."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from paper_network import PaperNetwork
from workforce import TESTS, all_mentions, expect_one_reply_each, wait_until, wait_until_answered, workers

RATE = 60.0
"""An hour of the workers is a minute."""


@contextmanager
def weather(folder: Path, kind: str) -> Iterator[None]:
    file = folder / "weather"
    new = folder / "weather.new"
    new.write_text(kind)
    new.replace(file)
    yield
    file.unlink()


def houseband(folder: Path, *arguments: str) -> str:
    """What a command says to the operator of the bot in a folder."""
    command = [sys.executable, "-c", "from bot.cli import main; main()", *arguments]
    environment = {**os.environ, "HOUSEBAND_HOME": str(folder), "PYTHONPATH": str(TESTS.parent)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout  # noqa: S603 (our own)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("kind", ["down", "no credentials"])
def test_an_hour_in_which_nothing_can_be_said(tmp_path: Path, kind: str) -> None:
    network = PaperNetwork(tmp_path / "net.db")
    fast = {"CLOCK_RATE": str(RATE), "CLOCK_ORIGIN": str(time.time())}
    with workers(tmp_path, 2, environment=fast) as crew:
        posts = [network.ask("jazz please" if number % 4 == 0 else "limerick please", f"fan{number}") for number in range(20)]
        wait_until(lambda: len(network.replies()) > 2)
        with weather(tmp_path, kind):
            time.sleep(1.0)  # whatever was under way has ended
            answered = len(network.replies())
            posts += [network.ask("limerick please", f"late{number}") for number in range(5)]
            time.sleep(3600.0 / RATE)
            assert len(network.replies()) == answered
        wait_until_answered(tmp_path, len(posts))
        assert [worker.poll() for worker in crew] == [None, None]
    expect_one_reply_each(network, posts, tmp_path)


@pytest.mark.slow
def test_a_reply_refused_for_its_content_is_a_dead_letter_that_can_be_retried(tmp_path: Path) -> None:
    network = PaperNetwork(tmp_path / "net.db")
    with workers(tmp_path, 1):
        with weather(tmp_path, "strict"):
            posts = [network.ask("limerick, rude please", "rude"), network.ask("limerick please", "kind")]
            with all_mentions(tmp_path) as inbox:
                wait_until(lambda: inbox.counts()["dead"] == 1 and inbox.counts()["done"] == 1)
        listed = houseband(tmp_path, "bot", "queue")
        assert f"paper:{posts[0]}" in listed
        assert "this is not what we stand for" in listed
        assert "sent round again: 1" in houseband(tmp_path, "bot", "retry", f"paper:{posts[0]}")
        wait_until_answered(tmp_path, 2)
    expect_one_reply_each(network, [posts[1], posts[0]], tmp_path)

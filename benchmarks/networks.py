"""Networks on this machine that the bot is measured on: the simulated X and a Mastodon server, from the tests' own folder."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

_TESTS = Path(__file__).parents[1] / "tests"


class Network(Protocol):
    """Somewhere people ask for music."""

    name: str
    """Of the platform."""
    environment: Mapping[str, str]
    """What the bot needs to speak there."""

    def ask(self, wish: str, person: int) -> str:
        """Somebody mentions the band; the name of their post."""
        ...

    def seconds_to_reply(self, post_id: str) -> float | None:
        """From a post to the band's reply, by the network's own clock; None where there is none."""
        ...


class OnX:
    """The simulated X, a process of its own; it decodes what it is given and takes its time over it, as X does."""

    name = "x"

    def __init__(self, server: Any) -> None:
        self._server = server
        self.environment: Mapping[str, str] = server.environment

    def ask(self, wish: str, person: int) -> str:
        return str(self._server.write(f"@houseband {wish}", handle=f"fan{person}"))

    def seconds_to_reply(self, post_id: str) -> float | None:
        reply = next((post for post in self._server.published() if post["in_reply_to"] == post_id), None)
        return None if reply is None else _made_seconds(reply["id"]) - _made_seconds(post_id)


class OnMastodon:
    """A Mastodon server in a thread of this process; it streams, so that nobody waits for a poll."""

    name = "mastodon"

    def __init__(self, stand: Any) -> None:
        self._stand = stand
        self.environment: Mapping[str, str] = stand.environment()

    def ask(self, wish: str, person: int) -> str:  # noqa: ARG002 (there is one fan)
        return str(self._stand.say(wish))

    def seconds_to_reply(self, post_id: str) -> float | None:
        fan = self._stand.fan
        answers = [status for status in fan.status_context(post_id)["descendants"] if str(status["in_reply_to_id"]) == post_id]
        asked = fan.status(post_id)["created_at"]
        return float((answers[0]["created_at"] - asked).total_seconds()) if answers else None


@contextmanager
def simulated_x() -> Iterator[OnX]:
    """X while it lasts, as far as limits are concerned a generous one: how often the bot asks is set in its own settings."""
    find_tests()
    with import_module("simulators.x.running").SimulatedX(limits={"mentions": 4000, "publish": 4000}) as server:
        yield OnX(server)


@contextmanager
def own_mastodon() -> Iterator[OnMastodon]:
    """A Mastodon server while it lasts."""
    find_tests()
    with tempfile.TemporaryDirectory() as folder:
        ground = import_module("stands.mastodon_stand").MastodonGround(Path(folder))
        try:
            yield OnMastodon(ground.stand())
        finally:
            ground.close()


def find_tests() -> None:
    """Let the tests' folder be imported from; their simulators and sentences are measured with."""
    if str(_TESTS) not in sys.path:
        sys.path.append(str(_TESTS))


def _made_seconds(post_id: str) -> float:
    """When X gave an identifier, to the millisecond; a difference of two is all that is used."""
    return (int(post_id) >> 22) / 1000.0

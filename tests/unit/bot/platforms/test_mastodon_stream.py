"""Mastodon's stream spares calls while it is alive and silent, and nothing is lost when it is not."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mastodon import MastodonNetworkError
from stands.mastodon_stand import MastodonGround, MastodonStand

from bot.platforms.base import UnreachableError
from bot.platforms.mastodon import MastodonPlatform
from bot.platforms.mastodon_connection import connect
from bot.platforms.mastodon_stream import MastodonStream

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1", "localhost"])]


def until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20.0
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class Line:
    """A client whose stream says what a test tells it to say."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.calls = 0

    def stream_user(self, listener: Any, timeout: float) -> None:
        assert timeout > 15.0
        self.calls += 1
        while True:
            time.sleep(0.005)
            event = self.events.pop(0) if self.events else "heartbeat"
            if event == "hang up":
                raise MastodonNetworkError("Server ceased communication.")
            listener.handle_heartbeat() if event == "heartbeat" else listener.on_notification({"type": "mention"})


def test_a_silent_stream_is_believed_for_a_while() -> None:
    now = [100.0]
    line = Line()
    stream = MastodonStream(line, quiet_seconds=30.0, clock=lambda: now[0])  # type: ignore[arg-type]
    assert stream.worth_a_look()
    assert stream.worth_a_look()  # nothing is listening yet
    stream.begin()
    until(lambda: not stream.worth_a_look())
    line.events.append("notification")
    until(stream.worth_a_look)
    assert not stream.worth_a_look()
    stream.look_again()
    assert stream.worth_a_look()
    assert not stream.worth_a_look()
    now[0] += 30.0
    assert stream.worth_a_look()
    stream.close()


def test_news_are_told_once() -> None:
    line = Line()
    stream = MastodonStream(line)  # type: ignore[arg-type]
    stream.begin()
    assert not stream.take_news()
    line.events.append("notification")
    until(stream.take_news)
    assert not stream.take_news()
    assert stream.worth_a_look()
    stream.close()


def test_a_stream_that_hung_up_is_not_believed_and_is_tried_again() -> None:
    line = Line()
    stream = MastodonStream(line, quiet_seconds=300.0)  # type: ignore[arg-type]
    stream.begin()
    until(lambda: not stream.worth_a_look())
    line.events.append("hang up")
    until(stream.worth_a_look)
    until(lambda: line.calls == 2)
    stream.close()


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[MastodonStand]:
    ground = MastodonGround(tmp_path)
    made = ground.stand()
    ground.server.config.domain = ground.server.base_url.removeprefix("http://")
    yield made
    made.close()
    ground.close()


def test_a_real_stream_wakes_the_poll(stand: MastodonStand) -> None:
    client = connect(stand.environment())
    stream = MastodonStream(client, quiet_seconds=300.0)
    platform = MastodonPlatform(connect(stand.environment()), stream=stream)
    cursor = platform.mentions(None).cursor
    asked: list[str] = []
    platform._client.session.hooks["response"].append(lambda answer, *_, **__: asked.append(answer.url))
    until(lambda: not (platform.mentions(cursor), stream.worth_a_look())[1])
    before = len(asked)
    assert platform.mentions(cursor).mentions == ()
    assert len(asked) == before
    assert not platform.has_news()
    post_id = stand.say("a waltz")
    until(platform.has_news)
    until(lambda: [mention.post_id for mention in platform.mentions(cursor).mentions] == [post_id])
    stand.fail("mentions", "down")
    stand.say("a polka")
    with pytest.raises(UnreachableError):
        until(lambda: len(platform.mentions(cursor).mentions) > 2)
    until(lambda: len(platform.mentions(cursor).mentions) == 2)
    stream.close()

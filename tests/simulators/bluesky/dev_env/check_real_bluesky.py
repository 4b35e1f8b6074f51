"""Bluesky's own servers and the bot's platform, through ``run.sh`` beside this file: what the simulated Bluesky promises, the real one keeps."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from atproto_client import Client, models
from stands.stand import Ears, longest
from stands.tiny_media import tiny_media

from bot.platforms.base import CredentialsError, Mention, RefusedError, Upload
from bot.platforms.bluesky import BlueskyPlatform
from bot.platforms.bluesky_connection import HANDLE_VARIABLE, PASSWORD_VARIABLE, URL_VARIABLE, VIDEO_URL_VARIABLE, BlueskyConnection

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(300)]
PASSWORD = "quaver-pass-word-ours"  # noqa: S105 (of servers on this machine)


class RealBluesky:
    """The development network, and somebody who speaks there."""

    def __init__(self) -> None:
        command = [os.environ["HOUSEBAND_DEV_ENV_NODE"], os.environ["HOUSEBAND_DEV_ENV_SCRIPT"]]
        folder = Path(command[1]).parent
        self.process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 (ours)
        assert self.process.stdout is not None
        lines = iter(self.process.stdout.readline, "")
        told = json.loads(next(line for line in lines if line.startswith('{"url"')))
        self.url, self.us = str(told["url"]), str(told["accounts"]["houseband"])
        self.opened: list[BlueskyConnection] = []
        self.fan = Client(self.url)
        self.fan.login("fan.test", PASSWORD, fetch_bsky_profile=False)

    def open(self, password: str = PASSWORD) -> BlueskyPlatform:
        environment = {HANDLE_VARIABLE: "houseband.test", PASSWORD_VARIABLE: password, URL_VARIABLE: self.url, VIDEO_URL_VARIABLE: ""}
        self.opened.append(BlueskyConnection(environment))
        return BlueskyPlatform(self.opened[-1])

    def say(self, text: str) -> str:
        """Mention us; the index learns of it a little later."""
        mention = models.AppBskyRichtextFacet.Mention(did=self.us)
        facet = models.AppBskyRichtextFacet.Main(features=[mention], index=models.AppBskyRichtextFacet.ByteSlice(byte_start=0, byte_end=15))
        post = self.fan.send_post(f"@houseband.test {text}", profile_identify="fan.test", facets=[facet])
        return str(post.uri)

    def thread(self, uri: str) -> models.AppBskyFeedGetPostThread.Response:
        return self.fan.app.bsky.feed.get_post_thread({"uri": uri})

    def close(self) -> None:
        for connection in self.opened:
            connection.close()
        self.fan.request.close()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30.0)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def bluesky() -> Iterator[RealBluesky]:
    made = RealBluesky()
    yield made
    made.close()


def until(happened: Callable[[], object], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def heard(bluesky: RealBluesky, ears: Ears, text: str = "a waltz") -> Mention:
    post_id = bluesky.say(text)
    until(lambda: ears.listen() or post_id in ears.heard)
    return ears.heard[post_id]


def test_mentions_are_heard_once_and_answered_once(bluesky: RealBluesky) -> None:
    bluesky.say("from before")
    time.sleep(2.0)
    ears = Ears(bluesky.open())
    mention = heard(bluesky, ears)
    assert list(ears.heard) == [mention.post_id]
    assert (mention.author.handle, mention.text) == ("fan.test", "@houseband.test a waltz")
    assert ears.platform.find_reply(mention, "key") is None
    first = ears.platform.publish(mention, "@fan.test Here it is.", (), "key")
    assert bluesky.open().publish(mention, "@fan.test Here it is.", (), "key") == first
    assert bluesky.open().find_reply(mention, "key") == first
    until(lambda: bluesky.thread(mention.post_id).thread.replies)
    [reply] = bluesky.thread(mention.post_id).thread.replies
    assert (reply.post.uri, reply.post.record.text) == (first, "@fan.test Here it is.")


def test_two_writers_of_one_key_make_one_post(bluesky: RealBluesky) -> None:
    ears = Ears(bluesky.open())
    mention = heard(bluesky, ears, "a race")
    writers = [bluesky.open(), bluesky.open()]
    assert len({writer._write("Here it is.", (), "race", mention) for writer in writers}) == 1


@pytest.mark.parametrize(("media_type", "embed"), [("video/mp4", "app.bsky.embed.video"), ("image/png", "app.bsky.embed.images")])
def test_files_are_attached(bluesky: RealBluesky, tmp_path: Path, media_type: str, embed: str) -> None:
    platform = bluesky.open()
    uri = platform.post("Here.", (platform.upload(Upload(tiny_media(tmp_path, media_type), media_type, "A waltz.")),), media_type)
    record = bluesky.fan.com.atproto.repo.get_record({"repo": bluesky.us, "collection": "app.bsky.feed.post", "rkey": uri.rpartition("/")[2]})
    assert record.value.embed.py_type == embed


def test_the_limit_is_where_we_think_it_is(bluesky: RealBluesky) -> None:
    platform = bluesky.open()
    platform.post(longest(platform.limits), (), "long")
    with pytest.raises(RefusedError):
        platform.post(longest(platform.limits) + "!", (), "longer")


def test_a_wrong_password_is_told(bluesky: RealBluesky) -> None:
    with pytest.raises(CredentialsError, match=PASSWORD_VARIABLE):
        bluesky.open("crotchet").me()

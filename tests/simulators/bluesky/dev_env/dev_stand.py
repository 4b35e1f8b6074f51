"""Bluesky's own servers as the contract of platforms needs a network: how others speak there, what they see of ours, how calls fail."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from atproto_client import Client, models
from simulators.bluesky.dev_env.dev_network import Account, DevNetwork, Json
from stands.bluesky_stand import METHODS
from stands.stand import Arrived, Call, Failure
from stands.tiny_media import tiny_media

from bot.platforms.bluesky import BlueskyPlatform
from bot.platforms.bluesky_connection import HANDLE_VARIABLE, PASSWORD_VARIABLE, URL_VARIABLE, VIDEO_URL_VARIABLE, BlueskyConnection


class DevGround:
    """One network for many stands, with two accounts that speak there: a fan's and a bot's."""

    def __init__(self, network: DevNetwork) -> None:
        self.network = network
        self.fan, self.robot = self.network.account("fan"), self.network.account("robot")
        self.clients = {account: self.network.client(account) for account in (self.fan, self.robot)}
        label = models.ComAtprotoLabelDefs.SelfLabels(values=[models.ComAtprotoLabelDefs.SelfLabel(val="bot")])
        put(self.clients[self.robot], self.robot, "app.bsky.actor.profile", "self", models.AppBskyActorProfile.Record(labels=label))
        self.network.settle()

    def stand(self) -> DevStand:
        """An account of ours to whom nobody spoke yet."""
        return DevStand(self)


class DevStand:
    variables: tuple[str, ...] = (HANDLE_VARIABLE, PASSWORD_VARIABLE)
    page = 4
    outlives_processes = True
    failures: tuple[Failure, ...] = ("down", "limited", "refused", "locked", "lost")
    knows_bots = True

    def __init__(self, ground: DevGround) -> None:
        self.ground, self.network = ground, ground.network
        self.us = self.network.account("houseband")
        self.secrets: tuple[str, ...] = (self.network.app_password(self.us),)
        self.opened: list[BlueskyConnection] = []

    def environment(self) -> dict[str, str]:
        return {HANDLE_VARIABLE: self.us.handle, PASSWORD_VARIABLE: self.secrets[0], URL_VARIABLE: self.network.url, VIDEO_URL_VARIABLE: ""}

    def open(self, environment: dict[str, str] | None = None) -> BlueskyPlatform:
        self.opened.append(BlueskyConnection(environment or self.environment()))
        return BlueskyPlatform(self.opened[-1], page=self.page)

    def say(self, text: str, *, reply_to: str | None = None, by_bot: bool = False, written_at: str | None = None) -> str:
        """Mention us; when this returns, the index knows it."""
        speaker = self.ground.robot if by_bot else self.ground.fan
        if reply_to:
            self.network.settle()
        uri = self._post(speaker, f"@{self.us.handle} {text}", reply_to, written_at)
        self.network.settle()
        return uri

    def say_all(self, texts: Sequence[str]) -> list[str]:
        said = [self._post(self.ground.fan, f"@{self.us.handle} {text}", None, None) for text in texts]
        self.network.settle()
        return said

    def replies(self, post_id: str) -> list[Arrived]:
        """As the fan sees them."""
        self.network.settle()
        thread: Any = self.ground.clients[self.ground.fan].get_post_thread(post_id, depth=1).thread
        ours = [reply.post for reply in thread.replies or () if reply.post.author.did == self.us.did]
        return [Arrived(post.uri, post.record.text, _alt_texts(post.embed)) for post in ours]

    def posts(self) -> list[str]:
        self.network.settle()
        feed = self.ground.clients[self.ground.fan].get_author_feed(self.us.did, filter="posts_no_replies").feed
        return [str(seen.post.record.text) for seen in feed]

    def fail(self, call: Call, failure: Failure) -> None:
        if failure == "locked":
            self.network.take_down(self.us)
        else:
            self.network.ask("fail", method=METHODS[call], how=failure, **_ANSWERS.get(failure, {}), headers=_headers(failure))

    def media(self, platform: object, folder: Path) -> tuple[Path, str]:  # noqa: ARG002 (the stand's)
        return tiny_media(folder, "video/mp4"), "video/mp4"

    def close(self) -> None:
        for connection in self.opened:
            connection.close()

    def _post(self, speaker: Account, text: str, reply_to: str | None, written_at: str | None) -> str:
        client = self.ground.clients[speaker]
        mention = models.AppBskyRichtextFacet.Mention(did=self.us.did)
        name = models.AppBskyRichtextFacet.ByteSlice(byte_start=0, byte_end=len(self.us.handle) + 1)
        record = models.AppBskyFeedPost.Record(
            text=text,
            created_at=written_at or client.get_current_time_iso(),
            facets=[models.AppBskyRichtextFacet.Main(features=[mention], index=name)],
            reply=_reply(client, reply_to) if reply_to else None,
        )
        return str(client.app.bsky.feed.post.create(speaker.did, record).uri)


def put(client: Client, whose: Account, collection: str, rkey: str, record: Any) -> str:
    """Write a record where its author chooses; its address."""
    body = models.ComAtprotoRepoPutRecord.Data(repo=whose.did, collection=collection, rkey=rkey, record=record)
    return str(client.com.atproto.repo.put_record(body).uri)


def _reply(client: Client, parent: str) -> models.AppBskyFeedPost.ReplyRef:
    post = client.get_posts([parent]).posts[0]
    here = models.ComAtprotoRepoStrongRef.Main(uri=post.uri, cid=post.cid)
    begun: Any = getattr(post.record, "reply", None)
    return models.AppBskyFeedPost.ReplyRef(parent=here, root=begun.root if begun else here)


def _alt_texts(embed: Any) -> tuple[str, ...]:
    if embed is None:
        return ()
    return tuple(str(each.alt) for each in getattr(embed, "images", None) or [embed])


_ANSWERS: dict[Failure, Json] = {
    "limited": {"status": 429, "body": {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}},
    "refused": {"status": 400, "body": {"error": "InvalidRequest", "message": "not this"}},
}


def _headers(failure: Failure) -> dict[str, str]:
    """As the servers themselves say when a limit ends."""
    if failure != "limited":
        return {}
    policy = {"ratelimit-limit": "3000", "ratelimit-remaining": "0", "ratelimit-policy": "3000;w=300"}
    return policy | {"ratelimit-reset": str(int(time.time()) + 300), "retry-after": "300"}

"""A Bluesky of one's own, asked over HTTP as the real one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulators.bluesky.server import SimulatedBluesky
from simulators.bluesky.world import FAN, PASSWORD, ROBOT, US
from stands.stand import Arrived, Call, Failure
from stands.tiny_media import tiny_media

from bot.platforms.base import Platform
from bot.platforms.bluesky import BlueskyPlatform
from bot.platforms.bluesky_connection import HANDLE_VARIABLE, PASSWORD_VARIABLE, URL_VARIABLE, VIDEO_URL_VARIABLE, BlueskyConnection

METHODS: dict[Call, str] = {
    "mentions": "app.bsky.notification.listNotifications",
    "upload": "com.atproto.repo.uploadBlob",
    "publish": "com.atproto.repo.putRecord",
    "find_reply": "com.atproto.repo.getRecord",
}


class BlueskyGround:
    """One server for all tests of a process."""

    def __init__(self, folder: Path) -> None:  # noqa: ARG002 (the ground's)
        self.server = SimulatedBluesky()

    def stand(self) -> BlueskyStand:
        """The server as it was at first."""
        self.server.reset()
        return BlueskyStand(self.server)

    def close(self) -> None:
        self.server.stop()


class BlueskyStand:
    variables: tuple[str, ...] = (HANDLE_VARIABLE, PASSWORD_VARIABLE)
    secrets: tuple[str, ...] = (PASSWORD,)
    page = 4
    outlives_processes = True
    failures: tuple[Failure, ...] = ("down", "limited", "refused", "locked", "lost")
    knows_bots = True

    def __init__(self, server: SimulatedBluesky) -> None:
        self.server = server
        self.opened: list[BlueskyConnection] = []

    def environment(self) -> dict[str, str]:
        return {HANDLE_VARIABLE: US[1], PASSWORD_VARIABLE: PASSWORD, URL_VARIABLE: self.server.url, VIDEO_URL_VARIABLE: self.server.url}

    def open(self, environment: dict[str, str] | None = None) -> Platform:
        self.opened.append(BlueskyConnection(environment or self.environment()))
        return BlueskyPlatform(self.opened[-1], page=self.page, sleep=lambda _: None)

    def say(self, text: str, *, reply_to: str | None = None, by_bot: bool = False) -> str:
        return self.server.world.say(ROBOT if by_bot else FAN, f"@{US[1]} {text}", reply_to)

    def say_all(self, texts: Sequence[str]) -> list[str]:
        return [self.say(text) for text in texts]

    def replies(self, post_id: str) -> list[Arrived]:
        ours = [post for uri, post in self.server.world.records.items() if uri.startswith(f"at://{US[0]}/")]
        found = [post for post in ours if post["value"].get("reply", {}).get("parent", {}).get("uri") == post_id]
        return [Arrived(post["uri"], post["value"]["text"], _alt_texts(post["value"].get("embed", {}))) for post in found]

    def posts(self) -> list[str]:
        ours = [post["value"] for uri, post in self.server.world.records.items() if uri.startswith(f"at://{US[0]}/")]
        return [value["text"] for value in ours if "reply" not in value]

    def fail(self, call: Call, failure: Failure) -> None:
        self.server.failures.append((METHODS[call], failure))

    def media(self, platform: Platform, folder: Path) -> tuple[Path, str]:  # noqa: ARG002 (the stand's)
        return tiny_media(folder, "video/mp4"), "video/mp4"

    def close(self) -> None:
        for connection in self.opened:
            connection.close()


def _alt_texts(embed: dict[str, object]) -> tuple[str, ...]:
    images = embed.get("images")
    shown = images if isinstance(images, list) else [embed] if embed else []
    return tuple(str(each["alt"]) for each in shown)

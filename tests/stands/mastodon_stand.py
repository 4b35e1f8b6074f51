"""A Mastodon server of one's own: mastodon_mock, on this machine, asked over HTTP as a real one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import requests
from fastapi.responses import JSONResponse
from mastodon import Mastodon
from mastodon_mock import faults
from mastodon_mock.config import DatabaseConfig, MastodonMockConfig, SeedAccount, SeedConfig, StreamingConfig
from mastodon_mock.serializers import instance
from mastodon_mock.testing import MockServer
from stands.stand import Arrived, Call, Failure
from stands.tiny_media import tiny_media

from bot.platforms.base import Platform
from bot.platforms.mastodon import MastodonPlatform
from bot.platforms.mastodon_connection import TOKEN_VARIABLE, URL_VARIABLE, connect
from bot.platforms.mastodon_text import plain_text

TOKEN = "quaver-token-of-ours"  # noqa: S105 (of a server in this process)
ROUTES: dict[Call, tuple[str, str]] = {
    "mentions": ("GET", "/api/v1/notifications"),
    "upload": ("POST", "/api/v2/media"),
    "publish": ("POST", "/api/v1/statuses"),
    "find_reply": ("GET", "/api/v1/statuses/*/context"),
}
EFFECTS: dict[Failure, dict[str, object]] = {
    "down": {"type": "status", "status": 503},
    "limited": {"type": "ratelimit"},
    "refused": {"type": "status", "status": 422, "body": {"error": "Validation failed"}},
    "locked": {"type": "status", "status": 401, "body": {"error": "The access token is invalid"}},
    "lost": {"type": "lost"},
}
_apply = faults._apply


async def _apply_or_lose(rule: faults.FaultRule, request: Any, call_next: Any) -> Any:
    """One more fault than the server knows: the call does its work, and a proxy on the way loses the answer."""
    if rule.effect_type != "lost":
        return await _apply(rule, request, call_next)
    await call_next(request)
    return JSONResponse(status_code=502, content={"error": "Bad gateway"})


class MastodonGround:
    """One server for all tests of a process."""

    def __init__(self, folder: Path) -> None:
        faults._VALID_EFFECTS.add("lost")
        faults._apply = _apply_or_lose
        kinds = instance._MEDIA_CONFIG["supported_mime_types"]
        if "audio/mpeg" not in kinds:  # real servers take it
            kinds.append("audio/mpeg")
        people = [
            SeedAccount(username="houseband", bot=True, access_token=TOKEN),
            SeedAccount(username="fan", access_token="fan-token"),  # noqa: S106 (of a server in this process)
            SeedAccount(username="robot", bot=True, access_token="robot-token"),  # noqa: S106
        ]
        config = MastodonMockConfig(
            streaming=StreamingConfig(heartbeat_seconds=0.2),
            database=DatabaseConfig(path=":memory:"),
            seed=SeedConfig(accounts=people),
            media_storage_path=str(folder / "media"),
            url_scheme="http",
        )
        self.server = MockServer(config=config, startup_timeout=60.0).start()

    def stand(self) -> MastodonStand:
        """The server as it was at first."""
        return MastodonStand(self.server.base_url)

    def close(self) -> None:
        self.server.stop()


class MastodonStand:
    variables: tuple[str, ...] = (URL_VARIABLE, TOKEN_VARIABLE)
    secrets: tuple[str, ...] = (TOKEN,)
    page = 4
    outlives_processes = True
    failures: tuple[Failure, ...] = ("down", "limited", "refused", "locked", "lost")
    knows_bots = True

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.fan, self.robot = self._client("fan-token"), self._client("robot-token")
        for method, what in (("POST", "reset"), ("DELETE", "faults")):
            requests.request(method, f"{base_url}/api/v1/_mock/{what}", timeout=60).raise_for_status()

    def environment(self) -> dict[str, str]:
        return {URL_VARIABLE: self.base_url, TOKEN_VARIABLE: TOKEN}

    def open(self, environment: dict[str, str] | None = None) -> Platform:
        return MastodonPlatform(connect(environment or self.environment()), page=self.page)

    def say(self, text: str, *, reply_to: str | None = None, by_bot: bool = False) -> str:
        who = self.robot if by_bot else self.fan
        return str(who.status_post(f"@houseband {text}", in_reply_to_id=reply_to)["id"])

    def say_all(self, texts: Sequence[str]) -> list[str]:
        return [self.say(text) for text in texts]

    def replies(self, post_id: str) -> list[Arrived]:
        thread = self.fan.status_context(post_id)["descendants"]
        ours = [status for status in thread if status["account"]["acct"] == "houseband" and str(status["in_reply_to_id"]) == post_id]
        return [
            Arrived(
                str(status["id"]),
                plain_text(status["content"]).removeprefix("@fan "),
                tuple(media["description"] for media in status["media_attachments"]),
            )
            for status in ours
        ]

    def posts(self) -> list[str]:
        me = self.fan.account_lookup("houseband")["id"]
        return [plain_text(status["content"]) for status in self.fan.account_statuses(me) if status["in_reply_to_id"] is None]

    def fail(self, call: Call, failure: Failure) -> None:
        method, path = ROUTES[call]
        rule = {"match": {"methods": [method], "path": path}, "effect": EFFECTS[failure], "count": 1}
        requests.post(f"{self.base_url}/api/v1/_mock/faults", json=rule, timeout=60).raise_for_status()

    def media(self, platform: Platform, folder: Path) -> tuple[Path, str]:  # noqa: ARG002 (the stand's)
        return tiny_media(folder, "audio/mpeg"), "audio/mpeg"

    def close(self) -> None:
        for client in (self.fan, self.robot):
            client.session.close()

    def _client(self, token: str) -> Mastodon:
        return Mastodon(access_token=token, api_base_url=self.base_url, mastodon_version="4.0.0", version_check_mode="created")

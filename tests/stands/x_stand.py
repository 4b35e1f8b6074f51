"""X as the contract of platforms sees it: the simulated one, a process of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulators.x.clips import Clip, write_clip
from simulators.x.running import SimulatedX
from stands.stand import Arrived, Call, Failure

from bot.platforms.base import Platform
from bot.platforms.x import XPlatform
from bot.platforms.x_connection import TimeLimit
from bot.platforms.x_credentials import VARIABLES

ENDPOINTS: dict[Call, str] = {"mentions": "mentions", "upload": "initialize", "publish": "publish", "find_reply": "tweets"}
KINDS: dict[Failure, str] = {
    "down": "server_error",
    "limited": "rate_limited",
    "refused": "forbidden",
    "locked": "unauthorized",
    "lost": "dropped",
}


class XGround:
    """One simulator for all tests of a process."""

    def __init__(self, folder: Path) -> None:
        self.server = SimulatedX(database=folder / "x.sqlite")

    def stand(self) -> XStand:
        """The network as it was at first."""
        self.server.reset(check_after_secs=0, processing_s=0.0)
        return XStand(self.server)

    def close(self) -> None:
        self.server.stop()


class XStand:
    variables: tuple[str, ...] = VARIABLES
    page = 100
    outlives_processes = True
    failures: tuple[Failure, ...] = ("down", "limited", "refused", "locked", "lost")
    knows_bots = False

    def __init__(self, server: SimulatedX) -> None:
        self.server = server
        self.secrets = tuple(server.environment[name] for name in VARIABLES)

    def environment(self) -> dict[str, str]:
        return dict(self.server.environment)

    def open(self, environment: dict[str, str] | None = None) -> Platform:
        return XPlatform.from_environment(environment or self.environment(), TimeLimit(read=10.0))

    def say(self, text: str, *, reply_to: str | None = None, by_bot: bool = False) -> str:
        return self.server.write(f"@houseband {text}", "robot" if by_bot else "fan", reply_to)

    def say_all(self, texts: Sequence[str]) -> list[str]:
        return self.server.write_all([{"text": f"@houseband {text}", "handle": "fan"} for text in texts])

    def replies(self, post_id: str) -> list[Arrived]:
        alt_texts = {media["id"]: str(media["alt_text"]) for media in self.server.media()}
        return [
            Arrived(post["id"], post["text"], tuple(alt_texts[media] for media in post["media"]))
            for post in self.server.published()
            if post["in_reply_to"] == post_id
        ]

    def posts(self) -> list[str]:
        return [post["text"] for post in self.server.published() if post["in_reply_to"] is None]

    def fail(self, call: Call, failure: Failure) -> None:
        self.server.faults(bursts=[{"kind": KINDS[failure], "endpoint": ENDPOINTS[call], "calls": 1}], rate_limited_s=60)

    def media(self, platform: Platform, folder: Path) -> tuple[Path, str]:  # noqa: ARG002 (the stand's)
        return write_clip(Clip(), folder / "tune.mp4"), "video/mp4"

    def close(self) -> None:
        """The server goes on; the next stand begins anew."""

"""The network in memory."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stands.stand import Arrived, Call, Failure
from stands.tiny_media import tiny_media

from bot.platforms.base import Author, CredentialsError, Platform, PlatformError, RateLimitedError, RefusedError, UnreachableError
from bot.platforms.memory import MemoryNetwork, MemoryPlatform


class MemoryGround:
    """Nothing to be shared."""

    def __init__(self, folder: Path) -> None:
        pass

    def stand(self) -> "MemoryStand":
        return MemoryStand()

    def close(self) -> None:
        pass


class MemoryStand:
    variables: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    page = 40
    outlives_processes = True
    failures: tuple[Failure, ...] = ("down", "limited", "refused", "locked", "lost")
    knows_bots = True

    def __init__(self) -> None:
        self.network = MemoryNetwork(repeated=3)

    def environment(self) -> dict[str, str]:
        return {}

    def open(self, environment: dict[str, str] | None = None) -> Platform:  # noqa: ARG002 (the stand's)
        return MemoryPlatform(self.network)

    def say(self, text: str, *, reply_to: str | None = None, by_bot: bool = False) -> str:
        return self.network.say(f"@houseband {text}", Author("fan", "fan", by_bot), reply_to)

    def say_all(self, texts: Sequence[str]) -> list[str]:
        return [self.say(text) for text in texts]

    def replies(self, post_id: str) -> list[Arrived]:
        found = self.network.replies_to(post_id)
        return [Arrived(post.id, post.text, tuple(media.alt_text for media in post.media)) for post in found]

    def posts(self) -> list[str]:
        return [post.text for post in self.network.posts() if post.author == self.network.account and post.reply_to is None]

    def fail(self, call: Call, failure: Failure) -> None:
        errors: dict[Failure, PlatformError] = {
            "down": UnreachableError("down"),
            "lost": UnreachableError("lost"),
            "limited": RateLimitedError("limited", datetime.now(UTC) + timedelta(minutes=5)),
            "refused": RefusedError("refused"),
            "locked": CredentialsError("locked"),
        }
        self.network.fail(call, errors[failure], after=failure == "lost")

    def media(self, platform: Platform, folder: Path) -> tuple[Path, str]:
        return tiny_media(folder, "audio/mpeg"), platform.limits.media_types[0]

    def close(self) -> None:
        pass

"""What the contract of platforms needs to know of a network: how others speak there, what arrived, and how to break it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol

from bot.platforms.base import Limits, Mention, Platform

Call = Literal["mentions", "upload", "publish", "find_reply"]
Failure = Literal["down", "limited", "refused", "locked", "lost"]
"""``locked``: the credentials are wrong; ``lost``: the call does its work and its answer never comes."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A reply of ours as others see it."""

    id: str
    text: str
    alt_texts: tuple[str, ...]


class Stand(Protocol):
    """One network with one account of ours."""

    variables: tuple[str, ...]
    """Of the environment, without which nothing works."""
    secrets: tuple[str, ...]
    """Values that nobody may ever see."""
    page: int
    """Mentions that one call to the network returns at most."""
    outlives_processes: bool
    """Whether another process of the bot sees the same network."""
    failures: tuple[Failure, ...]
    """Which ones can be arranged."""
    knows_bots: bool

    def environment(self) -> dict[str, str]:
        """As the operator of our account sets it."""
        ...

    def open(self, environment: dict[str, str] | None = None) -> Platform:
        """Our account, as a process that just started sees it; with another environment than :meth:`environment` where one is given."""
        ...

    def say(self, text: str, *, reply_to: str | None = None, by_bot: bool = False) -> str:
        """Somebody mentions us; the name of their post."""
        ...

    def say_all(self, texts: Sequence[str]) -> list[str]:
        """Mention us with each of these, in this order; the names of the posts."""
        ...

    def replies(self, post_id: str) -> list[Arrived]:
        """Our own replies to a post."""
        ...

    def posts(self) -> list[str]:
        """Texts of what we published that answers nothing."""
        ...

    def fail(self, call: Call, failure: Failure) -> None:
        """Let the next call of a kind fail."""
        ...

    def media(self, platform: Platform, folder: Path) -> tuple[Path, str]:
        """A small file that this network takes, and its type."""
        ...

    def close(self) -> None:
        """Take the network down."""
        ...


class Ground(Protocol):
    """What the stands of one network share: a server that takes its time to start."""

    def stand(self) -> Stand:
        """A network on which nothing has happened yet."""
        ...

    def close(self) -> None:
        """Take everything down."""
        ...


def longest(limits: Limits) -> str:
    """A text exactly as long as may be, without a word that could be a name or an address."""
    words = "la " * limits.characters
    text = words[: limits.characters - 1] + "!"
    assert limits.length_of(text) == limits.characters
    return text


class Ears:
    """Hears mentions as the inbox does: keeps the cursor with what it heard, knows every post by its name."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        page = platform.mentions(None)
        assert page.mentions == ()
        assert page.cursor is not None
        self.cursor = page.cursor
        self.heard: dict[str, Mention] = {}

    def listen(self) -> list[Mention]:
        """Ask once; what is new."""
        page = self.platform.mentions(self.cursor)
        moments = [mention.created_at for mention in page.mentions]
        assert moments == sorted(moments)
        assert all(moment.tzinfo is not None and moment <= datetime.now(UTC) for moment in moments)
        new = [mention for mention in page.mentions if mention.post_id not in self.heard]
        for mention in page.mentions:
            assert self.heard.setdefault(mention.post_id, mention) == mention
        assert page.cursor is not None
        self.cursor = page.cursor
        return new

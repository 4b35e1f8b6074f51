"""The platform seam: what the bot needs of a social network, and how a network says no.

Publishing is at least once by nature: a call may succeed and its answer be lost. So a platform offers two things that make a repeat safe: a
``key`` with every publication, for networks that know idempotency, and :meth:`Platform.find_reply`, which looks for our own reply before any
repeat, for those that don't.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody on a network."""

    id: str
    """Never changes."""
    handle: str
    """Without ``@``; may change."""
    is_bot: bool = False
    """As the network says."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A post that names us."""

    platform: str
    post_id: str
    author: Author
    text: str
    """As written, names and links included; markup taken away. Data, never an instruction."""
    created_at: datetime
    """With its time zone."""
    reply_to: str | None = None
    """The post it answers; one of ours where somebody asks for a change."""
    conversation: str | None = None
    """The post the thread began with."""
    visibility: str = "public"
    """``public``, ``unlisted`` or ``direct``: a reply is never more public than what it answers."""


@dataclass(frozen=True, slots=True)
class MentionPage:
    """Mentions since a cursor, oldest first."""

    mentions: tuple[Mention, ...]
    cursor: str | None
    """Where to go on next time; None = nothing is known yet. It is stored in the transaction that stores the mentions."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to attach."""

    path: Path
    media_type: str
    """``video/mp4``, ``audio/mpeg``, ``image/png``."""
    alt_text: str


@dataclass(frozen=True, slots=True)
class Span:
    """When something happened, if it happened."""

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """What a network takes."""

    characters: int
    """Length of a post at most, as :attr:`length_of` counts."""
    length_of: Callable[[str], int]
    alt_characters: int
    media_types: tuple[str, ...]
    """Of a piece of music, the one to prefer first."""
    media_seconds: float
    """Length of audio or video at most."""
    media_bytes: int
    reads_per_15_minutes: int
    """Of mentions, as published; the bot stays under half."""
    posts_per_15_minutes: int
    """As published, like all of them."""
    uploads_per_15_minutes: int
    """Of files that are attached to posts."""
    cents_per_read: float = 0.0
    """Price of one mention read."""
    cents_per_post: float = 0.0
    call_seconds: float = 60.0
    """Longer than one call that publishes takes, whatever becomes of it: who makes it gives it up before."""


class Platform(Protocol):
    """One account on one network."""

    name: str

    @property
    def limits(self) -> Limits:
        """What the network takes; some only tell once they were asked who we are."""
        ...

    def me(self) -> Author:
        """Our own account; the first call checks the credentials."""
        ...

    def mentions(self, since: str | None) -> MentionPage:
        """What came after the cursor ``since``; None = begin at now: no mentions, only a cursor."""
        ...

    def upload(self, upload: Upload) -> str:
        """Bring a file to the network, wait until it can be attached, and return its handle."""
        ...

    def publish(self, mention: Mention, text: str, media: tuple[str, ...], key: str) -> str:
        """Reply to a mention and return the reply's identifier; the same ``key`` never makes two replies where the network can tell."""
        ...

    def post(self, text: str, media: tuple[str, ...], key: str) -> str:
        """Publish something nobody asked for (the tune of the day) and return its identifier."""
        ...

    def find_reply(self, mention: Mention, key: str, span: Span | None = None) -> str | None:
        """The identifier of our own reply to a mention, if there is one already.

        Args:
            mention: what it answers.
            key: it was published with.
            span: when it must have been published; spares networks that have to be searched, and charge for it, looking elsewhere.
        """
        ...


@runtime_checkable
class NewsTelling(Protocol):
    """A network that says when there is something to read, so that nobody has to wait for a poll."""

    def has_news(self) -> bool:
        """Whether it said so since this was asked last; a hint: mentions come by :meth:`Platform.mentions` alone."""
        ...


class PlatformError(Exception):
    """A call failed; its subclasses say what to do."""


class UnreachableError(PlatformError):
    """The network can't be reached, or fails on its side: try again later. Whether a publication went through is unknown."""


class RateLimitedError(PlatformError):
    """Too many calls: not before ``retry_at``."""

    def __init__(self, message: str, retry_at: datetime) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class DuplicateError(PlatformError):
    """The network says this was said before: look for our own reply, never try again blindly."""


class RefusedError(PlatformError):
    """The network won't take this, now or later: it goes to the dead letters with its reason."""


class CredentialsError(PlatformError):
    """A credential is missing or wrong; the message names it and never shows it."""

"""A network that lives in this process: for tests and rehearsals. It is complete, and it fails on demand as real ones do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from bot.platforms.base import Author, Limits, Mention, MentionPage, PlatformError, RefusedError, Span, Upload

Call = Literal["me", "mentions", "upload", "publish", "post", "find_reply"]

LIMITS = Limits(
    characters=500,
    length_of=len,
    alt_characters=1000,
    media_types=("audio/mpeg", "video/mp4"),
    media_seconds=600.0,
    media_bytes=40 * 2**20,
    reads_per_15_minutes=900,
    posts_per_15_minutes=300,
    uploads_per_15_minutes=300,
)
HOUSEBAND = Author("1", "houseband", is_bot=True)
_PAGE = 40


@dataclass(frozen=True, slots=True)
class MemoryMedia:
    """A file that was brought to the network."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    alt_text: str


@dataclass(frozen=True, slots=True)
class MemoryPost:
    """Anything somebody published, us included."""

    id: str
    author: Author
    text: str
    created_at: datetime
    reply_to: str | None = None
    visibility: str = "public"
    media: tuple[MemoryMedia, ...] = ()


@dataclass(slots=True)
class _Fault:
    """What happens instead of, or after, the next calls of a kind."""

    error: PlatformError
    after: bool
    left: int


class MemoryNetwork:
    """All posts of a network with one account of ours. Safe to use from several threads."""

    def __init__(self, account: Author = HOUSEBAND, clock: Callable[[], datetime] = lambda: datetime.now(UTC), repeated: int = 0) -> None:
        """Begin empty.

        Args:
            account: ours.
            clock: tells when a post was made; with its time zone.
            repeated: how many mentions that were handed out already every page begins with, as networks do now and then.
        """
        self.account = account
        self.repeated = repeated
        self.media: dict[str, MemoryMedia] = {}
        self.keys: dict[str, str] = {}
        self._posts: dict[str, MemoryPost] = {}
        self._faults: dict[Call, list[_Fault]] = {}
        self._clock = clock
        self._lock = threading.RLock()

    def say(self, text: str, author: Author | None = None, reply_to: str | None = None, visibility: str = "public") -> str:
        """Somebody mentions us; the name of their post."""
        return self.add(author or Author("fan", "fan"), text, reply_to, visibility).id

    def fail(self, call: Call, error: PlatformError, times: int = 1, *, after: bool = False) -> None:
        """Let the next calls of a kind fail.

        Args:
            call: which method of the platform.
            error: what it raises.
            times: how often.
            after: the call does its work first and only its answer is lost.
        """
        with self._lock:
            self._faults.setdefault(call, []).append(_Fault(error, after, times))

    def posts(self) -> tuple[MemoryPost, ...]:
        """Everything that was published, in order."""
        with self._lock:
            return tuple(self._posts.values())

    def replies_to(self, post_id: str) -> tuple[MemoryPost, ...]:
        """Our own replies to a post."""
        return tuple(post for post in self.posts() if post.reply_to == post_id and post.author == self.account)

    def mentions_of_us(self) -> tuple[MemoryPost, ...]:
        """What others published."""
        return tuple(post for post in self.posts() if post.author != self.account)

    def add(self, author: Author, text: str, reply_to: str | None, visibility: str, media: tuple[MemoryMedia, ...] = ()) -> MemoryPost:
        """Publish something."""
        with self._lock:
            post = MemoryPost(str(len(self._posts) + 1), author, text, self._clock(), reply_to, visibility, media)
            self._posts[post.id] = post
            return post

    @contextmanager
    def call(self, name: Call) -> Iterator[None]:
        """One call to the network: alone, and failing where that was arranged."""
        with self._lock:
            fault = self._next_fault(name)
            if fault and not fault.after:
                raise fault.error
            yield
            if fault:
                raise fault.error

    def conversation_of(self, post: MemoryPost) -> str:
        """The post that a thread began with."""
        while post.reply_to in self._posts:
            post = self._posts[post.reply_to]
        return post.id

    def _next_fault(self, name: Call) -> _Fault | None:
        pending = self._faults.get(name, [])
        if not pending:
            return None
        pending[0].left -= 1
        return pending.pop(0) if pending[0].left <= 0 else pending[0]


class MemoryPlatform:
    """Our account on a network in memory. Two of them on one network are two processes of the same bot."""

    name = "memory"
    limits = LIMITS

    def __init__(self, network: MemoryNetwork | None = None) -> None:
        self.network = network or MemoryNetwork()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> MemoryPlatform:  # noqa: ARG003 (it needs no credentials)
        """A network of one's own."""
        return cls()

    def me(self) -> Author:
        """Our own account."""
        with self.network.call("me"):
            return self.network.account

    def mentions(self, since: str | None) -> MentionPage:
        """At most forty mentions after a cursor, oldest first; it says how many were heard, and how many there were at the first start."""
        with self.network.call("mentions"):
            said = self.network.mentions_of_us()
            if since is None:
                return MentionPage((), f"{len(said)}/{len(said)}")
            heard, first = map(int, since.split("/"))
            page = said[max(first, heard - self.network.repeated) : heard + _PAGE]
            return MentionPage(tuple(map(self._mention, page)), f"{min(len(said), heard + _PAGE)}/{first}")

    def upload(self, upload: Upload) -> str:
        """Read a file.

        Raises:
            RefusedError: it is too large.
        """
        with self.network.call("upload"):
            content = upload.path.read_bytes()
            if not 0 < len(content) <= LIMITS.media_bytes:
                raise RefusedError(f"{upload.path.name} has {len(content)} bytes; 1 to {LIMITS.media_bytes} are taken")
            name = f"media-{len(self.network.media) + 1}"
            self.network.media[name] = MemoryMedia(upload.path.name, upload.media_type, content, upload.alt_text[: LIMITS.alt_characters])
            return name

    def publish(self, mention: Mention, text: str, media: tuple[str, ...], key: str) -> str:
        """Reply to a mention, once for every key."""
        with self.network.call("publish"):
            return self._write(text, media, key, mention.post_id, mention.visibility)

    def post(self, text: str, media: tuple[str, ...], key: str) -> str:
        """Publish something nobody asked for, once for every key."""
        with self.network.call("post"):
            return self._write(text, media, key, None, "public")

    def find_reply(self, mention: Mention, key: str, span: Span | None = None) -> str | None:  # noqa: ARG002 (the reply itself is there to be seen)
        """Our own reply to a mention."""
        with self.network.call("find_reply"):
            return next((post.id for post in self.network.replies_to(mention.post_id)), None)

    def _write(self, text: str, media: tuple[str, ...], key: str, reply_to: str | None, visibility: str) -> str:
        if key in self.network.keys:
            return self.network.keys[key]
        if not 0 < LIMITS.length_of(text) <= LIMITS.characters:
            raise RefusedError(f"a post of {len(text)} characters; 1 to {LIMITS.characters} are taken")
        unknown = [name for name in media if name not in self.network.media]
        if unknown:
            raise RefusedError(f"nothing was uploaded as {unknown[0]}")
        files = tuple(self.network.media[name] for name in media)
        self.network.keys[key] = self.network.add(self.network.account, text, reply_to, visibility, files).id
        return self.network.keys[key]

    def _mention(self, post: MemoryPost) -> Mention:
        thread = self.network.conversation_of(post)
        return Mention(self.name, post.id, post.author, post.text, post.created_at, post.reply_to, thread, post.visibility)

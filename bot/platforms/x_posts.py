"""From X's posts to mentions, in both spellings: X renames tweets to posts (``tweet.fields`` to ``post.fields`` and so on) and may send either."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.platforms.base import Author, Mention

Post = Mapping[str, Any]

_EPOCH_MS = 1288834974657
"""When X's identifiers begin: milliseconds since 1970. Source: twitter-archive/snowflake, IdWorker."""
_TIME_SHIFT = 22
"""An identifier's low bits that tell no time."""
_SETTLED = timedelta(seconds=15)
"""Older posts are all listed."""

OLD_FIELDS = {"tweet.fields": "author_id,conversation_id,created_at,note_tweet,referenced_tweets", "expansions": "author_id"}
NEW_FIELDS = {"post.fields": "conversation_id,created_at,note_post", "expansions": "author_id,referenced_posts"}


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far mentions were heard."""

    newest: int
    """Identifier of the newest one heard."""
    floor: int
    """Identifier that was the newest at the first start: what is older is never answered."""
    late: int = 0
    """How many were heard after a newer one; so a cursor changes with everything that is handed out."""

    @classmethod
    def parse(cls, written: str) -> Cursor:
        """Read ``newest/floor/late``, or one identifier that is both.

        Raises:
            ValueError: it is neither.
        """
        newest, floor, late, *_ = [*written.split("/"), "", ""]
        return cls(int(newest), int(floor or newest), int(late or 0))

    def __str__(self) -> str:
        return f"{self.newest}/{self.floor}/{self.late}"

    def after(self, heard: Collection[int]) -> Cursor:
        """The cursor behind mentions that were handed out."""
        late = sum(post_id <= self.newest for post_id in heard)
        return Cursor(max([self.newest, *heard]), self.floor, self.late + late)

    def begin(self, now: datetime, overlap_ms: int) -> int:
        """What to ask X for: what is after the newest, and while that is fresh a little before it as well, never before the floor.

        X gives identifiers on many machines, so posts of the same second may be listed in another order than their identifiers say. Looking back
        costs money (every post read is paid for), so it ends once the newest has settled.
        """
        if now - made_at(str(self.newest)) > _SETTLED:
            return self.newest
        return max(self.floor, self.newest - (overlap_ms << _TIME_SHIFT))


def made_at(post_id: str) -> datetime:
    """When an identifier was given, as it tells by itself; exact to the millisecond."""
    return datetime.fromtimestamp(((int(post_id) >> _TIME_SHIFT) + _EPOCH_MS) / 1000, UTC)


def first_id(moment: datetime) -> int:
    """The lowest identifier that may be given at a moment."""
    return max(0, int(moment.timestamp() * 1000) - _EPOCH_MS) << _TIME_SHIFT


def reply_target(post: Post) -> str | None:
    """The post that a post answers."""
    references = post.get("referenced_tweets") or post.get("referenced_posts") or []
    return next((str(reference["id"]) for reference in references if reference.get("type") == "replied_to"), None)


def handles_of(answer: Mapping[str, Any]) -> dict[str, str]:
    """Handles by account, from what came along with an answer."""
    users = (answer.get("includes") or {}).get("users") or []
    return {str(user["id"]): str(user["username"]) for user in users if user.get("username")}


def mention_of(post: Post, handles: Mapping[str, str]) -> Mention:
    """One post as a mention.

    Args:
        post: as X sent it.
        handles: by account; an account that X doesn't tell (blocked, gone) is called by its number.
    """
    author = str(post.get("author_id", ""))
    return Mention(
        platform="x",
        post_id=str(post["id"]),
        author=Author(id=author, handle=handles.get(author, author)),
        text=_text(post),
        created_at=_created_at(post),
        reply_to=reply_target(post),
        conversation=str(post["conversation_id"]) if post.get("conversation_id") else None,
    )


def oldest_first(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """In the order they were written, each once."""
    return tuple(sorted({mention.post_id: mention for mention in mentions}.values(), key=lambda mention: int(mention.post_id)))


def _text(post: Post) -> str:
    """The whole text; a long post has it in a field of its own, and X writes & < > as HTML does."""
    long = post.get("note_tweet") or post.get("note_post") or {}
    return html.unescape(str(long.get("text") or post.get("text") or ""))


def _created_at(post: Post) -> datetime:
    """With its time zone; X may leave it out where a field was renamed."""
    written = post.get("created_at")
    return datetime.fromisoformat(str(written)).astimezone(UTC) if written else made_at(str(post["id"]))

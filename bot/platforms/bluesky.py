"""Bluesky: mentions by polling, replies with a film or a picture, through the atproto library.

A reply's record key follows from its ``key``, and a record of that key is written only where none is yet: a repeat finds what is there. Whoever
runs the band should give its profile the self-label ``bot``; other accounts that have it are known as bots here.

Source: lexicons app.bsky.notification.listNotifications, app.bsky.feed.post, com.atproto.repo.putRecord, and the servers' own code, npm packages
@atproto/pds 0.5 and @atproto/bsky 0.0.280 (2026), which the checks of ``make test-bluesky`` run against.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from bot.lengths import BLUESKY_LIMIT, bluesky_length
from bot.platforms.base import Author, Limits, Mention, MentionPage, RefusedError, Span, UnreachableError, Upload
from bot.platforms.bluesky_connection import BlueskyConnection, Json, MissingError, TakenError
from bot.platforms.bluesky_media import ALT_CHARACTERS, MOST_BYTES, MOST_SECONDS, upload_file
from bot.platforms.bluesky_records import (
    POSTS,
    Attachment,
    Cursor,
    first_cursor,
    mention_of,
    moment_of,
    post_record,
    record_key,
    reply_refs,
)

LIMITS = Limits(
    characters=BLUESKY_LIMIT,
    length_of=bluesky_length,
    alt_characters=ALT_CHARACTERS,
    media_types=("video/mp4",),
    media_seconds=MOST_SECONDS,
    media_bytes=MOST_BYTES["video/mp4"],
    reads_per_15_minutes=9000,
    posts_per_15_minutes=360,
    uploads_per_15_minutes=25,
)
"""3,000 calls in 5 minutes; 5,000 points an hour and 35,000 a day, of which a post put at a place of its own costs two; 1,000 files a day, and where
Bluesky's service prepares films 25 of those, which need not be spread over it."""
_PAGE = 100
_MOST_PAGES = 1000
_MOST_BYTES_OF_TEXT = 3000
_REASONS = ("mention", "reply")


class BlueskyPlatform:
    """One account on Bluesky."""

    name = "bluesky"
    limits = LIMITS

    def __init__(self, connection: BlueskyConnection, *, page: int = _PAGE, sleep: Callable[[float], None] = time.sleep) -> None:
        """Take a connection; no call is made yet.

        Args:
            connection: calls of the account.
            page: how many notifications are asked for at once, at most a hundred.
            sleep: waits while Bluesky prepares a film.
        """
        self._connection = connection
        self._page = page
        self._sleep = sleep

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> BlueskyPlatform:
        """The account whose handle and app password the environment holds.

        Raises:
            CredentialsError: a variable is missing or can't be right; it is named, never shown.
        """
        return cls(BlueskyConnection(environment))

    def me(self) -> Author:
        """Our own account; logs in where that was not done yet."""
        identifier, handle = self._connection.account()
        return Author(identifier, handle, is_bot=True)

    def mentions(self, since: str | None) -> MentionPage:
        """Mentions after a cursor and late ones a little before it, oldest first: what comes again has the identifier it had."""
        if since is None:
            newest = next((page for page in self._pages() if page), [])
            return MentionPage((), str(first_cursor(newest)))
        cursor = Cursor.parse(since)
        found = sorted(self._since(cursor), key=moment_of)
        me, _ = self._connection.account()
        mentions = (mention_of(notification, me) for notification in found if notification.get("reason") in _REASONS)
        by_post = {mention.post_id: mention for mention in mentions if mention is not None}
        return MentionPage(tuple(by_post.values()), str(cursor.after([moment_of(notification) for notification in found])))

    def upload(self, upload: Upload) -> str:
        """Bring an MP4 or a picture to Bluesky; the handle holds its description too, for Bluesky keeps that in the post."""
        return upload_file(self._connection, upload, self._sleep).written()

    def publish(self, mention: Mention, text: str, media: tuple[str, ...], key: str) -> str:
        """Reply to a mention, once for every key."""
        return self._find(key) or self._write(text, media, key, mention)

    def post(self, text: str, media: tuple[str, ...], key: str) -> str:
        """Publish something nobody asked for, once for every key."""
        return self._find(key) or self._write(text, media, key, None)

    def find_reply(self, mention: Mention, key: str, span: Span | None = None) -> str | None:  # noqa: ARG002 (the key alone says where it would be)
        """Our own reply: the record that ``key`` would have been written to."""
        return self._find(key)

    def _since(self, cursor: Cursor) -> list[Json]:
        """What is new, and likes and followers too: whatever is as old as what we know ends the reading, also where nobody said anything for long."""
        found: list[Json] = []
        for page in self._pages():
            fresh = [notification for notification in page if cursor.takes(moment_of(notification))]
            found += fresh
            if len(fresh) < len(page):
                break
        return found

    def _pages(self) -> Iterator[list[Json]]:
        """What is listed, the newest first. Pages may be empty before the last: what is from people who block us is left out of them.

        Raises:
            UnreachableError: it never ends; a cursor behind the newest would lose the others.
        """
        position: str | None = None
        for _ in range(_MOST_PAGES):
            parameters = {"limit": self._page} | ({"cursor": position} if position else {})
            answer = self._connection.get("app.bsky.notification.listNotifications", parameters, "reading mentions")
            yield list(answer.get("notifications") or ())
            position = str(answer.get("cursor") or "")
            if not position:
                return
        raise UnreachableError(f"Bluesky's list of mentions doesn't end after {_MOST_PAGES} pages")

    def _find(self, key: str) -> str | None:
        """The record of a key, at our own server, which knows it at once."""
        me, _ = self._connection.account()
        where = {"repo": me, "collection": POSTS, "rkey": record_key(key)}
        try:
            return str(self._connection.get("com.atproto.repo.getRecord", where, "looking for our post")["uri"])
        except MissingError:
            return None

    def _write(self, text: str, media: tuple[str, ...], key: str, mention: Mention | None) -> str:
        """Publish, or find what somebody else of ours published meanwhile.

        Raises:
            RefusedError: it is too long, or what it answers is gone or takes no answers.
        """
        if self.limits.length_of(text) > self.limits.characters or len(text.encode()) > _MOST_BYTES_OF_TEXT:
            raise RefusedError(f"a post of {self.limits.length_of(text)} letters; Bluesky takes {self.limits.characters}")
        me, _ = self._connection.account()
        reply = self._refs(mention) if mention else None
        record = post_record(text, [Attachment.read(name) for name in media], mention.author if mention else None, reply, datetime.now(UTC))
        body = {"repo": me, "collection": POSTS, "rkey": record_key(key), "record": record, "swapRecord": None}
        try:
            return str(self._connection.post("com.atproto.repo.putRecord", body, "publishing")["uri"])
        except TakenError:
            return f"at://{me}/{POSTS}/{record_key(key)}"

    def _refs(self, mention: Mention) -> Json:
        posts = self._connection.get("app.bsky.feed.getPosts", {"uris": [mention.post_id]}, "reading what we answer").get("posts") or []
        if not posts:
            raise RefusedError("what we answer is gone, or we are blocked")
        if (posts[0].get("viewer") or {}).get("replyDisabled"):
            raise RefusedError("what we answer takes no answers of ours: whoever began the thread chose who may")
        return reply_refs(posts[0])

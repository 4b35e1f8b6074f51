"""X: mentions by polling, replies with one video or picture, through the API v2 with OAuth 1.0a.

X has no idempotency key and no stream to rely on: mentions are read by identifier with a little overlap, and before any repeat of a publication
:meth:`XPlatform.find_reply` looks for our own reply. X tells nobody which account is automated, so :attr:`bot.platforms.base.Author.is_bot` is
always False here: the block list and the limits per person must do.

Source: X API v2 documentation (August 2026).
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from bot.lengths import X_LIMIT, x_length
from bot.links import first_link
from bot.platforms.base import Author, Limits, Mention, MentionPage, RefusedError, Span, UnreachableError, Upload
from bot.platforms.x_connection import BASE_URL_VARIABLE, CALL_SECONDS, HOST, Answer, TimeLimit, XConnection
from bot.platforms.x_credentials import credentials_from
from bot.platforms.x_media import ALT_CHARACTERS, MOST_BYTES, upload_media
from bot.platforms.x_posts import NEW_FIELDS, OLD_FIELDS, Cursor, first_id, handles_of, mention_of, oldest_first, reply_target

LIMITS = Limits(
    characters=X_LIMIT,
    length_of=x_length,
    alt_characters=ALT_CHARACTERS,
    media_types=("video/mp4",),
    media_seconds=140.0,
    media_bytes=MOST_BYTES["video/mp4"],
    reads_per_15_minutes=300,
    posts_per_15_minutes=100,
    uploads_per_15_minutes=1875,
    cents_per_read=0.1,
    cents_per_post=1.0,
    call_seconds=CALL_SECONDS,
)
_PAGE = 100
_MOST_PAGES = 100
"""X itself ends at 800 mentions and 3,200 own posts."""
_OVERLAP_SECONDS = 3.0
_CLOCKS_DIFFER = timedelta(seconds=60)
"""X's and ours, at most; X takes no signature that is much older."""
_REMEMBERED = 10_000
"""Mentions known to be stored, so that the overlap doesn't hand them out again."""


class XPlatform:
    """One account on X."""

    name = "x"
    limits = LIMITS

    def __init__(
        self,
        connection: XConnection,
        *,
        overlap_seconds: float = _OVERLAP_SECONDS,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take a connection; no call is made yet.

        Args:
            connection: signed calls of the account.
            overlap_seconds: how late X may list a post without our missing it.
            sleep: waits while X processes a file.
            now: the clock.
        """
        self._connection = connection
        self._overlap_ms = int(overlap_seconds * 1000)
        self._sleep = sleep
        self._now = now
        self._me: Author | None = None
        self._fields = OLD_FIELDS
        self._handed_out: tuple[str, list[int]] = ("", [])
        self._stored: OrderedDict[int, None] = OrderedDict()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, limit: TimeLimit | None = None) -> XPlatform:
        """The account whose secrets the environment holds; ``HOUSEBAND_X_BASE_URL`` sends its calls elsewhere (a simulator, a proxy).

        Raises:
            CredentialsError: a variable is missing or can't be right; it is named, never shown.
        """
        given = os.environ if environment is None else environment
        return cls(XConnection(credentials_from(given), given.get(BASE_URL_VARIABLE) or HOST, limit))

    def me(self) -> Author:
        """Our own account, asked for once."""
        if self._me is None:
            account = self._connection.get("/2/users/me", {}).get("data") or {}
            if not account.get("id") or not account.get("username"):
                raise UnreachableError("X didn't say who we are")
            self._me = Author(id=str(account["id"]), handle=str(account["username"]), is_bot=True)
        return self._me

    def mentions(self, since: str | None) -> MentionPage:
        """Mentions after a cursor, oldest first, and late ones before it; the cursor holds identifiers, see :class:`Cursor`."""
        if since is None:
            return MentionPage((), str(self._newest()))
        self._confirm(since)
        cursor = Cursor.parse(since)
        found = [
            mention_of(post, handles_of(answer))
            for answer in self._pages("mentions", str(cursor.begin(self._now(), self._overlap_ms)))
            for post in answer.get("data") or []
        ]
        fresh = tuple(mention for mention in oldest_first(found) if self._is_news(int(mention.post_id), cursor))
        heard = [int(mention.post_id) for mention in fresh]
        self._handed_out = (str(cursor.after(heard)), heard)
        return MentionPage(fresh, self._handed_out[0])

    def upload(self, upload: Upload) -> str:
        """Bring an MP4 or a PNG to X; what it returns can be attached for a day."""
        return upload_media(self._connection, upload, self._sleep)

    def publish(self, mention: Mention, text: str, media: tuple[str, ...], key: str) -> str:  # noqa: ARG002 (X knows no key)
        """Reply to a mention. X refuses the same text twice, but nothing else keeps a repeat from being a second reply."""
        return self._create(text, media, {"reply": {"in_reply_to_tweet_id": mention.post_id}})

    def post(self, text: str, media: tuple[str, ...], key: str) -> str:  # noqa: ARG002 (X knows no key)
        """Publish something nobody asked for."""
        return self._create(text, media, {})

    def find_reply(self, mention: Mention, key: str, span: Span | None = None) -> str | None:  # noqa: ARG002 (X knows no key)
        """Our own reply to a mention, looked for among what we published since; X may list it a few seconds late.

        X charges for every post that is read, so with a ``span`` only that is looked through, and a minute more on both sides for X's clock.
        """
        after, before = mention.post_id, None
        if span is not None:
            after = str(max(int(mention.post_id), first_id(span.begin - _CLOCKS_DIFFER)))
            end = span.end + _CLOCKS_DIFFER
            before = str(first_id(end)) if end < self._now() else None  # X refuses what is not yet
        for answer in self._pages("tweets", after, before):
            for post in answer.get("data") or []:
                if reply_target(post) == mention.post_id:
                    return str(post["id"])
        return None

    def _create(self, text: str, media: tuple[str, ...], more: Mapping[str, object]) -> str:
        """Publish, marked as made by a machine.

        Raises:
            RefusedError: it is too long, or holds what X takes for an address: a post with one costs twenty times as much.
            UnreachableError: whether it was published is unknown.
        """
        if x_length(text) > X_LIMIT:
            raise RefusedError(f"the text counts {x_length(text)} on X, at most {X_LIMIT} are taken")
        if link := first_link(text):
            raise RefusedError(f"the text holds {link!r}, which X takes for an address: replies hold none")
        body = {"text": text, "made_with_ai": True, **more, **({"media": {"media_ids": list(media)}} if media else {})}
        created = self._connection.post("/2/tweets", body).get("data") or {}
        if not created.get("id"):
            raise UnreachableError("X published without naming the post")
        return str(created["id"])

    def _newest(self) -> Cursor:
        """Where to begin: after the newest mention there is. Where there is none yet, nothing is history."""
        posts = self._page("mentions", {"max_results": "5"}).get("data") or []
        newest = max((int(post["id"]) for post in posts), default=1)
        return Cursor(newest, newest)

    def _pages(self, timeline: str, since_id: str, until_id: str | None = None) -> Iterator[Answer]:
        """One of our timelines after a post and before another, newest first, page by page."""
        parameters = {"max_results": str(_PAGE), "since_id": since_id, **({} if until_id is None else {"until_id": until_id})}
        for _ in range(_MOST_PAGES):
            answer = self._page(timeline, parameters)
            yield answer
            following = (answer.get("meta") or {}).get("next_token")
            if not following:
                return
            parameters["pagination_token"] = str(following)

    def _page(self, timeline: str, parameters: Mapping[str, str]) -> Answer:
        """One page, in the spelling X understands: the old one until X refuses it."""
        route = f"/2/users/{self.me().id}/{timeline}"
        try:
            return self._connection.get(route, {**parameters, **self._fields})
        except RefusedError as error:
            if self._fields is NEW_FIELDS or "tweet.fields" not in str(error):
                raise
            self._fields = NEW_FIELDS
            return self._connection.get(route, {**parameters, **self._fields})

    def _is_news(self, post_id: int, cursor: Cursor) -> bool:
        """Whether a mention wasn't stored yet, as far as this process knows."""
        return post_id > cursor.newest or (post_id > cursor.floor and post_id not in self._stored)

    def _confirm(self, since: str) -> None:
        """Where somebody comes back with the cursor of the last page, its mentions are stored; the oldest of them are forgotten in time."""
        cursor, heard = self._handed_out
        if cursor == since:
            self._stored.update(dict.fromkeys(heard))
        while len(self._stored) > _REMEMBERED:
            self._stored.popitem(last=False)

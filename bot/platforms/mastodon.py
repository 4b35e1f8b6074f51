"""Mastodon: mentions by polling (seldom while its stream is silent), replies with sound, picture or video, through Mastodon.py.

A reply is never more public than what it answers, and unlisted at most, so that the band's replies don't fill anybody's timeline. A repeat is safe
twice over: the server keeps an idempotency key for an hour, and :meth:`MastodonPlatform.find_reply` looks into the thread. Servers number
notifications before they store them, so one may turn up behind a younger one: the cursor stays a little behind, and what it hands out again in the
meantime is known by its identifier.

Source: Mastodon API documentation 4.5 (notifications, statuses, media, instance).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

from mastodon import Mastodon, MastodonNotFoundError

from bot.lengths import MASTODON_LIMIT, mastodon_length
from bot.platforms.base import Author, Limits, Mention, MentionPage, PlatformError, RefusedError, Span, UnreachableError, Upload
from bot.platforms.mastodon_connection import TIMEOUT_SECONDS, calling, connect
from bot.platforms.mastodon_posts import NAME_CHARACTERS, Json, addressed, cursor_behind, limits_of, media_types_of, mention_of
from bot.platforms.mastodon_stream import MastodonStream

LIMITS = Limits(
    characters=MASTODON_LIMIT - NAME_CHARACTERS,
    length_of=mastodon_length,
    alt_characters=1500,
    media_types=("audio/mpeg", "video/mp4"),
    media_seconds=600.0,
    media_bytes=40 * 2**20,
    reads_per_15_minutes=900,
    posts_per_15_minutes=25,
    uploads_per_15_minutes=15,
)
"""Of a server that says nothing else: 300 calls in 5 minutes, 300 posts in 3 hours, 30 files in 30 minutes."""
VISIBILITY = {"public": "unlisted", "unlisted": "unlisted"}
"""Of a reply, by what it answers; anything else is answered to the asker alone."""
_PAGE = 40
_MOST_PAGES = 25
_PATIENCE_SECONDS = 180.0
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 10.0


class MastodonPlatform:
    """One account on one Mastodon server."""

    name = "mastodon"

    def __init__(
        self, client: Mastodon, *, stream: MastodonStream | None = None, page: int = _PAGE, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Take a client that is logged in; no call is made yet.

        Args:
            client: as :func:`bot.platforms.mastodon_connection.connect` makes it.
            stream: tells when asking for mentions is worth a call; without it every question is one.
            page: how many mentions are asked for at once; servers give 40 at most, or 80.
            sleep: waits while the server processes a file.
        """
        self.limits = LIMITS
        self._client = client
        self._stream = stream
        self._page = page
        self._sleep = sleep
        self._me: Author | None = None
        self._takes: frozenset[str] = frozenset()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, timeout_seconds: float = TIMEOUT_SECONDS) -> MastodonPlatform:
        """The account whose server and token the environment holds.

        Raises:
            CredentialsError: a variable is missing or can't be right; it is named, never shown.
        """
        return cls(connect(environment, timeout_seconds), stream=MastodonStream(connect(environment, timeout_seconds)))

    def me(self) -> Author:
        """Our own account, asked for once; the server's limits come along."""
        if self._me is None:
            with calling(self._client, "asking who we are"):
                account = self._client.account_verify_credentials()
                instance = self._client.instance_v2()
            self.limits, self._takes = limits_of(instance, LIMITS), media_types_of(instance)
            self._me = Author(id=str(account["id"]), handle=str(account["acct"]), is_bot=True)
        return self._me

    def mentions(self, since: str | None) -> MentionPage:
        """Mentions behind a notification, oldest first; none without asking where the stream was silent."""
        if since is None:
            with calling(self._client, "reading mentions"):
                newest = self._client.notifications(types=["mention"], limit=1)
            return MentionPage((), str(newest[0]["id"]) if newest else "0")
        if self._stream is None:
            return self._read(since)
        self._stream.begin()
        if not self._stream.worth_a_look():
            return MentionPage((), since)
        try:
            return self._read(since)
        except PlatformError:
            self._stream.look_again()
            raise

    def has_news(self) -> bool:
        """Whether the stream told something since this was asked last."""
        return self._stream is not None and self._stream.take_news()

    def upload(self, upload: Upload) -> str:
        """Bring a file to the server and wait until it is processed.

        Raises:
            RefusedError: the server doesn't take such a file, or can't decode it.
        """
        self.me()
        self._check(upload)
        with calling(self._client, "uploading"), upload.path.open("rb") as file:
            media = self._client.media_post(file, upload.media_type, upload.alt_text[: self.limits.alt_characters], file_name=upload.path.name)
        self._await(media)
        return str(media["id"])

    def publish(self, mention: Mention, text: str, media: tuple[str, ...], key: str) -> str:
        """Reply to a mention, beginning with the asker's name; the server makes one reply of the same key for an hour."""
        return self._write(addressed(mention.author.handle, text), text, media, key, VISIBILITY.get(mention.visibility, "direct"), mention.post_id)

    def post(self, text: str, media: tuple[str, ...], key: str) -> str:
        """Publish something nobody asked for, to everybody."""
        return self._write(text, text, media, key, "public", None)

    def find_reply(self, mention: Mention, key: str, span: Span | None = None) -> str | None:  # noqa: ARG002 (servers forget keys after an hour)
        """Our own reply to a mention, looked for in its thread; a mention that is gone has none."""
        me = self.me().id
        with calling(self._client, "looking for our reply"):
            try:
                thread = self._client.status_context(mention.post_id)
            except MastodonNotFoundError:
                return None
        answers = (reply for reply in thread["descendants"] if str(reply["in_reply_to_id"]) == mention.post_id and str(reply["account"]["id"]) == me)
        return next((str(reply["id"]) for reply in answers), None)

    def _read(self, since: str) -> MentionPage:
        with calling(self._client, "reading mentions"):
            found = sorted(self._notifications(since), key=lambda notification: int(notification["id"]))
        mentions = {str(notification["status"]["id"]): mention_of(notification) for notification in found if notification.get("status")}
        return MentionPage(tuple(mentions.values()), cursor_behind(since, found))

    def _notifications(self, since: str) -> Iterator[Json]:
        """Page by page from the oldest on: ``min_id`` gives what stands right behind it, ``since_id`` would begin at the newest."""
        for _ in range(_MOST_PAGES):
            page = self._client.notifications(types=["mention"], min_id=since, limit=self._page)
            yield from page
            if len(page) < self._page:
                return
            since = str(max(int(notification["id"]) for notification in page))

    def _write(self, text: str, own: str, media: tuple[str, ...], key: str, visibility: str, reply_to: str | None) -> str:
        """Publish.

        Args:
            text: with the asker's name.
            own: without it; what is counted.
            media: of the server.
            key: keeps a repeat from being a second post.
            visibility: as the server calls it.
            reply_to: what is answered.

        Raises:
            RefusedError: it is too long.
        """
        self.me()
        if self.limits.length_of(own) > self.limits.characters:
            raise RefusedError(f"a reply of {self.limits.length_of(own)} characters; {self.limits.characters} are left beside the asker's name")
        with calling(self._client, "publishing"):
            made = self._client.status_post(
                text, in_reply_to_id=reply_to, media_ids=list(media) or None, visibility=visibility, idempotency_key=key, language="en"
            )
        return str(made["id"])

    def _check(self, upload: Upload) -> None:
        size = upload.path.stat().st_size
        if self._takes and upload.media_type not in self._takes:
            raise RefusedError(f"this server takes no {upload.media_type}")
        if not 0 < size <= self.limits.media_bytes:
            raise RefusedError(f"{upload.path.name} has {size} bytes, this server takes 1 to {self.limits.media_bytes}")

    def _await(self, media: Json) -> None:
        """Wait until a file has an address: before that it can't be attached."""
        waited, pause = 0.0, _FIRST_PAUSE_SECONDS
        while not media.get("url"):
            if waited >= _PATIENCE_SECONDS:
                raise UnreachableError(f"Mastodon is still processing the file after {waited:.0f} s")
            self._sleep(pause)
            waited, pause = waited + pause, min(2 * pause, _LONGEST_PAUSE_SECONDS)
            with calling(self._client, "waiting for a file"):
                media = self._client.media(str(media["id"]))

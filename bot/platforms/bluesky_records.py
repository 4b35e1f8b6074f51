"""From Bluesky's notifications to mentions, and from replies to the records that Bluesky keeps."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from bot.platforms.base import Author, Mention, RefusedError

Json = dict[str, Any]

POSTS = "app.bsky.feed.post"
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_MOST_PICTURES = 4
_BOT_LABEL = "bot"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATE = timedelta(minutes=10)
"""How late Bluesky may list a notification without our missing it. Clocks of those who post may be as slow: it lists a post at the moment when it
came in, or when its author says to have written it, whichever is earlier."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far mentions were heard, as Bluesky lists them."""

    newest: datetime
    floor: datetime
    """What was listed at the first start is never answered."""

    @classmethod
    def parse(cls, written: str) -> Cursor:
        """Read ``newest/floor``.

        Raises:
            ValueError: it is something else.
        """
        newest, _, floor = written.partition("/")
        return cls(datetime.fromisoformat(newest), datetime.fromisoformat(floor or newest))

    def __str__(self) -> str:
        return f"{self.newest.isoformat()}/{self.floor.isoformat()}"

    def takes(self, moment: datetime) -> bool:
        """Whether something of a moment is worth reading: a little before the newest, for the index lists some things late."""
        return moment > self.floor and moment >= self.newest - LATE

    def after(self, moments: Sequence[datetime]) -> Cursor:
        """The cursor behind what was read."""
        return Cursor(max([self.newest, *moments]), self.floor)


@dataclass(frozen=True, slots=True)
class Attachment:
    """An uploaded file, with all that a post needs to show it: Bluesky keeps descriptions in the post, not with the file."""

    kind: Literal["image", "video"]
    blob: Json
    alt_text: str
    width: int
    height: int

    def written(self) -> str:
        """As text, for whoever publishes it."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def read(cls, written: str) -> Attachment:
        """What was written.

        Raises:
            RefusedError: it is something else.
        """
        try:
            return cls(**json.loads(written))
        except (ValueError, TypeError) as error:
            raise RefusedError("no upload of Bluesky's is called so") from error


def first_cursor(notifications: Sequence[Json]) -> Cursor:
    """Behind everything that is listed."""
    newest = max(map(moment_of, notifications), default=_EPOCH)
    return Cursor(newest, newest)


def moment_of(notification: Mapping[str, Any]) -> datetime:
    """Where Bluesky lists a notification: when it came in, or when its author says to have written it, whichever is earlier."""
    return datetime.fromisoformat(str(notification["indexedAt"])).astimezone(UTC)


def mention_of(notification: Mapping[str, Any], me: str) -> Mention | None:
    """A notification as a mention; None where somebody only answers somebody else in a thread of ours."""
    record = notification.get("record") or {}
    reply = record.get("reply") or {}
    parent = (reply.get("parent") or {}).get("uri")
    if notification.get("reason") != "mention" and not str(parent).startswith(f"at://{me}/"):
        return None
    author = notification["author"]
    return Mention(
        platform="bluesky",
        post_id=str(notification["uri"]),
        author=Author(str(author["did"]), str(author["handle"]), _is_bot(author)),
        text=str(record.get("text") or ""),
        created_at=moment_of(notification),
        reply_to=str(parent) if parent else None,
        conversation=str((reply.get("root") or {}).get("uri") or notification["uri"]),
    )


def record_key(key: str) -> str:
    """The record key of a publication: the same key gives the same one, written as Bluesky's timestamps are (13 letters of base 32).

    Source: AT Protocol specification, "Timestamp identifiers": 64 bits, the highest one zero.
    """
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") >> 1
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def reply_refs(parent: Mapping[str, Any]) -> Json:
    """What a reply to a post refers to: the post, and the one its thread began with."""
    here = {"uri": str(parent["uri"]), "cid": str(parent["cid"])}
    root = ((parent.get("record") or {}).get("reply") or {}).get("root") or here
    return {"root": {"uri": str(root["uri"]), "cid": str(root["cid"])}, "parent": here}


def post_record(text: str, attachments: Sequence[Attachment], asker: Author | None, reply: Json | None, now: datetime) -> Json:
    """A post as Bluesky keeps it.

    Args:
        text: as it will be read.
        attachments: one film, or up to four pictures.
        asker: whose handle becomes a mention where the text holds it; no other name does.
        reply: as :func:`reply_refs` makes it.
        now: with its time zone.
    """
    record: Json = {"$type": POSTS, "text": text, "langs": ["en"], "createdAt": now.isoformat(timespec="milliseconds").replace("+00:00", "Z")}
    if reply:
        record["reply"] = reply
    if asker and (facets := _facets(text, asker)):
        record["facets"] = facets
    if attachments:
        record["embed"] = _embed(attachments)
    return record


def _embed(attachments: Sequence[Attachment]) -> Json:
    """One film, or pictures.

    Raises:
        RefusedError: a post can't show these together.
    """
    kinds = {attachment.kind for attachment in attachments}
    if kinds == {"image"} and len(attachments) <= _MOST_PICTURES:
        images = [{"alt": each.alt_text, "image": each.blob, "aspectRatio": _shape(each)} for each in attachments]
        return {"$type": "app.bsky.embed.images", "images": images}
    if kinds == {"video"} and len(attachments) == 1:
        film = attachments[0]
        return {"$type": "app.bsky.embed.video", "video": film.blob, "alt": film.alt_text, "aspectRatio": _shape(film)}
    raise RefusedError("Bluesky shows one film or up to four pictures in a post")


def _shape(attachment: Attachment) -> Json:
    return {"width": attachment.width, "height": attachment.height}


def _facets(text: str, asker: Author) -> list[Json]:
    """Where a text names the asker, counted in bytes."""
    found = re.finditer(rf"(?<![\w@])@{re.escape(asker.handle)}(?![\w.-]*\w)", text)
    spans = [(len(text[: name.start()].encode()), len(text[: name.end()].encode())) for name in found]
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": asker.id}
    return [{"index": {"byteStart": begin, "byteEnd": end}, "features": [feature]} for begin, end in spans]


def _is_bot(author: Mapping[str, Any]) -> bool:
    """Whether an account calls itself a bot."""
    own = [label for label in author.get("labels") or () if label.get("src") == author["did"] and not label.get("neg")]
    return any(label.get("val") == _BOT_LABEL for label in own)

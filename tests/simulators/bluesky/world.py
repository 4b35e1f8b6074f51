"""What a simulated Bluesky knows: accounts, posts, files, films, and who was told what. Records are checked with atproto's own models."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from atproto_client import models
from atproto_client.models.utils import get_or_create

from bot.lengths import bluesky_length

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]
POSTS = "app.bsky.feed.post"
US = ("did:plc:houseband7777777777777777", "houseband.test")
FAN = ("did:plc:fan777777777777777777777777", "fan.test")
ROBOT = ("did:plc:robot7777777777777777777777", "robot.test")
PASSWORD = "quaver-pass-word-ours"  # noqa: S105 (of a server in this process)
SESSION = timedelta(hours=2)
MOST_GRAPHEMES = 300
MOST_BYTES_OF_TEXT = 3000
MOST_BYTES_OF_A_PICTURE = 2_000_000


class XrpcError(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, name: str, message: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message or name)
        self.status, self.name, self.headers = status, name, dict(headers or {})


@dataclass(slots=True)
class World:
    """Safe to use from several threads through :attr:`lock`."""

    records: dict[str, Json] = field(default_factory=dict)
    """By address: uri, cid, value."""
    blobs: dict[str, str] = field(default_factory=dict)
    """Type of each file by its link."""
    told: list[Json] = field(default_factory=list)
    """Our notifications, oldest first."""
    tokens: dict[str, str] = field(default_factory=dict)
    """What each token that was given out is good for."""
    ended: set[str] = field(default_factory=set)
    """Tokens that are good for nothing any more."""
    jobs: dict[str, Json] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    """Who blocks us, or is blocked."""
    gated: set[str] = field(default_factory=set)
    """Posts that take no answers of ours."""
    is_closed: bool = False
    """Our account was taken down."""
    looks: int = 10
    """How often a page that stays half empty is filled up."""
    logins: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def moment(self) -> str:
        """Now, as exactly as servers say it; no two are the same."""
        time.sleep(1.1e-3)
        return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def token(self, use: str, lives: timedelta = SESSION) -> str:
        """A token that clients can read, as they do."""
        claims = {"sub": US[0], "scope": use, "exp": int((datetime.now(UTC) + lives).timestamp()), "jti": f"quaver-{len(self.tokens)}"}
        token = ".".join(_base64url(json.dumps(part).encode()) for part in ({"alg": "none"}, claims)) + ".quaver"
        self.tokens[token] = use
        return token

    def end_sessions(self) -> None:
        """All tokens are worth nothing from now on."""
        self.ended |= set(self.tokens)
        self.tokens.clear()

    def say(self, author: tuple[str, str], text: str, reply_to: str | None = None, reason: str = "mention", written_at: str | None = None) -> str:
        """Somebody posts something that we are told of, as written now or at a moment of their own."""
        with self.lock:
            now = self.moment()
            record: Json = {"$type": POSTS, "text": text, "createdAt": written_at or now}
            if reply_to:
                parent = self.records[reply_to]
                here = {"uri": reply_to, "cid": parent["cid"]}
                record["reply"] = {"root": parent["value"].get("reply", {}).get("root", here), "parent": here}
            kept = self.keep(author[0], f"3{len(self.records):012d}".translate(str.maketrans("0189", "abcd")), record)
            notification = {"uri": kept["uri"], "cid": kept["cid"], "author": _profile(author), "reason": reason, "record": record, "isRead": False}
            self.told.append(notification | {"indexedAt": min(now, written_at or now)})
            return str(kept["uri"])

    def like(self, author: tuple[str, str]) -> None:
        """Somebody likes something of ours."""
        with self.lock:
            uri = f"at://{author[0]}/app.bsky.feed.like/{len(self.told)}"
            self.records[uri] = {"uri": uri, "cid": cid(uri.encode(), 0x71), "value": {"$type": "app.bsky.feed.like"}}
            like = {"uri": uri, "author": _profile(author), "reason": "like", "record": self.records[uri]["value"], "isRead": False}
            self.told.append(like | {"indexedAt": self.moment()})

    def swap(self, did: str, rkey: str, expected: str | None) -> None:
        """Let a record be written only where the expected one is; None expects none.

        Raises:
            XrpcError: another one is there.
        """
        there = self.records.get(f"at://{did}/{POSTS}/{rkey}", {}).get("cid")
        if there != expected:
            raise XrpcError(400, "InvalidSwap", f"Record was at {there}")

    def keep(self, did: str, rkey: str, value: Json) -> Json:
        """Put a record where it belongs, instead of what was there."""
        content = json.dumps(value, sort_keys=True).encode()
        uri = f"at://{did}/{POSTS}/{rkey}"
        self.records[uri] = {"uri": uri, "cid": cid(content, 0x71), "value": value}
        return self.records[uri]

    def add_blob(self, content: bytes, media_type: str) -> Json:
        """Keep a file, whatever is in it."""
        link = cid(content, 0x55)
        self.blobs[link] = media_type
        return {"$type": "blob", "ref": {"$link": link}, "mimeType": media_type, "size": len(content)}

    def check(self, record: Json) -> None:
        """Refuse what no post may be.

        Raises:
            XrpcError: as a server says it.
        """
        try:
            post = get_or_create(dict(record), models.AppBskyFeedPost.Record, strict_string_format=True)
        except Exception as error:
            raise _invalid(str(error)) from error
        assert isinstance(post, models.AppBskyFeedPost.Record)
        if (size := len(post.text.encode())) > MOST_BYTES_OF_TEXT:
            raise _invalid(f"string too big (maximum {MOST_BYTES_OF_TEXT}, got {size}) at $.record.text")
        if (length := bluesky_length(post.text)) > MOST_GRAPHEMES:
            raise _invalid(f"grapheme too big (maximum {MOST_GRAPHEMES}, got {length}) at $.record.text")
        for blob in _blobs(record.get("embed") or {}):
            if blob["mimeType"].startswith("image/") and blob["size"] > MOST_BYTES_OF_A_PICTURE:
                raise _invalid(f"blob too big (maximum {MOST_BYTES_OF_A_PICTURE}, got {blob['size']}) at $.record.embed.images[0].image")
            if self.blobs.get(blob["ref"]["$link"]) != blob["mimeType"]:
                raise XrpcError(400, "BlobNotFound", f"Could not find blob: {blob['ref']['$link']}")
        self._expect_it_can_be_shown(post, record)

    def _expect_it_can_be_shown(self, post: models.AppBskyFeedPost.Record, record: Json) -> None:
        """Servers take what follows here, and it is shown nowhere, or badly: no post of ours is so."""
        for facet in post.facets or ():
            assert 0 <= facet.index.byte_start < facet.index.byte_end <= len(post.text.encode())
        for ref in (record.get("reply") or {}).values():
            assert not isinstance(ref, dict) or self.records[ref["uri"]]["cid"] == ref["cid"]


def _invalid(why: str) -> XrpcError:
    return XrpcError(400, "InvalidRequest", f"Invalid {POSTS} record: {why}")


def cid(content: bytes, codec: int) -> str:
    """A content identifier. Source: multiformats, CIDv1 with SHA-256 in base 32."""
    identifier = bytes([1, codec, 0x12, 0x20]) + hashlib.sha256(content).digest()
    return "b" + base64.b32encode(identifier).decode().lower().rstrip("=")


def _blobs(embed: Json) -> list[Json]:
    return [embed["video"]] if "video" in embed else [image["image"] for image in embed.get("images", ())]


def _profile(author: tuple[str, str]) -> Json:
    label = {"src": author[0], "uri": f"at://{author[0]}/app.bsky.actor.profile/self", "val": "bot", "cts": "2026-01-01T00:00:00.000Z"}
    return {"did": author[0], "handle": author[1], "labels": [label] if author == ROBOT else []}


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")

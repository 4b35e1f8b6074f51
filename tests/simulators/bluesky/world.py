"""What a simulated Bluesky knows: accounts, posts, files, films, and who was told what. Records are checked with atproto's own models."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from atproto_client import models
from atproto_client.models.utils import get_or_create

from bot.lengths import bluesky_length

Json = dict[str, Any]
POSTS = "app.bsky.feed.post"
US = ("did:plc:houseband7777777777777777", "houseband.test")
FAN = ("did:plc:fan777777777777777777777777", "fan.test")
ROBOT = ("did:plc:robot7777777777777777777777", "robot.test")
PASSWORD = "quaver-pass-word-ours"  # noqa: S105 (of a server in this process)
SESSION = timedelta(hours=2)


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
    jobs: dict[str, Json] = field(default_factory=dict)
    logins: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def moment(self) -> str:
        """Now; no two are the same."""
        time.sleep(2e-6)
        return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

    def token(self, use: str, lives: timedelta = SESSION) -> str:
        """A token that clients can read, as they do."""
        claims = {"sub": US[0], "scope": use, "exp": int((datetime.now(UTC) + lives).timestamp()), "jti": f"quaver-{len(self.tokens)}"}
        token = ".".join(_base64url(json.dumps(part).encode()) for part in ({"alg": "none"}, claims)) + ".quaver"
        self.tokens[token] = use
        return token

    def end_sessions(self) -> None:
        """All tokens are worth nothing from now on."""
        self.tokens.clear()

    def say(self, author: tuple[str, str], text: str, reply_to: str | None = None, reason: str = "mention", indexed_at: str | None = None) -> str:
        """Somebody posts something that we are told of."""
        with self.lock:
            record: Json = {"$type": POSTS, "text": text, "createdAt": self.moment()}
            if reply_to:
                parent = self.records[reply_to]
                here = {"uri": reply_to, "cid": parent["cid"]}
                record["reply"] = {"root": parent["value"].get("reply", {}).get("root", here), "parent": here}
            kept = self.keep(author[0], f"3{len(self.records):012d}".translate(str.maketrans("0189", "abcd")), record)
            notification = {"uri": kept["uri"], "cid": kept["cid"], "author": _profile(author), "reason": reason, "record": record, "isRead": False}
            self.told.append(notification | {"indexedAt": indexed_at or self.moment()})
            return str(kept["uri"])

    def keep(self, did: str, rkey: str, value: Json) -> Json:
        """Put a record where it belongs, instead of what was there."""
        content = json.dumps(value, sort_keys=True).encode()
        uri = f"at://{did}/{POSTS}/{rkey}"
        self.records[uri] = {"uri": uri, "cid": cid(content, 0x71), "value": value}
        return self.records[uri]

    def add_blob(self, content: bytes, media_type: str) -> Json:
        """Keep a file."""
        if not content:
            raise XrpcError(400, "InvalidRequest", "Request encoding (Content-Encoding) is required but body is empty")
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
            raise XrpcError(400, "InvalidRecord", f"Invalid {POSTS} record: {error}") from error
        assert isinstance(post, models.AppBskyFeedPost.Record)
        if bluesky_length(post.text) > 300 or len(post.text.encode()) > 3000:
            raise XrpcError(400, "InvalidRecord", f"Invalid {POSTS} record: Record/text must not be longer than 300 graphemes")
        for facet in post.facets or ():
            if not 0 <= facet.index.byte_start < facet.index.byte_end <= len(post.text.encode()):
                raise XrpcError(400, "InvalidRecord", "a facet lies outside of the text")
        for blob in _blobs(record.get("embed") or {}):
            if self.blobs.get(blob["ref"]["$link"]) != blob["mimeType"]:
                raise XrpcError(400, "BlobNotFound", "Could not find blob")
        for ref in (record.get("reply") or {}).values():
            if isinstance(ref, dict) and self.records.get(ref["uri"], {}).get("cid") != ref["cid"]:
                raise XrpcError(400, "InvalidRequest", "a reply to what is not there")


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

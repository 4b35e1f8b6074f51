"""From a Mastodon server's notifications and settings to mentions and limits, and from a reply to what is posted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.platforms.base import Author, Limits, Mention
from bot.platforms.mastodon_text import plain_text

Json = Mapping[str, Any]

NAME_CHARACTERS = 40
"""Kept free in every reply for the asker's name: a reply without it reaches nobody."""
LATE = timedelta(seconds=30)
"""How late a server may list a notification without our missing it."""
_PRIVATE = {"private": "direct"}
"""For followers alone: a reply to it is for the asker alone."""
_ACCOUNT = re.compile(r"\w+(?:[\w.-]*\w)?(?:@[\w.-]+(?::\d+)?)?", re.ASCII)


def mention_of(notification: Json) -> Mention:
    """A notification as a mention."""
    status, account = notification["status"], notification["account"]
    visibility = str(status["visibility"])
    return Mention(
        platform="mastodon",
        post_id=str(status["id"]),
        author=Author(id=str(account["id"]), handle=str(account["acct"]), is_bot=bool(account.get("bot"))),
        text=plain_text(str(status["content"])),
        created_at=_with_zone(status["created_at"]),
        reply_to=str(status["in_reply_to_id"]) if status.get("in_reply_to_id") else None,
        visibility=_PRIVATE.get(visibility, visibility),
    )


def cursor_behind(since: str, found: Sequence[Json]) -> str:
    """Where to go on after notifications that were read, oldest first: behind the last that is so old that no older one can still turn up."""
    if not found:
        return since
    settled = max(_with_zone(notification["created_at"]) for notification in found) - LATE
    old = [int(notification["id"]) for notification in found if _with_zone(notification["created_at"]) <= settled]
    return str(max([int(since), *old]))


def limits_of(instance: Json, usual: Limits) -> Limits:
    """What a server takes, where it says so."""
    configuration = instance.get("configuration") or {}
    statuses, media = configuration.get("statuses") or {}, configuration.get("media_attachments") or {}
    takes = media_types_of(instance)
    return replace(
        usual,
        characters=int(statuses.get("max_characters") or usual.characters + NAME_CHARACTERS) - NAME_CHARACTERS,
        alt_characters=int(media.get("description_limit") or usual.alt_characters),
        media_types=tuple(kind for kind in usual.media_types if not takes or kind in takes),
        media_bytes=int(media.get("video_size_limit") or usual.media_bytes),
    )


def media_types_of(instance: Json) -> frozenset[str]:
    """The types of files a server takes; none where it doesn't say."""
    media = (instance.get("configuration") or {}).get("media_attachments") or {}
    takes = frozenset(map(str, media.get("supported_mime_types") or ()))
    return takes | {"audio/mpeg"} if "audio/mp3" in takes else takes


def addressed(handle: str, text: str) -> str:
    """A reply that begins with the asker's name, where it doesn't hold it already; a name that no account can have is left out."""
    name = f"@{handle}"
    return text if not _ACCOUNT.fullmatch(handle) or re.search(rf"{re.escape(name)}(?![\w@])", text) else f"{name} {text}"


def _with_zone(moment: Any) -> datetime:
    """A moment as Mastodon.py read it."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) else datetime.fromisoformat(str(moment)).astimezone(UTC)

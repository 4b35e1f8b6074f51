"""Bringing a file to X: initialize, append parts, finalize, wait until it is processed, describe it for those who can't see it.

Source: X API v2, "Chunked media upload" (2025); finalize wants a JSON object, even an empty one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bot.platforms.base import RefusedError, UnreachableError, Upload
from bot.platforms.x_connection import Answer, XConnection

PART_BYTES = 4 * 2**20
"""X takes at most 5 MB at once."""
CATEGORIES = {"video/mp4": "tweet_video", "image/png": "tweet_image"}
MOST_BYTES = {"video/mp4": 512 * 2**20, "image/png": 5 * 2**20}
ALT_CHARACTERS = 1000
_ROUTE = "/2/media/upload"
_PATIENCE_SECONDS = 180.0
_SHORTEST_WAIT = 0.1
_LONGEST_WAIT = 15.0


def upload_media(connection: XConnection, upload: Upload, sleep: Callable[[float], None] = time.sleep) -> str:
    """Upload a file and return its identifier, ready to be attached for a day.

    Raises:
        RefusedError: X doesn't take such a file, or can't decode it.
        PlatformError: a call failed; nothing was published, so all of it may be done again.
    """
    size = _checked_size(upload)
    media_id = _initialize(connection, upload.media_type, size)
    _append(connection, media_id, upload)
    _processed(connection, media_id, connection.post(f"{_ROUTE}/{media_id}/finalize", {}), sleep)
    if upload.alt_text.strip():
        metadata = {"alt_text": {"text": upload.alt_text[:ALT_CHARACTERS]}}
        connection.post("/2/media/metadata", {"id": media_id, "metadata": metadata}, repeatable=True)
    return media_id


def _checked_size(upload: Upload) -> int:
    """The size of a file that X may take, in bytes."""
    size = upload.path.stat().st_size
    most = MOST_BYTES.get(upload.media_type)
    if most is None:
        raise RefusedError(f"X takes no {upload.media_type}: give one of {', '.join(CATEGORIES)}")
    if not 0 < size <= most:
        raise RefusedError(f"{upload.path.name} has {size} bytes, X takes 1 to {most} of {upload.media_type}")
    return size


def _initialize(connection: XConnection, media_type: str, size: int) -> str:
    """Announce a file; an announcement that nobody follows expires."""
    body = {"media_type": media_type, "total_bytes": size, "media_category": CATEGORIES[media_type]}
    answer = connection.post(f"{_ROUTE}/initialize", body, repeatable=True)
    media_id = (answer.get("data") or {}).get("id")
    if not media_id:
        raise UnreachableError("X began an upload without naming it")
    return str(media_id)


def _append(connection: XConnection, media_id: str, upload: Upload) -> None:
    """Send a file part by part."""
    with upload.path.open("rb") as file:
        for index, part in enumerate(iter(lambda: file.read(PART_BYTES), b"")):
            connection.post_part(f"{_ROUTE}/{media_id}/append", index, part)


def _processed(connection: XConnection, media_id: str, answer: Answer, sleep: Callable[[float], None]) -> None:
    """Wait until X has processed a file, asking as often as X says."""
    waited = 0.0
    while True:
        state = _processing(answer)
        if state.get("state", "succeeded") == "succeeded":
            return
        if state["state"] == "failed":
            error = state.get("error") or {}
            raise RefusedError(f"X can't use the file: {error.get('message') or error.get('name') or 'no reason given'}")
        if waited >= _PATIENCE_SECONDS:
            raise UnreachableError(f"X is still processing the file after {waited:.0f} s")
        pause = min(max(float(state.get("check_after_secs") or 1), _SHORTEST_WAIT), _LONGEST_WAIT)
        sleep(pause)
        waited += pause
        answer = connection.get(_ROUTE, {"command": "STATUS", "media_id": media_id})


def _processing(answer: Answer) -> dict[str, Any]:
    """How far X is with a file; empty where there is nothing to process."""
    return dict((answer.get("data") or {}).get("processing_info") or {})

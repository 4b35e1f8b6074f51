"""Uploads as a state machine: initialize, append, finalize, then pending, in progress, and succeeded or failed, as decoding says."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import sqlite3
from typing import Any

from .decoding import UnusableError, facts_of
from .problems import ProblemError, invalid, plain
from .settings import Settings
from .store import Store

_TYPES = {"tweet_video": ("video/mp4",), "tweet_image": ("image/png", "image/jpeg", "image/webp")}
_MOST_BYTES = {"tweet_video": 512 * 2**20, "tweet_image": 5 * 2**20}
_PART_BYTES = 5 * 2**20
_EXPIRES_S = 86_400


class Uploads:
    """All uploads; decoding runs beside the event loop."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.tasks: set[asyncio.Task[None]] = set()

    def initialize(self, body: Any, settings: Settings) -> dict[str, Any]:
        """``POST /2/media/upload/initialize``."""
        if not isinstance(body, dict):
            raise invalid("Request body must be a JSON object.")
        category, kind, total = body.get("media_category"), body.get("media_type"), body.get("total_bytes")
        if category not in _TYPES:
            raise invalid(f"$.media_category: [{category}] is not one of [{','.join(_TYPES)}]", media_category=str(category))
        if kind not in _TYPES[category]:
            raise invalid(f"$.media_type: [{kind}] is not one of [{','.join(_TYPES[category])}]", media_type=str(kind))
        if not isinstance(total, int) or not 0 < total <= _MOST_BYTES[category]:
            raise invalid(f"$.total_bytes: [{total}] is not between 1 and {_MOST_BYTES[category]}", total_bytes=str(total))
        media_id = self.store.new_id(settings.now())
        self.store.run(
            "INSERT INTO media (id, type, category, total, made_s, state) VALUES (?, ?, ?, ?, ?, 'uploading')",
            (media_id, kind, category, total, settings.now()),
        )
        return self._answer(media_id, settings)

    def append(self, media_id: str, number: Any, content: bytes, settings: Settings) -> dict[str, Any]:
        """``POST /2/media/upload/{id}/append``; a part may be sent again."""
        row = self._row(media_id)
        if row["state"] != "uploading":
            raise invalid("Segments do not add up to provided total file size.", media_id=media_id)
        if not str(number).isdecimal() or int(number) > 999:
            raise invalid(f"$.segment_index: [{number}] is not between 0 and 999", segment_index=str(number))
        if not 0 < len(content) <= _PART_BYTES:
            raise plain(413, "Request Entity Too Large", f"a part has {len(content)} bytes")
        self.store.run("INSERT OR REPLACE INTO parts VALUES (?, ?, ?)", (int(media_id), int(number), content))
        return {"data": {"expires_at": int(settings.now()) + _EXPIRES_S}}

    def append_json(self, media_id: str, body: Any, settings: Settings) -> dict[str, Any]:
        """The same with the part in base64."""
        if not isinstance(body, dict):
            raise invalid("Request body must be a JSON object.")
        try:
            content = base64.b64decode(str(body.get("media", "")), validate=True)
        except binascii.Error as error:
            raise invalid("$.media: is no base64") from error
        return self.append(media_id, body.get("segment_index"), content, settings)

    def finalize(self, media_id: str, settings: Settings) -> dict[str, Any]:
        """``POST /2/media/upload/{id}/finalize``."""
        row = self._row(media_id)
        if row["state"] != "uploading":
            return self._answer(media_id, settings)
        parts = self.store.all("SELECT number, content FROM parts WHERE media = ? ORDER BY number", (int(media_id),))
        content = b"".join(part["content"] for part in parts)
        if [part["number"] for part in parts] != list(range(len(parts))) or len(content) != row["total"]:
            raise invalid("Segments do not add up to provided total file size.", media_id=media_id)
        self.store.run("DELETE FROM parts WHERE media = ?", (int(media_id),))
        if row["category"] == "tweet_image":
            self._decode_picture(row, content)
        else:
            self.store.run("UPDATE media SET state = 'pending', ready_s = ? WHERE id = ?", (settings.now() + settings.processing_s, row["id"]))
            task = asyncio.get_running_loop().create_task(self._decode_video(int(row["id"]), content, settings))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        return self._answer(media_id, settings)

    def status(self, query: dict[str, str], settings: Settings) -> dict[str, Any]:
        """``GET /2/media/upload?command=STATUS``."""
        if query.get("command", "STATUS") != "STATUS":
            raise invalid(f"The `command` query parameter value [{query['command']}] is not one of [STATUS]", command=query["command"])
        row = self._row(query.get("media_id", ""))
        if row["state"] == "uploading":
            raise invalid("The media upload has not been finalized.", media_id=str(row["id"]))
        if row["state"] == "pending":
            self.store.run("UPDATE media SET state = 'in_progress' WHERE id = ?", (row["id"],))
        if row["state"] == "decoded" and settings.now() >= row["ready_s"]:
            self.store.run("UPDATE media SET state = 'succeeded' WHERE id = ?", (row["id"],))
        return self._answer(str(row["id"]), settings)

    def describe(self, body: Any) -> dict[str, Any]:
        """``POST /2/media/metadata``."""
        metadata = body.get("metadata") if isinstance(body, dict) else None
        alt = metadata.get("alt_text") if isinstance(metadata, dict) else None
        text = alt.get("text") if isinstance(alt, dict) else None
        if not isinstance(text, str) or not 0 < len(text) <= 1000:
            raise invalid("$.metadata.alt_text.text: must have 1 to 1000 characters")
        row = self._row(str(body.get("id", "")))
        self.store.run("UPDATE media SET alt_text = ? WHERE id = ?", (text, row["id"]))
        return {"data": {"id": str(row["id"]), "associated_metadata": {"alt_text": {"text": text}}}}

    def _row(self, media_id: str) -> sqlite3.Row:
        row: sqlite3.Row | None = self.store.one("SELECT * FROM media WHERE id = ?", (int(media_id),)) if media_id.isdecimal() else None
        if row is None:
            raise invalid("Invalid media id.", media_id=media_id)
        return row

    def _answer(self, media_id: str | int, settings: Settings) -> dict[str, Any]:
        row = self._row(str(media_id))
        prefix = "13" if row["category"] == "tweet_video" else "3"
        data: dict[str, Any] = {"id": str(row["id"]), "media_key": f"{prefix}_{row['id']}", "expires_after_secs": _EXPIRES_S}
        if row["state"] != "uploading":
            data["size"] = row["total"]
        if row["state"] not in ("uploading", "finished"):
            data["processing_info"] = _processing(row, settings)
        return {"data": data}

    def _decode_picture(self, row: sqlite3.Row, content: bytes) -> None:
        """Pictures are ready at once, or refused at once."""
        try:
            facts = facts_of(content, row["type"], decode_all=True)
        except UnusableError as error:
            self.store.run("UPDATE media SET state = 'failed', reason = ? WHERE id = ?", (str(error), row["id"]))
            raise ProblemError(400, invalid("Media type unrecognized.", media_id=str(row["id"])).body) from error
        self.store.run("UPDATE media SET state = 'succeeded', facts = ? WHERE id = ?", (json.dumps(facts), row["id"]))

    async def _decode_video(self, media_id: int, content: bytes, settings: Settings) -> None:
        try:
            facts = await asyncio.to_thread(facts_of, content, "video/mp4", decode_all=settings.decode_all)
        except UnusableError as error:
            self.store.run("UPDATE media SET state = 'failed', reason = ? WHERE id = ?", (str(error), media_id))
        else:
            self.store.run("UPDATE media SET state = 'decoded', facts = ? WHERE id = ?", (json.dumps(facts), media_id))


def _processing(row: sqlite3.Row, settings: Settings) -> dict[str, Any]:
    state = row["state"]
    if state == "failed":
        error = {"code": 1, "name": "InvalidMedia", "message": f"Unsupported video format ({row['reason']})"}
        return {"state": "failed", "progress_percent": 12, "error": error}
    if state == "succeeded":
        return {"state": "succeeded", "progress_percent": 100}
    if state == "pending":
        return {"state": "pending", "check_after_secs": settings.check_after_secs}
    return {"state": "in_progress", "check_after_secs": settings.check_after_secs, "progress_percent": 8 if state == "in_progress" else 99}

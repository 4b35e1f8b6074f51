"""Bringing a film or a picture to Bluesky.

Bluesky's own service prepares a film before it is posted, so that nobody meets a post whose film isn't there yet; other servers take a film like
any file and have it prepared when it is posted.

Source: Bluesky documentation, "Uploading video" (2026): the service acts for us with a token for ``uploadBlob`` at our own server.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bot.platforms.base import RefusedError, UnreachableError, Upload
from bot.platforms.bluesky_connection import BlueskyConnection, Json
from bot.platforms.bluesky_records import Attachment

MOST_BYTES = {"video/mp4": 100 * 10**6, "image/png": 10**6, "image/jpeg": 10**6}
"""Bluesky takes more by now; servers that were not renewed don't."""
MOST_SECONDS = 180.0
ALT_CHARACTERS = 2000
_TOKEN_SECONDS = 1800
_PATIENCE_SECONDS = 240.0
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 5.0


def upload_file(connection: BlueskyConnection, upload: Upload, sleep: Callable[[float], None] = time.sleep) -> Attachment:
    """Upload a file; what comes back can be posted within the hour.

    Raises:
        RefusedError: Bluesky doesn't take such a file, or can't decode it.
        PlatformError: a call failed; nothing was published, so all of it may be done again.
    """
    content = _checked(upload)
    if upload.media_type == "video/mp4":
        width, height = _film_size(upload.path)
        blob = _prepared(connection, content, sleep) if connection.video_url else _blob(connection, content, upload.media_type)
        return Attachment("video", blob, upload.alt_text[:ALT_CHARACTERS], width, height)
    width, height = _picture_size(upload.path)
    return Attachment("image", _blob(connection, content, upload.media_type), upload.alt_text[:ALT_CHARACTERS], width, height)


def _checked(upload: Upload) -> bytes:
    """The content of a file that Bluesky may take."""
    most = MOST_BYTES.get(upload.media_type)
    if most is None:
        raise RefusedError(f"Bluesky takes no {upload.media_type}: give one of {', '.join(MOST_BYTES)}")
    size = upload.path.stat().st_size
    if not 0 < size <= most:
        raise RefusedError(f"{upload.path.name} has {size} bytes, Bluesky takes 1 to {most} of {upload.media_type}")
    return upload.path.read_bytes()


def _blob(connection: BlueskyConnection, content: bytes, media_type: str) -> Json:
    """A file at our own server."""
    blob = connection.post_file("com.atproto.repo.uploadBlob", content, media_type, "uploading").get("blob")
    return _named(blob)


def _prepared(connection: BlueskyConnection, content: bytes, sleep: Callable[[float], None]) -> Json:
    """A film at Bluesky's service, which brings it to our own server when it is prepared."""
    me, _ = connection.account()
    allowed = {"aud": connection.server(), "lxm": "com.atproto.repo.uploadBlob", "exp": int(time.time()) + _TOKEN_SECONDS}
    token = connection.get("com.atproto.server.getServiceAuth", allowed, "asking for leave to upload").get("token")
    url = f"{connection.video_url}/xrpc/app.bsky.video.uploadVideo?{urlencode({'did': me, 'name': 'tune.mp4'})}"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "video/mp4"}
    job = _job(connection.post_elsewhere(url, content, headers, "uploading"))
    waited, pause = 0.0, _FIRST_PAUSE_SECONDS
    while not job.get("blob"):
        if job.get("state") == "JOB_STATE_FAILED":
            raise RefusedError(f"Bluesky can't use the film: {job.get('error') or job.get('message') or 'no reason given'}")
        if waited >= _PATIENCE_SECONDS:
            raise UnreachableError(f"Bluesky is still preparing the film after {waited:.0f} s")
        sleep(pause)
        waited, pause = waited + pause, min(2 * pause, _LONGEST_PAUSE_SECONDS)
        asked = urlencode({"jobId": str(job.get("jobId", ""))})  # of the service itself: our own server has nobody to ask
        job = _job(connection.get_elsewhere(f"{connection.video_url}/xrpc/app.bsky.video.getJobStatus?{asked}", "waiting for a film"))
    return _named(job["blob"])


def _job(answer: Json) -> Json:
    """A job as both calls tell it; the upload may answer with the job itself."""
    job = answer.get("jobStatus") or answer
    return job if isinstance(job, dict) else {}


def _named(blob: Any) -> Json:
    if not isinstance(blob, dict) or "ref" not in blob:
        raise UnreachableError("Bluesky took a file without naming it")
    return blob


def _film_size(path: Path) -> tuple[int, int]:
    """Width and height of a film.

    Raises:
        RefusedError: it is none, or too long.
    """
    import av  # only where a film is uploaded

    try:
        with av.open(str(path)) as container:
            picture = container.streams.video[0]
            seconds = float(container.duration or 0) / av.time_base
            width, height = picture.codec_context.width, picture.codec_context.height
    except (av.error.FFmpegError, IndexError) as error:
        raise RefusedError(f"{path.name} is no film: {type(error).__name__}") from error
    if seconds > MOST_SECONDS:
        raise RefusedError(f"{path.name} lasts {seconds:.0f} s, Bluesky takes {MOST_SECONDS:.0f}")
    return width, height


def _picture_size(path: Path) -> tuple[int, int]:
    """Width and height of a picture.

    Raises:
        RefusedError: it is none.
    """
    from PIL import Image, UnidentifiedImageError  # only where a picture is uploaded

    try:
        with Image.open(path) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError) as error:
        raise RefusedError(f"{path.name} is no picture: {type(error).__name__}") from error

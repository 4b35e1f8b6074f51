"""Would X take this file? Decides by decoding it.

Source: X, "Media best practices": MP4, H.264 (Baseline, Main or High), 4:2:0, closed GOP, square pixels, progressive; AAC low complexity, mono or
stereo; 0.5 to 140 s, 32 x 32 to 1280 x 1024 either way up, at most 60 frames a second.
"""

from __future__ import annotations

import hashlib
import io
from typing import Any

_SECONDS = (0.5, 140.0)
_LONG, _SHORT, _LEAST = 1280, 1024, 32
_PROFILES = ("Constrained Baseline", "Baseline", "Main", "High")
_IDR = 5


class UnusableError(Exception):
    """Why X won't take it."""


def facts_of(content: bytes, media_type: str, *, decode_all: bool) -> dict[str, Any]:
    """Decode a file and tell what it is; raise UnusableError where X would refuse it."""
    import av  # half a second that most tests never need

    found: dict[str, Any] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    try:
        with av.open(io.BytesIO(content)) as container:
            found |= _video(container, decode_all) if media_type == "video/mp4" else _picture(container, media_type)
    except av.FFmpegError as error:
        raise UnusableError(f"it can't be decoded: {error}") from error
    return found


def _picture(container: Any, media_type: str) -> dict[str, Any]:
    if len(container.streams.video) != 1 or container.streams.video[0].codec_context.name != media_type.partition("/")[2]:
        raise UnusableError(f"it is no {media_type}")
    frame = next(container.decode(video=0))
    if max(frame.width, frame.height) > 8192 or min(frame.width, frame.height) < 4:
        raise UnusableError(f"{frame.width} x {frame.height} pixels")
    return {"width": frame.width, "height": frame.height}


def _video(container: Any, decode_all: bool) -> dict[str, Any]:
    if "mp4" not in container.format.name.split(","):
        raise UnusableError(f"the container is {container.format.name}")
    if len(container.streams.video) != 1 or len(container.streams.audio) > 1:
        raise UnusableError("it needs one video stream and at most one of audio")
    video = container.streams.video[0]
    _check_picture(video)
    audio = container.streams.audio[0] if container.streams.audio else None
    if audio is not None:
        _check_sound(audio)
    frames, samples, end = _decoded(container, decode_all)
    seconds = float(max((stream.duration or 0) * stream.time_base for stream in (video, audio) if stream is not None))
    if not _SECONDS[0] <= seconds <= _SECONDS[1]:
        raise UnusableError(f"{seconds:.2f} s long")
    if decode_all and abs(end - seconds) > 1.0:
        raise UnusableError(f"the header says {seconds:.2f} s, {end:.2f} s were decoded")
    size = {"width": video.codec_context.width, "height": video.codec_context.height}
    return {"seconds": seconds, "fps": float(video.average_rate), "frames": frames, "samples": samples, "sound": audio is not None, **size}


def _check_picture(video: Any) -> None:
    context = video.codec_context
    if context.name != "h264" or video.profile not in _PROFILES:
        raise UnusableError(f"the video is {context.name} {video.profile}")
    if context.pix_fmt != "yuv420p":
        raise UnusableError(f"the pixels are {context.pix_fmt}")
    long, short = max(context.width, context.height), min(context.width, context.height)
    if long > _LONG or short > _SHORT or short < _LEAST:
        raise UnusableError(f"{context.width} x {context.height} pixels")
    if context.sample_aspect_ratio not in (None, 0, 1):
        raise UnusableError(f"the pixels are not square ({context.sample_aspect_ratio})")
    if video.average_rate is None or video.average_rate > 60:
        raise UnusableError(f"{video.average_rate} frames a second")


def _check_sound(audio: Any) -> None:
    if audio.codec_context.name != "aac" or audio.profile != "LC":
        raise UnusableError(f"the sound is {audio.codec_context.name} {audio.profile}")
    if audio.codec_context.channels > 2:
        raise UnusableError(f"{audio.codec_context.channels} channels")


def _decoded(container: Any, decode_all: bool) -> tuple[int, int, float]:
    """Frames, samples, and the second the last of them ends at."""
    frames, samples, end = 0, 0, 0.0
    for packet in container.demux():
        if packet.stream.type == "video" and packet.is_keyframe and packet.size and not _holds_idr(bytes(packet)):
            raise UnusableError("a key frame is no IDR: the groups of pictures are open")
        if packet.dts is not None and not decode_all and float(packet.dts * packet.time_base) > 1.0:
            continue
        for frame in packet.decode():
            end = max(end, float(frame.time or 0.0))
            frames += packet.stream.type == "video"
            samples += frame.samples if packet.stream.type == "audio" else 0
    if not frames:
        raise UnusableError("no picture could be decoded")
    return frames, samples, end


def _holds_idr(packet: bytes) -> bool:
    """Whether a packet of length-prefixed NAL units begins a closed group (ISO/IEC 14496-10, table 7-1)."""
    place = 0
    while place + 5 <= len(packet):
        if packet[place + 4] & 0x1F == _IDR:
            return True
        place += 4 + int.from_bytes(packet[place : place + 4], "big")
    return False

"""Tiny films and pictures for uploads, good ones and such as X refuses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np


@dataclass(frozen=True)
class Clip:
    """A film to write; as it stands, X takes it."""

    seconds: float = 1.0
    width: int = 64
    height: int = 64
    fps: int = 10
    codec: str = "libx264"
    pixels: str = "yuv420p"
    sound: str | None = "aac"
    container: str = "mp4"
    options: tuple[tuple[str, str], ...] = (("preset", "ultrafast"), ("profile", "high"))


def write_clip(clip: Clip, path: Path) -> Path:
    """Write a film of grey that grows lighter, with silence."""
    with av.open(str(path), "w", format=clip.container) as output:
        video: Any = output.add_stream(clip.codec, rate=clip.fps, options=dict(clip.options))
        video.width, video.height, video.pix_fmt = clip.width, clip.height, clip.pixels
        audio: Any = output.add_stream(clip.sound, rate=44_100, layout="stereo") if clip.sound else None
        for index in range(round(clip.seconds * clip.fps)):
            picture = np.full((clip.height, clip.width, 3), index % 256, np.uint8)
            output.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        output.mux(video.encode(None))
        if audio is not None:
            _silence(output, audio, clip.seconds)
    return path


def _silence(output: Any, audio: Any, seconds: float) -> None:
    left, place = round(seconds * 44_100), 0
    while left > 0:
        size = min(1024, left)
        frame = av.AudioFrame.from_ndarray(np.zeros((2, size), np.float32), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = 44_100, place
        output.mux(audio.encode(frame))
        left, place = left - size, place + size
    output.mux(audio.encode(None))


def write_picture(path: Path, side: int = 32) -> Path:
    """Write a PNG."""
    from PIL import Image

    Image.new("RGB", (side, side), "navy").save(path)
    return path

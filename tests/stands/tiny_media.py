"""Small real files: a second of sound, of film, a picture."""

from pathlib import Path

import av
import numpy as np
from PIL import Image

TYPES = {"video/mp4": ".mp4", "audio/mpeg": ".mp3", "image/png": ".png"}


def tiny_media(folder: Path, media_type: str) -> Path:
    """Write a file of a type."""
    path = folder / f"tune{TYPES[media_type]}"
    if media_type == "image/png":
        Image.new("RGB", (64, 48), "navy").save(path)
        return path
    with av.open(str(path), "w") as container:
        if media_type == "video/mp4":
            film = container.add_stream("libx264", rate=10, options={"preset": "ultrafast", "profile": "high"})
            film.width, film.height, film.pix_fmt = 160, 120, "yuv420p"
        sound = container.add_stream("aac" if media_type == "video/mp4" else "mp3", rate=44100, layout="stereo")
        if media_type == "video/mp4":
            for _ in range(10):
                container.mux(film.encode(av.VideoFrame.from_ndarray(np.full((120, 160, 3), 90, np.uint8))))
            container.mux(film.encode(None))
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 44100), np.float32), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = 44100, 0
        container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return path

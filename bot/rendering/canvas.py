"""One frame of a video, drawn on again and again: what stands still is drawn when it changes, what moves each time."""

from __future__ import annotations

from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace

from bot.rendering.planes import Planes


class Canvas:
    """A frame the encoder takes as it is, and what stands still on it."""

    def __init__(self, width: int, height: int) -> None:
        self.frame = VideoFrame(width, height, "yuv420p")
        self.frame.colorspace, self.frame.color_range = Colorspace.ITU709, ColorRange.MPEG
        self.planes = Planes.within(self.frame)
        self._standing: dict[tuple[int, int], Planes] = {}

    def stand(self, picture: Planes, left: int, top: int) -> None:
        """Put a picture that stays as it is at a place, unless it is the one that stands there already."""
        if self._standing.get((left, top)) is not picture:
            self.planes.paste(picture, left, top)
            self._standing[left, top] = picture

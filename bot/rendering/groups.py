"""A film encoded in groups of pictures, several at once: each group stands alone, so that each has an encoder of its own.

One group after the other is cheaper in an encoder than any way the encoder itself has of sharing its work between threads, and needs no
queue: a group that is done is a few packets.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from av.codec.context import Flags
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from bot.rendering.canvas import Canvas
from bot.rendering.frames import FRAMES_PER_SECOND, HEIGHT, WIDTH, Film

GROUP = 2 * FRAMES_PER_SECOND
"""Frames from one key frame to the next."""
CODEC: Final = "libx264"
OPTIONS = {
    "preset": "ultrafast",
    "profile": "high",
    # A fixed quality: with `crf` the encoder looks at each picture twice, at two fifths of its time, and the quality would differ from
    # group to group.
    "qp": "18",
    # The fastest preset with the tool of High that pays on flat colours. The other one, CABAC, saves a sixth of the bytes for a sixth more
    # time. Nothing cuts here; `open-gop=0` keeps each group decodable alone.
    "x264-params": f"keyint={GROUP}:min-keyint={GROUP}:scenecut=0:open-gop=0:8x8dct=1:cabac=0:force-cfr=1",
}
_BT709 = 1
"""Of H.273: the colours of HD television, for primaries, transfer and matrix alike."""


def prepare(context: VideoCodecContext) -> None:
    """Set an encoder's frame size, time base and colours: the same for the file and for every group in it."""
    context.width, context.height, context.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    context.framerate, context.time_base = Fraction(FRAMES_PER_SECOND), Fraction(1, FRAMES_PER_SECOND)
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = ColorRange.MPEG
    context.thread_count = 1
    context.options = dict(OPTIONS)
    context.flags |= Flags.global_header


def encoded(film: Film, first: int, stop: int) -> list[Packet[VideoStream]]:
    """The frames from ``first`` up to ``stop`` (at most :data:`GROUP` of them): a key frame, and what follows from it."""
    encoder = VideoCodecContext.create(CODEC, "w")
    prepare(encoder)
    canvas = Canvas(WIDTH, HEIGHT)
    packets: list[Packet[VideoStream]] = []
    for index in range(first, stop):
        film.draw(canvas, index)
        canvas.frame.pts = index
        packets.extend(encoder.encode(canvas.frame))
    packets.extend(encoder.encode(None))
    return packets

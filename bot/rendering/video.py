"""MP4 for the social networks: the moving piano roll as H.264 High, the sound as AAC, ready to play while it loads.

Closed groups of pictures of two seconds, 4:2:0, the index before the data (``faststart``): what X, Mastodon and Bluesky all take as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from bot.rendering.audio import render_audio
from bot.rendering.base import Take
from bot.rendering.frames import FRAMES_PER_SECOND, HEIGHT, WIDTH, Film
from bot.rendering.sound_files import audio_frames, tags

SOUND_BITS_PER_SECOND = 192_000
_BT709 = 1
"""Of H.273: the colours of HD television, for primaries, transfer and matrix alike."""
_X264 = {
    "preset": "ultrafast",
    "crf": "21",
    "profile": "high",
    # The fastest preset with the two tools of High that pay on flat colours. Nothing cuts here; `open-gop=0` keeps each group decodable alone.
    "x264-params": f"keyint={2 * FRAMES_PER_SECOND}:min-keyint={2 * FRAMES_PER_SECOND}:scenecut=0:open-gop=0:8x8dct=1:cabac=1",
}


def write_mp4(take: Take, target: Path) -> None:
    """1280 x 720 at 30 frames a second, with sound."""
    audio = take.once(render_audio)
    film = Film(take.job, audio.seconds)
    with av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as output:
        output.metadata.update(tags(take.job))
        picture, sound = _video_stream(output), _sound_stream(output, audio.sample_rate)
        heard = audio_frames(audio)
        pending = next(heard, None)
        for index, frame in enumerate(_video_frames(film)):
            output.mux(picture.encode(frame))
            # The sound follows closely, so that a player finds both within a few kilobytes of each other.
            while pending is not None and (pending.pts or 0) / audio.sample_rate <= index / FRAMES_PER_SECOND:
                output.mux(sound.encode(pending))
                pending = next(heard, None)
        for stream in (picture, sound):
            output.mux(stream.encode(None))


def _video_stream(output: OutputContainer) -> VideoStream:
    stream = output.add_stream("libx264", rate=FRAMES_PER_SECOND, options=_X264)
    stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    context = stream.codec_context
    context.thread_count = 2
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = ColorRange.MPEG
    return stream


def _sound_stream(output: OutputContainer, sample_rate: int) -> AudioStream:
    stream = output.add_stream("aac", rate=sample_rate)
    stream.layout, stream.bit_rate = "stereo", SOUND_BITS_PER_SECOND
    return stream


def _video_frames(film: Film) -> Iterator[VideoFrame]:
    for index, picture in enumerate(film.frames()):
        frame = VideoFrame.from_ndarray(picture.packed, format="yuv420p")
        frame.colorspace, frame.color_range = Colorspace.ITU709, ColorRange.MPEG
        frame.pts = index
        yield frame

"""Sound as files: WAV (16 bit, dithered), MP3 and Ogg Opus, with the title in the tags."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from bot.rendering.audio import Audio, render_audio
from bot.rendering.base import RenderJob, Take
from bot.rendering.mp3 import write_mp3_file

OGG_BITS_PER_SECOND = 128_000
_OPUS_RATE = 48_000
_FRAMES_AT_ONCE = 65_536


def write_wav(take: Take, target: Path) -> None:
    """16-bit stereo PCM."""
    audio = take.once(render_audio)
    with wave.open(str(target), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(audio.sample_rate)
        file.writeframes(dithered(audio.samples).T.tobytes())


def write_mp3(take: Take, target: Path) -> None:
    """MP3 at a constant bit rate, with title tags."""
    write_mp3_file(take.once(render_audio), target, tags(take.job))


def write_ogg(take: Take, target: Path) -> None:
    """Ogg Opus; PyAV resamples to the 48 kHz it needs."""
    # Bit-exact: otherwise each file gets a random serial number, and the same piece never the same file again.
    with av.open(str(target), "w", format="ogg", options={"fflags": "+bitexact"}) as output:
        output.metadata.update(tags(take.job))
        stream = output.add_stream("libopus", rate=_OPUS_RATE)
        stream.layout, stream.bit_rate = "stereo", OGG_BITS_PER_SECOND
        for frame in audio_frames(take.once(render_audio)):
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))


def tags(job: RenderJob) -> dict[str, str]:
    """What a player shows about the piece."""
    return {"title": job.title, "artist": "houseband", "album": "houseband", "comment": job.subtitle}


def dithered(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    """float32 in -1 to 1 as int16 of the same shape, with triangular dither of one step so that soft endings fade instead of breaking up.

    The dither comes from a fixed seed: the same sound gives the same file.

    Source: S. P. Lipshitz, R. A. Wannamaker, J. Vanderkooy, "Quantization and Dither: A Theoretical Survey", JAES 1992.
    """
    rng = np.random.default_rng(16)
    noise = rng.random(samples.shape, dtype=np.float32)
    noise -= rng.random(samples.shape, dtype=np.float32)
    steps: NDArray[np.int16] = np.clip(np.rint(samples * np.float32(32767) + noise), -32768, 32767).astype("<i2")
    return steps


def audio_frames(audio: Audio) -> Iterator[AudioFrame]:
    """The sound in pieces an encoder takes, time-stamped without gaps."""
    for start in range(0, audio.samples.shape[1], _FRAMES_AT_ONCE):
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(audio.samples[:, start : start + _FRAMES_AT_ONCE]), format="fltp", layout="stereo")
        frame.sample_rate = audio.sample_rate
        frame.pts = start
        yield frame

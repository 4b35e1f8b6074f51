"""Sound as files: WAV (16 bit, dithered), MP3 and Ogg Opus, with the title in the tags."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from bot.rendering.audio import Audio, render_audio
from bot.rendering.base import RenderJob, Take

MP3_BITS_PER_SECOND = 192_000
OGG_BITS_PER_SECOND = 128_000
_FRAMES_AT_ONCE = 1152 * 64


def write_wav(take: Take, target: Path) -> None:
    """16-bit stereo PCM."""
    audio = take.once(render_audio)
    with wave.open(str(target), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(audio.sample_rate)
        file.writeframes(dithered(audio.samples).T.tobytes())


def write_mp3(take: Take, target: Path) -> None:
    """MP3 at a constant bit rate, gapless (the encoder's delay is in the header)."""
    # LAME's psychoacoustics at level 7: half the time of its default and, at this bit rate, the same bits.
    _encode(take.once(render_audio), target, "mp3", "libmp3lame", MP3_BITS_PER_SECOND, tags(take.job), {"compression_level": "7"})


def write_ogg(take: Take, target: Path) -> None:
    """Ogg Opus; PyAV resamples to the 48 kHz it needs."""
    _encode(take.once(render_audio), target, "ogg", "libopus", OGG_BITS_PER_SECOND, tags(take.job), {})


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


def _encode(audio: Audio, target: Path, container: str, codec: str, bit_rate: int, metadata: dict[str, str], options: dict[str, str]) -> None:
    rate = 48_000 if codec == "libopus" else audio.sample_rate
    with av.open(str(target), "w", format=container) as output:
        output.metadata.update(metadata)
        stream = cast("AudioStream", output.add_stream(codec, rate=rate, options=options))
        stream.layout = "stereo"
        stream.bit_rate = bit_rate
        for frame in audio_frames(audio):
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))

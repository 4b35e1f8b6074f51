"""MP3 by LAME, a long sound in two halves at once: LAME itself uses one core only, and takes longer than all the rest of the rendering.

The halves meet without a seam: without LAME's bit reservoir each frame stands alone, and the second half is begun some frames early, so
that its filters and its hearing model have settled when its first kept frame comes; both encoders then see the same sound around the joint
and make the same choices. The tests compare the result with an encoding in one go.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet

from bot.rendering.audio import Audio

FRAME = 1152
"""Samples in one MP3 frame."""
BITS_PER_SECOND = 224_000
_DELAY = 1105
"""Samples LAME puts before the sound: 576 of its own and the decoder's 529."""
_EARLY_FRAMES = 12
_WORTH_SPLITTING = 40 * FRAME
_OPTIONS = {"compression_level": "7", "joint_stereo": "0", "reservoir": "0"}
"""What is fast: the default takes 1.7 times as long, and left and right apart at 224 kbit/s are as true to the sound as joint stereo at 192
(30 to 33 dB below 1 kHz, 23 dB at 4 to 8 kHz), in four fifths of its time."""


def write_mp3_file(audio: Audio, target: Path, metadata: dict[str, str], workers: int = 2) -> None:
    """Write the sound at a constant bit rate, gapless: the header holds the encoder's delay.

    ``workers`` is the number of parts encoded at once; the file hardly depends on it.
    """
    with av.open(str(target), "w", format="mp3") as output:
        output.metadata.update(metadata)
        stream = output.add_stream("libmp3lame", rate=audio.sample_rate, options=_OPTIONS)
        stream.layout, stream.bit_rate = "stereo", BITS_PER_SECOND
        stream.codec_context.open()
        for number, packet in enumerate(_packets(audio, workers)):
            packet.stream = stream
            packet.time_base = stream.codec_context.time_base
            packet.pts = packet.dts = number * FRAME - _DELAY
            output.mux(packet)


def _packets(audio: Audio, workers: int) -> Iterator[Packet[AudioStream]]:
    """Every frame of the file in order."""
    frames = -(-audio.samples.shape[1] // FRAME)
    parts = workers if audio.samples.shape[1] >= _WORTH_SPLITTING else 1
    joints = [frames * part // parts for part in range(parts + 1)]
    with ThreadPoolExecutor(parts) as pool:
        made = [pool.submit(_part, audio, joints[part], joints[part + 1] if part + 1 < parts else None) for part in range(parts)]
        for future in made:
            yield from future.result()


def _part(audio: Audio, first: int, stop: int | None) -> list[Packet[AudioStream]]:
    """The frames from ``first`` to ``stop`` (None: to the end of the sound, flushed)."""
    begin = max(0, first - _EARLY_FRAMES)
    end = audio.samples.shape[1] if stop is None else min(audio.samples.shape[1], (stop + _EARLY_FRAMES) * FRAME)
    encoder = AudioCodecContext.create("libmp3lame", "w")
    encoder.sample_rate, encoder.layout, encoder.format, encoder.bit_rate = audio.sample_rate, "stereo", "fltp", BITS_PER_SECOND
    encoder.options = _OPTIONS
    packets: list[Packet[AudioStream]] = []
    for start in range(begin * FRAME, end, FRAME):
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(audio.samples[:, start : min(start + FRAME, end)]), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = audio.sample_rate, start
        packets.extend(encoder.encode(frame))
    packets.extend(encoder.encode(None))
    return packets[first - begin : None if stop is None else stop - begin]

"""Cymbals ring for seconds, and a swing ride is struck four times a second: most of a synthesizer's work would be one sound played over.

So each cymbal is played once for each strength of stroke, and that recording is laid into the sound wherever the stroke falls. Strokes are
gathered into bands of velocity; within a band the loudness follows the velocity in a straight line, as the synthesizer's own does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tinysoundfont import _tinysoundfont as tsf

SAMPLE_RATE = 44_100
LONGEST_RING_SECONDS = 15.0
RINGING_KEYS = (49, 51, 52, 53, 55, 57, 59)
"""The cymbals of General MIDI percussion that nothing chokes (hi-hats choke each other, so they are played in place)."""
_BAND = 12
"""Velocities in a band."""
_STRUCK_SECONDS = 0.1
"""How long the stick stays: a cymbal rings on regardless."""
_SILENCE = 1e-5

Events = NDArray[np.int64]
"""int64 ``[events, 5]``: sample, on (1) or off (0), channel, pitch, velocity."""


def split_ringing(events: Events, is_drum: Sequence[bool]) -> tuple[Events, Events]:
    """The strokes to lay in from recordings (ons only), and the events to be played in place."""
    ringing = np.isin(events[:, 3], RINGING_KEYS) & np.array([*is_drum, False])[events[:, 2]]
    return events[ringing & (events[:, 1] == 1)], events[~ringing]


def stamp_ringing(synth: tsf.SoundFont, strokes: Events, sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sound, float32 ``[time, 2]``, with every stroke laid in; longer where the last one rings past its end."""
    bands = strokes[:, 4] // _BAND
    for channel, key, band in sorted({(int(c), int(k), int(b)) for c, k, b in zip(strokes[:, 2], strokes[:, 3], bands, strict=True)}):
        mine = strokes[(strokes[:, 2] == channel) & (strokes[:, 3] == key) & (bands == band)]
        velocity = int(mine[:, 4].max())
        recording = _recorded(synth, channel, key, velocity)
        missing = int(mine[:, 0].max()) + len(recording) - len(sound)
        if missing > 0:
            sound = np.concatenate([sound, np.zeros((missing, 2), dtype=np.float32)])
        for start, struck in mine[:, [0, 4]].tolist():
            sound[start : start + len(recording)] += recording * np.float32(struck / velocity)
    return sound


def ring_out(synth: tsf.SoundFont) -> list[NDArray[np.float32]]:
    """What still sounds, in blocks of 0.1 s, float32 ``[time, 2]`` each, up to the first silent one."""
    blocks: list[NDArray[np.float32]] = []
    for _ in range(int(LONGEST_RING_SECONDS * 10)):
        block = np.zeros((SAMPLE_RATE // 10, 2), dtype=np.float32)
        synth.render(block)
        blocks.append(block)
        if np.abs(block).max() < _SILENCE:
            break
    return blocks


def _recorded(synth: tsf.SoundFont, channel: int, key: int, velocity: int) -> NDArray[np.float32]:
    """One stroke from its start until it is silent: float32 ``[time, 2]``. The synthesizer must be silent, and is afterwards."""
    struck = np.zeros((int(SAMPLE_RATE * _STRUCK_SECONDS), 2), dtype=np.float32)
    synth.channel_note_on(channel, key, velocity / 127)
    synth.render(struck)
    synth.channel_note_off(channel, key)
    return np.concatenate([struck, *ring_out(synth)])

"""From a performance to sound: a SoundFont synthesizer, the band spread from left to right, a small room, and a fixed loudness."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tinysoundfont import _tinysoundfont as tsf

from bot.rendering.base import RenderJob, seconds_of
from bot.rendering.cymbals import SAMPLE_RATE, ring_out, split_ringing, stamp_ringing
from bot.rendering.loudness import mastered
from bot.rendering.reverb import with_room
from bot.rendering.soundfont import VARIABLE, find_soundfont
from corpora.errors import AskerError
from corpora.instruments import by_program
from corpora.pieces import Part, Score

MOST_VOICES = 512
_DRUM_BANK = 128
_HEADROOM_DB = -12.0
_ROOM_RINGS_SECONDS = 0.05
"""Silence kept after the last audible sample."""
_AUDIBLE = 10 ** (-76 / 20)


@dataclass(frozen=True, slots=True)
class Audio:
    """Stereo sound."""

    samples: NDArray[np.float32]
    """float32 ``[2, time]``, left and right, -1 to 1."""
    sample_rate: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return float(self.samples.shape[1] / self.sample_rate)


def render_audio(job: RenderJob) -> Audio:
    """The performance as finished sound: it begins with the piece and ends when the last note and the room have died away."""
    # One expression, so that each stage's sound is let go before the next: ten minutes take 200 MB at every stage.
    sound = mastered(with_room(synthesise(job.performed, find_soundfont(job.soundfont)), SAMPLE_RATE), SAMPLE_RATE)
    return Audio(_trimmed(sound, round(job.performed.seconds * SAMPLE_RATE)), SAMPLE_RATE)


def synthesise(score: Score, soundfont: Path) -> NDArray[np.float32]:
    """The score played by a SoundFont, dry: float32 ``[2, time]``, each note starting on its exact sample, the last one left to ring out.

    Raises:
        AskerError: the file is no SoundFont.
    """
    synth = _load(soundfont)
    for channel, (part, pan) in enumerate(zip(score.parts, stage_positions(score.parts), strict=True)):
        _seat(synth, channel, part, pan)
    events = _events(score)
    stamped, played = split_ringing(events, [part.is_drum for part in score.parts])
    length = max(round(score.seconds * SAMPLE_RATE), int(events[-1, 0]) if len(events) else 0) + 1
    sound = np.zeros((length, 2), dtype=np.float32)
    position = 0
    for start, sounds, channel, pitch, velocity in played.tolist():
        if start > position:
            synth.render(sound[position:start])
            position = start
        if sounds:
            synth.channel_note_on(channel, pitch, velocity / 127)
        else:
            synth.channel_note_off(channel, pitch)
    synth.render(sound[position:])
    sound = np.concatenate([sound, *ring_out(synth)])
    return np.ascontiguousarray(stamp_ringing(synth, stamped, sound).T)


def stage_positions(parts: tuple[Part, ...]) -> list[float]:
    """Where each player stands, -1 (left) to 1 (right): the instrument's usual place, several of a kind spread around it."""
    kinds = Counter((part.is_drum, part.program) for part in parts)
    seen: Counter[tuple[bool, int]] = Counter()
    positions = []
    for part in parts:
        kind = (part.is_drum, part.program)
        place = 0.0 if part.is_drum else by_program(part.program).pan
        offset = 0.0 if kinds[kind] == 1 or part.is_drum else 0.7 * (seen[kind] / (kinds[kind] - 1) - 0.5)
        seen[kind] += 1
        positions.append(min(1.0, max(-1.0, place + offset)))
    return positions


def _load(soundfont: Path) -> tsf.SoundFont:
    try:
        synth = tsf.SoundFont(str(soundfont))
    except RuntimeError as error:
        raise AskerError(f"{str(soundfont)!r} is no SoundFont this band can play: name an .sf2 or .sf3 file (change {VARIABLE})") from error
    synth.set_output(tsf.OutputMode.StereoInterleaved, SAMPLE_RATE, _HEADROOM_DB)
    synth.set_max_voices(MOST_VOICES)
    return synth


def _seat(synth: tsf.SoundFont, channel: int, part: Part, pan: float) -> None:
    if part.is_drum:
        synth.channel_set_preset_number(channel, 0, True)
    else:
        # A small font may lack a sound: the first of its General MIDI family stands in, then the font's first sound.
        nearest = (program for program in (part.program, part.program // 8 * 8) if synth.get_preset_index(0, program) >= 0)
        program = next(nearest, None)
        if program is None:
            synth.channel_set_preset_index(channel, 0)
        else:
            synth.channel_set_preset_number(channel, program, False)
    synth.channel_set_pan(channel, 0.5 + pan / 2)


def _events(score: Score) -> NDArray[np.int64]:
    """Every note on and off in playing order: int64 ``[events, 5]`` of sample, on (1) or off (0), channel, pitch, velocity."""
    rows = [(n.start_ticks, n.end_ticks, channel, n.pitch, n.velocity) for channel, part in enumerate(score.parts) for n in part.notes]
    if not rows:
        return np.zeros((0, 5), dtype=np.int64)
    notes = np.array(rows, dtype=np.int64)
    samples = np.rint(seconds_of(score, notes[:, :2]) * SAMPLE_RATE).astype(np.int64)
    samples[:, 1] = np.maximum(samples[:, 1], samples[:, 0] + 1)
    ons = np.column_stack([samples[:, 0], np.ones_like(samples[:, 0]), notes[:, 2:]])
    offs = np.column_stack([samples[:, 1], np.zeros_like(samples[:, 1]), notes[:, 2:]])
    events = np.concatenate([ons, offs])
    return events[np.lexsort((events[:, 3], events[:, 2], events[:, 1], events[:, 0]))]  # an off before an on at the same sample


def _trimmed(sound: NDArray[np.float32], shortest: int) -> NDArray[np.float32]:
    """The sound without inaudible end, never shorter than the piece, its last 50 ms faded to nothing."""
    audible = np.flatnonzero(np.abs(sound).max(axis=0) > _AUDIBLE)
    fade = int(_ROOM_RINGS_SECONDS * SAMPLE_RATE)
    length = max(shortest, (int(audible[-1]) + 1 if len(audible) else 0) + fade, 2 * fade)
    if length > sound.shape[1]:
        sound = np.pad(sound, ((0, 0), (0, length - sound.shape[1])))
    sound = sound[:, :length]
    sound[:, -fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return sound

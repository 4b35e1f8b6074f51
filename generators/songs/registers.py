"""Where a voice is comfortable: the tune moved by octaves to suit whoever sings or plays it."""

from __future__ import annotations

from dataclasses import replace

from corpora.instruments import Instrument
from corpora.pieces import Part, Score

_SWEET = 66.0
"""The middle of a song's tune where nothing else decides: F sharp above middle C."""


def in_voice(score: Score, singer: Instrument, shift: int) -> Score:
    """The melody, moved by whole octaves so that it lies inside the singer's range once moved by ``shift`` semitones."""
    part = score.parts[0]
    if not part.notes:
        return score
    pitches = [note.pitch + shift for note in part.notes]
    middle = (min(pitches) + max(pitches)) / 2
    sweet = min(max(_SWEET, singer.low + 9), singer.high - 8)

    def misfit(octaves: int) -> float:
        outside = sum(max(0, singer.low - pitch - octaves) + max(0, pitch + octaves - singer.high) for pitch in pitches)
        return 10.0 * outside + abs(middle + octaves - sweet)

    best = min((-36, -24, -12, 0, 12, 24, 36), key=misfit)
    moved = Part(part.name, part.program, tuple(replace(note, pitch=note.pitch + best) for note in part.notes), lyrics=part.lyrics)
    return replace(score, parts=(moved, *score.parts[1:]))

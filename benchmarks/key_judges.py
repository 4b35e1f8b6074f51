"""Key finders that share nothing with what composes: the profiles houseband does not choose by, and the key finders of music21.

All hear pitch classes weighted by how long they sound; a dorian or mixolydian piece counts as right where its tonic is found with the minor or
major of its third, because the published profiles know no other modes.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpora.key_finding import DEFAULT_PROFILE, PROFILES, key_correlations, pitch_class_weights
from corpora.pieces import Key, Score

_MUSIC21 = ("KrumhanslSchmuckler", "TemperleyKostkaPayne", "AardenEssen", "BellmanBudge", "SimpleWeights")
_SAME_AS_OURS = frozenset({"music21 KrumhanslSchmuckler", "music21 TemperleyKostkaPayne"})
_MAJOR_THIRD = frozenset({"major", "lydian", "mixolydian"})

Judge = Callable[[NDArray[np.float64]], tuple[int, str]]
"""Pitch-class weights, float64 ``[12]``, to tonic and ``major`` or ``minor``."""


def judges() -> dict[str, Judge]:
    """Every key finder at hand, by name; those of music21 only where it is installed."""
    found: dict[str, Judge] = {name if name != DEFAULT_PROFILE else f"{name} (candidates are chosen by it)": _ours(name) for name in PROFILES}
    if find_spec("music21") is not None:
        found |= {f"music21 {name}": _music21(name) for name in _MUSIC21}
    return found


def independent(name: str) -> bool:
    """Whether a judge votes: it has no part in choosing between candidates, and no other voter hears by the same profile."""
    return not name.startswith(DEFAULT_PROFILE) and name not in _SAME_AS_OURS


def is_right(judge: Judge, score: Score, key: Key) -> bool:
    """Whether a judge hears a score in a key."""
    weights = pitch_class_weights(score)
    return bool(weights.any()) and judge(weights) == (key.tonic % 12, "major" if key.mode in _MAJOR_THIRD else "minor")


def _ours(profile: str) -> Judge:
    def judge(weights: NDArray[np.float64]) -> tuple[int, str]:
        mode, tonic = divmod(int(np.argmax(key_correlations(weights, profile))), 12)
        return tonic, ("major", "minor")[mode]

    return judge


def _music21(name: str) -> Judge:
    from music21 import note, stream
    from music21.analysis import discrete

    analyzer = getattr(discrete, name)()

    def judge(weights: NDArray[np.float64]) -> tuple[int, str]:
        # It counts nothing but how long each pitch class sounds: twelve notes of those lengths are the whole piece to it, a thousand times faster.
        heard: Any = stream.Stream()
        for pitch_class in np.flatnonzero(weights):
            heard.append(note.Note(60 + int(pitch_class), quarterLength=round(float(weights[pitch_class]) * 24) / 24 or 1 / 24))
        found = analyzer.getSolution(heard)
        return int(found.tonic.pitchClass), str(found.mode)

    return judge

"""Which key a piece is in, heard from its notes alone: pitch classes weighted by their length, correlated with the profile of every key.

The finder shares nothing with what composes, so it can judge a composed piece: it reads no key signature, no chord symbol and no control.

Sources:
    Carol L. Krumhansl, "Cognitive Foundations of Musical Pitch", Oxford 1990, ch. 2 (profiles, table p. 30) and ch. 4 (the algorithm).
    David Temperley, "Music and Probability", MIT Press 2007, ch. 6 (profiles of the Kostka-Payne corpus, figure 6.4).
    Joshua Albrecht and Daniel Shanahan, "The Use of Large Corpora to Train a New Type of Key-Finding Algorithm", Music Perception 31(1), 2013.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpora.errors import AskerError, unknown_name
from corpora.pieces import MODES, Key, Score

_PROFILES: dict[str, dict[str, tuple[float, ...]]] = {
    "krumhansl-kessler": {
        "major": (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
        "minor": (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
    },
    "temperley": {
        "major": (0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400),
        "minor": (0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133, 0.330),
    },
    "albrecht-shanahan": {
        "major": (0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081),
        "minor": (0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052),
    },
}
PROFILES = tuple(_PROFILES)
"""The key profiles on offer."""
DEFAULT_PROFILE = "albrecht-shanahan"

_MODAL_DEGREES: dict[str, tuple[str, tuple[tuple[int, int], ...]]] = {
    "dorian": ("minor", ((9, 8), (10, 11))),
    "phrygian": ("minor", ((1, 2), (10, 11))),
    "locrian": ("minor", ((1, 2), (6, 7), (10, 11))),
    "lydian": ("major", ((6, 5),)),
    "mixolydian": ("major", ((10, 11),)),
}
"""The mode that shares a mode's third, and each (degree in the mode, degree it replaces). The first takes the larger weight of the two, the
second the least of the profile. This step is ours: the published profiles are of major and minor alone."""


@dataclass(frozen=True, slots=True)
class KeyEstimate:
    """The key that fits best, and the one that fits second best."""

    tonic: int
    """Pitch class 0-11."""
    mode: str
    correlation: float
    """Of the piece's pitch classes with the key's profile, -1 to 1; above about 0.8 for plainly tonal music."""
    runner_up_tonic: int
    runner_up_mode: str
    runner_up_correlation: float

    @property
    def key(self) -> Key:
        """The estimate as the key of a score from its start on."""
        return Key(0, self.tonic, self.mode)

    @property
    def margin(self) -> float:
        """How much better the best key fits than the second best, >= 0."""
        return self.correlation - self.runner_up_correlation


def find_key(score: Score, profile: str = DEFAULT_PROFILE, modes: tuple[str, ...] = ("major", "minor")) -> KeyEstimate:
    """The key a whole piece sounds in.

    Args:
        score: the finished notes; drums are not heard.
        profile: one of :data:`PROFILES`.
        modes: the modes to choose from, of ``corpora.pieces.MODES``.

    Raises:
        AskerError: when the score has no pitched notes, or the profile or a mode is unknown.
    """
    weights = pitch_class_weights(score)
    if not weights.any():
        raise AskerError("the piece has no pitched notes, so no key can be found; give one with a melody")
    fits = key_correlations(weights, profile, modes)  # [modes, 12]
    ranked = np.argsort(-fits, axis=None, kind="stable")[:2]
    (best_mode, best), (second_mode, second) = (divmod(int(index), 12) for index in ranked)
    return KeyEstimate(best, modes[best_mode], float(fits[best_mode, best]), second, modes[second_mode], float(fits[second_mode, second]))


def key_of(score: Score, profile: str = DEFAULT_PROFILE) -> Key:
    """The key the score declares at its start, else the one it sounds in.

    Raises:
        AskerError: when it declares none and has no pitched notes.
    """
    return score.keys[0] if score.keys else find_key(score, profile).key


def key_fit(score: Score, key: Key, profile: str = DEFAULT_PROFILE) -> float:
    """Correlation of a score's pitch classes with one key's profile, -1 to 1; 0 without pitched notes."""
    return float(key_correlations(pitch_class_weights(score), profile, (key.mode,))[0, key.tonic % 12])


def pitch_class_weights(score: Score) -> NDArray[np.float64]:
    """Quarter notes that each pitch class sounds in all pitched parts: float64 ``[12]``."""
    weights = np.zeros(12)
    for part in score.parts:
        if not part.is_drum and part.notes:
            pitches = np.array([note.pitch for note in part.notes])
            lengths = np.array([note.duration_ticks for note in part.notes], dtype=np.float64)
            weights += np.bincount(pitches % 12, lengths, minlength=12)
    return weights / score.ticks_per_quarter


def key_correlations(
    weights: NDArray[np.float64], profile: str = DEFAULT_PROFILE, modes: tuple[str, ...] = ("major", "minor")
) -> NDArray[np.float64]:
    """Pearson correlation of pitch-class weights with every key: float64 ``[12]`` -> float64 ``[modes, 12]``, by tonic.

    Raises:
        AskerError: when the profile or a mode is unknown.
    """
    if profile not in _PROFILES:
        raise unknown_name("key profile", profile, PROFILES, "profile")
    table = _profile_table(profile, modes)  # [modes, 12 tonics, 12 pitch classes]
    heard = weights - weights.mean()
    lengths = np.linalg.norm(table, axis=2) * np.linalg.norm(heard)
    correlations: NDArray[np.float64] = np.divide(table @ heard, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return correlations


@lru_cache(maxsize=64)
def _profile_table(profile: str, modes: tuple[str, ...]) -> NDArray[np.float64]:
    """Each key's profile about its mean: float64 ``[modes, 12 tonics, 12 pitch classes]``."""
    table = np.array([[np.roll(_mode_profile(profile, mode), tonic) for tonic in range(12)] for mode in modes])
    table -= table.mean(axis=2, keepdims=True)
    return table


def _mode_profile(profile: str, mode: str) -> NDArray[np.float64]:
    """Weight of each scale degree, in semitones above the tonic: float64 ``[12]``."""
    if mode not in MODES:
        raise unknown_name("mode", mode, MODES, "--key")
    parent, degrees = _MODAL_DEGREES.get(mode, (mode, ()))
    weights = np.array(_PROFILES[profile][parent])
    least = weights.min()
    for present, replaced in degrees:
        weights[present], weights[replaced] = max(weights[present], weights[replaced]), least
    return weights

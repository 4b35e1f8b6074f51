"""Major or minor? Decides for a key signature whose mode the file does not name."""

from __future__ import annotations

from collections.abc import Sequence

from corpora.pieces import Note

_MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
_MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
"""How well each pitch class above the tonic fits. Source: C. Krumhansl and E. Kessler, Tracing the dynamic changes in perceived tonal
organization, Psychological Review 89 (1982)."""
_LAST_BASS_WEIGHT = 0.15
"""How much the lowest final note speaks for its tonic, in units of correlation."""


def mode_of(notes: Sequence[Note], major_tonic: int) -> str:
    """``major`` or ``minor`` for pitched notes under one signature, whose major key has the tonic ``major_tonic`` (pitch class)."""
    if not notes:
        return "major"
    weights = [0.0] * 12
    for note in notes:
        weights[note.pitch % 12] += note.duration_ticks
    minor_tonic = (major_tonic + 9) % 12
    last_end = max(note.end_ticks for note in notes)
    last_bass = min(note.pitch for note in notes if note.end_ticks == last_end) % 12
    major = _correlation(weights, _MAJOR, major_tonic) + _LAST_BASS_WEIGHT * (last_bass == major_tonic)
    minor = _correlation(weights, _MINOR, minor_tonic) + _LAST_BASS_WEIGHT * (last_bass == minor_tonic)
    return "minor" if minor > major else "major"


def _correlation(weights: Sequence[float], profile: Sequence[float], tonic: int) -> float:
    turned = [weights[(tonic + step) % 12] for step in range(12)]
    mean_weight, mean_profile = sum(turned) / 12, sum(profile) / 12
    covariance = sum((weight - mean_weight) * (value - mean_profile) for weight, value in zip(turned, profile, strict=True))
    spread = sum((weight - mean_weight) ** 2 for weight in turned) * sum((value - mean_profile) ** 2 for value in profile)
    return covariance / spread**0.5 if spread > 0 else 0.0

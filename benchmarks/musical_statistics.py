"""Figures of one piece that the literature compares generated music by; all of a stretch of notes cut at bar lines.

Sources:
    Shih-Lun Wu and Yi-Hsuan Yang, "The Jazz Transformer on the Front Line", ISMIR 2020 (pitch-class entropy, groove).
    Hao-Wen Dong et al., "MusPy: A Toolkit for Symbolic Music Generation", ISMIR 2020 (scale consistency after Mogren 2016; groove consistency).
    Hao-Wen Dong et al., "MuseGAN", AAAI 2018, section 5 (empty bars, used pitch classes, qualified notes).
    Li-Chia Yang and Alexander Lerch, "On the evaluation of generative models in music", Neural Computing and Applications 32, 2018
    (absolute features; see ``benchmarks.overlap`` for the comparison).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpora.pieces import Score

STEPS_PER_QUARTER = 12
_MAJOR = np.array([1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1], bool)
_MINOR = np.array([1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0], bool)
_SHORTEST_QUALIFIED_QUARTERS = 1 / 8
"""A 32nd note: MuseGAN's three steps of ninety-six a bar."""
_LENGTH_EDGES = np.array([0.0, 0.1875, 0.29, 0.4, 0.58, 0.7, 0.9, 1.2, 1.75, 2.5, 3.5, np.inf])
"""In quarters, between 16th, triplet eighth, eighth, triplet quarter, dotted eighth, ... and whole notes."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Notes of some bars, from a bar line on."""

    notes: NDArray[np.float64]
    """float64 ``[notes, 3]``: start and length in quarters, pitch; sorted by start, then pitch."""
    bar_edges: NDArray[np.float64]
    """float64 ``[bars + 1]``: bar lines in quarters."""

    @property
    def pitches(self) -> NDArray[np.int64]:
        """int64 ``[notes]``."""
        return self.notes[:, 2].astype(np.int64)

    @property
    def bar_of(self) -> NDArray[np.int64]:
        """int64 ``[notes]``: the bar each note begins in."""
        return np.searchsorted(self.bar_edges, self.notes[:, 0] + 1e-6, side="right") - 1


def stretch_of(score: Score, bars: int, *, line: bool) -> Stretch | None:
    """The first ``bars`` bars from where the music begins, of every pitched part, or of the first alone where ``line``.

    None where there are fewer notes than bars.
    """
    parts = [part for part in score.parts if part.notes and not part.is_drum]
    chosen = parts[:1] if line else parts
    notes = np.array(sorted((note.start_ticks, note.pitch, note.duration_ticks) for part in chosen for note in part.notes), np.float64).reshape(-1, 3)
    if not len(notes):
        return None
    whole = [bar for bar in score.bars() if bar.end_ticks > notes[0, 0] and bar.number][:bars]
    if not whole:
        return None
    start, stop = whole[0].start_ticks, whole[-1].end_ticks
    inside = notes[(notes[:, 0] >= start) & (notes[:, 0] < stop)]
    if len(inside) < len(whole):
        return None
    edges = np.array([*(bar.start_ticks for bar in whole), stop], np.float64)
    quarter = score.ticks_per_quarter
    shaped = np.stack([(inside[:, 0] - start) / quarter, np.minimum(inside[:, 2], stop - inside[:, 0]) / quarter, inside[:, 1]], axis=1)
    return Stretch(shaped, (edges - start) / quarter)


def pitch_class_entropy(stretch: Stretch) -> float:
    """Bits of the histogram of pitch classes, each note counted once; 0 to 3.58."""
    shares = np.bincount(stretch.pitches % 12, minlength=12) / len(stretch.notes)
    shares = shares[shares > 0]
    return float(-(shares * np.log2(shares)).sum())


def scale_consistency(stretch: Stretch) -> float:
    """Largest share of notes within one major or natural minor scale, 0 to 1."""
    classes = stretch.pitches % 12
    return max(float(np.roll(scale, tonic)[classes].mean()) for scale in (_MAJOR, _MINOR) for tonic in range(12))


def groove_consistency(stretch: Stretch) -> float:
    """One minus the mean share of grid places (12 a quarter) at which a bar and the next differ in having an onset; MusPy's definition."""
    length = round(float(np.diff(stretch.bar_edges).max()) * STEPS_PER_QUARTER)
    count = len(stretch.bar_edges) - 1
    if count < 2:
        return 1.0
    bar = stretch.bar_of
    places = np.clip(np.round((stretch.notes[:, 0] - stretch.bar_edges[bar]) * STEPS_PER_QUARTER).astype(np.int64), 0, length - 1)
    onsets = np.zeros((count, length), bool)
    onsets[bar, places] = True
    return 1.0 - float((onsets[1:] != onsets[:-1]).mean())


def used_pitch_classes(stretch: Stretch) -> float:
    """Mean number of pitch classes that begin in a bar; bars without an onset are left out."""
    bar = stretch.bar_of
    return float(np.mean([len(np.unique(stretch.pitches[bar == each] % 12)) for each in np.unique(bar)]))


def empty_bar_rate(stretch: Stretch) -> float:
    """Share of bars in which nothing sounds."""
    starts, ends = stretch.notes[:, 0], stretch.notes[:, 0] + stretch.notes[:, 1]
    edges = stretch.bar_edges
    heard = [bool(((starts < stop - 1e-6) & (ends > start + 1e-6)).any()) for start, stop in pairwise(edges)]
    return 1.0 - float(np.mean(heard))


def qualified_note_rate(stretch: Stretch) -> float:
    """Share of notes no shorter than a 32nd."""
    return float((stretch.notes[:, 1] >= _SHORTEST_QUALIFIED_QUARTERS - 1e-6).mean())


STATISTICS: dict[str, tuple[str, Callable[[Stretch], float]]] = {
    "pitch-class entropy": ("bits", pitch_class_entropy),
    "scale consistency": ("share", scale_consistency),
    "groove consistency (MusPy)": ("share", groove_consistency),
    "used pitch classes": ("a bar", used_pitch_classes),
    "empty bars": ("share", empty_bar_rate),
    "qualified notes (MuseGAN)": ("share", qualified_note_rate),
}
"""Name to unit and function."""


def pitch_count(stretch: Stretch) -> NDArray[np.float64]:
    """Different pitches: float64 ``[1]``."""
    return np.array([len(np.unique(stretch.pitches))], np.float64)


def pitch_range(stretch: Stretch) -> NDArray[np.float64]:
    """Semitones from the lowest to the highest note: float64 ``[1]``."""
    return np.array([np.ptp(stretch.pitches)], np.float64)


def mean_interval(stretch: Stretch) -> NDArray[np.float64]:
    """Mean size in semitones of the steps of the top line: float64 ``[1]``."""
    # Sorted by start, then pitch: the last note of each start is the highest.
    last = np.append(np.diff(stretch.notes[:, 0]) > 1e-6, True)
    steps = np.abs(np.diff(stretch.pitches[last]))
    return np.array([steps.mean() if len(steps) else 0.0], np.float64)


def note_lengths(stretch: Stretch) -> NDArray[np.float64]:
    """Share of notes by length class, 16th to whole: float64 ``[11]``."""
    return _shares(stretch.notes[:, 1])


def inter_onset_intervals(stretch: Stretch) -> NDArray[np.float64]:
    """Share of the times between onsets by the same classes: float64 ``[11]``."""
    times = np.diff(np.unique(np.round(stretch.notes[:, 0], 3)))
    return _shares(times) if len(times) else np.zeros(len(_LENGTH_EDGES) - 1)


def _shares(quarters: NDArray[np.float64]) -> NDArray[np.float64]:
    counts = np.histogram(quarters, _LENGTH_EDGES)[0]
    return np.asarray(counts / max(1, counts.sum()), np.float64)


FEATURES: dict[str, Callable[[Stretch], NDArray[np.float64]]] = {
    "pitch count": pitch_count,
    "pitch range": pitch_range,
    "pitch interval": mean_interval,
    "note length histogram": note_lengths,
    "inter-onset interval histogram": inter_onset_intervals,
}
"""Features of Yang and Lerch that do not depend on the key: pieces stand in different ones."""

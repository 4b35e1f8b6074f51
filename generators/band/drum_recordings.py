"""Recorded drum performances as bars on a grid: which stroke on which place, how hard, and how far from it in milliseconds.

Reads the Groove MIDI Dataset (see ``grooves.md``): its table ``info.csv`` and its MIDI files, recorded to a metronome.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpora.errors import AskerError
from corpora.formats.midi import read_midi
from generators.band.grooves import GRID, Bar, Hit

# The recordings' electronic kit (Roland TD-11) sends its own keys for rims, bows and edges.
GENERAL_MIDI_KEYS = {40: 38, 50: 48, 47: 45, 58: 43, 22: 42, 26: 46, 55: 49, 52: 57, 59: 51}

SOFTEST = 10
"""Softer strokes are sticks touching the head, not notes."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One row of the data set's table."""

    path: Path
    style: str
    beats_per_minute: float
    meter: str
    is_fill: bool


def read_recordings(folder: Path) -> list[Recording]:
    """The training split of the data set in ``folder``.

    Raises:
        AskerError: when the folder is not the data set's.
    """
    table = folder / "info.csv"
    if not table.is_file():
        raise AskerError(f"{folder} holds no info.csv: give the folder of the Groove MIDI Dataset (set HOUSEBAND_CORPORA or name it)")
    with table.open(newline="", encoding="utf-8") as stream:
        return [
            Recording(folder / row["midi_filename"], row["style"], float(row["bpm"]), row["time_signature"], row["beat_type"] == "fill")
            for row in csv.DictReader(stream)
            if row["split"] == "train"
        ]


def read_strokes(path: Path) -> NDArray[np.float64]:
    """float64 ``[strokes, 3]``: time in quarters, General MIDI key, velocity."""
    rows = [
        (note.start_ticks / score.ticks_per_quarter, GENERAL_MIDI_KEYS.get(note.pitch, note.pitch), note.velocity)
        for score in (read_midi(path),)
        for part in score.parts
        for note in part.notes
        if note.velocity >= SOFTEST
    ]
    return np.array(sorted(rows), dtype=np.float64).reshape(-1, 3)


def latency(strokes: NDArray[np.float64]) -> float:
    """How late this drummer is on the beat as a whole, in beats: the recording chain and habit, which the rest of our band can't share."""
    from_beat = strokes[:, 0] - np.round(strokes[:, 0])
    on_beat = from_beat[np.abs(from_beat) < 0.15]
    return float(np.median(on_beat)) if len(on_beat) else 0.0


def swing_of(strokes: NDArray[np.float64]) -> float:
    """Median place of the off-beat stroke on the ride cymbal or hi-hat (on anything where there are few)."""
    within = strokes[:, 0] % 1.0
    off_beat = (within > 0.5) & (within < 0.8)
    on_cymbal = np.isin(strokes[:, 1], [42, 46, 51, 53])
    chosen = within[off_beat & on_cymbal]
    chosen = chosen if len(chosen) >= 12 else within[off_beat]
    return float(np.median(chosen)) if len(chosen) else 0.62


def bars_of(strokes: NDArray[np.float64], beats: int, tempo: float, swing: float | None, compound: bool) -> tuple[Bar, ...]:
    """The whole bars, each stroke on its nearest place with what was left over as its offset."""
    by_bar: dict[int, dict[tuple[int, int], Hit]] = {}
    beat_of = np.floor(strokes[:, 0] + 1 / 16).astype(int)  # a stroke a little early belongs to the beat it leads
    for beat in range(int(beat_of.max()) + 1 if len(strokes) else 0):
        here = strokes[beat_of == beat]
        for hit in _beat(here[:, 0] - beat, here[:, 1:], tempo, swing, compound):
            absolute = beat * GRID + hit.position
            bar, position = divmod(absolute, beats * GRID)
            placed = by_bar.setdefault(bar, {})
            earlier = placed.get((position, hit.key))
            if earlier is None or earlier.velocity < hit.velocity:  # a flam or a bounce is one note
                placed[position, hit.key] = hit._replace(position=position)
    return tuple(tuple(sorted(by_bar.get(bar, {}).values())) for bar in range(max(by_bar, default=-1)))


def _beat(times: NDArray[np.float64], rest: NDArray[np.float64], tempo: float, swing: float | None, compound: bool) -> list[Hit]:
    """Strokes of one beat on the grid that fits them better, sixteenths or triplets; the style's own grid is favoured."""
    sixteenths = np.array([0, 3, 6, 9, 12])
    triplets = np.array([0, 4, 8, 12]) if swing is None or compound else np.array([0, 4, GRID * swing, 12])
    errors = {name: np.abs(times[:, None] * GRID - grid).min(axis=1).sum() for name, grid in (("sixteenths", sixteenths), ("triplets", triplets))}
    favour = 1.5 if swing is not None or compound else 0.6
    off_beats = times[(times > 0.14) & (times < 0.86)]
    lone_off_beat = swing is not None and len(off_beats) > 0 and off_beats.min() > 0.52 and off_beats.max() < 0.82 and np.ptp(off_beats) < 0.12
    swung_beat = lone_off_beat or errors["triplets"] < errors["sixteenths"] * favour
    grid = triplets if swung_beat else sixteenths
    nearest = np.abs(times[:, None] * GRID - grid).argmin(axis=1)
    nearest[lone_off_beat & (times > 0.52) & (times < 0.82)] = 2
    is_triplet = bool((nearest == 1).any())
    hits = []
    for time, (key, velocity), index in zip(times, rest, nearest, strict=True):
        place = float(grid[index])
        swings = swung_beat and swing is not None and not compound and index == 2 and not is_triplet
        position = 6 if swings else 8 if swung_beat and index == 2 else int(place)
        offset_ms = (time * GRID - (8.0 if swung_beat and index == 2 and not swings else place)) / GRID * 60_000.0 / tempo
        hits.append(Hit(position, int(key), int(velocity), int(np.clip(round(offset_ms), -45, 45)), swings))
    return hits

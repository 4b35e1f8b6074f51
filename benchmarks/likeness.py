"""Statistics of composed pieces next to held-out human pieces of the genre, and how much their distributions overlap.

Pieces are composed from the genre's name and a seed alone. Of each piece the first sixteen bars from where it begins are measured: of the band
genres the melody instrument alone (human lead sheets are one line), of the others every pitched part. For the statistics the figure is the median
of our pieces, the note gives the quartiles and the human ones. For the overlapping area (Yang and Lerch) the note gives what one half of the
human pieces reaches against the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.human_pieces import human_pieces
from benchmarks.musical_statistics import FEATURES, STATISTICS, Stretch, stretch_of
from benchmarks.overlap import halves_area, overlapping_area
from benchmarks.scale import STANDARD, Scale, progress
from benchmarks.table import Row, not_measured, rounded
from corpora.errors import AskerError
from corpora.pieces import Score
from generators.compose_music import compose_music
from generators.errors import NoUsableCandidateError
from generators.genres import music_genre
from generators.registry import load_generator
from generators.requests import Request

BARS = 16
FEWEST = 8
_FIRST_SEED = 1_000_000
"""Other seeds than the random requests have."""


def run(scale: Scale = STANDARD) -> list[Row]:
    """Every statistic for every genre."""
    return [row for name in scale.chosen_genres for row in genre_rows(name, scale.pieces)]


def genre_rows(name: str, pieces: int) -> list[Row]:
    """Every statistic for one genre."""
    try:
        load_generator(music_genre(name).generator)
    except AskerError as error:
        return [not_measured(f"{name}: all", str(error))]
    humans = human_pieces(name, solos=False)
    line = music_genre(name).pipeline == "lead"
    ours = _stretches(_composed(name, pieces), line)
    theirs = _stretches(humans.scores, line)
    if len(ours) < FEWEST:
        return [not_measured(f"{name}: all", f"{len(ours)} pieces composed, at least {FEWEST} are needed")]
    rng = np.random.default_rng(0)
    return [*_statistics_rows(name, ours, theirs, humans.about), *_overlap_rows(name, ours, theirs, humans.about, rng)]


def _composed(name: str, pieces: int) -> Iterable[Score]:
    for number in range(pieces):
        if number % 10 == 0:
            progress(f"  {name}: {number} of {pieces}")
        try:
            yield compose_music(Request(name, _FIRST_SEED + number)).written
        except NoUsableCandidateError as error:
            progress(f"  {name}, seed {_FIRST_SEED + number}: {error}")


def _stretches(scores: Iterable[Score], line: bool) -> list[Stretch]:
    return [stretch for score in scores if (stretch := stretch_of(score, BARS, line=line)) is not None]


def _statistics_rows(name: str, ours: Sequence[Stretch], theirs: Sequence[Stretch], about: str) -> list[Row]:
    rows = []
    for title, (unit, measure) in STATISTICS.items():
        figures = np.array([measure(stretch) for stretch in ours])
        human = np.array([measure(stretch) for stretch in theirs])
        beside = f"human median {_quartiles(human)}, {about}" if len(human) else f"no human pieces: {about}"
        rows.append(Row(f"{name}: {title}", float(np.median(figures)), unit, note=f"{_quartiles(figures)} of {len(figures)} pieces; {beside}"))
    return rows


def _quartiles(figures: NDArray[np.float64]) -> str:
    low, middle, high = np.percentile(figures, (25, 50, 75))
    return f"{rounded(middle)} ({rounded(low)}-{rounded(high)})"


def _overlap_rows(name: str, ours: Sequence[Stretch], theirs: Sequence[Stretch], about: str, rng: np.random.Generator) -> list[Row]:
    if len(theirs) < FEWEST:
        return [not_measured(f"{name}: overlapping area", f"{len(theirs)} human pieces, at least {FEWEST} are needed: {about}")]
    rows = []
    for title, feature in FEATURES.items():
        human = np.array([feature(stretch) for stretch in theirs])  # [pieces, values]
        area = overlapping_area(human, np.array([feature(stretch) for stretch in ours]))
        rows.append(Row(f"{name}: overlapping area, {title}", area, "share", note=f"human halves {rounded(halves_area(human, rng))}"))
    return rows


if __name__ == "__main__":
    from benchmarks.table import markdown_table

    print(markdown_table(run()), end="")

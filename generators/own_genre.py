"""A genre of one's own: the configuration that lets ``compose --genre NAME`` play what ``houseband train --genre NAME`` learnt.

A genre that ships keeps its description and its band; only the generator changes. A new one is described from its pieces: their meters, keys,
tempos and density. The file lands in the person's own configuration, where it can be edited like any other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpora.config import config_file, config_names, own_config_folder
from corpora.encodings.grid import UNTOLD_TEMPO, controls_of
from corpora.encodings.vocabulary import GENRES
from corpora.pieces import Key, Score
from generators.checkpoints import write_atomically
from generators.genres import forget_genres

_LINE_UP = ("piano", "acoustic bass", "drums")
_MODES_OF_THIRD = {"major": "major", "mixolydian": "major", "lydian": "major"}


def write_own_genre(genre: str, generator: str, scores: Sequence[Score]) -> Path:
    """Write ``genres/<genre>.toml`` into the person's own configuration; returns its path."""
    path = own_config_folder() / "genres" / f"{genre}.toml"
    told = genre if genre in GENRES else "other"
    if genre in config_names("genres"):
        text = with_generator(config_file("genres", genre).read_text(encoding="utf-8"), generator, told)
    else:
        text = described(genre, generator, told, scores)
    write_atomically(path, text.encode())
    forget_genres()
    return path


def with_generator(text: str, generator: str, told: str) -> str:
    """A genre file's text with another generator; solos, if it has any, stay with the one that learnt them."""
    former = re.search(r'^generator = "(.*)"$', text, re.MULTILINE)
    lines = f'generator = "{generator}"\ntold_as = "{told}"'
    if "solo_told_as" in text and "solo_generator" not in text and former and former.group(1) != generator:
        lines += f'\nsolo_generator = "{former.group(1)}"'
    plain = re.sub(r"^told_as = .*\n", "", text, flags=re.MULTILINE)
    return re.sub(r'^generator = ".*"$', lines, plain, count=1, flags=re.MULTILINE)


def described(genre: str, generator: str, told: str, scores: Sequence[Score]) -> str:
    """A new genre's file, from what its pieces are like."""
    meters = Counter(str(score.meters[0]) for score in scores)
    keys = Counter(_named(key) for score in scores for key in score.keys[:1])
    low, usual, high = _tempos(scores)
    densities = [density for score in scores if (density := controls_of(score, told).notes_per_bar)]
    lines = [
        f'title = "{genre.title()}"',
        f'description = "learnt from {len(scores)} pieces of one\'s own"',
        'pipeline = "lead"',
        f'generator = "{generator}"',
        f'told_as = "{told}"',
        f"keys = {_listed([name for name, _ in keys.most_common(8)] or ['C major'])}",
        f"meters = {_listed([name for name, _ in meters.most_common(3)] or ['4/4'])}",
        "bars = [36, 20]",
        "head_bars = [16, 8]",
        f"instruments = {_listed(_LINE_UP)}",
        f"notes_per_bar = {float(np.median(densities)) if densities else 5.0:.1f}",
        "",
        "[tempo]",
        *(f"{name} = {value:.0f}" for name, value in (("low", low), ("usual", usual), ("high", high))),
        "",
        "[[styles]]",
        'style = "waltz"',
        'meters = ["3/4"]',
        "",
        "[[styles]]",
        'style = "rock"',
    ]
    return "\n".join(lines) + "\n"


def _tempos(scores: Sequence[Score]) -> tuple[float, float, float]:
    """Felt beats a minute: a tenth of the pieces are slower than the first, half than the second, nine tenths than the third."""
    told = []
    for score in scores:
        quarters = score.tempos[0].quarters_per_minute
        if quarters != UNTOLD_TEMPO:
            told.append(quarters * score.ticks_per_quarter / score.meters[0].beat_ticks(score.ticks_per_quarter))
    if not told:
        return 80.0, 120.0, 160.0
    low, usual, high = (float(each) for each in np.clip(np.percentile(told, (10, 50, 90)), 30, 300))
    return low, usual, max(high, low + 1.0)


def _named(key: Key) -> str:
    return f"{key.tonic_name} {_MODES_OF_THIRD.get(key.mode, 'minor')}"


def _listed(names: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"

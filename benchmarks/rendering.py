"""How long a minute of a swinging quartet takes to become each kind of file, from a cold start: a fresh interpreter each time.

The SoundFont is the small one that comes with pretty_midi, so that the figures don't depend on what is installed.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.table import Row, markdown_table
from bot.rendering.base import RenderJob
from bot.rendering.soundfont import VARIABLE, installed_soundfonts
from corpora.pieces import ChordSymbol, Note, Part, Score, Tempo

SECONDS = 60
FORMATS = ("midi", "wav", "mp3", "ogg", "mp4", "png", "musicxml", "svg", "pdf")
ROUNDS = 3
_BARS = 35
_CHORDS = ((2, "m7"), (7, "7"), (0, "maj7"), (9, "7"))
_SCRIPT = """
import sys
from pathlib import Path
from benchmarks.rendering import job
from bot.rendering.formats import render
render(job(), sys.argv[2:], Path(sys.argv[1]), "tune")
"""


def run(formats: Sequence[str] = FORMATS, rounds: int = ROUNDS) -> list[Row]:
    """Seconds to each format, medians over ``rounds``; the note says how many times faster than the music that is."""
    rows = []
    for name in formats:
        measured = [_cold_seconds(name) for _ in range(rounds)]
        taken, worked = (statistics.median(times) for times in zip(*measured, strict=True))
        rows.append(Row(f"render {SECONDS} s to {name}, cold", taken, "s", note=f"{SECONDS / taken:.0f} x real time, {worked:.2g} s of one core"))
    return rows


def job() -> RenderJob:
    """A minute of sax, piano, bass and drums: 35 bars of four quarters at 140, nine hundred notes; always the same."""
    rng = np.random.default_rng(60)
    chords = tuple(ChordSymbol(bar * 1920, *_CHORDS[bar % 4]) for bar in range(_BARS))
    lead = tuple(Note(eighth * 240, int(rng.integers(60, 82)), 220, int(rng.integers(60, 110))) for eighth in range(_BARS * 8) if rng.random() < 0.6)
    piano = tuple(
        Note(chord.start_ticks + beat, 60 + (chord.root + step) % 12, 420, int(rng.integers(45, 70)))
        for chord in chords
        for beat in (0, 720)
        for step in (0, 4, 7, 10)
    )
    bass = tuple(Note(beat * 480, int(rng.integers(33, 50)), 440, int(rng.integers(75, 95))) for beat in range(_BARS * 4))
    ride = [Note(beat * 480 + late, 51, 100, int(rng.integers(60, 90))) for beat in range(_BARS * 4) for late in ((0, 320) if beat % 2 else (0,))]
    hats = [Note(beat * 480, 44, 100, 60) for beat in range(1, _BARS * 4, 2)]
    parts = (
        Part("Tenor sax", 66, lead),
        Part("Piano", 0, tuple(sorted(piano))),
        Part("Bass", 32, bass),
        Part("Drums", 0, tuple(sorted(ride + hats)), True),
    )
    score = Score(parts, tempos=(Tempo(0, 140.0),), chords=chords)
    return RenderJob(score, score, "Benchmark", "jazz")


def _cold_seconds(name: str) -> tuple[float, float]:
    """Seconds passed, and seconds of processor time on all cores together: the figure a busy neighbour hardly disturbs."""
    environment = {**os.environ, VARIABLE: str(list(installed_soundfonts())[-1]), "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        started, before = time.perf_counter(), _children_seconds()
        subprocess.run(  # noqa: S603 (our own interpreter and script)
            [sys.executable, "-c", _SCRIPT, folder, name], check=True, env=environment, cwd=Path(__file__).parents[1]
        )
        return time.perf_counter() - started, _children_seconds() - before


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    print(markdown_table(run()))

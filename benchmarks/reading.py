"""MIDI files read per second: houseband beside pretty_midi, mido and music21, on the same files in one run.

Files come from the folder named by ``HOUSEBAND_CORPORA`` (every n-th of its .mid files), else pieces are written into a temporary folder.
Each reader gets the same bytes from memory; the figure is the median over several rounds, readers taking turns so that a busy neighbour
disturbs all alike. music21 is so slow that it reads a part of the files.
"""

from __future__ import annotations

import io
import os
import statistics
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.table import Row, markdown_table
from corpora.formats.midi import midi_bytes, read_midi
from corpora.pieces import Note, Part, Score

FILES = 60
MUSIC21_FILES = 6
ROUNDS = 5
MUSIC21_ROUNDS = 3

Reader = Callable[[bytes], object]


def run(corpora: Path | None = None, files: int = FILES, rounds: int = ROUNDS) -> list[Row]:
    """Files per second of each reader; the ratio says how many times faster houseband is.

    Args:
        corpora: folder searched for .mid files; None takes ``HOUSEBAND_CORPORA``, or writes pieces where that is not set.
        files: how many to read.
        rounds: how often each reader reads them all.
    """
    data, origin = _files(corpora or _corpora_folder(), files)
    few = data[:: max(1, len(data) // MUSIC21_FILES)][:MUSIC21_FILES]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the other readers complain about files, which is not measured
        ours, symusic, mido, pretty_midi = _files_per_second([read_midi, _symusic, _mido, _pretty_midi], data, rounds)
        ours_few, music21 = _files_per_second([read_midi, _music21], few, min(rounds, MUSIC21_ROUNDS))
    notes = sum(read_midi(file).note_count for file in data)
    return [
        Row("read MIDI: houseband", ours, "files/s", note=f"{len(data)} files, {notes:,} notes, {origin}"),
        Row("read MIDI: symusic alone", symusic, "files/s", ours / symusic, "what lies below, without making notes of Python"),
        Row("read MIDI: mido", mido, "files/s", ours / mido, "messages only, notes not paired"),
        Row("read MIDI: pretty_midi", pretty_midi, "files/s", ours / pretty_midi),
        Row("read MIDI: music21", music21, "files/s", ours_few / music21, f"{len(few)} of the files, and the ratio over the same"),
    ]


def _corpora_folder() -> Path | None:
    folder = os.environ.get("HOUSEBAND_CORPORA")
    return Path(folder) if folder else None


def _files(folder: Path | None, count: int) -> tuple[list[bytes], str]:
    paths = sorted(folder.rglob("*.mid")) if folder else []
    if not paths:
        return [_written_piece(seed) for seed in range(count)], "written for this run"
    chosen = paths[:: max(1, len(paths) // count)][:count]
    return [path.read_bytes() for path in chosen], "from HOUSEBAND_CORPORA"


def _written_piece(seed: int) -> bytes:
    """Four parts of 200 notes drawn by the seed."""
    random = np.random.default_rng(seed)
    parts = []
    for program in (0, 40, 41, 42):
        starts = np.cumsum(random.integers(1, 4, 200)) * 120
        pitches = random.integers(48, 84, 200)
        notes = tuple(Note(start, pitch, 110) for start, pitch in zip(starts.tolist(), pitches.tolist(), strict=True))
        parts.append(Part(f"part {program}", program, notes))
    return midi_bytes(Score(tuple(parts)))


def _files_per_second(readers: Sequence[Reader], data: Sequence[bytes], rounds: int) -> list[float]:
    """Median over rounds of files per second of each reader; every reader warms up on the first file."""
    for reader in readers:
        reader(data[0])
    seconds: list[list[float]] = [[] for _ in readers]
    for _ in range(rounds):
        for reader, times in zip(readers, seconds, strict=True):
            began = time.perf_counter()
            for file in data:
                reader(file)
            times.append(time.perf_counter() - began)
    return [len(data) / statistics.median(times) for times in seconds]


def _symusic(data: bytes) -> object:
    import symusic

    return symusic.Score.from_midi(data)


def _mido(data: bytes) -> object:
    import mido  # type: ignore[import-untyped]

    return mido.MidiFile(file=io.BytesIO(data))


def _pretty_midi(data: bytes) -> object:
    import pretty_midi

    return pretty_midi.PrettyMIDI(io.BytesIO(data))


def _music21(data: bytes) -> object:
    from music21 import converter

    return converter.parseData(data, format="midi")


if __name__ == "__main__":
    print(markdown_table(run()), end="")

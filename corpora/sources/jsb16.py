"""The Bach chorales of Boulanger-Lewandowski (2012) in sixteenth notes, four voices: the benchmark with a fixed split.

Whether a pitch is held or struck again is not in the data: equal neighbours are read as one held note. Twenty of the 77 test chorales share a
soprano line with a training one; their group names say so, the published split stands all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source, Split
from corpora.pieces import TICKS_PER_QUARTER, Note, Part, Score
from corpora.sources.keys import with_key

STEP_TICKS = TICKS_PER_QUARTER // 4
VOICES = ("soprano", "alto", "tenor", "bass")
_CHOIR_PROGRAM = 52
_SPLITS: dict[str, Split] = {"train": "train", "valid": "valid", "test": "test"}


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="jsb16",
        title="JSB chorales, sixteenth notes, fixed split",
        genres=("chorale",),
        kind="music",
        licence="none stated; the music is in the public domain",
        attribution="JSB Chorales, N. Boulanger-Lewandowski, Y. Bengio, P. Vincent (ICML 2012), in the sixteenth-note form by Cheng-Zhi Anna Huang.",
        source=Source(
            url="https://github.com/czhuang/JSB-Chorales-dataset",
            commit="9a7f733ddb4ed91f48da64ac7f0f621c34aadd4d",
            archive="https://github.com/czhuang/JSB-Chorales-dataset/archive/9a7f733ddb4ed91f48da64ac7f0f621c34aadd4d.zip",
        ),
        rights="benchmark",
        files=("Jsb16thSeparated.json",),
        sha256="78e9c4a462f565db869207a8c43e4299c82fb3791fdf4fff0d7e7acd07ade96d",
        reader=read,
        folder="benchmarks/jsb_chorales",
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every chorale on the side of the split it was published on."""
    data = json.loads((folder / "Jsb16thSeparated.json").read_text(encoding="utf-8"))
    for name, split in _SPLITS.items():
        for number, frames in enumerate(data[name]):
            identity = f"jsb16/{name}/{number}"
            if not frames:
                skipped.append(Skipped(identity, "no frames"))
                continue
            yield CorpusPiece(
                id=identity,
                genre="chorale",
                piece=with_key(chorale_score(frames, identity)),
                composer="J. S. Bach",
                title=identity,
                licence="public domain",
                group=identity,
                published_split=split,
            )


def chorale_score(frames: Sequence[Sequence[float]], title: str) -> Score:
    """Four parts from frames of four pitches, one a sixteenth note; a pitch below 1 is silence."""
    parts = []
    for voice, name in enumerate(VOICES):
        notes, step = [], 0
        for pitch, run in groupby(round(frame[voice]) if frame[voice] == frame[voice] else 0 for frame in frames):
            length = len(list(run))
            if pitch > 0:
                notes.append(Note(step * STEP_TICKS, pitch, length * STEP_TICKS))
            step += length
        parts.append(Part(name, _CHOIR_PROGRAM, tuple(notes)))
    return Score(parts=tuple(parts), title=title, composer="J. S. Bach", length_ticks=len(frames) * STEP_TICKS)

"""Groove MIDI Dataset: drummers playing 18 styles on an electronic kit, with their own velocities and micro-timing."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source, Split
from corpora.errors import AskerError
from corpora.formats.midi import read_midi
from corpora.pieces import Meter, Part, Score, Tempo

_SPLITS: dict[str, Split] = {"train": "train", "validation": "valid", "test": "test"}


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="groove",
        title="Groove MIDI Dataset: played drumming",
        genres=(
            "afrobeat", "afrocuban", "blues", "country", "dance", "funk", "gospel", "highlife", "hiphop", "jazz", "latin", "middleeastern",
            "neworleans", "pop", "punk", "reggae", "rock", "soul",
        ),
        kind="music",
        licence="CC BY 4.0",
        attribution="Groove MIDI Dataset 1.0.0 by Google LLC (Gillick, Roberts, Engel, Eck, Bamman, Learning to Groove, ICML 2019), CC BY 4.0.",
        source=Source(
            url="https://github.com/zharry29/drums-with-llm",
            commit="476adbc938a600eaca26bbb02648e6127b5eca64",
            archive="https://github.com/zharry29/drums-with-llm/archive/476adbc938a600eaca26bbb02648e6127b5eca64.zip",
            inside="groove",
        ),
        rights="ship",
        files=("info.csv", "drummer*/*/*.mid"),
        sha256="43b4571f08e74f48a44454311f61a87fa78fd179c25e6c54f7d69619281906ff",
        reader=read,
    )  # fmt: skip


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every performance; the genre is the drum style, the split the publisher's."""
    with (folder / "info.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        style, _, variant = row["style"].partition("/")
        try:
            score = _played(read_midi(folder / row["midi_filename"]), row)
        except AskerError as problem:
            skipped.append(Skipped(row["midi_filename"], str(problem)))
            continue
        yield CorpusPiece(
            id=f"groove/{row['id']}",
            genre=style,
            piece=score,
            composer=row["drummer"],
            title=f"{row['style']} {row['beat_type']}",
            licence="CC BY 4.0",
            group=f"groove/{row['id']}",
            published_split=_SPLITS[row["split"]],
            tags=tuple(filter(None, (variant, row["beat_type"]))),
        )


def _played(score: Score, row: dict[str, str]) -> Score:
    """The table's tempo and meter (the drummers played to a click), one drum part."""
    numerator, _, denominator = row["time_signature"].partition("-")
    notes = tuple(sorted(note for part in score.parts for note in part.notes))
    return replace(
        score,
        parts=(Part("drums", 0, notes, is_drum=True),),
        tempos=(Tempo(0, float(row["bpm"])),),
        meters=(Meter(0, int(numerator), int(denominator)),),
        keys=(),
        title=row["id"],
        composer=row["drummer"],
    )

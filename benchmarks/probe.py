"""The least that composing can take: load the genre's model, draw 1,000 tokens without a grammar, write a MIDI file.

Usage: ``python -m benchmarks.probe GENRE FILE``. Measured by ``benchmarks.starting``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from corpora.formats.midi_writing import midi_bytes
from corpora.pieces import Note, Part, Score
from generators.genres import genre
from generators.players.autoregressive import Player, free_tables, nothing_forced
from generators.registry import load_generator

TOKENS = 1000


def main(genre_name: str, target: Path) -> None:
    """Draw the tokens as one stream and write each as a note, so that none is for nothing."""
    player = Player(load_generator(genre(genre_name).generator).folder)
    uniforms = np.random.default_rng(0).random((TOKENS, 1), np.float32)
    drawn = player.run(free_tables(player.vocabulary_size), player.first_state(1), nothing_forced(1), uniforms)
    notes = tuple(Note(place * 240, 36 + token % 60, 240) for place, token in enumerate(drawn.tokens[:, 0].tolist()))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(midi_bytes(Score((Part("probe", 0, notes),))))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

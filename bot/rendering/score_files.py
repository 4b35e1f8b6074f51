"""The piece as notes in a file: MIDI of the performance, MusicXML of the written score."""

from __future__ import annotations

from pathlib import Path

from bot.rendering.base import Take
from corpora.formats.midi_writing import midi_bytes


def write_midi(take: Take, target: Path) -> None:
    """A standard MIDI file of the performance."""
    target.write_bytes(midi_bytes(take.job.performed))

"""The piece as notes in a file: MIDI of the performance, MusicXML of the written score."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.rendering.base import Take
from corpora.formats.midi_writing import midi_bytes


def write_midi(take: Take, target: Path) -> None:
    """A standard MIDI file of the performance."""
    target.write_bytes(midi_bytes(take.job.performed))


def write_musicxml(take: Take, target: Path) -> None:
    """MusicXML of the written score, with its title."""
    from corpora.formats.musicxml_writing import musicxml_text  # writing MIDI, the fastest path, does without it

    target.write_text(musicxml_text(replace(take.job.written, title=take.job.title)), encoding="utf-8")

"""A piano roll as geometry: which colour, how high and how long each note is. Shared by the picture and the video."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.rendering.base import seconds_of
from bot.rendering.lettering import Colour
from corpora.chords import chord_name
from corpora.instruments import by_program
from corpora.pieces import Bar, Part, Score

BACKGROUND: Colour = (13, 15, 27)
PANEL: Colour = (20, 23, 40)
LINE: Colour = (44, 49, 78)
FAINT: Colour = (30, 34, 56)
INK: Colour = (236, 238, 247)
SOFT_INK: Colour = (150, 156, 184)
CHORD_INK: Colour = (255, 209, 128)

_PALETTE: dict[str, Colour] = {
    "amber": (255, 171, 64), "blue": (92, 157, 255), "green": (72, 207, 141), "rose": (240, 98, 146), "violet": (171, 132, 255),
    "cyan": (56, 200, 222), "lime": (190, 220, 80), "coral": (255, 122, 92), "sand": (220, 190, 150), "steel": (144, 164, 190),
}  # fmt: skip
_FAMILY_COLOURS = {
    "reed": "amber", "brass": "coral", "flute": "cyan", "piano": "blue", "organ": "violet", "guitar": "lime", "bass": "green", "strings": "rose",
    "voice": "amber", "ensemble": "violet", "mallets": "cyan", "plucked": "lime",
}  # fmt: skip
_DRUM_COLOUR: Colour = (168, 176, 205)


def part_colours(parts: tuple[Part, ...]) -> list[Colour]:
    """A colour for each part: its family's own while that is free, then the next free one."""
    free = list(_PALETTE)
    colours = []
    for part in parts:
        if part.is_drum:
            colours.append(_DRUM_COLOUR)
            continue
        wanted = _FAMILY_COLOURS.get(by_program(part.program).family, "")
        name = wanted if wanted in free else (free or list(_PALETTE))[0]
        if name in free:
            free.remove(name)
        colours.append(_PALETTE[name])
    return colours


@dataclass(frozen=True, slots=True)
class Lanes:
    """Where pitches lie between the top and the foot of a roll: melody instruments above, one narrow lane for each drum below."""

    lowest: int
    highest: int
    drums: tuple[int, ...]
    """Percussion keys used, the highest first."""
    height: int
    """Of the whole roll, pixels."""

    @property
    def drum_height(self) -> float:
        """Of all drum lanes together, pixels."""
        return min(self.height * 0.28, len(self.drums) * self.height * 0.035)

    @property
    def step(self) -> float:
        """Pixels from one semitone to the next."""
        return (self.height - self.drum_height) / (self.highest - self.lowest + 1)

    def top(self, pitch: int, is_drum: bool) -> float:
        """The upper edge of a pitch's lane in pixels from the top of the roll."""
        if is_drum:
            return self.height - self.drum_height + self.drums.index(pitch) * self.drum_height / len(self.drums)
        return (self.highest - pitch) * self.step

    def thickness(self, is_drum: bool) -> float:
        """How thick a note is drawn, pixels."""
        lane = self.drum_height / len(self.drums) if is_drum else self.step
        return min(max(lane * 0.9, self.height * 0.022), self.height * 0.032)


def lanes(score: Score, height: int) -> Lanes:
    """The lanes of a score's pitches, with two semitones of air and at least two octaves."""
    pitches = [note.pitch for part in score.parts if not part.is_drum for note in part.notes] or [60]
    drums = {note.pitch for part in score.parts if part.is_drum for note in part.notes}
    low, high = min(pitches) - 2, max(pitches) + 2
    spare = max(0, 24 - (high - low))
    return Lanes(low - spare // 2, high + (spare + 1) // 2, tuple(sorted(drums, reverse=True)), height)


@dataclass(frozen=True, slots=True)
class DrawnNotes:
    """Every note of a score in drawing order (by start); arrays of one length."""

    start_seconds: NDArray[np.float64]
    end_seconds: NDArray[np.float64]
    start_ticks: NDArray[np.int64]
    end_ticks: NDArray[np.int64]
    pitch: NDArray[np.int64]
    velocity: NDArray[np.int64]
    part: NDArray[np.int64]


def drawn_notes(score: Score) -> DrawnNotes:
    """The notes of all parts as arrays."""
    rows = [(n.start_ticks, n.end_ticks, n.pitch, n.velocity, index) for index, part in enumerate(score.parts) for n in part.notes]
    table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 5)
    seconds = seconds_of(score, table[:, :2])
    return DrawnNotes(seconds[:, 0], seconds[:, 1], table[:, 0], table[:, 1], table[:, 2], table[:, 3], table[:, 4])


def note_colour(colour: Colour, velocity: int) -> Colour:
    """A part's colour, darker where the note is softer."""
    share = 0.55 + 0.45 * min(1.0, velocity / 110)
    red, green, blue = (round(ground + (tone - ground) * share) for tone, ground in zip(colour, BACKGROUND, strict=True))
    return red, green, blue


def lighter(colour: Colour, share: float) -> Colour:
    """A colour moved towards white by ``share`` (0 to 1)."""
    red, green, blue = (round(tone + (255 - tone) * share) for tone in colour)
    return red, green, blue


def chord_labels(score: Score) -> list[tuple[int, str]]:
    """Each change of chord: its tick, and its name spelt for the key that rules there, with real accidentals."""
    labels: list[tuple[int, str]] = []
    for chord in score.chords:
        fifths = next((key.fifths for key in reversed(score.keys) if key.start_ticks <= chord.start_ticks), -1)
        name = chord_name(chord, fifths).replace("b", "♭").replace("#", "♯")
        if not labels or labels[-1][1] != name:
            labels.append((chord.start_ticks, name))
    return labels


def beat_lines(bar: Bar, ticks_per_quarter: int) -> range:
    """The ticks of the beats inside a bar (not its own bar line), counted back from its end, so that a pickup's beats fall into place."""
    beat = max(1, bar.meter.beat_ticks(ticks_per_quarter))
    return range(bar.end_ticks - (bar.length_ticks - 1) // beat * beat, bar.end_ticks, beat)

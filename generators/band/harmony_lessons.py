"""Tunes with their human chords, as the harmony model sees them: what it learns from and is measured on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpora.pieces import Score
from generators.band.harmony_model import HarmonyTable, Segment, chord_state, most_likely_states, profiles, segments, table_mode


@dataclass(frozen=True, slots=True)
class Lesson:
    """One tune with its human chords, at one length of segment."""

    stretches: list[Segment]
    heard: NDArray[np.float64]
    """float64 ``[segments, 12]``."""
    states: list[int | None]
    """The human's chord in each segment; None where there is none."""

    @property
    def mode(self) -> str:
        """The mode of the table that serves its first key."""
        return table_mode(self.stretches[0].key.mode)

    def tables(self, by_mode: dict[str, HarmonyTable]) -> list[HarmonyTable]:
        """The table of each segment."""
        return [by_mode[table_mode(segment.key.mode)] for segment in self.stretches]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often the model chose what a person chose, as shares of segments."""

    root: float
    root_and_type: float
    tonic_always: float
    """The root's share for a model that never leaves the tonic."""
    segments: int


def lesson(score: Score, idiom: str, chords_per_bar: int) -> Lesson:
    """The segments of a tune, what is heard in them, and the chord that sounds longest in each."""
    stretches = segments(score, score.keys, chords_per_bar)
    states = [_sounding_state(score, segment, idiom) for segment in stretches]
    return Lesson(stretches, profiles(score, stretches), states)


def _sounding_state(score: Score, segment: Segment, idiom: str) -> int | None:
    lengths: Counter[int] = Counter()
    starts = [chord.start_ticks for chord in score.chords]
    for chord, stop in zip(score.chords, [*starts[1:], score.end_ticks], strict=True):
        overlap = min(stop, segment.end_ticks) - max(chord.start_ticks, segment.start_ticks)
        state = chord_state(chord, segment.key.tonic, idiom)
        if overlap > 0 and state is not None:
            lengths[state] += overlap
    return lengths.most_common(1)[0][0] if lengths else None


def teachable(scores: Iterable[Score]) -> list[Score]:
    """Tunes with chords, a key and at least eight bars."""
    return [score for score in scores if score.chords and score.keys and sum(1 for _ in score.bars()) >= 8]


def agreement(tables: dict[str, HarmonyTable], lessons: Sequence[Lesson]) -> Agreement:
    """The model's choices beside the human's."""
    pairs = [
        (human, ours)
        for each in lessons
        for human, ours in zip(each.states, most_likely_states(each.heard, each.stretches, each.tables(tables)), strict=True)
        if human is not None
    ]
    total = max(1, len(pairs))
    return Agreement(
        root=sum(human % 12 == ours % 12 for human, ours in pairs) / total,
        root_and_type=sum(human == ours for human, ours in pairs) / total,
        tonic_always=sum(human % 12 == 0 for human, _ in pairs) / total,
        segments=len(pairs),
    )

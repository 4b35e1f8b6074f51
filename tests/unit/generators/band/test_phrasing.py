from __future__ import annotations

from itertools import pairwise

import numpy as np

from corpora.pieces import Meter, Note, Score
from generators.band.frame import frame_of
from generators.band.phrasing import phrased

FRAME = frame_of(Score((), length_ticks=16 * 1920))
QUARTERS = tuple(Note(tick, 60 + tick // 480 % 8, 480) for tick in range(0, 16 * 1920, 480))


def test_pitches_and_the_number_of_notes_stay() -> None:
    played = phrased(QUARTERS, FRAME, 1.0, np.random.default_rng(0))
    assert [note.pitch for note in played] == [note.pitch for note in QUARTERS]
    assert all(one.end_ticks <= other.start_ticks for one, other in pairwise(played))
    assert [played[0].start_ticks, played[-1].start_ticks] == [0, QUARTERS[-1].start_ticks]
    assert played[-1].end_ticks == QUARTERS[-1].end_ticks


def test_a_stiff_tune_is_syncopated_on_the_grid() -> None:
    played = phrased(QUARTERS, FRAME, 0.5, np.random.default_rng(0))
    moved = [note for note, printed in zip(played, QUARTERS, strict=True) if note.start_ticks != printed.start_ticks]
    assert 0.15 < len(moved) / len(QUARTERS) < 0.5
    assert all(note.start_ticks % 480 == 240 for note in moved)


def test_never_two_changes_in_a_row() -> None:
    played = phrased(QUARTERS, FRAME, 1.0, np.random.default_rng(1))
    changed = [note.start_ticks != printed.start_ticks for note, printed in zip(played, QUARTERS, strict=True)]
    assert not any(one and other for one, other in pairwise(changed))


def test_a_syncopated_tune_and_a_jig_are_left_alone() -> None:
    off = tuple(Note(tick, 60, 240) for tick in range(240, 16 * 1920, 480))
    assert tuple(phrased(off, FRAME, 1.0, np.random.default_rng(0))) == off
    jig = frame_of(Score((), meters=(Meter(0, 6, 8),), length_ticks=16 * 1440))
    beats = tuple(Note(tick, 60, 720) for tick in range(0, 16 * 1440, 720))
    assert tuple(phrased(beats, jig, 1.0, np.random.default_rng(0))) == beats

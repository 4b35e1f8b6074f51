from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from corpora.chords import chord_pitch_classes
from corpora.pieces import Key, Note, Score
from generators.band.answers import answers
from generators.band.frame import frame_of


def calls() -> list[Note]:
    """A tune that sings for a bar and pauses for a bar."""
    return [Note(bar * 1920 + beat * 480, 67 + beat, 480) for bar in range(0, 16, 2) for beat in range(4)]


def test_answers_lie_in_the_pauses_and_never_over_the_tune(changes: Score) -> None:
    line = answers(frame_of(changes), calls(), 67, 84, 1.0, np.random.default_rng(0))
    assert len(line) >= 14
    assert all(note.start_ticks // 1920 % 2 == 1 and note.end_ticks <= (note.start_ticks // 1920 + 1) * 1920 for note in line)
    assert all(67 <= note.pitch <= 84 for note in line)


def test_an_answer_lands_on_the_chord(changes: Score) -> None:
    frame = frame_of(changes)
    for seed in range(6):
        line = answers(frame, calls(), 67, 84, 1.0, np.random.default_rng(seed))
        for bar in range(1, 16, 2):
            figure = [note for note in line if note.start_ticks // 1920 == bar]
            if figure:
                chord = frame.chord_at(figure[-1].start_ticks)
                assert chord is not None
                assert figure[-1].pitch % 12 in chord_pitch_classes(chord)
                assert max(abs(one.pitch - other.pitch) for one, other in pairwise(figure)) <= 5


def test_no_answers_are_given_where_none_are_wanted_or_the_tune_never_pauses(changes: Score) -> None:
    busy = [Note(tick, 70, 480) for tick in range(0, 16 * 1920, 480)]
    assert answers(frame_of(changes), busy, 67, 84, 1.0, np.random.default_rng(0)) == []
    assert answers(frame_of(changes), calls(), 67, 84, 0.0, np.random.default_rng(0)) == []
    silent = replace(changes, chords=(), keys=(Key(0, 0),))
    assert answers(frame_of(silent), calls(), 67, 84, 1.0, np.random.default_rng(0)) == []

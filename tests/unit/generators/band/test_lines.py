from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from corpora.chords import chord_pitch_classes
from corpora.pieces import Note, Score
from generators.band.frame import frame_of
from generators.band.lines import fitted, guide_tones, harmonised


def test_a_tune_is_moved_whole_and_keeps_its_intervals() -> None:
    tune = [Note(place * 480, pitch, 480) for place, pitch in enumerate((72, 76, 79, 84, 79, 72))]
    moved = fitted(tune, 44, 76)
    assert [note.pitch for note in moved] == [note.pitch - 12 for note in tune]
    assert fitted(tune, 60, 93) == tune


def test_a_tune_wider_than_the_instrument_still_fits() -> None:
    tune = [Note(place * 480, 30 + 5 * place, 480) for place in range(14)]
    assert all(60 <= note.pitch <= 72 for note in fitted(tune, 60, 72))


@pytest.mark.parametrize(("low", "high"), [(44, 76), (54, 84), (60, 93), (36, 69)])
def test_a_second_voice_sings_thirds_and_sixths(head: Score, low: int, high: int) -> None:
    tune = head.parts[0].notes
    voice = harmonised(tune, frame_of(head), low, high)
    apart = np.array([abs(one.pitch - other.pitch) for one, other in zip(tune, voice, strict=True)])
    assert [note.start_ticks for note in voice] == [note.start_ticks for note in tune]
    assert all(low <= note.pitch <= high for note in voice)
    assert np.mean(np.isin(apart, (3, 4, 8, 9))) >= 0.6
    assert not np.isin(apart, (1, 2, 11, 13)).any()


def test_a_second_voice_moves_no_wilder_than_the_tune(head: Score) -> None:
    voice = harmonised(head.parts[0].notes, frame_of(head), 54, 84)
    assert np.mean([abs(one.pitch - other.pitch) for one, other in pairwise(voice)]) <= 1.2 * np.mean(
        [abs(one.pitch - other.pitch) for one, other in pairwise(head.parts[0].notes)]
    )


def test_guide_tones_are_chord_notes_a_step_apart(head: Score) -> None:
    frame = frame_of(head)
    line = guide_tones(frame, 0, frame.end_ticks, 50, 76)
    for note in line:
        chord = frame.chord_at(note.start_ticks)
        assert chord is not None
        tones = set(chord_pitch_classes(chord)) | {(chord.root + 9) % 12}
        assert note.pitch % 12 in tones
    assert np.mean([abs(one.pitch - other.pitch) for one, other in pairwise(line)]) <= 2.5
    assert all(one.end_ticks <= other.start_ticks for one, other in pairwise(line))

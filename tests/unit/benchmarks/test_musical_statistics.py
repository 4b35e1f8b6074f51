"""The statistics on pieces small enough to count by hand."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.musical_statistics import (
    Stretch,
    empty_bar_rate,
    groove_consistency,
    inter_onset_intervals,
    mean_interval,
    note_lengths,
    pitch_class_entropy,
    pitch_count,
    pitch_range,
    qualified_note_rate,
    scale_consistency,
    stretch_of,
    used_pitch_classes,
)
from benchmarks.overlap import halves_area, overlapping_area
from corpora.pieces import Meter, Note, Part, Score


def _stretch(notes: list[tuple[int, int, int]], **score: int) -> Stretch:
    found = stretch_of(Score((Part("p", 0, tuple(Note(*note) for note in notes)),), **score), 16, line=True)
    assert found is not None
    return found


def _quarters(*pitches: int) -> list[tuple[int, int, int]]:
    return [(place * 480, pitch, 480) for place, pitch in enumerate(pitches)]


def test_entropy_is_two_bits_of_four_equal_classes() -> None:
    assert pitch_class_entropy(_stretch(_quarters(60, 74, 64, 65))) == pytest.approx(2.0)
    assert pitch_class_entropy(_stretch(_quarters(60, 72, 48, 60))) == 0.0


def test_a_scale_is_consistent_and_one_foreign_note_of_eight_is_not() -> None:
    assert scale_consistency(_stretch(_quarters(62, 64, 66, 67, 69, 71, 73, 74))) == 1.0
    assert scale_consistency(_stretch(_quarters(60, 62, 64, 65, 67, 69, 71, 61))) == pytest.approx(7 / 8)


def test_groove_counts_the_grid_places_in_which_adjacent_bars_differ() -> None:
    same = _quarters(60, 60, 60, 60, 60, 60, 60, 60)
    assert groove_consistency(_stretch(same)) == 1.0
    one_missing = [note for note in same if note[0] != 5 * 480]
    assert groove_consistency(_stretch(one_missing)) == pytest.approx(1 - 1 / 48)


def test_bars_are_counted_from_the_first_that_sounds() -> None:
    stretch = _stretch([(4 * 480 + 960, 60, 480), (5 * 480 + 960, 62, 480), (16 * 480, 64, 480), (17 * 480, 64, 480)], length_ticks=20 * 480)
    assert len(stretch.bar_edges) - 1 == 4
    assert empty_bar_rate(stretch) == pytest.approx(0.5)
    assert used_pitch_classes(stretch) == pytest.approx(1.5)


def test_notes_shorter_than_a_32nd_do_not_qualify() -> None:
    assert qualified_note_rate(_stretch([(0, 60, 60), (480, 60, 59), (960, 60, 480), (1440, 60, 480)])) == pytest.approx(0.75)


def test_features_of_a_line() -> None:
    stretch = _stretch([(0, 60, 240), (240, 64, 240), (480, 60, 960), (1440, 67, 480)])
    assert pitch_count(stretch).tolist() == [3]
    assert pitch_range(stretch).tolist() == [7]
    assert mean_interval(stretch).tolist() == [5]
    assert note_lengths(stretch).max() == pytest.approx(0.5)
    assert inter_onset_intervals(stretch).sum() == pytest.approx(1.0)


def test_too_few_notes_are_no_stretch() -> None:
    assert stretch_of(Score((Part("p", 0, (Note(0, 60, 480),)),), length_ticks=8 * 1920), 16, line=True) is None
    assert stretch_of(Score(()), 16, line=True) is None


def test_a_line_is_the_first_pitched_part_and_other_meters_have_other_bars() -> None:
    parts = (Part("d", 0, (Note(0, 36, 10),), is_drum=True), Part("a", 0, (Note(0, 60, 480),)), Part("b", 0, (Note(0, 40, 480),)))
    score = Score(parts, meters=(Meter(0, 3, 4),))
    line, every = stretch_of(score, 16, line=True), stretch_of(score, 16, line=False)
    assert line is not None
    assert every is not None
    assert (line.pitches.tolist(), every.pitches.tolist()) == ([60], [40, 60])
    assert line.bar_edges.tolist() == [0, 3]


def test_overlap_is_near_one_for_the_same_kind_and_near_zero_for_another() -> None:
    rng = np.random.default_rng(0)
    human, alike, other = rng.normal(0, 1, (60, 1)), rng.normal(0, 1, (60, 1)), rng.normal(30, 1, (60, 1))
    assert overlapping_area(human, alike) > 0.9
    assert overlapping_area(human, other) < 0.01
    assert halves_area(human, rng) > 0.85
    constant = np.ones((5, 1))
    assert overlapping_area(constant, constant) == pytest.approx(1.0, abs=0.01)

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from corpora.pieces import Meter, Note, Score
from generators.band.frame import frame_of
from generators.band.styles import Swing, load_style
from generators.band.swing import SwingMap, swing_ratio, swung

EIGHTHS = Swing("eighth", ((60, 2.0), (280, 1.2)))
FOUR = frame_of(Score((), length_ticks=4 * 1920)).pulses


def test_the_ratio_falls_with_the_tempo() -> None:
    swing = load_style("swing").swing
    ratios = [swing_ratio(swing, tempo) for tempo in (40, 60, 100, 140, 180, 220, 260, 300, 400)]
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[0] == pytest.approx(2.0)
    assert swing_ratio(swing, 280) == pytest.approx(1.2)
    assert swing_ratio(load_style("bossa").swing, 120) == 1.0


@pytest.mark.parametrize("ratio", [1.05, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("division", ["eighth", "sixteenth"])
def test_the_map_is_monotone_and_keeps_beats(ratio: float, division: str) -> None:
    rng = np.random.default_rng(0)
    onsets = sorted({int(tick) * 40 for tick in rng.integers(0, 192, 60)})
    swing = Swing(division, EIGHTHS.ratios)  # type: ignore[arg-type]
    played_at = SwingMap(swing, FOUR, ratio, onsets)
    played = [played_at(tick) for tick in range(0, 4 * 1920 + 40, 40)]
    assert all(one < other for one, other in pairwise(played))
    assert all(played_at(beat) == beat for beat in range(0, 4 * 1920 + 1, 480))


def test_an_off_beat_eighth_comes_late_and_a_triplet_stays() -> None:
    notes = (Note(0, 60, 240), Note(240, 62, 240), Note(480, 60, 160), Note(640, 62, 160), Note(800, 64, 160))
    played = swung(notes, EIGHTHS, FOUR, 2.0)
    assert [(note.start_ticks, note.duration_ticks) for note in played] == [(0, 320), (320, 160), (480, 160), (640, 160), (800, 160)]


def test_double_time_is_nearly_even() -> None:
    notes = tuple(Note(tick, 60, 120) for tick in range(0, 480, 120))
    starts = [note.start_ticks for note in swung(notes, EIGHTHS, FOUR, 2.0)]
    assert all(abs(one - other) <= 30 for one, other in zip(starts, (0, 120, 240, 360), strict=True))


def test_compound_meters_do_not_swing() -> None:
    pulses = frame_of(Score((), meters=(Meter(0, 6, 8),), length_ticks=1440)).pulses
    notes = (Note(0, 60, 240), Note(240, 60, 240), Note(480, 60, 240))
    assert swung(notes, EIGHTHS, pulses, 2.0) == notes

from __future__ import annotations

from dataclasses import replace

import pytest

from corpora.pickup_finding import WEIGHTS, find_pickup, with_pickup
from corpora.pieces import Meter, Note, Part, Score

MELODY = [(0, 2, 72), (2, 1, 71), (0, 1, 69), (1, 1, 71), (2, 1, 72), (0, 2, 74), (2, 1, 72), (0, 3, 67)]
"""Beat of a waltz's bar, beats held, pitch."""
ROOTS = [48, 53, 55, 48]


def waltz(pickup_beats: int, resolution: int = 480) -> Score:
    """Sixteen bars: root on one, chords on two and three, held melody notes on one; upbeat notes before it."""
    shift = pickup_beats * resolution
    bass, tune = [], [Note(beat * resolution, 67 + beat, resolution) for beat in range(pickup_beats)]
    bar = -1
    for round_ in range(4):
        for beat, held, pitch in MELODY:
            bar += beat == 0
            tune.append(Note(shift + (3 * bar + beat) * resolution, pitch + round_ % 2, held * resolution))
    for number in range(bar + 1):
        start = shift + 3 * number * resolution
        root = ROOTS[number % 4]
        bass.append(Note(start, root, 3 * resolution))
        bass += [Note(start + beat * resolution, root + high, resolution) for beat in (1, 2) for high in (12, 16)]
    return Score(
        parts=(Part("right", 0, tuple(sorted(tune))), Part("left", 0, tuple(sorted(bass)))), ticks_per_quarter=resolution, meters=(Meter(0, 3, 4),)
    )


@pytest.mark.parametrize("beats", [0, 1])
@pytest.mark.parametrize("resolution", [96, 384, 480])
def test_a_waltz_tells_its_first_bar_line(beats: int, resolution: int):
    assert find_pickup(waltz(beats, resolution)) == beats * resolution
    assert find_pickup(waltz(beats, resolution).transposed(5)) == beats * resolution


def test_a_declared_pickup_stays():
    declared = replace(waltz(1), pickup_ticks=240)
    assert with_pickup(declared) is declared
    assert with_pickup(waltz(1)).pickup_ticks == 480
    assert [bar.start_ticks for bar in with_pickup(waltz(1)).bars()][:3] == [0, 480, 480 + 1440]


def test_a_change_of_meter_stands_on_a_bar_line():
    changing = replace(waltz(0), meters=(Meter(0, 3, 4), Meter(960 + 4 * 1440, 2, 4)))
    assert find_pickup(changing) == 960


def test_nothing_sure_is_no_pickup():
    assert find_pickup(Score(parts=())) == 0
    few = Score(parts=(Part("x", 0, tuple(Note(480 * step, 60, 480) for step in range(10))),))
    assert find_pickup(few) == 0
    even = Score(parts=(Part("x", 0, tuple(Note(120 * step, 60, 120) for step in range(256))),))
    assert find_pickup(even) == 0
    off_grid = Score(parts=(Part("x", 0, tuple(Note(480 * step + 57, 60, 100) for step in range(40))),))
    assert find_pickup(off_grid) == 0
    assert find_pickup(replace(waltz(1, 480), ticks_per_quarter=2, meters=(Meter(0, 3, 4),))) == 0


def test_every_feature_has_a_weight():
    assert len(WEIGHTS) == 15

from __future__ import annotations

import numpy as np
import pytest

from corpora.instruments import instrument
from corpora.pieces import Score
from generators.band.alone import left_hand
from generators.band.frame import frame_of
from generators.band.styles import load_style


@pytest.mark.parametrize("style_name", ["swing", "ballad", "waltz", "reel", "rock", "march", "bossa", "blues_shuffle"])
@pytest.mark.parametrize("name", ["piano", "classical guitar", "accordion", "harp", "ukulele"])
def test_the_accompaniment_stays_below_the_tune_and_in_range(head: Score, style_name: str, name: str) -> None:
    player = instrument(name)
    tune = head.parts[0].notes
    notes = left_hand(frame_of(head), load_style(style_name), tune, player, np.random.default_rng(0))
    for note in notes:
        assert player.low <= note.pitch <= player.high
        over = [each.pitch for each in tune if each.start_ticks < note.end_ticks and each.end_ticks > note.start_ticks]
        assert not over or note.pitch < min(over)


def test_a_stride_pianist_has_the_root_under_every_bar(head: Score) -> None:
    frame = frame_of(head)
    notes = left_hand(frame, load_style("march"), head.parts[0].notes, instrument("piano"), np.random.default_rng(0))
    for bar in frame.bars:
        chord = frame.chord_at(bar.start_ticks)
        lowest = min((note for note in notes if note.start_ticks == bar.start_ticks), key=lambda note: note.pitch)
        assert chord is not None
        assert lowest.pitch % 12 == chord.root
        assert lowest.pitch < 52


def test_a_guitarist_can_finger_it(head: Score) -> None:
    notes = left_hand(frame_of(head), load_style("swing"), head.parts[0].notes, instrument("jazz guitar"), np.random.default_rng(0))
    starts = {note.start_ticks for note in notes}
    assert max(sum(note.start_ticks == start for note in notes) for start in starts) <= 4

"""Words in time, on lines of made-up weights: every syllable a place, stresses on strong beats, room to breathe."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.pieces import Meter
from generators.songs.lines import notes_of, set_section
from generators.songs.metre import HALF, grid_of, strong_places
from generators.songs.rhythm import PLAIN, STRESSED, Room, Taste, choose_bars, set_line, taste_of
from generators.songs.sung_words import SungLine

METERS = [(4, 4), (3, 4), (6, 8), (2, 4), (2, 2), (12, 8), (5, 4), (7, 8), (1, 4)]
IAMBS, TROCHEES, ANAPAESTS = [PLAIN, STRESSED] * 4, [STRESSED, PLAIN] * 3 + [STRESSED], [PLAIN, PLAIN, STRESSED] * 3


def taste(meter: tuple[int, int], seed: int = 0) -> Taste:
    grid = grid_of(Meter(0, *meter))
    return taste_of(grid, 1.1, 1.0, np.random.default_rng(seed))


def line(weights: list[int]) -> SungLine:
    return SungLine("la " * len(weights), ("la",) * len(weights), ("single",) * len(weights), tuple(weights))


def test_strong_places_of_a_bar() -> None:
    assert strong_places(Meter(0, 4, 4), 480) == (0, 960)
    assert strong_places(Meter(0, 3, 4), 480) == (0,)
    assert strong_places(Meter(0, 6, 8), 480) == (0, 720)
    assert strong_places(Meter(0, 5, 4), 480) == (0, 1440)


@pytest.mark.parametrize("meter", METERS)
@pytest.mark.parametrize("weights", [IAMBS, TROCHEES, ANAPAESTS])
def test_regular_lines_put_every_stress_on_a_strong_beat(meter: tuple[int, int], weights: list[int]) -> None:
    grid = grid_of(Meter(0, *meter))
    bars = choose_bars([weights], grid, taste(meter))[0]
    found = set_line(weights, grid, taste(meter), bars, Room(-grid.lean_slots))
    assert found is not None
    on_strong = [grid.strength(onset) >= HALF for onset, weight in zip(found.onsets, weights, strict=True) if weight == STRESSED]
    assert sum(on_strong) >= len(on_strong) - (meter == (7, 8))


def test_an_iambic_line_begins_with_a_pickup_and_a_trochaic_one_on_the_bar_line() -> None:
    grid = grid_of(Meter(0, 4, 4))
    iambic, trochaic = (set_line(weights, grid, taste((4, 4)), 2, Room(-4)) for weights in (IAMBS, TROCHEES))
    assert iambic is not None
    assert trochaic is not None
    assert iambic.onsets[0] < 0 == iambic.onsets[1]
    assert trochaic.onsets[0] == 0


def test_what_does_not_fit_is_refused_and_set_over_more_bars_in_a_section() -> None:
    grid = grid_of(Meter(0, 4, 4))
    many = [PLAIN, STRESSED] * 12
    assert set_line(many, grid, taste((4, 4)), 2, Room(0)) is None
    assert set_section([line(many)], grid, taste((4, 4)), before=2, after=0, bars=[2])[0].bars >= 3


def test_a_line_that_answers_another_keeps_its_rhythm_where_the_words_allow() -> None:
    grid = grid_of(Meter(0, 4, 4))
    first = set_section([line(IAMBS)], grid, taste((4, 4), 1), before=2, after=0)[0]
    other = set_section([line([*IAMBS, PLAIN])], grid, taste((4, 4), 1), before=2, after=0, models=[first], bars=[first.bars])[0]
    assert set(other.onsets) >= set(first.onsets[:-1])


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(METERS),
    st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=16), min_size=1, max_size=4),
    st.integers(0, 99),
)
def test_whatever_the_words_every_syllable_has_a_note_and_lines_follow_one_another(meter: tuple[int, int], words: list[list[int]], seed: int) -> None:
    grid = grid_of(Meter(0, *meter))
    lines = set_section([line(weights) for weights in words], grid, taste(meter, seed), before=grid.lean_slots, after=1)
    begun = 0
    onsets: list[int] = []
    for place, each in enumerate(lines):
        following = lines[place + 1].pickup if place + 1 < len(lines) else 1
        notes = notes_of(each, grid, each.bars * grid.bar_slots - following, np.random.default_rng(seed))
        assert sorted({note.syllable for note in notes}) == list(range(len(words[place])))
        assert [note.syllable for note in notes if note.begins] == list(range(len(words[place])))
        assert all(note.slots > 0 for note in notes)
        assert all(one.slot + one.slots <= other.slot for one, other in pairwise(notes))
        assert notes[-1].slot + notes[-1].slots <= each.bars * grid.bar_slots - following
        onsets += [begun + onset for onset in each.onsets]
        begun += each.bars * grid.bar_slots
    assert all(one < other for one, other in pairwise(onsets))

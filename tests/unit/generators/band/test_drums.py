from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from corpora.errors import AskerError
from corpora.pieces import Meter, Score, Section, Tempo
from generators.band.drums import drum_part, source_beats
from generators.band.grooves import STYLES, drumming, pack, style_name, swing_position, unpack
from generators.band.written_grooves import read_grid

KICK, SNARES, PEDAL, HATS, RIDES, CRASHES, TOMS = 36, {37, 38}, 44, {42, 46}, {51, 53}, {49, 57}, {43, 45, 48}


def frame(bars, meter=(4, 4), tempo=140.0, sections=(), pickup=0):
    signature = Meter(0, *meter)
    length = pickup + bars * signature.bar_ticks(480)
    return Score((), tempos=(Tempo(0, tempo),), meters=(signature,), length_ticks=length, pickup_ticks=pickup, sections=sections)


def play(style, bars=32, seed=0, fills=8, **kwargs):
    return drum_part(frame(bars, **kwargs), style, fills, np.random.default_rng(seed))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("meter", [(4, 4), (3, 4), (2, 4), (5, 4), (6, 8), (7, 8), (12, 8), (2, 2), (3, 8), (9, 8)])
def test_any_style_plays_in_any_meter(style, meter):
    written, performed = play(style, bars=9, meter=meter)
    bar = Meter(0, *meter).bar_ticks(480)
    assert len(written) == len(performed)
    assert {note.start_ticks // bar for note in written} == set(range(9))  # not one bar is silent
    for note, played in zip(written, performed, strict=True):
        assert note.start_ticks % 40 == 0
        assert 0 <= note.start_ticks < 9 * bar
        assert 35 <= note.pitch <= 81
        assert 1 <= note.velocity <= 127
        assert note.pitch == played.pitch
        assert played.start_ticks >= 0
        assert abs(played.start_ticks - note.start_ticks) < 250  # a swung eighth and 45 ms at most
    assert list(written) == sorted(written, key=lambda note: (note.start_ticks, note.pitch))
    assert len({(note.start_ticks, note.pitch) for note in written}) == len(written)


def test_swing_keeps_time_on_a_cymbal_with_the_foot_on_two_and_four():
    for seed in range(8):
        written, _ = play("swing", seed=seed, tempo=160)
        beats = Counter(note.start_ticks // 480 % 4 for note in written if note.pitch == PEDAL and note.start_ticks % 480 == 0)
        assert beats[1] + beats[3] >= 2.5 * (beats[0] + beats[2]) or beats.total() < 12  # some keep the hats under their sticks
        ridden = {note.start_ticks // 480 for note in written if note.pitch in RIDES | HATS and note.start_ticks % 480 == 0}
        assert len(ridden) > 0.5 * 32 * 4


@pytest.mark.parametrize("tempo", [110, 160, 200, 260])
def test_swing_has_no_backbeat(tempo):
    for seed in range(6):
        written, _ = play("swing", seed=seed, tempo=tempo)
        loud = sum(note.pitch in SNARES and note.velocity > 70 and note.start_ticks % 960 == 480 for note in written)
        assert loud < 12


def test_swung_eighths_are_written_straight_and_played_late():
    written, performed = play("swing", seed=3, tempo=120)
    off_beats = [
        (played.start_ticks - note.start_ticks) / 480
        for note, played in zip(written, performed, strict=True)
        if note.pitch in RIDES | HATS and note.start_ticks % 480 == 240
    ]
    assert len(off_beats) > 20
    assert 0.1 < np.median(off_beats) < 0.25


def test_drummers_swing_less_the_faster_they_play():
    positions = [swing_position("swing", tempo) for tempo in (100, 160, 220, 290)]
    assert positions == sorted(positions, reverse=True)
    assert 0.58 < positions[-1] < positions[0] <= 0.7
    assert swing_position("rock", 120) == swing_position("bossa nova", 130) == 0.5


def test_rock_has_its_backbeat():
    for seed in range(6):
        written, _ = play("rock", seed=seed, tempo=110, fills=0)
        on_two_and_four = {(note.start_ticks // 480) for note in written if note.pitch in SNARES and note.start_ticks % 960 == 480}
        assert len(on_two_and_four) > 0.75 * 31 * 2


def test_a_waltz_is_in_three_and_bossa_has_its_rim():
    plain, _ = play("waltz", meter=(3, 4), tempo=150, fills=0)
    assert {note.start_ticks % 1440 for note in plain if note.pitch == KICK} <= {0, 1200}
    written, _ = play("jazz waltz", meter=(3, 4), tempo=150, fills=0)
    feet = Counter(note.start_ticks // 480 % 3 for note in written if note.pitch == PEDAL and note.start_ticks % 480 == 0)
    assert feet[1] + feet[2] > 2 * feet[0]
    bossa, _ = play("bossa", tempo=127, fills=0)
    assert sum(note.pitch == 37 for note in bossa) > 20
    kicks = Counter(note.start_ticks % 960 for note in bossa if note.pitch == KICK)
    assert kicks[0] + kicks[720] > 0.8 * sum(kicks.values())  # dotted quarter and eighth


def test_sections_open_with_a_crash_and_fills_lead_into_them():
    bar = 1920
    sections = (Section(0, "Head"), Section(8 * bar, "Solo"), Section(16 * bar, "Head"))
    with_toms = 0
    for seed in range(6):
        written, _ = drum_part(frame(24, tempo=110, sections=sections), "rock", 0, np.random.default_rng(seed))
        crashes = {note.start_ticks for note in written if note.pitch in CRASHES}
        assert {8 * bar, 16 * bar, 23 * bar} <= crashes
        with_toms += sum(note.pitch in TOMS and note.start_ticks // bar in {7, 15} for note in written) > 2
    assert with_toms >= 5


def test_solos_ride_and_are_louder_than_heads():
    bar = 1920
    sections = (Section(0, "Head"), Section(16 * bar, "Solo"))
    louder = rides = 0
    for seed in range(10):
        written, _ = drum_part(frame(32, tempo=125, sections=sections), "swing", 8, np.random.default_rng(seed))
        head = [note.velocity for note in written if note.start_ticks < 15 * bar]
        solo = [note.velocity for note in written if 16 * bar <= note.start_ticks < 31 * bar]
        louder += np.mean(solo) > np.mean(head)
        rides += sum(note.pitch in RIDES and note.start_ticks > 16 * bar for note in written) > 40
    assert louder >= 7
    assert rides >= 9


def test_bars_repeat_but_not_all_of_them():
    written, _ = play("funk", tempo=100, fills=4, bars=33)
    bars = Counter(tuple((note.start_ticks % 1920, note.pitch) for note in written if note.start_ticks // 1920 == index) for index in range(32))
    assert 4 <= len(bars) <= 30
    assert bars.most_common(1)[0][1] >= 2


def test_the_last_bar_is_one_hit():
    written, _ = play("march", bars=4, tempo=110)
    assert {note.start_ticks for note in written if note.start_ticks >= 3 * 1920} == {3 * 1920}


def test_a_pickup_is_left_to_the_tune():
    written, _ = play("reel", bars=4, pickup=240, tempo=200)
    assert written[0].start_ticks >= 240
    assert {(note.start_ticks - 240) // 1920 for note in written} == {0, 1, 2, 3}


def test_a_meter_change_changes_the_bars():
    meters = (Meter(0, 4, 4), Meter(2 * 1920, 3, 4), Meter(2 * 1920 + 2 * 1440, 6, 8))
    score = Score((), meters=meters, length_ticks=2 * 1920 + 4 * 1440)
    written, _ = drum_part(score, "rock", 8, np.random.default_rng(0))
    assert {bar.number for bar in score.bars() if any(bar.start_ticks <= note.start_ticks < bar.end_ticks for note in written)} == set(range(1, 7))


def test_the_same_seed_plays_the_same_and_another_does_not():
    assert play("samba", seed=5) == play("samba", seed=5)
    assert play("samba", seed=5) != play("samba", seed=6)


def test_an_empty_frame_is_silent():
    assert drum_part(Score(()), "swing", 8, np.random.default_rng(0)) == ((), ())


def test_styles_go_by_many_names():
    assert style_name("Blues_Shuffle") == "shuffle"
    assert style_name("second-line") == "second line"
    with pytest.raises(AskerError, match="swing"):
        style_name("swinng")


def test_beats_are_cut_and_lengthened_like_a_drummer_would():
    assert source_beats(4, 4, 7) == [0, 1, 2, 3]
    assert source_beats(3, 4, 0) == [0, 1, 3]
    assert [source_beats(2, 4, bar) for bar in range(3)] == [[0, 1], [2, 3], [0, 1]]
    assert source_beats(5, 4, 0) == [0, 1, 3, 2, 3]
    assert len(source_beats(7, 4, 0)) == 7
    assert source_beats(4, 3, 0)[:3] == [0, 1, 2]


def test_the_table_survives_packing():
    again = unpack(pack(drumming()))
    assert again.fills == drumming().fills
    assert [each.bars for each in again.grooves] == [each.bars for each in drumming().grooves]


def test_every_groove_is_well_formed():
    for groove in drumming().grooves:
        np.testing.assert_allclose(groove.transitions.sum(axis=1), 1.0, rtol=1e-3)
        assert len(groove.transitions) == len(groove.bars)
        positions = [hit.position for kind in groove.bars for bar in kind for hit in bar]
        assert 0 <= min(positions) <= max(positions) < groove.beats * 12
    assert {groove.style for groove in drumming().grooves} == set(STYLES)


def test_text_grids_read_as_they_look():
    bar = read_grid({"kick": "9...|....", "hat": "5.5|..5"})
    assert [(hit.position, hit.key) for hit in bar] == [(0, 36), (0, 42), (8, 42), (20, 42)]
    assert all(earlier <= later for earlier, later in pairwise(bar))

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from corpora.chords import chord_pitch_classes
from corpora.pieces import Meter, Note, Score, Section
from generators.band.bass import bass_line, comfortable, folded
from generators.band.frame import Frame, frame_of
from generators.band.styles import BassStyle, load_style

WALKING = BassStyle(walking="always", patterns=load_style("swing").bass.patterns)


def walked(score: Score, seed: int, low: int = 28, high: int = 60) -> tuple[Frame, list[Note]]:
    frame = frame_of(score)
    return frame, bass_line(frame, WALKING, low, high, np.random.default_rng(seed))


def test_a_walking_bass_plays_every_beat_and_ends_on_a_long_root(changes: Score) -> None:
    frame, line = walked(changes, 1)
    on_beats = {note.start_ticks for note in line}
    assert all(pulse.start_ticks in on_beats for pulses in frame.pulses[:-1] for pulse in pulses)
    assert (line[-1].pitch % 12, line[-1].duration_ticks) == (0, 4 * 480)


def test_roots_fall_on_beat_one(changes: Score) -> None:
    hits = total = 0
    for seed in range(8):
        frame, line = walked(changes, seed)
        at = {note.start_ticks: note.pitch % 12 for note in line}
        for bar in frame.bars:
            chord = frame.chord_at(bar.start_ticks)
            assert chord is not None
            hits, total = hits + (at[bar.start_ticks] == chord.root), total + 1
    assert hits / total >= 0.85


def test_new_chords_are_led_into_by_step_or_fifth(changes: Score) -> None:
    near = total = 0
    for seed in range(8):
        frame, line = walked(changes, seed)
        begins = {span.start_ticks for span in frame.spans}
        for one, other in pairwise(line):
            if other.start_ticks in begins:
                near, total = near + (abs(one.pitch - other.pitch) in {1, 2, 5, 7}), total + 1
    assert near / total >= 0.8


def test_the_line_moves_mostly_by_step_never_beyond_an_octave_and_seldom_repeats(changes: Score) -> None:
    intervals: list[int] = []
    for seed in range(8):
        line = [note for note in walked(changes, seed)[1] if note.velocity >= 80]  # the ghosted skips repeat on purpose
        intervals += [abs(one.pitch - other.pitch) for one, other in pairwise(line)]
    assert max(intervals) <= 12
    assert np.mean(np.array(intervals) <= 5) >= 0.8
    assert np.mean(np.array(intervals) == 0) <= 0.05


def test_most_walked_notes_belong_to_chord_or_scale(changes: Score) -> None:
    frame, line = walked(changes, 3)
    tones = [note.pitch % 12 in chord_pitch_classes(chord) for note in line if (chord := frame.chord_at(note.start_ticks)) is not None]
    assert np.mean(tones) >= 0.6


def test_each_seed_walks_its_own_way(changes: Score) -> None:
    assert walked(changes, 1)[1] != walked(changes, 2)[1]
    assert walked(changes, 1)[1] == walked(changes, 1)[1]


@pytest.mark.parametrize("style_name", ["ballad", "blues_shuffle", "bossa", "waltz", "reel", "jig", "march", "rock"])
@pytest.mark.parametrize("meter", [(4, 4), (3, 4), (6, 8), (7, 8), (5, 4)])
def test_figures_land_on_the_root_of_every_chord_that_begins_a_bar(changes: Score, style_name: str, meter: tuple[int, int]) -> None:
    frame = frame_of(replace(changes, meters=(Meter(0, *meter),)))
    line = bass_line(frame, load_style(style_name).bass, 28, 60, np.random.default_rng(5))
    at = {note.start_ticks: note.pitch % 12 for note in line}
    bar_lines = {bar.start_ticks for bar in frame.bars}
    for span in frame.spans:
        if span.start_ticks in bar_lines:
            assert at[span.start_ticks] == span.chord.root
    assert all(28 <= note.pitch <= 60 for note in line)
    assert all(one.end_ticks <= other.start_ticks for one, other in pairwise(line))


def test_a_slash_bass_is_played(changes: Score) -> None:
    slashed = replace(changes, chords=tuple(replace(chord, bass=(chord.root + 4) % 12) for chord in changes.chords))
    _, line = walked(slashed, 1)
    assert line[0].pitch % 12 == 4


def test_a_band_that_starts_in_two_walks_later(changes: Score) -> None:
    style = replace(WALKING, starts_in_two=1.0)
    sections = (Section(0, "Head"), Section(8 * 1920, "Solo"), Section(12 * 1920, "Head"))
    line = bass_line(frame_of(replace(changes, sections=sections)), style, 28, 60, np.random.default_rng(0))
    per_bar = [sum(bar * 1920 <= note.start_ticks < (bar + 1) * 1920 for note in line) for bar in range(15)]
    assert max(per_bar[:8]) <= 3
    assert min(per_bar[8:]) >= 4


def test_folding_keeps_the_pitch_class_and_the_limits() -> None:
    assert folded(90, 28, 55) == 54
    assert folded(10, 28, 55) == 34
    assert comfortable(28, 60) == (28, 55)
    assert comfortable(60, 93) == (60, 72)

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from corpora.chords import parse_chord
from corpora.pieces import Note, Score
from generators.band.comping import Chair, MelodyEar, comp, is_dark
from generators.band.frame import frame_of
from generators.band.styles import load_style
from generators.band.voicing import Register

PIANO = Register(50, 74, 61)
SWING = load_style("swing").comping


def struck(notes: list[Note]) -> dict[int, list[Note]]:
    found: dict[int, list[Note]] = {}
    for note in notes:
        found.setdefault(note.start_ticks, []).append(note)
    return found


def test_swing_comping_uses_the_styles_rhythms_and_pushes(head: Score) -> None:
    frame = frame_of(head)
    places = set()
    for seed in range(6):
        for start in struck(comp(frame, SWING, Chair("rootless", PIANO, patterns=SWING.patterns), (), np.random.default_rng(seed))):
            places.add(start % 1920)
    assert {0, 720, 1680} <= places
    assert all(place % 240 == 0 for place in places)


def test_a_push_plays_the_chord_to_come(changes: Score) -> None:
    frame = frame_of(changes)
    for seed in range(6):
        for start, notes in struck(comp(frame, SWING, Chair("rootless", PIANO, patterns=SWING.patterns), (), np.random.default_rng(seed))).items():
            span = frame.span_at(start + 240)
            if start % 1920 == 1680 and span is not None and span.start_ticks == start + 240:
                third = {"m": 3}.get(span.chord.quality[:1], 4) if not span.chord.quality.startswith("maj") else 4
                assert (span.chord.root + third) % 12 in {note.pitch % 12 for note in notes}


def test_voices_move_little_from_chord_to_chord(changes: Score) -> None:
    notes = comp(frame_of(changes), SWING, Chair("rootless", PIANO, patterns=SWING.patterns), (), np.random.default_rng(2))
    hands = [sorted(note.pitch for note in group) for _, group in sorted(struck(notes).items())]
    moves = [np.mean([abs(low - high) for low, high in zip(one, other, strict=True)]) for one, other in pairwise(hands) if len(one) == len(other)]
    assert np.mean(moves) <= 2.0


def test_every_chord_of_half_a_bar_is_heard(changes: Score) -> None:
    frame = frame_of(changes)
    for seed in range(6):
        notes = comp(frame, SWING, Chair("rootless", PIANO, patterns=SWING.patterns), (), np.random.default_rng(seed))
        for span in frame.spans:
            assert any(span.start_ticks - 240 <= note.start_ticks < span.end_ticks for note in notes)


def test_the_last_bar_is_one_held_chord(changes: Score) -> None:
    notes = comp(frame_of(changes), SWING, Chair("rootless", PIANO, patterns=SWING.patterns), (), np.random.default_rng(2))
    last = [note for note in notes if note.end_ticks > 15 * 1920]
    assert len({note.start_ticks for note in last}) == 1
    assert all(note.end_ticks == 16 * 1920 for note in last)


def test_a_busy_tune_gets_sparser_comping(changes: Score) -> None:
    frame = frame_of(changes)
    busy = [Note(tick, 76, 120) for tick in range(0, 16 * 1920, 120)]
    style = replace(SWING, listens=1.0)
    chair = Chair("rootless", PIANO, patterns=style.patterns)
    counts = [sum(len(struck(comp(frame, style, chair, melody, np.random.default_rng(seed)))) for seed in range(6)) for melody in ((), busy)]
    assert counts[1] < counts[0]


def test_nothing_rubs_against_a_held_note(changes: Score) -> None:
    held = [Note(bar * 1920, 76 if bar % 2 else 72, 1920) for bar in range(16)]
    for kind in ("rootless", "drop2", "shell"):
        for note in comp(frame_of(changes), SWING, Chair(kind, PIANO, patterns=SWING.patterns), held, np.random.default_rng(0)):
            over = [each for each in held if min(each.end_ticks, note.end_ticks) - max(each.start_ticks, note.start_ticks) >= 480]
            assert all(abs(note.pitch - each.pitch) != 1 for each in over)


def test_without_a_rhythm_chords_are_held_and_renewed(changes: Score) -> None:
    notes = comp(frame_of(changes), SWING, Chair("pad", Register(48, 79, 62)), (), np.random.default_rng(0))
    assert max(note.duration_ticks for note in notes) <= 2 * 1920
    assert min(note.start_ticks for note in notes) == 0


@pytest.mark.parametrize(("symbols", "dark"), [("G7 Cm7", True), ("G7 Cmaj7", False), ("Em7 Am7", True), ("Dm7 G7", False)])
def test_the_ninth_follows_the_key(changes: Score, symbols: str, dark: bool) -> None:
    first, second = symbols.split()
    frame = frame_of(replace(changes, chords=(parse_chord(first, 0), parse_chord(second, 1920))))
    assert is_dark(frame, frame.spans[0]) is dark


def test_the_ear_hears_what_sounds() -> None:
    ear = MelodyEar([Note(0, 60, 960), Note(960, 62, 240), Note(1440, 64, 480)])
    assert ear.during(480, 1000) == (60, 62)
    assert ear.held(0, 1000) == (60,)
    assert ear.onsets(0, 1440) == 2

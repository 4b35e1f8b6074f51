from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from corpora.pieces import Note, Score, Section, Tempo
from generators.band.frame import frame_of
from generators.band.humanise import MOST_DEVIATION_MS, Touch, humanised, section_arc

SCORE = Score((), tempos=(Tempo(0, 120.0),), sections=(Section(0, "Intro"), Section(7680, "Head"), Section(15360, "Solo")), length_ticks=16 * 1920)
FRAME = frame_of(SCORE)
EIGHTHS = tuple(Note(tick, 60 + tick // 240 % 12, 240) for tick in range(0, 16 * 1920, 240))
TICKS_PER_MS = 120 * 480 / 60000


def played(touch: Touch, seed: int = 0, notes: tuple[Note, ...] = EIGHTHS) -> tuple[Note, ...]:
    return humanised(notes, touch, FRAME, notes, np.random.default_rng(seed))


def test_deviations_are_bounded_and_never_leave_the_piece() -> None:
    for offset in (-60.0, 0.0, 60.0):
        notes = played(Touch(offset, 40.0, 80))
        assert len(notes) == len(EIGHTHS)
        assert all(note.start_ticks >= 0 and note.end_ticks <= FRAME.end_ticks for note in notes)
        assert all(abs(note.start_ticks - one.start_ticks) <= MOST_DEVIATION_MS * TICKS_PER_MS + 1 for note, one in zip(notes, EIGHTHS, strict=True))


def test_order_is_kept_and_one_voice_never_overlaps() -> None:
    fast = tuple(Note(tick, 60 + tick // 40 % 7, 40) for tick in range(0, 1920, 40))
    notes = played(Touch(0.0, 20.0, 80, monophonic=True), notes=fast)
    assert [note.pitch for note in notes] == [note.pitch for note in fast]
    assert all(one.end_ticks <= other.start_ticks for one, other in pairwise(notes))


def test_a_player_who_lays_back_is_late_on_average() -> None:
    shift = np.mean([note.start_ticks - one.start_ticks for note, one in zip(played(Touch(15.0, 5.0, 80)), EIGHTHS, strict=True)])
    assert 10 * TICKS_PER_MS < shift < 20 * TICKS_PER_MS


def test_downbeats_are_stronger_than_the_notes_between_beats() -> None:
    same = tuple(Note(tick, 60, 240) for tick in range(0, 16 * 1920, 240))
    notes = played(Touch(0.0, 0.0, 80), notes=same)
    strong = [note.velocity for note, one in zip(notes, same, strict=True) if one.start_ticks % 1920 == 0]
    weak = [note.velocity for note, one in zip(notes, same, strict=True) if one.start_ticks % 480 == 240]
    assert np.mean(strong) >= np.mean(weak) + 4


def test_phrases_swell_to_their_highest_note() -> None:
    phrase = tuple(Note(7680 + place * 240, 60 + (place if place < 8 else 16 - place), 240) for place in range(16))
    notes = played(Touch(0.0, 0.0, 80), notes=phrase)
    assert notes[8].velocity > notes[0].velocity + 3
    assert notes[8].velocity > notes[15].velocity + 3


def test_a_chord_is_spread_from_the_bottom_up() -> None:
    chord = tuple(Note(1920, pitch, 960) for pitch in (40, 47, 52, 56, 59))
    starts = [note.start_ticks for note in sorted(played(Touch(0.0, 0.0, 70, spread_ms=14.0), notes=chord), key=lambda note: note.pitch)]
    assert starts == sorted(starts)
    assert starts[-1] - starts[0] == pytest.approx(14 * TICKS_PER_MS, abs=2)


def test_the_same_seed_plays_the_same() -> None:
    touch = Touch(3.0, 8.0, 80)
    assert played(touch, 4) == played(touch, 4)
    assert played(touch, 4) != played(touch, 5)


def test_solos_build_and_the_intro_is_quiet() -> None:
    assert section_arc(FRAME, 0) < section_arc(FRAME, 7680)
    assert section_arc(FRAME, 15360) < section_arc(FRAME, FRAME.end_ticks - 1)
    assert all(0.8 <= section_arc(FRAME, tick) <= 1.15 for tick in range(0, FRAME.end_ticks, 480))

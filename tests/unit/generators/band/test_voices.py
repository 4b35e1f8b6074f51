from __future__ import annotations

from corpora.instruments import instrument
from corpora.pieces import Note, Score
from generators.band.frame import frame_of
from generators.band.voices import Voice, playable, stopped_together, written


def test_a_pitch_both_hands_want_is_struck_once_by_the_tune() -> None:
    tune, chords = Voice("lead", (Note(0, 60, 480),)), Voice("chords", (Note(0, 48, 480), Note(0, 60, 960)))
    kept = playable([tune, chords], instrument("piano"), 1920)
    assert kept == [tune, Voice("chords", (Note(0, 48, 480),))]


def test_a_pitch_is_released_before_it_is_struck_again() -> None:
    kept = playable([Voice("lead", (Note(480, 60, 480),)), Voice("chords", (Note(0, 60, 1920),))], instrument("piano"), 1920)
    assert kept[1].notes == (Note(0, 60, 480),)


def test_range_and_end_are_kept_and_empty_voices_dropped() -> None:
    kept = playable([Voice("lead", (Note(0, 20, 480), Note(1440, 100, 960), Note(1920, 60, 10))), Voice("second", ())], instrument("flute"), 1920)
    assert len(kept) == 1
    assert [(note.pitch, note.end_ticks) for note in kept[0].notes] == [(68, 480), (88, 1920)]


def test_a_band_that_stops_short_stops_together() -> None:
    frame = frame_of(Score((), length_ticks=3840))
    held = [Voice("lead", (Note(0, 60, 1920), Note(1920, 64, 1920))), Voice("bass", (Note(1920, 36, 1920),))]
    stopped = stopped_together(held, frame)
    assert [note.end_ticks for note in written(stopped)] == [1920, 2400, 2400]

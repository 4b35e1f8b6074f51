from __future__ import annotations

import numpy as np

from corpora.instruments import parse_instruments
from corpora.pieces import Note, Score, Tempo
from generators.band.frame import frame_of
from generators.band.performance import levelled, played
from generators.band.seats import seated
from generators.band.styles import load_style
from generators.band.voices import Voice

FRAME = frame_of(Score((), tempos=(Tempo(0, 160.0),), length_ticks=32 * 1920))
OFF_BEATS = tuple(Note(tick, 60 + tick // 480 % 5, 240) for tick in range(240, 32 * 1920, 480))


def lateness(role_line_up: str, player: int, role: str) -> float:
    stand = seated(parse_instruments(role_line_up))
    voice = Voice(role, OFF_BEATS)  # type: ignore[arg-type]
    notes = played([voice], stand.seats[player], stand, FRAME, load_style("swing"), np.random.default_rng(0))
    return float(np.mean([note.start_ticks - written.start_ticks for note, written in zip(sorted(notes), OFF_BEATS, strict=True)]))


def test_the_bass_swings_with_the_drummer() -> None:
    assert lateness("tenor sax, acoustic bass, drums", 1, "bass") > lateness("tenor sax, acoustic bass", 1, "bass") + 5


def test_the_left_hand_is_softer_than_the_tune() -> None:
    stand = seated(parse_instruments("piano"))
    tune = tuple(Note(tick, 76, 480) for tick in range(0, 32 * 1920, 960))
    chords = tuple(Note(tick, 52, 480) for tick in range(0, 32 * 1920, 960))
    notes = played([Voice("lead", tune), Voice("chords", chords)], stand.seats[0], stand, FRAME, load_style("swing"), np.random.default_rng(0))
    means = [np.mean([note.velocity for note in notes if note.pitch == pitch]) for pitch in (76, 52)]
    assert means[0] > means[1] + 15
    assert len(notes) == len(tune) + len(chords)


def test_ghosts_stay_ghosts() -> None:
    stand = seated(parse_instruments("flute, acoustic bass"))
    line = tuple(Note(tick, 40, 240, 80 if tick % 480 == 0 else 60) for tick in range(0, 32 * 1920, 240))
    notes = played([Voice("bass", line)], stand.seats[1], stand, FRAME, load_style("rock"), np.random.default_rng(0))
    assert np.mean([note.velocity for note in notes[::2]]) > np.mean([note.velocity for note in notes[1::2]]) + 12


def test_drums_come_to_the_styles_level_with_their_own_dynamics() -> None:
    quiet = [Note(tick, 51, 100, 30 + tick % 20) for tick in range(0, 1000, 10)]
    louder = levelled(quiet, 58)
    assert np.mean([note.velocity for note in louder]) > np.mean([note.velocity for note in quiet]) * 1.4
    order = np.argsort([note.velocity for note in quiet], kind="stable")
    assert np.all(np.diff([louder[index].velocity for index in order]) >= 0)
    assert levelled([], 60) == ()

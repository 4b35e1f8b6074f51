from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.instruments import INSTRUMENTS, line_up_of, parse_instruments
from corpora.pieces import Note, Part, Score
from generators.orchestrate import orchestrate

PITCHED = sorted(name for name, player in INSTRUMENTS.items() if not player.is_drum)


def chorale() -> Score:
    voices = [(72, 74, 76, 77), (67, 67, 69, 69), (60, 62, 60, 60), (48, 43, 45, 41)]
    return Score(
        tuple(
            Part(f"Part {place + 1}", 0, tuple(Note(step * 480, pitch, 480) for step, pitch in enumerate(voice)))
            for place, voice in enumerate(voices)
        )
    )


def played(names: str, score: Score | None = None) -> Score:
    return orchestrate(score or chorale(), parse_instruments(names), "rock", np.random.default_rng(1))


def test_as_many_players_as_parts_take_one_each_by_height() -> None:
    score = played("flute, oboe, clarinet, bassoon")
    assert [part.name for part in score.parts] == ["flute", "oboe", "clarinet", "bassoon"]
    heights = [np.mean([note.pitch for note in part.notes]) for part in score.parts]
    assert heights[0] > heights[-1]
    assert [len(part.notes) for part in score.parts] == [4, 4, 4, 4]


def test_a_piano_takes_everything() -> None:
    assert len(played("piano").parts[0].notes) == 16


def test_a_lone_flute_plays_the_top_voice_one_note_at_a_time() -> None:
    notes = played("flute").parts[0].notes
    assert [note.pitch for note in notes] == [72, 74, 76, 77]


def test_a_drummer_plays_where_no_drums_were_composed() -> None:
    score = played("piano, drums")
    assert score.parts[1].is_drum
    assert len(score.parts[1].notes) > 0


def test_composed_drums_are_kept() -> None:
    drums = Part("Drums", 0, tuple(Note(step * 480, 36, 120) for step in range(4)), is_drum=True)
    score = orchestrate(Score((*chorale().parts, drums)), parse_instruments("piano, drums"), "rock", np.random.default_rng(1))
    assert score.parts[1].notes == drums.notes


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(PITCHED), min_size=1, max_size=8))
def test_any_line_up_plays_in_its_range(names: list[str]) -> None:
    line_up = line_up_of(names)
    score = orchestrate(chorale(), line_up, "rock", np.random.default_rng(1))
    for part, player in zip(score.parts, line_up, strict=True):
        assert part.notes, player.name
        assert all(player.low <= note.pitch <= player.high or player.high - player.low < 12 for note in part.notes), player.name


@pytest.mark.parametrize("names", ["violin, violin, viola, cello, double bass", "trumpet, trumpet, horn, trombone, tuba, piano"])
def test_more_players_than_parts_all_have_something_to_play(names: str) -> None:
    assert all(part.notes for part in played(names).parts)

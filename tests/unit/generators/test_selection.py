from __future__ import annotations

from dataclasses import replace

import pytest

from corpora.pieces import ChordSymbol, Key, Note, Part, Score
from generators.selection import Wish, degenerate, musical_merit, rank

C_MAJOR = Key(0, 0, "major")
SCALE = (60, 62, 64, 65, 67, 69, 71, 72)


def tune(pitches: list[int | None], length: int = 480) -> Score:
    notes = tuple(Note(place * length, pitch, length) for place, pitch in enumerate(pitches) if pitch is not None)
    return Score((Part("melody", 0, notes),), keys=(C_MAJOR,), length_ticks=len(pitches) * length)


GOOD = tune([60, 62, 64, 65, 67, 65, 64, 62, 60, 64, 67, 72, 71, 67, 62, 60])


def test_a_proper_tune_is_not_degenerate() -> None:
    assert degenerate(GOOD) is None


@pytest.mark.parametrize(
    ("score", "reason"),
    [
        (tune([60] * 16), "one note"),
        (Score((Part("melody", 0, ()),)), "silence"),
        (tune([60, 64, 67, 72, *[None] * 12, 60, 62, 64, 60]), "silence over two bars"),
        (tune([60, 62, 64, 65] * 8), "the same bar eight times"),
        (tune([60, 62, 64, 65, 67, 65, 64, 62, *[None] * 4]), "no ending"),
    ],
)
def test_what_nobody_should_hear_is_named(score: Score, reason: str) -> None:
    assert degenerate(score) == reason


def test_two_silent_bars_are_a_pause_not_a_fault() -> None:
    assert degenerate(tune([60, 64, 67, 72, *[None] * 8, 60, 62, 64, 60])) is None


def test_seven_equal_bars_are_an_ostinato_not_a_fault() -> None:
    assert degenerate(tune([60, 62, 64, 65] * 7 + [67, 64, 62, 60])) is None


def test_a_drum_solo_may_be_one_drum() -> None:
    hits = tuple(Note(place * 480, 38, 120) for place in range(16))
    assert degenerate(Score((Part("drums", 0, hits, is_drum=True),))) != "one note"


def test_notes_outside_the_key_lose() -> None:
    wish = Wish(C_MAJOR, 4.0)
    chromatic = tune([61, 63, 66, 68, 70, 66, 63, 61, 61, 63, 66, 70, 68, 66, 63, 61])
    assert musical_merit(GOOD, wish) > musical_merit(chromatic, wish) + 1


def test_an_ending_on_the_tonic_wins() -> None:
    wish = Wish(C_MAJOR, 4.0)
    open_end = replace(GOOD, parts=(replace(GOOD.parts[0], notes=(*GOOD.parts[0].notes[:-1], Note(7200, 62, 480))),))
    assert musical_merit(GOOD, wish) > musical_merit(open_end, wish)


def test_notes_of_the_chord_on_the_beat_win() -> None:
    wish = Wish(C_MAJOR, 4.0)
    arpeggios = tune([60, 64, 67, 64] * 2 + [65, 69, 72, 69, 67, 71, 74, 60])
    fitting = replace(arpeggios, chords=(ChordSymbol(0, 0, ""), ChordSymbol(3840, 5, ""), ChordSymbol(5760, 7, "")))
    clashing = replace(arpeggios, chords=(ChordSymbol(0, 1, ""), ChordSymbol(3840, 6, ""), ChordSymbol(5760, 8, "")))
    assert musical_merit(fitting, wish) > musical_merit(clashing, wish)


def test_rank_leaves_out_degenerate_candidates_and_puts_the_best_first() -> None:
    wild = tune([61, 85, 50, 90, 61, 44, 88, 63, 70, 42, 66, 89, 54, 91, 49, 61])
    assert rank([wild, tune([60] * 16), GOOD], [1.0, 1.0, 1.0], Wish(C_MAJOR, 4.0)) == [2, 0]


def test_likelihood_decides_between_equals() -> None:
    assert rank([GOOD, GOOD], [1.4, 1.1], Wish(C_MAJOR, 4.0))[0] == 1

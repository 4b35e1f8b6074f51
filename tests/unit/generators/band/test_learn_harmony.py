from dataclasses import replace

import numpy as np
import pytest

from corpora.chords import parse_chord
from corpora.pieces import Key, Note, Part, Score
from generators.band.harmony_lessons import agreement, lesson, teachable
from generators.band.harmony_model import TABLE_MODES, TYPES
from generators.band.learn_harmony import counted_table, learn
from generators.band.refine_harmony import refined

PITCHES = {"C": (60, 64, 67), "F": (65, 69, 72), "G": (67, 71, 74), "Dm": (62, 65, 69), "E7": (64, 68, 74)}


def sheet(symbols, rng, tonic=0):
    """A lead sheet of one chord a bar over which the melody plays mostly chord notes."""
    notes, chords = [], []
    for bar, symbol in enumerate(symbols):
        chords.append(replace(parse_chord(symbol), start_ticks=bar * 1920))
        pitches = [int(rng.choice(PITCHES[symbol])) if rng.random() < 0.8 else int(rng.integers(60, 75)) for _ in range(4)]
        notes += [Note(bar * 1920 + beat * 480, pitch, 480) for beat, pitch in enumerate(pitches)]
    score = Score((Part("tune", 40, tuple(notes)),), keys=(Key(0, 0),), chords=tuple(chords), length_ticks=len(symbols) * 1920)
    return score.transposed(tonic)


@pytest.fixture(scope="module")
def sheets():
    rng = np.random.default_rng(0)
    return [sheet(["C", "E7", "F", "G", "C", "E7", "G", "C"], rng, tonic) for tonic in (0, 2, 7, 5) for _ in range(4)]


def test_a_lesson_reads_the_longest_chord_of_each_segment(sheets):
    taught = lesson(sheets[0], "folk", 1)
    dominant = TYPES["folk"].index("dominant") * 12
    assert taught.states == [0, dominant + 4, 5, 7, 0, dominant + 4, 7, 0, 0]
    assert taught.mode == "major"
    assert lesson(sheets[5], "folk", 1).states == taught.states  # another key, the same degrees


def test_an_unusual_chord_is_learnt_where_the_textbook_would_not_put_it(sheets):
    learnt = learn(sheets, "folk")
    found = agreement(learnt, [lesson(sheet(["C", "E7", "F", "G", "C", "E7", "G", "C"], np.random.default_rng(9)), "folk", 1)])
    assert found.root > 0.85
    assert found.tonic_always == pytest.approx(4 / 9)
    assert found.segments == 9
    untaught = {mode: counted_table([], "folk", mode) for mode in TABLE_MODES}
    assert (
        agreement(untaught, [lesson(each, "folk", 1) for each in sheets]).root < agreement(learnt, [lesson(each, "folk", 1) for each in sheets]).root
    )


def test_refining_never_agrees_less_on_what_it_learns_from(sheets):
    lessons = [lesson(each, "jazz", 1) for each in sheets]
    counted = {mode: counted_table(sheets[:2], "jazz", mode) for mode in TABLE_MODES}
    better = refined(counted, lessons, np.random.default_rng(0))
    assert agreement(better, lessons).root >= agreement(counted, lessons).root
    np.testing.assert_array_equal(better["dorian"].moves, counted["dorian"].moves)  # no tune taught it anything


def test_tables_without_tunes_are_the_textbook():
    table = counted_table([], "folk", "mixolydian")
    home, flat_seven = 0, 10
    assert table.anywhere[home] == table.anywhere.max()
    assert table.anywhere[flat_seven] > table.anywhere[7]
    np.testing.assert_allclose(np.exp(table.moves).sum(axis=1), 1.0)


def test_only_tunes_with_chords_a_key_and_eight_bars_teach(sheets):
    bare = replace(sheets[0], chords=())
    keyless = replace(sheets[0], keys=())
    assert teachable([sheets[0], bare, keyless]) == [sheets[0]]

"""The longest melody shared with a training set: exact, in any key, cheap to ship."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.errors import UnreadableFileError
from corpora.novelty import SHORTEST_MATCH_NOTES, Match, NoteNgramIndex, build_index, human_p95, melody_lines
from corpora.pieces import Note, Part, Score

Line = list[tuple[int, int]]
"""Pitch and length in sixteenths."""


def _random_line(seed: int, notes: int) -> Line:
    random = np.random.default_rng(seed)
    steps = np.cumsum(random.integers(-4, 5, notes)) % 24 + 55
    return list(zip(steps.tolist(), random.integers(1, 5, notes).tolist(), strict=True))


def _part(line: Line, unit: int = 120) -> Part:
    notes, now = [], 0
    for pitch, sixteenths in line:
        notes.append(Note(now, pitch, sixteenths * unit))
        now += sixteenths * unit
    return Part("melody", 0, tuple(notes))


def _score(*lines: Line) -> Score:
    return Score(tuple(_part(line) for line in lines))


@pytest.fixture(scope="module")
def index() -> NoteNgramIndex:
    return build_index((f"tune {seed}", _score(_random_line(seed, 200), _random_line(1000 + seed, 50))) for seed in range(40))


@pytest.mark.parametrize("length", [SHORTEST_MATCH_NOTES, 9, 20, 137])
@pytest.mark.parametrize("semitones", [0, 7, -9])
def test_a_borrowed_passage_is_measured_in_any_key(index: NoteNgramIndex, length: int, semitones: int) -> None:
    borrowed = [(pitch + semitones, sixteenths) for pitch, sixteenths in _random_line(18, 200)[30 : 30 + length]]
    borrowed[-1] = (borrowed[-1][0], 9)
    own = _random_line(999, 60)
    assert index.longest_match(_score([*own, (30, 7), *borrowed, (99, 7), *own])) == Match(length, "tune 18")


def test_resolution_and_tempo_do_not_hide_a_passage(index: NoteNgramIndex) -> None:
    line = _random_line(3, 200)[10:40]
    assert index.longest_match(Score((_part(line, 24),), ticks_per_quarter=96)) == Match(30, "tune 3")


def test_another_rhythm_or_melody_is_no_match(index: NoteNgramIndex) -> None:
    line = _random_line(3, 200)
    assert index.longest_match(_score([(pitch, sixteenths + index_ % 2) for index_, (pitch, sixteenths) in enumerate(line)])).nearest_piece_id == ""
    assert index.longest_match(_score([(127 - pitch, sixteenths) for pitch, sixteenths in line])) == Match(7, "")


def test_the_whole_training_piece_matches_whole(index: NoteNgramIndex) -> None:
    assert index.longest_match(_score(_random_line(5, 200), _random_line(1005, 50))) == Match(200, "tune 5")


def test_a_passage_across_two_lines_is_no_passage() -> None:
    index = build_index([("two lines", _score(_random_line(1, 6), _random_line(2, 6)))])
    assert index.longest_match(_score(_random_line(1, 6) + _random_line(2, 6))) == Match(7, "")


def test_the_top_line_of_chords_is_heard_and_drums_are_not(index: NoteNgramIndex) -> None:
    melody = _part(_random_line(8, 200)[:40])
    chords = tuple(sorted([*melody.notes, *(replace(note, pitch=note.pitch - 12) for note in melody.notes)]))
    assert index.longest_match(Score((replace(melody, notes=chords),))) == Match(40, "tune 8")
    assert index.longest_match(Score((replace(melody, is_drum=True),))) == Match(0, "")


def test_a_chord_has_one_top_note() -> None:
    part = Part("p", 0, (Note(0, 60, 480), Note(0, 64, 480), Note(5, 67, 480), Note(480, 62, 10)))
    assert [line.tolist() for line in melody_lines(Score((part,)))] == [[[5, 67], [480, 62]]]


@pytest.mark.parametrize("scores", [[], [Score(())], [_score([(60, 1)])], [_score([(60, 4)] * 4)]])
def test_little_or_nothing_is_no_match(index: NoteNgramIndex, scores: list[Score]) -> None:
    small = build_index((str(number), score) for number, score in enumerate(scores))
    assert small.longest_match(_score(_random_line(1, 50))) == Match(SHORTEST_MATCH_NOTES - 1, "")
    for score in scores:
        assert index.longest_match(score) == Match(score.note_count, "")


def test_repeated_notes_count_as_they_do_for_people() -> None:
    index = build_index([("drone", _score([(60, 2)] * 30))])
    assert index.longest_match(_score([(72, 2)] * 50)).notes == 30


def test_the_yardstick_is_the_95th_percentile_of_held_out_pieces(index: NoteNgramIndex) -> None:
    held_out = [_score(_random_line(4, 200)[:length]) for length in range(20, 120)]
    assert human_p95(index, held_out) == int(np.percentile(range(20, 120), 95))
    assert index.with_human_p95(held_out).human_p95 == 114
    assert human_p95(index, []) == 0


def test_a_saved_index_answers_the_same_and_has_the_same_bytes(index: NoteNgramIndex, tmp_path: Path) -> None:
    replace(index, human_p95=14).save(tmp_path / "a.npz")
    loaded = NoteNgramIndex.load(tmp_path / "a.npz")
    loaded.save(tmp_path / "b.npz")
    piece = _score(_random_line(21, 200)[50:90])
    assert loaded.longest_match(piece) == index.longest_match(piece) == Match(40, "tune 21")
    assert (loaded.human_p95, loaded.piece_ids) == (14, index.piece_ids)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 rotten", b"\x93NUMPY"])
def test_a_damaged_index_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.npz").write_bytes(content)
    with pytest.raises(UnreadableFileError, match="originality index"):
        NoteNgramIndex.load(tmp_path / "bad.npz")


def test_a_bit_flipped_or_missing_index_is_refused(index: NoteNgramIndex, tmp_path: Path) -> None:
    path = tmp_path / "index.npz"
    index.save(path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(UnreadableFileError):
        NoteNgramIndex.load(path)
    with pytest.raises(UnreadableFileError):
        NoteNgramIndex.load(tmp_path / "none.npz")


def _brute_force(known: Iterable[Line], asked: Line) -> int:
    """Longest common passage by comparing every pair of places."""

    def steps(line: Line) -> list[tuple[int, int]]:
        return [(after[0] - before[0], before[1]) for before, after in itertools.pairwise(line)]

    best, second = 0, steps(asked)
    for first in map(steps, known):
        lengths = [0] * (len(second) + 1)
        for step in first:
            lengths = [0] + [lengths[place] + 1 if step == other else 0 for place, other in enumerate(second)]
            best = max(best, *lengths)
    return best + 1


SMALL_LINES = st.lists(st.tuples(st.sampled_from([60, 62]), st.sampled_from([1, 2])), min_size=1, max_size=60)


@settings(max_examples=100, deadline=None)
@given(st.lists(SMALL_LINES, min_size=1, max_size=4), SMALL_LINES)
def test_the_length_is_that_of_comparing_every_place(known: list[Line], asked: Line) -> None:
    exact = _brute_force(known, asked)
    found = build_index([("known", _score(*known))]).longest_match(_score(asked)).notes
    if exact < SHORTEST_MATCH_NOTES:
        assert found <= SHORTEST_MATCH_NOTES + 1  # only by a colliding fingerprint
    else:
        assert exact <= found <= exact + 2


@pytest.mark.slow
def test_half_a_million_notes_load_and_answer_within_30_ms(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    big = build_index((str(seed), _score(_random_line(int(random.integers(1 << 40)), 5000))) for seed in range(100))
    big.save(tmp_path / "big.npz")
    piece = _score(_random_line(7, 400))
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        NoteNgramIndex.load(tmp_path / "big.npz").longest_match(piece)
        seconds.append(time.perf_counter() - began)
    assert sorted(seconds)[2] < 0.030

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corpora.corpus import CorpusPiece
from corpora.near_duplicates import alike, fingerprint, grouped, joined
from corpora.pieces import Note, Part, Score, Text
from corpora.same_tunes import links_between, renamed, same_tunes


def tune(seed: int, length: int = 60) -> Score:
    draw = np.random.default_rng(seed)
    notes, start, pitch = [], 0, 67
    for _ in range(length):
        duration = int(draw.choice([240, 240, 480, 720]))
        pitch = int(np.clip(pitch + draw.integers(-5, 6), 50, 90))
        notes.append(Note(start, pitch, duration))
        start += duration
    return Score(parts=(Part("fiddle", 40, tuple(notes)),))


def slower(score: Score) -> Score:
    notes = tuple(Note(2 * note.start_ticks, note.pitch, 2 * note.duration_ticks) for note in score.parts[0].notes)
    return replace(score, parts=(replace(score.parts[0], notes=notes),))


def piece(identity: str, score: Score | Text, group: str = "") -> CorpusPiece:
    return CorpusPiece(identity, "folk", score, "", identity, "", group or identity)


def test_fingerprint_is_the_same_in_every_key_and_note_value():
    original = fingerprint(tune(1))
    assert len(original) > 30
    assert np.array_equal(original, fingerprint(tune(1).transposed(5)))
    assert np.array_equal(original, fingerprint(slower(tune(1))))
    assert not np.intersect1d(original, fingerprint(tune(2))).size


def test_fingerprint_hears_the_top_line_of_chords():
    melody = tune(3)
    doubled = tuple(
        sorted((*melody.parts[0].notes, *(Note(note.start_ticks, note.pitch - 7, note.duration_ticks) for note in melody.parts[0].notes)))
    )
    assert np.array_equal(fingerprint(melody), fingerprint(Score(parts=(Part("piano", 0, doubled),))))


def test_short_silent_hammered_and_drummed_pieces_have_no_fingerprint():
    assert not len(fingerprint(Score(parts=())))
    assert not len(fingerprint(tune(1, length=10)))
    hammered = tuple(Note(240 * step, 40, 240) for step in range(100))
    assert not len(fingerprint(Score(parts=(Part("guitar", 30, hammered),))))
    drums = Part("drums", 0, tuple(Note(240 * step, 35 + step % 7, 240) for step in range(100)), is_drum=True)
    assert not len(fingerprint(Score(parts=(drums,))))


def test_a_run_everybody_plays_joins_nobody():
    scale = fingerprint(tune(5))
    assert alike([scale] * 3) == [(0, 1), (0, 2), (1, 2)]
    assert alike([scale] * 60) == []


def test_alike_of_nothing():
    assert alike([]) == []
    assert alike([np.empty(0, np.uint64)] * 3) == []


def test_joined_takes_the_smallest_of_each_chain():
    assert joined(6, [(4, 3), (3, 1), (5, 2)]) == [0, 1, 2, 1, 1, 2]


def test_groups_join_by_title_and_by_melody():
    pieces = [
        piece("a", tune(1), "soldiers joy"),
        piece("b", tune(2), "soldiers joy"),
        piece("c", slower(tune(2)).transposed(3), "kings head"),
        piece("d", tune(4)),
        piece("e", Text("words")),
    ]
    assert [one.group for one in grouped(pieces)] == ["kings head", "kings head", "kings head", "d", "e"]


def test_links_between_corpora_rename_every_member():
    one = [piece("x/1", tune(1), "red haired boy"), piece("x/2", tune(2), "other")]
    two = [piece("y/1", tune(1).transposed(-2), "little beggarman")]
    links = links_between([*one, *two])
    assert links == {"red haired boy": "little beggarman"}
    assert [each.group for each in renamed(one, links)] == ["little beggarman", "other"]


def test_the_table_that_ships_names_final_groups():
    table = same_tunes()
    assert len(table) > 50
    # A name that is itself renamed would make the split depend on the order of the lines.
    assert not set(table.values()) & set(table)


def test_half_a_tune_in_common_is_a_near_duplicate_and_a_tenth_is_not():
    long = tune(7, length=120)
    half = replace(long, parts=(replace(long.parts[0], notes=long.parts[0].notes[:60]),))
    assert alike([fingerprint(long), fingerprint(half)]) == [(0, 1)]
    other = tune(8, length=120).parts[0].notes
    shift = long.parts[0].notes[29].end_ticks
    mixed = long.parts[0].notes[:30] + tuple(replace(note, start_ticks=note.start_ticks + shift) for note in other)
    assert alike([fingerprint(long), fingerprint(Score(parts=(Part("x", 0, mixed),)))]) == []


@pytest.mark.parametrize("semitones", [-11, -1, 6, 12])
def test_transposition_never_splits_a_group(semitones: int):
    a, b = grouped([piece("a", tune(9)), piece("b", tune(9).transposed(semitones))])
    assert a.group == b.group
    assert a.split == b.split

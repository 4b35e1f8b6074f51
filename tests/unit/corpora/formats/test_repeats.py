from __future__ import annotations

import pytest

from corpora.errors import UnreadableFileError
from corpora.formats.repeats import RepeatMarks, played_order


def order(*marks: RepeatMarks) -> list[int]:
    return [played.index for played in played_order(marks)]


def test_without_marks_every_bar_is_played_once() -> None:
    assert order(RepeatMarks(), RepeatMarks()) == [0, 1]


def test_a_repeat_goes_back_to_its_start_sign() -> None:
    assert order(RepeatMarks(), RepeatMarks(starts_repeat=True), RepeatMarks(ends_repeat=2), RepeatMarks()) == [0, 1, 2, 1, 2, 3]


def test_a_second_closing_sign_goes_back_to_the_first_one() -> None:
    assert order(RepeatMarks(ends_repeat=2), RepeatMarks(ends_repeat=2)) == [0, 0, 1, 1]


def test_a_passage_may_be_played_three_times() -> None:
    assert order(RepeatMarks(ends_repeat=3), RepeatMarks()) == [0, 0, 0, 1]


def test_endings_are_played_on_their_own_pass_only() -> None:
    first, second = frozenset({1}), frozenset({2})
    marks = (RepeatMarks(starts_repeat=True), RepeatMarks(endings=first, ends_repeat=2), RepeatMarks(endings=second), RepeatMarks())
    assert order(*marks) == [0, 1, 0, 2, 3]
    assert [played.pass_number for played in played_order(marks)] == [1, 1, 2, 2, 1]


def test_an_ending_for_two_passes() -> None:
    marks = (RepeatMarks(), RepeatMarks(endings=frozenset({1, 2}), ends_repeat=2), RepeatMarks(endings=frozenset({3})))
    assert order(*marks) == [0, 1, 0, 1, 0, 2]


def test_a_bracket_without_any_repeat_sign_is_simply_played() -> None:
    assert order(RepeatMarks(), RepeatMarks(endings=frozenset({2}))) == [0, 1]


def test_da_capo_al_fine_takes_no_repeats_and_the_last_ending() -> None:
    marks = (
        RepeatMarks(starts_repeat=True),
        RepeatMarks(endings=frozenset({1}), ends_repeat=2),
        RepeatMarks(endings=frozenset({2}), is_fine=True),
        RepeatMarks(da_capo=True),
    )
    assert order(*marks) == [0, 1, 0, 2, 3, 0, 2]


def test_dal_segno_al_coda() -> None:
    marks = (RepeatMarks(), RepeatMarks(is_segno=True), RepeatMarks(goes_to_coda=True), RepeatMarks(dal_segno=True), RepeatMarks(is_coda=True))
    assert order(*marks) == [0, 1, 2, 3, 1, 2, 4]


def test_da_capo_stays_within_its_movement_and_the_next_one_follows() -> None:
    marks = (
        RepeatMarks(),
        RepeatMarks(starts_movement=True, is_fine=True),
        RepeatMarks(da_capo=True),
        RepeatMarks(starts_movement=True),
    )
    assert order(*marks) == [0, 1, 2, 1, 3]


def test_an_absurd_number_of_bars_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="unfold"):
        played_order([RepeatMarks() for _ in range(1000)] + [RepeatMarks(ends_repeat=99)])

"""From counts to choices: adjust the harmony tables until the best path is the one people took, and as varied as theirs.

Source: M. Collins, "Discriminative Training Methods for Hidden Markov Models: Theory and Experiments with Perceptron Algorithms", EMNLP 2002
(the averaged perceptron). We start from the counted tables and pull gently back to them, and ask for a margin, smaller where only the chord's
type is wrong. What such training does to rare chords (it drops them) is then undone in part by `balanced`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from generators.band.harmony_lessons import Lesson
from generators.band.harmony_model import HarmonyTable, most_likely_states

EPOCHS, STEP, MARGIN, TYPE_MARGIN, PULL_BACK = 6, 0.05, 1.0, 0.3, 0.002
BALANCE_ROUNDS, BALANCE_STEP, CHANGE_STEP = 2, 0.35, 1.5
_FORBIDDEN = -1e9
_ADJUSTED = ("hearing", "moves", "short_moves", "places")


def refined(tables: dict[str, HarmonyTable], lessons: Sequence[Lesson], rng: np.random.Generator) -> dict[str, HarmonyTable]:
    """The tables after the averaged perceptron, each mode on its own tunes."""
    return {mode: _refined(table, [each for each in lessons if each.mode == mode], rng) for mode, table in tables.items()}


def _refined(counted: HarmonyTable, lessons: Sequence[Lesson], rng: np.random.Generator) -> HarmonyTable:
    working = _copied(counted)
    sums = {name: getattr(counted, name).copy() for name in _ADJUSTED}
    seen = 1
    for _ in range(EPOCHS):
        for index in rng.permutation(len(lessons)):
            _learn_from(working, lessons[index])
            for name in _ADJUSTED:
                array = getattr(working, name)
                array += PULL_BACK * (getattr(counted, name) - array)
                sums[name] += array
            seen += 1
    return replace(counted, **{name: total / seen for name, total in sums.items()})


def _copied(table: HarmonyTable) -> HarmonyTable:
    return replace(table, **{name: getattr(table, name).copy() for name in _ADJUSTED})


def _learn_from(table: HarmonyTable, lesson: Lesson) -> None:
    """Move the table, in place, towards the human's chords of one tune and away from its own where they differ."""
    # a tune that changes its mode has segments served by other tables; here this one stands in for them
    tables = [table] * len(lesson.stretches)
    only_human, margin = _bonuses(lesson, len(table.anywhere))
    human = most_likely_states(lesson.heard, lesson.stretches, tables, only_human)
    own = most_likely_states(lesson.heard, lesson.stretches, tables, margin)
    for states, step in ((human, STEP), (own, -STEP)):
        for index, state in enumerate(states):
            segment = lesson.stretches[index]
            if human[index] != own[index]:
                table.hearing[state] += step * lesson.heard[index]
                table.places[segment.place, state] += step
            if index and human[index - 1 : index + 1] != own[index - 1 : index + 1] and segment.key == lesson.stretches[index - 1].key:
                moves = table.moves if segment.opens_bar else table.short_moves
                moves[states[index - 1], state] += step


def _bonuses(lesson: Lesson, states: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """float64 ``[segments, states]`` twice: one that leaves only the human's chords, one that favours all others by the margin."""
    only_human, margin = np.zeros((len(lesson.states), states)), np.zeros((len(lesson.states), states))
    roots = np.arange(states) % 12
    for index, state in enumerate(lesson.states):
        if state is not None:
            only_human[index] = _FORBIDDEN
            only_human[index, state] = 0.0
            margin[index] = np.where(roots == state % 12, TYPE_MARGIN, MARGIN)
            margin[index, state] = 0.0
    return only_human, margin


def balanced(tables: dict[str, HarmonyTable], lessons: Sequence[Lesson]) -> dict[str, HarmonyTable]:
    """The tables moved part of the way to choosing each chord, and changing chords, as often as people do."""
    for _ in range(BALANCE_ROUNDS):
        chosen, human, changes = _habits(tables, lessons)
        shift = BALANCE_STEP * np.log(human / chosen)
        stay = CHANGE_STEP * changes * np.eye(len(shift))
        tables = {
            mode: replace(table, places=table.places + shift, moves=table.moves + stay, short_moves=table.short_moves + stay)
            for mode, table in tables.items()
        }
    return tables


def _habits(tables: dict[str, HarmonyTable], lessons: Sequence[Lesson]) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """How often each state is chosen by the model and by people, and how much more often (a share of segments) the model changes chords."""
    size = len(next(iter(tables.values())).anywhere)
    chosen, human = np.full(size, 0.5), np.full(size, 0.5)
    more_changes, pairs = 0, 0
    for each in lessons:
        own = most_likely_states(each.heard, each.stretches, each.tables(tables))
        for index, (theirs, ours) in enumerate(zip(each.states, own, strict=True)):
            if theirs is None:
                continue
            chosen[ours] += 1
            human[theirs] += 1
            if index and each.states[index - 1] is not None:
                pairs += 1
                more_changes += (ours != own[index - 1]) - (theirs != each.states[index - 1])
    return chosen, human, more_changes / max(1, pairs)

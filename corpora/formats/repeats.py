"""The order in which written bars are played: repeats, numbered endings, da capo, dal segno, coda and fine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpora.errors import UnreadableFileError

LONGEST_PLAYED_BARS = 50_000
"""A written piece that unfolds to more bars than this is refused: no music is that long, but a hostile file may ask for it."""


@dataclass(slots=True)
class RepeatMarks:
    """What stands at the bar lines of one written bar. Mutable: readers meet the marks one by one."""

    starts_repeat: bool = False
    ends_repeat: int = 0
    """How often the passage is played in all, written at its closing repeat sign; 0 where there is none."""
    endings: frozenset[int] = frozenset()
    """The passes on which a bar under a numbered bracket is played; empty outside brackets."""
    is_segno: bool = False
    is_coda: bool = False
    goes_to_coda: bool = False
    """``To Coda``: left at the end of this bar once a jump was made."""
    is_fine: bool = False
    da_capo: bool = False
    dal_segno: bool = False
    starts_movement: bool = False
    """The first bar of a further movement in the same file: da capo never goes back beyond it."""


@dataclass(frozen=True, slots=True)
class PlayedBar:
    """One bar of the performance."""

    index: int
    """Which written bar."""
    pass_number: int
    """The how-manieth time its repeated passage is played, from 1."""


def played_order(marks: Sequence[RepeatMarks]) -> list[PlayedBar]:
    """The written bars in the order they sound. After a jump (D.C., D.S.) repeats are not taken again and the last endings are used.

    Raises:
        UnreadableFileError: when the piece unfolds to more than ``LONGEST_PLAYED_BARS`` bars.
    """
    walk = _Walk(marks)
    while walk.index < len(marks):
        walk.step()
        if len(walk.order) > LONGEST_PLAYED_BARS:
            raise UnreadableFileError(f"the repeats unfold to more than {LONGEST_PLAYED_BARS} bars; give a piece with fewer repeats")
    return walk.order


class _Walk:
    """A reader's finger on the page."""

    def __init__(self, marks: Sequence[RepeatMarks]) -> None:
        self.marks = marks
        self.endings = _usable_endings(marks)
        self.order: list[PlayedBar] = []
        self.index = 0
        self.repeat_start = 0
        self.pass_number = 1
        self.jumped_from: int | None = None
        """The bar whose D.C. or D.S. was followed in this movement."""
        self.left_for_coda = False

    @property
    def jumped(self) -> bool:
        """Whether we are past a jump, so that repeats are no longer taken."""
        return self.jumped_from is not None

    def step(self) -> None:
        """Play or skip the bar under the finger, and move the finger."""
        index = self.index
        bar, endings = self.marks[index], self.endings[index]
        if bar.starts_movement and self.jumped_from is not None and index > self.jumped_from:
            self.jumped_from, self.left_for_coda = None, False
        if self._enters_new_passage(index):
            self.repeat_start, self.pass_number = index, 1
        if endings and self._current_pass(index) not in endings:
            self.index += 1
            return
        self.order.append(PlayedBar(index, self._current_pass(index)))
        self._move_on(index, bar)

    def _enters_new_passage(self, index: int) -> bool:
        if index == self.repeat_start:
            return False
        left_bracket = index > 0 and bool(self.endings[index - 1]) and not self.endings[index]
        return self.marks[index].starts_repeat or self.marks[index].starts_movement or left_bracket

    def _current_pass(self, index: int) -> int:
        if self.jumped and self.endings[index]:
            return self._last_pass(index)
        return self.pass_number

    def _last_pass(self, index: int) -> int:
        first, last = _bracket_group(self.endings, index)
        return max(max(self.endings[i]) for i in range(first, last + 1))

    def _move_on(self, index: int, bar: RepeatMarks) -> None:
        if bar.ends_repeat and not self.jumped:
            passes = self._last_pass(index) if self.endings[index] else bar.ends_repeat
            if self.pass_number < passes:
                self.index, self.pass_number = self.repeat_start, self.pass_number + 1
                return
            if not self.endings[index]:
                self.repeat_start, self.pass_number = index + 1, 1
        if self.jumped_from is not None and bar.is_fine:
            self.index = self._next_movement(self.jumped_from)
        elif self.jumped and bar.goes_to_coda and not self.left_for_coda and (coda := self._coda_after(index)) is not None:
            self.left_for_coda = True
            self.index = coda
        elif (bar.da_capo or bar.dal_segno) and not self.jumped:
            self.jumped_from = index
            self.index = self._segno(index) if bar.dal_segno else self._movement_start(index)
            self.repeat_start, self.pass_number = self.index, 1
        else:
            self.index = index + 1

    def _movement_start(self, index: int) -> int:
        return next((i for i in range(index, 0, -1) if self.marks[i].starts_movement), 0)

    def _next_movement(self, index: int) -> int:
        return next((i for i in range(index + 1, len(self.marks)) if self.marks[i].starts_movement), len(self.marks))

    def _segno(self, index: int) -> int:
        return next((i for i in range(index, -1, -1) if self.marks[i].is_segno), self._movement_start(index))

    def _coda_after(self, index: int) -> int | None:
        return next((i for i in range(index + 1, len(self.marks)) if self.marks[i].is_coda), None)


def _bracket_group(endings: Sequence[frozenset[int]], index: int) -> tuple[int, int]:
    """First and last index of the run of bracketed bars around ``index``."""
    first = last = index
    while first > 0 and endings[first - 1]:
        first -= 1
    while last + 1 < len(endings) and endings[last + 1]:
        last += 1
    return first, last


def _usable_endings(marks: Sequence[RepeatMarks]) -> list[frozenset[int]]:
    """The brackets, without those that no repeat sign belongs to: their bars are simply played."""
    endings = [bar.endings for bar in marks]
    index = 0
    while index < len(endings):
        if not endings[index]:
            index += 1
            continue
        first, last = _bracket_group(endings, index)
        if not any(marks[i].ends_repeat for i in range(first, last + 1)):
            endings[first : last + 1] = [frozenset()] * (last + 1 - first)
        index = last + 1
    return endings

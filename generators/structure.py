"""Sections of a form as bars to repeat: which bar is a copy of which, and where phrases end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """The bars of a form, counted from 0."""

    copy_from: tuple[int | None, ...]
    """For each bar the earlier bar it repeats, or None."""
    section_bars_left: tuple[int, ...]
    """For each bar the bars to go to the end of its section, itself counted."""
    starts: tuple[tuple[int, str], ...]
    """First bar and letter of each section."""


def lay_out(letters: str, bars: int) -> Layout:
    """Lay a form such as ``AABA`` over ``bars`` bars.

    A repeated letter copies its first section but for its last bars (a cadence of its own: one bar of four or less, else two). Bars that
    do not divide into the form's sections make one section that repeats nothing.
    """
    if not letters or bars % len(letters) or bars // len(letters) < 2:
        return Layout((None,) * bars, tuple(range(bars, 0, -1)), ((0, letters[:1] or "A"),))
    length = bars // len(letters)
    kept = length - (1 if length <= 4 else 2)
    first: dict[str, int] = {}
    copy_from: list[int | None] = []
    for place, letter in enumerate(letters):
        source = first.setdefault(letter, place * length)
        fresh = source == place * length
        copy_from += [None if fresh or bar >= kept else source + bar for bar in range(length)]
    left = tuple(length - bar % length for bar in range(bars))
    return Layout(tuple(copy_from), left, tuple((place * length, letter) for place, letter in enumerate(letters)))

"""The form of a song in bars: words first, then as much intro, interlude and ending as the bars asked for leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MOST_AROUND = 8
"""Bars of an intro or ending at most, as long as an interlude can take the rest."""


@dataclass(frozen=True, slots=True)
class SongForm:
    """How many bars are played around the sung sections."""

    intro: int
    interludes: tuple[int, ...]
    """Before each sung section, the first excepted (its entry is 0)."""
    ending: int


def natural_form(kinds: Sequence[str], line_bars: int, rng: np.random.Generator, *, accompanied: bool) -> SongForm:
    """A form where nobody asked for bars: an intro of a phrase or two, a breath before a verse that follows a chorus, a short ending.

    Args:
        kinds: of the sung sections in order.
        line_bars: bars of a usual line.
        rng: chooses among good forms.
        accompanied: whether somebody can play while nobody sings.
    """
    if not accompanied:
        return SongForm(0, (0,) * len(kinds), 0)
    intro = 4 if line_bars <= 4 else line_bars
    between = 0 if rng.random() < 0.5 else 2
    breathes = [place > 0 and kind == "verse" and kinds[place - 1] == "chorus" for place, kind in enumerate(kinds)]
    return SongForm(intro, tuple(between if breath else 0 for breath in breathes), int(rng.choice(np.array([2, 2, 4]))))


def exact_form(kinds: Sequence[str], spare: int) -> SongForm:
    """A form that plays exactly ``spare`` bars (at least 0) without words: intro and ending first, then interludes, the longest one last."""
    intro = _nice(min(spare * 2 // 3, 4)) if spare > 1 else 0
    ending = min(spare - intro, 4)
    left = spare - intro - ending
    interludes = [0] * len(kinds)
    for place in reversed(range(1, len(kinds))):
        if left and (kinds[place] == "verse" or kinds[place - 1] == "chorus"):
            interludes[place] = min(left, 4)
            left -= interludes[place]
    more = min(left, MOST_AROUND - intro) // 4 * 4
    intro, left = intro + more, left - more
    if len(kinds) > 1:
        interludes[-1] += left
        return SongForm(intro, tuple(interludes), ending)
    return SongForm(intro + left, tuple(interludes), ending)


def _nice(bars: int) -> int:
    """Intros of one, two or four bars."""
    return 4 if bars >= 4 else 2 if bars >= 2 else bars

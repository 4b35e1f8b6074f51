"""The form of a song in bars: words first, then as much intro, interlude and ending as the bars asked for leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_INTERLUDE = 4
"""Bars that are added to an interlude at a time."""


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
    """A form that plays exactly ``spare`` bars (at least 0) without words: intro and ending first, then interludes of four bars in turn."""
    intro = _nice(min(spare * 2 // 3, 4)) if spare > 1 else 0
    ending = min(spare - intro, 4)
    left = spare - intro - ending
    places = _breathing_places(kinds)
    if not places:
        return SongForm(intro + left, (0,) * len(kinds), ending)
    interludes = [0] * len(kinds)
    turn = 0
    while left:
        bars = min(left, _INTERLUDE)
        interludes[places[turn % len(places)]] += bars
        left, turn = left - bars, turn + 1
    return SongForm(intro, tuple(interludes), ending)


def _breathing_places(kinds: Sequence[str]) -> list[int]:
    """Sections before which the band may play alone, the most natural first: a verse after a chorus, the last section, any other."""
    verses = [place for place in range(1, len(kinds)) if kinds[place] == "verse" and kinds[place - 1] == "chorus"]
    return list(dict.fromkeys([*verses, *([len(kinds) - 1] if len(kinds) > 1 else []), *range(1, len(kinds))]))


def _nice(bars: int) -> int:
    """Intros of one, two or four bars."""
    return 4 if bars >= 4 else 2 if bars >= 2 else bars

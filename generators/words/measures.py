"""Verse as the sampling loop counts it: position in a line is syllables, and every token is welcome or not by where the beats fall.

A line written backwards is counted from its last beat, which stands at position 0: beats are then at every multiple of the foot's length,
whatever upbeat the line begins with. A line written forwards is counted so that its last beat stands at the same fixed place.
The bonus or malus of a token is added to its logit, so metre is kept while the words are drawn; the whole line is scanned again afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpora.encodings.grammar import FORBIDDEN, LoopTables
from corpora.encodings.text import CONTROLS, END, LINE, TextEncoding
from generators.words.tokens import token_sounds, token_table

FOOT_SYLLABLES = {"iamb": 2, "anapest": 3}

STRESS_OFF_BEAT = -5.0
"""Malus in nats of a stressed syllable of a longer word between beats."""
WEAK_ON_BEAT = {"iamb": -2.0, "anapest": -4.0}
"""Malus of an unstressed syllable on a beat; iambs bear it now and then."""
STRONG_OFF_BEAT = {"iamb": -2.5, "anapest": -1.5}
"""Malus of a word of one syllable that wants a beat and has none."""
CAPITAL_WITHIN = -1.0
"""Malus of a capital where the line can't begin."""
SMALL_AT_HEAD = -3.0
"""Malus of a small letter where the line can't go on."""
OPENING, AFTER_GIVEN, WITHIN = range(3)
"""Phases: before the line's first token, within the given word it begins with, after it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The metre of one line."""

    foot: str
    """``iamb`` or ``anapest``."""
    beats: int

    @property
    def lengths(self) -> tuple[int, ...]:
        """Syllables up to the last beat, it counted: with a whole upbeat, or (anapests) one syllable short of it."""
        size = FOOT_SYLLABLES[self.foot]
        whole = self.beats * size
        return (whole - 1, whole) if size == 3 else (whole,)


@lru_cache(maxsize=32)
def backward_tables(encoding: TextEncoding, measure: Measure) -> LoopTables:
    """Tables for one line written from its last word to its first, counted from its last beat."""
    fits = _welcome(encoding, measure.foot, max(measure.lengths), backwards=True)
    _close_at(fits, encoding, measure.lengths)
    return _tables(encoding, fits)


@lru_cache(maxsize=32)
def forward_tables(encoding: TextEncoding, measure: Measure) -> LoopTables:
    """Tables for one line written in reading order; a line that begins with the shorter upbeat begins at position 1."""
    whole = max(measure.lengths)
    fits = _welcome(encoding, measure.foot, whole, backwards=False)
    rows = np.arange(len(fits))
    fits[rows < whole, LINE] = fits[rows < whole, END] = FORBIDDEN
    return _tables(encoding, fits)


def _welcome(encoding: TextEncoding, foot: str, most: int, *, backwards: bool) -> NDArray[np.float32]:
    """float32 ``[most + 1, V]``: bonus of each token by the syllables counted before it; what runs over the line is forbidden."""
    size, sounds = FOOT_SYLLABLES[foot], token_sounds(encoding).stresses
    fits = np.zeros((most + 1, len(sounds)), np.float32)
    for pattern in sorted(set(sounds)):
        if not pattern:
            continue
        column = np.array([_points(pattern, place, size, foot, most, backwards=backwards) for place in range(most + 1)], np.float32)
        fits[:, [token for token, each in enumerate(sounds) if each == pattern]] = column[:, None]
    return fits


def _points(pattern: str, place: int, size: int, foot: str, most: int, *, backwards: bool) -> float:
    """The bonus of a pattern whose nearer end stands after ``place`` syllables."""
    count = len(pattern)
    if place + count > most:
        return FORBIDDEN
    total = 0.0
    for index, sign in enumerate(pattern):
        beat = (place + count - 1 - index) % size == 0 if backwards else (place + index) % size == size - 1
        total += _sign_points(sign, foot, beat=beat)
    return total


def _sign_points(sign: str, foot: str, *, beat: bool) -> float:
    if sign == "0":
        return WEAK_ON_BEAT[foot] if beat else 0.0
    if sign == "1":
        return 0.0 if beat else STRESS_OFF_BEAT
    if sign == "s":
        return 0.0 if beat else STRONG_OFF_BEAT[foot]
    return -0.7 if beat and foot == "anapest" else 0.0


def _close_at(fits: NDArray[np.float32], encoding: TextEncoding, lengths: tuple[int, ...]) -> None:
    """Backwards: a line ends at one of these lengths, with a capital there and nowhere before."""
    table, syllables = token_table(encoding), token_sounds(encoding).syllables
    ends = np.zeros(len(fits) + int(syllables.max()) + 1, np.bool_)
    ends[list(lengths)] = True
    for place in range(len(fits)):
        begins_line = ends[place + syllables] & table.begins_word & (syllables > 0)
        fits[place, table.is_capital & table.begins_word & ~begins_line] += CAPITAL_WITHIN
        if not ends[place]:
            fits[place, [LINE, END]] = FORBIDDEN
    last = max(lengths)
    small = table.begins_word & ~table.is_capital & table.has_letter
    for place in range(len(fits)):
        fits[place, small & (place + syllables == last)] += SMALL_AT_HEAD


def _tables(encoding: TextEncoding, fits: NDArray[np.float32]) -> LoopTables:
    table, sounds = token_table(encoding), token_sounds(encoding)
    size = table.size
    phase_mask = np.zeros((3, size), np.float32)
    phase_mask[:, : len(CONTROLS)] = FORBIDDEN
    phase_mask[:, table.broken] = FORBIDDEN
    phase_mask[1:, [LINE, END]] = 0.0
    goes_on = ~table.begins_word & table.has_letter
    phase_mask[AFTER_GIVEN, goes_on] = FORBIDDEN  # the word that rhymes stays as it is
    phase_mask[OPENING, ~table.begins_word] = FORBIDDEN
    next_phase = np.full((3, size), WITHIN, np.int64)
    next_phase[OPENING] = AFTER_GIVEN
    next_phase[AFTER_GIVEN, ~table.begins_word] = AFTER_GIVEN
    next_phase[:, [LINE, END]] = OPENING
    return LoopTables(
        phase_mask=phase_mask,
        position_mask=fits,
        remaining_mask=np.zeros((1, size), np.float32),
        bar_mask=np.zeros((1, size), np.float32),
        next_phase=next_phase,
        bar_phase_from=np.full(3, -1, np.int64),
        advance=sounds.syllables,
        set_position=np.full(size, -1, np.int64),
        is_bar=(np.arange(size) == LINE).astype(np.int64),
        is_end=(np.arange(size) == END).astype(np.int64),
        limit=np.zeros(1, np.int64),
        bar_length=2**31,
        halt_phase=OPENING,
        halt_offset=0,
        first_phase=OPENING,
        first_position=0,
    )

"""The tables by which a sampling loop writes words: whole lines, as many as asked, and nothing but whole characters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpora.encodings.grammar import FORBIDDEN, LoopTables
from corpora.encodings.text import CONTROLS, END, LINE, TextEncoding, broken_tokens

BEFORE, OPENING, WITHIN = range(3)
"""Phases: before the first line, at the beginning of a line, within one."""

LONGEST_LINE = 4096
"""Tokens of a line at most, where nothing else is asked."""


def text_tables(
    encoding: TextEncoding,
    *,
    fewest_lines: int = 1,
    most_lines: int | None = None,
    empty_lines: bool = True,
    most_line_tokens: int = LONGEST_LINE,
    forbidden: Sequence[int] = (),
) -> LoopTables:
    """Tables for writing texts of an encoding, in either order; the position in a line is the number of its tokens.

    Args:
        encoding: the generator's.
        fewest_lines: the text may not end before so many lines are begun.
        most_lines: nor go on after so many; None = it may go on.
        empty_lines: whether lines may be empty.
        most_line_tokens: a line that has so many tokens ends.
        forbidden: tokens never to be drawn; a dictated token may be any.
    """
    size = len(encoding.vocabulary)
    spoken = np.arange(size) >= len(CONTROLS)
    phase_mask = np.full((3, size), FORBIDDEN, np.float32)
    phase_mask[BEFORE, LINE] = 0.0
    phase_mask[OPENING, encoding.opens_line] = 0.0
    phase_mask[OPENING, [LINE, END]] = 0.0 if empty_lines else FORBIDDEN
    phase_mask[WITHIN, spoken] = phase_mask[WITHIN, [LINE]] = phase_mask[WITHIN, [END]] = 0.0
    phase_mask[:, broken_tokens(encoding.spellings)] = FORBIDDEN
    phase_mask[:, list(forbidden)] = FORBIDDEN
    next_phase = np.full((3, size), WITHIN, np.int64)
    next_phase[:, LINE] = OPENING
    next_phase[BEFORE, : len(CONTROLS)] = BEFORE
    next_phase[BEFORE, LINE] = OPENING
    set_position = np.full(size, -1, np.int64)
    set_position[LINE] = 0
    bar_mask = line_mask(size, fewest_lines, most_lines)
    return LoopTables(
        phase_mask=phase_mask,
        position_mask=_length_mask(size, most_line_tokens),
        remaining_mask=np.zeros((1, size), np.float32),
        bar_mask=bar_mask,
        next_phase=next_phase,
        bar_phase_from=np.full(3, -1, np.int64),
        advance=spoken.astype(np.int64),
        set_position=set_position,
        is_bar=(np.arange(size) == LINE).astype(np.int64),
        is_end=(np.arange(size) == END).astype(np.int64),
        limit=np.zeros(len(bar_mask), np.int64),
        bar_length=2**31,
        halt_phase=OPENING,
        halt_offset=1,
        first_phase=BEFORE,
        first_position=0,
    )


def line_mask(size: int, fewest_lines: int, most_lines: int | None) -> NDArray[np.float32]:
    """float32 ``[lines + 1, V]``, by lines begun: where the text may end, and where no further line may begin."""
    fewest = max(1, fewest_lines)
    mask = np.zeros(((fewest if most_lines is None else max(fewest, most_lines)) + 1, size), np.float32)
    mask[:fewest, END] = FORBIDDEN
    if most_lines is not None:
        mask[max(fewest, most_lines) :, LINE] = FORBIDDEN
    return mask


def _length_mask(size: int, most_line_tokens: int) -> NDArray[np.float32]:
    """float32 ``[Q, V]``, by tokens of the line: after the last allowed one it ends."""
    if most_line_tokens >= LONGEST_LINE:
        return np.zeros((1, size), np.float32)
    mask = np.zeros((most_line_tokens + 1, size), np.float32)
    mask[most_line_tokens, len(CONTROLS) :] = FORBIDDEN
    return mask

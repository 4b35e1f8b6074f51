"""Where triplet brackets are needed, and which small moves make a voice writable at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpora.formats.notation_grid import UNITS_PER_QUARTER, Beats

_EIGHTH = UNITS_PER_QUARTER // 2


def triplet_brackets(boundaries: Iterable[int], beats: Beats) -> tuple[tuple[int, int], ...]:
    """Brackets (start, length) in units for one voice of one bar, whose notes and rests begin and end at ``boundaries``."""
    places = sorted(set(boundaries))
    brackets: list[tuple[int, int]] = []
    window = 0
    last = places[-1] if places else 0
    while window < last:
        length = _wide_bracket(window, places, beats) or min(_window_length(beats), beats.bar - window % beats.bar)
        inner = [place - window for place in places if window < place < window + length]
        brackets.extend((window + start, size) for start, size in _brackets_in_window(inner, length, beats))
        window += length
    return tuple(brackets)


def _window_length(beats: Beats) -> int:
    """The span that is either divided by two or by three: a quarter; in compound meters, whose beats are three already, a third of the beat."""
    if beats.is_compound:
        return beats.bar // len(beats.starts) // 3
    return _EIGHTH if beats.bar % UNITS_PER_QUARTER else UNITS_PER_QUARTER


def _wide_bracket(window: int, places: Sequence[int], beats: Beats) -> int:
    """Length of a half- or quarter-note triplet that begins at ``window``; 0 where there is none."""
    if beats.is_compound:
        return 0
    for length in (4 * UNITS_PER_QUARTER, 2 * UNITS_PER_QUARTER):
        inner = {place - window for place in places if window < place < window + length}
        fits = window % length == 0 or (length == 2 * UNITS_PER_QUARTER and len(beats.starts) % 2 == 1)
        if fits and window + length <= beats.bar and inner and inner <= {length // 3, 2 * length // 3}:
            return length
    return 0


def _brackets_in_window(inner: list[int], length: int, beats: Beats) -> list[tuple[int, int]]:
    if length > UNITS_PER_QUARTER:
        return [(0, length)]
    if all(place % 3 == 0 for place in inner):
        return []
    if length == UNITS_PER_QUARTER and not beats.is_compound and _EIGHTH in inner:
        halves = [[place - start for place in inner if start < place < start + _EIGHTH] for start in (0, _EIGHTH)]
        needing = [any(place % 3 for place in half) for half in halves]
        if all(_is_writable(half) for half in halves) and not (all(needing) and all(place % 4 == 0 for place in inner)):
            return [(start, _EIGHTH) for start, needs in zip((0, _EIGHTH), needing, strict=True) if needs]
    return [(0, length)]


def _is_writable(inner: Sequence[int]) -> bool:
    return all(place % 3 == 0 for place in inner) or all(place % 2 == 0 for place in inner)


def writable_moves(boundaries: Iterable[int], beats: Beats) -> dict[int, int]:
    """Where boundaries of one voice in one bar must move so that it can be written: a beat is divided by two or by three, not both."""
    places = sorted(set(boundaries))
    moves: dict[int, int] = {}
    size = _window_length(beats)
    for window in range(0, places[-1] if places else 0, size):
        inner = [place - window for place in places if window < place < window + size]
        if _is_writable(inner):
            continue
        halves = [[place - start for place in inner if start < place < start + _EIGHTH] for start in (0, _EIGHTH)]
        if size == UNITS_PER_QUARTER and _EIGHTH in inner and all(_is_writable(half) for half in halves):
            continue
        step = 3 if sum(place % 3 == 0 for place in inner) >= sum(place % 2 == 0 for place in inner) else 2
        moves.update({window + place: window + step * ((2 * place + step) // (2 * step)) for place in inner})
    return {before: after for before, after in moves.items() if before != after}

"""Where triplet brackets are needed, and which small moves make a voice writable at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from corpora.formats.notation_grid import UNITS_PER_QUARTER, Beats

_EIGHTH = UNITS_PER_QUARTER // 2
_BRACKETED = frozenset({6, 12, 24})
"""Units of the windows within a beat that a triplet bracket can stand over."""


def triplet_brackets(boundaries: Iterable[int], beats: Beats) -> tuple[tuple[int, int], ...]:
    """Brackets (start, length) in units for one voice of one bar.

    Args:
        boundaries: where its notes and rests begin and end, the bar's own ends included.
        beats: the bar's meter.
    """
    places = sorted(set(boundaries))
    brackets: list[tuple[int, int]] = []
    covered = 0
    for window, length in _windows(places, beats):
        if window < covered:
            continue
        wide = _wide_bracket(window, places, beats)
        if wide:
            brackets.append((window, wide))
            covered = window + wide
            continue
        inner = [place - window for place in places if window < place < window + length]
        brackets.extend((window + start, size) for start, size in _brackets_in_window(inner, length, beats))
    return tuple(brackets)


def _windows(places: Sequence[int], beats: Beats) -> Iterator[tuple[int, int]]:
    """The spans (start, length) that are divided either by two or by three, cut off where a short bar begins or ends.

    A span is a quarter; in compound meters, whose beats are three already, a third of the beat.
    """
    in_simple_time = _EIGHTH if beats.bar % UNITS_PER_QUARTER else UNITS_PER_QUARTER
    size = beats.bar // len(beats.starts) // 3 if beats.is_compound else in_simple_time
    first, last = (places[0], places[-1]) if places else (0, 0)
    for window in range(first // size * size, last, size):
        start, end = max(window, first), min(window + size, last)
        yield start, end - start


def _wide_bracket(window: int, places: Sequence[int], beats: Beats) -> int:
    """Length of a half- or quarter-note triplet that begins at ``window``; 0 where there is none."""
    if beats.is_compound:
        return 0
    for length in (4 * UNITS_PER_QUARTER, 2 * UNITS_PER_QUARTER):
        inner = {place - window for place in places if window < place < window + length}
        on_beat = window % length == 0 or (length == 2 * UNITS_PER_QUARTER and len(beats.starts) % 2 == 1 and window in beats.starts)
        if on_beat and window + length <= places[-1] and inner and inner <= {length // 3, 2 * length // 3}:
            return length
    return 0


def _brackets_in_window(inner: Sequence[int], length: int, beats: Beats) -> list[tuple[int, int]]:
    if length not in _BRACKETED or all(place % 3 == 0 for place in inner):
        return []
    if length == UNITS_PER_QUARTER and not beats.is_compound and _EIGHTH in inner:
        halves = _halves(inner)
        needing = [any(place % 3 for place in half) for half in halves]
        if all(_is_writable(half) for half in halves) and not (all(needing) and all(place % 4 == 0 for place in inner)):
            return [(start, _EIGHTH) for start, needs in zip((0, _EIGHTH), needing, strict=True) if needs]
    return [(0, length)]


def _halves(inner: Sequence[int]) -> list[list[int]]:
    return [[place - start for place in inner if start < place < start + _EIGHTH] for start in (0, _EIGHTH)]


def _is_writable(inner: Sequence[int]) -> bool:
    return all(place % 3 == 0 for place in inner) or all(place % 2 == 0 for place in inner)


def writable_moves(boundaries: Iterable[int], beats: Beats) -> dict[int, int]:
    """Where boundaries of one voice in one bar must move so that it can be written: a beat is divided by two or by three, not both.

    Args:
        boundaries: where notes begin and end, the bar's own ends included.
        beats: the bar's meter.
    """
    places = sorted(set(boundaries))
    moves: dict[int, int] = {}
    for window, length in _windows(places, beats):
        inner = [place - window for place in places if window < place < window + length]
        if length in _BRACKETED and _is_writable(inner):
            continue
        if length == UNITS_PER_QUARTER and not beats.is_compound and _EIGHTH in inner and all(_is_writable(half) for half in _halves(inner)):
            continue
        by_two = length not in _BRACKETED or sum(place % 3 == 0 for place in inner) >= sum(place % 2 == 0 for place in inner)
        step = 3 if by_two else 2
        moves.update({window + place: window + step * ((2 * place + step) // (2 * step)) for place in inner})
    return {before: after for before, after in moves.items() if before != after}

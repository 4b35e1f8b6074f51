"""Which bars of a melody repeat: a name for the form, found by comparing its sections bar by bar."""

from __future__ import annotations

from collections.abc import Sequence

FORMS = ("AABA", "ABAC", "AABB", "AAB", "ABAB", "AAAB", "AA", "AB", "12-bar", "through")
"""Form names the encodings tell a generator; ``12-bar`` is choruses of twelve, ``through`` repeats nothing."""

Bar = tuple[object, ...]


def form_of(bars: Sequence[Bar]) -> str:
    """Name the form of whole bars (any comparable content): sections of equal length, same letter where 60% of the bars agree."""
    if len(bars) in {12, 24, 36} and len(bars) // 12 == _periods(bars, 12):
        return "12-bar"
    for section_count in (4, 3, 2):
        letters = _letters(bars, section_count)
        if letters in FORMS:
            return letters
    return "through"


def _periods(bars: Sequence[Bar], length: int) -> int:
    """How many leading blocks of ``length`` bars exist."""
    return len(bars) // length


def _letters(bars: Sequence[Bar], section_count: int) -> str:
    length = len(bars) // section_count
    if length < 2 or length * section_count != len(bars):
        return ""
    sections = [tuple(bars[place * length : (place + 1) * length]) for place in range(section_count)]
    letters: list[str] = []
    for place, section in enumerate(sections):
        same = next((letters[earlier] for earlier in range(place) if _alike(sections[earlier], section)), None)
        letters.append(same or "ABCD"[len(set(letters))])
    return "".join(letters)


def _alike(first: Sequence[Bar], second: Sequence[Bar]) -> bool:
    agree = sum(one == other for one, other in zip(first, second, strict=True))
    return agree >= 0.6 * len(first)

"""A limerick has five lines, but Lear's printer gave it four: the third holds the two short ones."""

from __future__ import annotations

import re

from corpora.sources.rhyming import sound_alike

_MIDDLE_WEIGHT = 3.0
_VOWELS = re.compile(r"[aeiouy]+")


def five_lines(printed: list[str]) -> list[str]:
    """Four printed lines as five: the third is cut where it rhymes with its own end, near its middle, best after punctuation.

    Raises:
        ValueError: when there are not four lines, or the third is a single word.
    """
    if len(printed) != 4:
        raise ValueError(f"{len(printed)} lines, not four")
    first, second, third, last = printed
    words = third.replace("--", "-- ").split()
    if len(words) < 2:
        raise ValueError("its third line is too short to be two")
    places = range(2, len(words) - 1) or range(1, len(words))
    cut = max(places, key=lambda place: _fitness(words, place))
    return [first, second, " ".join(words[:cut]), " ".join(words[cut:]), last]


def _fitness(words: list[str], cut: int) -> float:
    halves = " ".join(words[:cut]), " ".join(words[cut:])
    uneven = abs(_beats(halves[0]) - _beats(halves[1])) / (_beats(halves[0]) + _beats(halves[1]))
    pause = 1.2 if re.search(r"[;:.!?-][\"']?$", halves[0]) else 1.0 if re.search(r",[\"']?$", halves[0]) else 0.0
    return sound_alike(words[cut - 1], words[-1]) + pause - _MIDDLE_WEIGHT * uneven


def _beats(words: str) -> int:
    spoken = re.sub(r"(?<![td])ed\b|e\b", "", words.lower())
    return max(1, len(_VOWELS.findall(spoken)))

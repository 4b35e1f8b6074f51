"""Words made of words: plurals, tenses, comparisons and prefixes, said as their parts are said.

Only endings that tell more than a guess does are here: on words held out of the dictionary the learnt guess reads compounds and words in ``-y``,
``-en`` and ``-man`` better than their parting does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

Phonemes = tuple[str, ...]
Lookup = Callable[[str], tuple[Phonemes, ...]]

_VOICELESS = frozenset({"P", "T", "K", "F", "TH"})
_SIBILANTS = frozenset({"S", "Z", "SH", "ZH", "CH", "JH"})
_VOWEL_LETTERS = frozenset("aeiouy")
_LEAST_PART = 3

_ENDINGS: dict[str, str] = {
    "ing": "IH0 NG", "in'": "IH0 N", "er": "ER0", "ers": "ER0 Z", "est": "AH0 S T", "eth": "AH0 TH", "edst": "AH0 D S T",
    "ly": "L IY0", "ness": "N AH0 S", "nesses": "N AH0 S AH0 Z", "less": "L AH0 S", "lessly": "L AH0 S L IY0", "ful": "F AH0 L",
    "fully": "F AH0 L IY0", "ish": "IH0 SH", "able": "AH0 B AH0 L", "ably": "AH0 B L IY0", "ment": "M AH0 N T", "ments": "M AH0 N T S",
    "ily": "AH0 L IY0", "iness": "IY0 N AH0 S", "ier": "IY0 ER0", "iest": "IY0 AH0 S T", "ship": "SH IH2 P", "hood": "HH UH2 D",
    "like": "L AY2 K", "some": "S AH0 M", "ward": "W ER0 D", "wards": "W ER0 D Z", "ings": "IH0 NG Z", "ingly": "IH0 NG L IY0", "edly": "AH0 D L IY0",
    "lets": "L AH0 T S", "dom": "D AH0 M",
    "or": "ER0", "ors": "ER0 Z",
    "eous": "IY0 AH0 S", "e'd": "AH0 D", "n't": "AH0 N T", "'ll": "AH0 L", "'ve": "V", "'re": "ER0",
}  # fmt: skip
_PREFIXES: dict[str, str] = {
    "un": "AH0 N", "over": "OW2 V ER0", "under": "AH2 N D ER0", "out": "AW2 T", "mis": "M IH0 S", "fore": "F AO2 R", "dis": "D IH0 S",
    "non": "N AA2 N", "inter": "IH2 N T ER0", "super": "S UW2 P ER0", "re": "R IY0", "up": "AH2 P", "counter": "K AW2 N T ER0", "anti": "AE2 N T IY0",
}  # fmt: skip


def derivations(plain: str, lookup: Lookup) -> tuple[Phonemes, ...]:
    """Pronunciations of a word derived from those of its parts, all of which ``lookup`` knows; empty where there is no such parting."""
    return _derived(plain, lookup, depth=2)


def _derived(plain: str, lookup: Lookup, depth: int) -> tuple[Phonemes, ...]:
    for base, ending in _endings_of(plain):
        found = lookup(base) or (_derived(base, lookup, depth - 1) if depth > 1 else ())
        if found:
            return tuple((*phonemes, *_ending_sound(ending, phonemes)) for phonemes in found)
    return _prefixed(plain, lookup, depth)


def _ending_sound(ending: str, phonemes: Phonemes) -> Phonemes:
    last = phonemes[-1]
    if ending == "s":
        return ("AH0", "Z") if last in _SIBILANTS else ("S",) if last in _VOICELESS else ("Z",)
    if ending == "ed":
        unvoiced = last in _VOICELESS or last in {"S", "SH", "CH"}
        return ("AH0", "D") if last in {"T", "D"} else ("T",) if unvoiced else ("D",)
    return tuple(_ENDINGS[ending].split()) if ending else ()


def _endings_of(plain: str) -> Iterator[tuple[str, str]]:
    """Bases that a word may be built on, each with the ending; the shortest ending first."""
    if plain.endswith("'s"):
        yield plain[:-2], "s"
    if plain.endswith("s'"):
        yield plain[:-1], ""
    if plain.endswith("s") and not plain.endswith(("ss", "'s", "us", "is")):
        yield from ((base, "s") for base in _bases(plain, "s", "es"))
    if plain.endswith("ed"):
        yield from ((base, "ed") for base in _bases(plain, "ed", "d"))
    for ending in _longest_first():
        if plain.endswith(ending) and len(plain) - len(ending) >= _LEAST_PART - 1:
            yield from ((base, ending) for base in _bases(plain, ending) if len(base) >= _LEAST_PART - ("'" in ending))


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted(_ENDINGS, key=len, reverse=True))


def _bases(plain: str, *endings: str) -> Iterator[str]:
    """What may stand before an ending: the rest itself, with its e, its y for an i, its last consonant once."""
    for ending in endings:
        rest = plain.removesuffix(ending)
        if rest == plain or len(rest) < 2:
            continue
        begins_with_vowel = ending[0] in _VOWEL_LETTERS or ending == "s"
        doubled = begins_with_vowel and rest[-1] == rest[-2] and rest[-1] not in _VOWEL_LETTERS
        if doubled and rest[-1] not in "sl":
            yield rest[:-1]
        if begins_with_vowel and ending not in {"s", "d"} and rest[-1] not in "aeioy":
            yield rest + "e"
        yield rest
        if doubled and rest[-1] in "sl":
            yield rest[:-1]
        if rest.endswith("i"):
            yield rest[:-1] + "y"


def _prefixed(plain: str, lookup: Lookup, depth: int) -> tuple[Phonemes, ...]:
    for prefix, sound in _PREFIXES.items():
        rest = plain.removeprefix(prefix)
        if rest != plain and len(rest) > _LEAST_PART:
            found = lookup(rest) or (_derived(rest, lookup, depth - 1) if depth > 1 else ())
            if found:
                return tuple((*sound.split(), *phonemes) for phonemes in found)
    return ()

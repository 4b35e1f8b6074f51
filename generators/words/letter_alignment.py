"""Which letters of a word write which of its sounds: the cheapest parting of its letters among its phonemes, by dynamic programming."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from generators.words.phonemes import is_vowel

_CONSONANTS: dict[str, str] = {
    "B": "b bb", "CH": "ch tch t c cc", "D": "d dd ed 'd", "DH": "th", "F": "f ff ph gh ft", "G": "g gg gh gu gue", "HH": "h wh",
    "JH": "j g dg dge dj gg d ge", "K": "c k ck ch q cc kk x cq qu que lk kh", "L": "l ll", "M": "m mm mb mn lm", "N": "n nn kn gn pn mn nd",
    "NG": "ng n", "P": "p pp", "R": "r rr wr rh", "S": "s ss c sc st ps z sw tz", "SH": "sh s ss t c ch sch sc ci ti si",
    "T": "t tt ed th bt pt 'd ght",
    "TH": "th", "V": "v f ve vv", "W": "w wh u o", "Y": "y i u j", "Z": "z zz s x ss", "ZH": "s g z si ge",
}  # fmt: skip
_VOWEL_TEAMS = frozenset(
    """ai ay au aw ea ee ei eu ew ey ie oa oe oi oo ou ow oy ue ui uy eau ieu iew aye eye owe oh ah eh uh ye
    igh eigh aigh ough augh ao ae uo""".split()  # noqa: SIM905 - a table of words reads best so
)
_R_SPELLINGS = "er ir ur or ar yr ear our re r ere err urr irr eur oar ure ier aur eer".split()  # noqa: SIM905 - a table of words reads best so
_PAIRS: dict[tuple[str, str], str] = {
    ("K", "S"): "x xe cs", ("G", "Z"): "x", ("K", "SH"): "x", ("T", "S"): "z zz", ("K", "W"): "qu",
    ("AH", "L"): "le l", ("AH", "M"): "m", ("AH", "N"): "n",
    ("Y", "UW"): "u ew eu ue eau iew", ("Y", "UH"): "u eu", ("Y", "AH"): "u", ("Y", "ER"): "ur ure",
    ("W", "AH"): "o", ("W", "AA"): "oi", ("Y", "AO"): "eo",
}  # fmt: skip
_VOWEL_LETTERS = frozenset("aeiouy")
_SILENT = {"e": 0.35, "h": 0.5, "'": 0.0, "-": 0.0, ".": 0.0, "u": 0.8}
_OTHER_SILENT = 0.9
_FINAL_E = 0.1
_UNWRITTEN_CONSONANT, _UNWRITTEN_VOWEL = 1.5, 2.0
_ODD_SPELLING = 1.6
_SYLLABIC_CONSONANT = 1.3
"""For a consonant letter that writes a whole syllable: the m of ``rhythm``."""
_MOST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Span:
    """Letters and the sounds they write; either may be none."""

    start: int
    stop: int
    """Letters from ``start`` to before ``stop``."""
    first: int
    last: int
    """Phonemes from ``first`` to before ``last``."""


@dataclass(frozen=True, slots=True)
class Nucleus:
    """The letters that write the vowel of one syllable; ``start == stop`` where no letter does."""

    start: int
    stop: int
    phoneme_index: int


def nuclei(letters: str, phonemes: tuple[str, ...]) -> tuple[Nucleus, ...]:
    """The place of every vowel sound among the letters (lower case, a character each), in order."""
    return tuple(
        Nucleus(span.start, span.stop, index)
        for span in aligned(letters, phonemes)
        for index in range(span.first, span.last)
        if is_vowel(phonemes[index])
    )


def aligned(letters: str, phonemes: tuple[str, ...]) -> tuple[Span, ...]:
    """Letters (lower case, a character each) and phonemes parted into spans that belong together, in order."""
    plain = tuple(phoneme.rstrip("012") for phoneme in phonemes)
    size, count = len(letters), len(phonemes)
    best = [[math.inf] * (count + 1) for _ in range(size + 1)]
    came: list[list[tuple[int, int]]] = [[(0, 0)] * (count + 1) for _ in range(size + 1)]
    best[0][0] = 0.0
    for at in range(size + 1):
        for done in range(count + 1):
            cost = best[at][done]
            if cost == math.inf:
                continue
            for length, sounds, price in _moves(letters, at, plain, phonemes, done):
                if cost + price < best[at + length][done + sounds]:
                    best[at + length][done + sounds] = cost + price
                    came[at + length][done + sounds] = (at, done)
    return _traced(came, size, count)


def _traced(came: list[list[tuple[int, int]]], at: int, done: int) -> tuple[Span, ...]:
    found = []
    while at or done:
        before_at, before_done = came[at][done]
        found.append(Span(before_at, at, before_done, done))
        at, done = before_at, before_done
    return tuple(reversed(found))


def _moves(letters: str, at: int, plain: tuple[str, ...], phonemes: tuple[str, ...], done: int) -> list[tuple[int, int, float]]:
    """What the next letters may write: (letters, phonemes, cost)."""
    moves = []
    if at < len(letters):
        silent = _FINAL_E if letters[at] == "e" and at == len(letters) - 1 else _SILENT.get(letters[at], _OTHER_SILENT)
        moves.append((1, 0, silent))
    if done < len(plain):
        moves.append((0, 1, _UNWRITTEN_VOWEL if is_vowel(phonemes[done]) else _UNWRITTEN_CONSONANT))
        for length in range(1, min(_MOST_LETTERS, len(letters) - at) + 1):
            moves.append((length, 1, _price(letters[at : at + length], plain[done], is_vowel(phonemes[done]))))
            if done + 1 < len(plain) and letters[at : at + length] in _pair_spellings(plain[done], plain[done + 1]):
                moves.append((length, 2, _pair_price(letters[at : at + length])))
    return moves


@cache
def _price(spelling: str, sound: str, vowel: bool) -> float:
    if not vowel:
        written = spelling in _CONSONANTS.get(sound, "").split()
        return 0.1 * (len(spelling) == 1) if written else _ODD_SPELLING if len(spelling) == 1 and spelling not in _VOWEL_LETTERS else math.inf
    if sound == "ER" and spelling in _R_SPELLINGS:
        return 0.3 if len(spelling) == 1 else 0.1
    if len(spelling) == 1:
        return 0.2 if spelling in _VOWEL_LETTERS else 0.7 if spelling == "w" else math.inf
    return 0.15 if spelling in _VOWEL_TEAMS else math.inf


def _pair_price(spelling: str) -> float:
    return 0.25 if len(spelling) > 1 or spelling in "xu" else _SYLLABIC_CONSONANT


@cache
def _pair_spellings(first: str, second: str) -> frozenset[str]:
    return frozenset(_PAIRS.get((first, second), "").split())

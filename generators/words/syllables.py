"""Words parted into the syllables that stand under notes: ``beau-ti-ful``, as many as are said.

The vowels of the pronunciation are found among the letters; what stands between two of them goes to the later syllable as far as English
lets a syllable begin with it, but a short stressed vowel keeps a consonant (``riv-er``), doubled letters part, and ``-ing`` and ``-ed`` stand alone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from generators.words.letter_alignment import Nucleus, nuclei
from generators.words.phonemes import Pronunciation
from generators.words.pronouncing import known_pronunciations, pronunciations

_SHORT_VOWELS = frozenset({"AE1", "EH1", "IH1", "AH1", "UH1", "AA1"})
_UNITS = re.compile(r"tch|sch|dg|ck|ch|sh|th|ph|gh|wh|qu|[tsc]i$|.")
_CLOSING_UNITS = frozenset({"ck", "tch", "dg", "x", "gh"})
_VELAR_NASAL = "NG"
_ONSET_LETTERS = frozenset(
    """bl br ch chr cl cr dr dw fl fr gl gr gn gu kl kn kr ph phl phr pl pr qu sc sch scr sh shr sk skr sl sm sn sp sph spl spr squ st str sw
    th thr tr tw wh wr""".split()  # noqa: SIM905 - a table of words reads best so
)
_PALATALS = frozenset({"ti", "si", "ci"})
_ENDINGS = ("ing", "ings", "ed")
_MOST_LETTERS = 64
"""Longer words are no words; they are parted evenly."""
_LETTER_TWINS = {"æ": "e", "œ": "e", "ø": "o", "’": "'", "‘": "'"}


@lru_cache(maxsize=1 << 14)
def split_syllables(word: str, said: Pronunciation | None = None) -> tuple[str, ...]:
    """The syllables of a word as written; joined they give it back, punctuation and all.

    Args:
        word: One word, without spaces.
        said: The pronunciation to follow; None = the word's usual one. There are exactly as many syllables as it has, but where the word
            has fewer characters than that (``W``), which then stands whole.
    """
    ways = (said,) if said is not None else pronunciations(word)[:1]
    count = ways[0].syllable_count if ways else 1
    if count < 2 or len(word) < count:
        return (word,)
    if len(word) > _MOST_LETTERS:
        return _parted(word, [index * len(word) // count for index in range(1, count)])
    letters = "".join(_plain_letter(letter) for letter in word)
    found = nuclei(letters, ways[0].phonemes)
    cuts = [_cut(letters, left, right, ways[0]) for left, right in pairwise(found)]
    ending = _ending_cut(letters, ways[0])
    if ending:
        cuts[-1] = ending
    return _parted(word, _spread(cuts, len(word)))


def _plain_letter(letter: str) -> str:
    """One lower-case letter for one, without its accent."""
    folded = letter.lower()
    folded = _LETTER_TWINS.get(folded, folded)
    return unicodedata.normalize("NFD", folded)[0]


def _cut(letters: str, left: Nucleus, right: Nucleus, said: Pronunciation) -> int:
    """Where the syllable of ``left`` ends."""
    between = letters[left.stop : right.start]
    hyphen = between.rfind("-")
    if hyphen >= 0:
        return left.stop + hyphen + 1
    silent_e = between.rfind("e")
    if silent_e >= 0 and silent_e + 1 < len(between):
        return left.stop + silent_e + 1
    if letters[left.start : left.stop].endswith("rr") and not between:  # squir-rel
        return left.stop - 1
    if _ends_in_ng(between, left, said):
        return left.stop + len("ng")
    units = _UNITS.findall(between)
    return left.stop + sum(map(len, units[: _closing_units(units, left, said)]))


def _ends_in_ng(between: str, left: Nucleus, said: Pronunciation) -> bool:
    """True where ``ng`` is one sound (``sing-er``), not two (``fin-ger``)."""
    after = _follows(left, said)
    return between.startswith("ng") and after[:1] == (_VELAR_NASAL,) and after[1:2] != ("G",)


def _follows(left: Nucleus, said: Pronunciation) -> tuple[str, ...]:
    return said.phonemes[left.phoneme_index + 1 : left.phoneme_index + 3]


def _closing_units(units: list[str], left: Nucleus, said: Pronunciation) -> int:
    """How many of the consonants between two vowels close the former syllable."""
    if not units:
        return 0
    short = said.phonemes[left.phoneme_index] in _SHORT_VOWELS
    if len(units) == 1:
        return int(units[0] in _CLOSING_UNITS or (short and units[0] not in _PALATALS) or _follows(left, said)[:1] == (_VELAR_NASAL,))
    for closing in range(len(units)):
        onset = "".join(units[closing:])
        doubled = closing == 0 and units[0] == units[1]
        if (len(units) - closing == 1 or onset in _ONSET_LETTERS) and not doubled and (closing or not short):
            return closing + (closing == len(units) - 1 and units[closing] in _CLOSING_UNITS)
    return len(units) - 1


def _ending_cut(letters: str, said: Pronunciation) -> int:
    """Where ``-ing`` or ``-ed`` begins that stands as a syllable after a word that is one by itself (``rain-ing``, ``mak-ing``); else 0."""
    for ending in _ENDINGS:
        base = letters.removesuffix(ending)
        sounded = len(ending) if ending != "ed" else 2
        if base == letters or len(base) < 2 or not base.isalpha() or base[-1] == base[-2]:
            continue
        tail = {"ing": 2, "ings": 3, "ed": 2}[ending]
        before = said.phonemes[:-tail]
        if said.phonemes[-tail][:2] in {"IH", "AH"} and any(
            known.phonemes == before for full in (base, base + "e") for known in known_pronunciations(full)
        ):
            return len(letters) - sounded
    return 0


def _spread(cuts: list[int], size: int) -> list[int]:
    """The cuts, moved as little as leaves every syllable at least one character."""
    for index, cut in enumerate(cuts):
        cuts[index] = max(cut, (cuts[index - 1] if index else 0) + 1)
    for index in range(len(cuts) - 1, -1, -1):
        cuts[index] = min(cuts[index], (cuts[index + 1] if index + 1 < len(cuts) else size) - 1)
    return cuts


def _parted(word: str, cuts: list[int]) -> tuple[str, ...]:
    return tuple(word[start:stop] for start, stop in zip((0, *cuts), (*cuts, len(word)), strict=True))

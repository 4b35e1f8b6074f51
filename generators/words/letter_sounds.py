"""A guess at how a word is said that is in no dictionary, from its letters."""

from __future__ import annotations

import re

_SOUNDS: tuple[tuple[str, str], ...] = (
    ("tion", "SH AH N"), ("sion", "ZH AH N"), ("ough", "OW"), ("augh", "AO"), ("eigh", "EY"), ("igh", "AY"), ("tch", "CH"), ("dge", "JH"),
    ("sch", "S K"), ("ing", "IH NG"), ("ee", "IY"), ("ea", "IY"), ("oo", "UW"), ("ou", "AW"), ("ow", "OW"), ("oa", "OW"), ("oi", "OY"),
    ("oy", "OY"), ("ai", "EY"), ("ay", "EY"), ("au", "AO"), ("aw", "AO"), ("ew", "Y UW"), ("ie", "IY"), ("ei", "IY"), ("ey", "IY"), ("ue", "UW"),
    ("ar", "AA R"), ("or", "AO R"), ("er", "ER"), ("ir", "ER"), ("ur", "ER"), ("ch", "CH"), ("sh", "SH"), ("th", "TH"), ("ph", "F"), ("wh", "W"),
    ("ck", "K"), ("ng", "NG"), ("qu", "K W"), ("kn", "N"), ("wr", "R"), ("gn", "N"), ("gh", "G"),
    ("a", "AE"), ("e", "EH"), ("i", "IH"), ("o", "AA"), ("u", "AH"), ("y", "IY"), ("b", "B"), ("c", "K"), ("d", "D"), ("f", "F"), ("g", "G"),
    ("h", "HH"), ("j", "JH"), ("k", "K"), ("l", "L"), ("m", "M"), ("n", "N"), ("p", "P"), ("r", "R"), ("s", "S"), ("t", "T"), ("v", "V"),
    ("w", "W"), ("x", "K S"), ("z", "Z"),
)  # fmt: skip
_VOWELS = frozenset("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split())  # noqa: SIM905 - a table of words reads best so
_LONG = {"AE": "EY", "EH": "IY", "IH": "AY", "AA": "OW", "AH": "UW"}
_SILENT_E = re.compile(r"[aeiou][^aeiouyw]e$")


def guess(plain: str) -> tuple[str, ...]:
    """Phonemes of a word in lower-case letters; letters that aren't Latin are passed over."""
    silent_e = bool(_SILENT_E.search(plain))
    rest, plain_phonemes = (plain[:-1] if silent_e else plain), list[str]()
    while rest:
        letters, sounds = next(((letters, sounds) for letters, sounds in _SOUNDS if rest.startswith(letters)), (rest[0], ""))
        plain_phonemes += sounds.split()
        rest = rest[2:] if rest[:1] == rest[1:2] and letters == rest[0] else rest[len(letters) :]
    vowels = [index for index, phoneme in enumerate(plain_phonemes) if phoneme in _VOWELS]
    if silent_e and vowels:
        plain_phonemes[vowels[-1]] = _LONG.get(plain_phonemes[vowels[-1]], plain_phonemes[vowels[-1]])
    stressed = vowels[-2] if len(vowels) == 2 else vowels[-3] if len(vowels) > 2 else vowels[0] if vowels else -1
    return tuple(phoneme + ("1" if index == stressed else "0") if index in vowels else phoneme for index, phoneme in enumerate(plain_phonemes))

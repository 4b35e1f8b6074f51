"""How any English word is said: from the dictionary, from its parts, by the elisions of verse, or guessed from its letters.

The order matters: what the dictionary holds is always preferred, then what can be derived from words it holds, and only then a guess.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import islice, pairwise, product

from generators.words.dictionary import cmu_dictionary
from generators.words.elisions import ELISIONS, full_spellings, without_a_syllable
from generators.words.inflections import derivations
from generators.words.letter_sounds import guess
from generators.words.phonemes import Pronunciation, is_vowel
from generators.words.spelling import plain_word
from generators.words.spelt_out import initials, number_words

_MOST_ALTERNATIVES = 4
_ONE_VOWEL_BEFORE_R = tuple(stem + ending for stem in ("ire", "yre", "our") for ending in ("", "s", "d", "ed"))
_CACHED_WORDS = 1 << 15
_MOST_LETTERS = 128
"""Nobody says a longer word: its head stands for it."""

Phonemes = tuple[str, ...]


@lru_cache(maxsize=_CACHED_WORDS)
def pronunciations(word: str) -> tuple[Pronunciation, ...]:
    """The ways to say a word, the commonest first; capitals, accents and punctuation around it don't matter.

    Empty only for what holds no Latin letter and no digit. Each has at least one vowel.
    """
    plain = plain_word(word)[:_MOST_LETTERS]
    if not plain:
        return ()
    found = _said(plain)
    return tuple(Pronunciation(_with_a_vowel(phonemes)) for phonemes in dict.fromkeys(found))


def known_pronunciations(word: str) -> tuple[Pronunciation, ...]:
    """The pronunciations of a word that the dictionary itself holds; none where it doesn't."""
    plain = plain_word(word)
    return tuple(Pronunciation(_with_a_vowel(phonemes)) for phonemes in _in_dictionary(plain))


def _said(plain: str) -> tuple[Phonemes, ...]:
    """The first of the ways that knows the word; guessing always does."""
    ways: tuple[Callable[[str], tuple[Phonemes, ...]], ...] = (
        _in_dictionary, _by_parts, _as_number, _as_initials, _as_elision, _as_derived, _unmarked,
    )  # fmt: skip
    return next((found for way in ways if (found := way(plain))), None) or (guess(plain),)


def _in_dictionary(plain: str) -> tuple[Phonemes, ...]:
    found = cmu_dictionary().phonemes(plain) or (cmu_dictionary().phonemes(plain.strip("'")) if "'" in plain else ())
    contracted = tuple(_contracted(phonemes) for phonemes in found[:1] if _can_contract(plain, phonemes))
    return contracted + found + ELISIONS.get(plain, ())


def _can_contract(plain: str, phonemes: Phonemes) -> bool:
    """True for words like ``desire``, ``tired`` and ``sour``, written with one vowel sound before R and said in one syllable or two."""
    return plain.endswith(_ONE_VOWEL_BEFORE_R) and any(pair in {("AY1", "ER0"), ("AW1", "ER0")} for pair in pairwise(phonemes))


def _contracted(phonemes: Phonemes) -> Phonemes:
    place = max(index for index, pair in enumerate(pairwise(phonemes), 1) if pair in {("AY1", "ER0"), ("AW1", "ER0")})
    return (*phonemes[:place], "R", *phonemes[place + 1 :])


def _by_parts(plain: str) -> tuple[Phonemes, ...]:
    """``merry-go-round``: its parts one after the other, each with its own stress."""
    parts = [part for part in plain.replace("/", "-").split("-") if part]
    return _joined([_said(part) for part in parts]) if len(parts) > 1 else ()


def _as_number(plain: str) -> tuple[Phonemes, ...]:
    words = number_words(plain)
    return _joined([_said(word) for word in words]) if words else ()


def _as_initials(plain: str) -> tuple[Phonemes, ...]:
    letters = initials(plain)
    return _joined([cmu_dictionary().phonemes(f"{letter}.")[:1] for letter in letters]) if letters else ()


def _as_elision(plain: str) -> tuple[Phonemes, ...]:
    """``heav'n``, ``wand'ring``, ``turn'd``: the full word, less the syllable that the apostrophe drops."""
    if plain in ELISIONS:
        return ELISIONS[plain]
    for full, keeps_syllables in full_spellings(plain):
        found = _in_dictionary(full) or _as_derived(full)
        if found:
            return found if keeps_syllables else tuple(without_a_syllable(phonemes, plain, full) for phonemes in found)
    return ()


def _as_derived(plain: str) -> tuple[Phonemes, ...]:
    """``borrowings``, ``unhappier``: from words the dictionary holds, and what is put before and after them."""
    return derivations(plain, _in_dictionary)


def _unmarked(plain: str) -> tuple[Phonemes, ...]:
    """A word with apostrophes or full stops that nothing else explains, without them."""
    letters = "".join(letter for letter in plain if letter.isalnum())
    return _said(letters) if letters != plain else ()


def _joined(parts: list[tuple[Phonemes, ...]]) -> tuple[Phonemes, ...]:
    return tuple(tuple(phoneme for part in choice for phoneme in part) for choice in islice(product(*parts), _MOST_ALTERNATIVES))


def _with_a_vowel(phonemes: Phonemes) -> Phonemes:
    """The phonemes; ``hmm`` and its like get a murmur before their last sound, for every word takes at least one syllable."""
    if any(is_vowel(phoneme) for phoneme in phonemes):
        return phonemes
    return (*phonemes[:-1], "AH1", *phonemes[-1:])

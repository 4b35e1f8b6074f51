"""Which words and lines rhyme.

Two words rhyme when they sound alike from a stressed vowel on and differ in the consonant before it (``light``, ``night``, but not ``light``,
``delight``); any of a word's pronunciations may serve. A secondary stress after the primary one rhymes too (``telephone``, ``alone``), as
verse has it. A line that ends in a weak little word may rhyme over two words (``hit her``, ``bitter``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from generators.words.function_words import is_function_word
from generators.words.phonemes import Pronunciation, is_vowel, onset_before, sound_key
from generators.words.pronouncing import pronunciations
from generators.words.spelling import last_word, plain_word, words_of

__all__ = [
    "Ending",
    "endings",
    "endings_of",
    "identical",
    "is_same_word",
    "last_word",
    "lines_rhyme",
    "repeated_rhyme_words",
    "rhyme_keys",
    "rhymes",
    "scheme_of",
]

NO_WORDS = "-"
"""Stands in a scheme for a line without words; an empty line between stanzas is a space."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CACHED_WORDS = 1 << 14
_CLOSED_PREFIXES = frozenset({"ex", "dis", "mis", "un", "in", "im", "out", "up", "sub", "trans", "with", "en", "em", "con", "com", "cross", "there"})
"""Prefixes whose last consonant might be heard as part of the next syllable."""

Ending = tuple[str, tuple[str, ...]]
"""What a word or a line offers to a rhyme: the sounds from a stressed vowel on, and the consonants that begin that vowel's syllable."""


@lru_cache(maxsize=_CACHED_WORDS)
def endings_of(word: str) -> tuple[Ending, ...]:
    """Every ending a word can rhyme on, its usual one first."""
    found = (ending for said in pronunciations(word) for ending in endings(said))
    return tuple(dict.fromkeys(found))


def rhyme_keys(word: str) -> tuple[str, ...]:
    """The sounds a word can rhyme on, its usual ones first; those of :attr:`Pronunciation.rhyme_key` are among them."""
    return tuple(dict.fromkeys(key for key, _ in endings_of(word)))


def rhymes(first: str, second: str, *, promoted: bool = False) -> bool:
    """True where some pronunciations of two words rhyme perfectly; never for the same word, nor for words that sound the same.

    Args:
        first: A word.
        second: A word.
        promoted: Whether a last syllable that stands two after the stress may rhyme too, as hymns and songs allow (``melody``, ``tree``).
    """
    if not _agree(endings_of(first), endings_of(second)) and not (promoted and _agree(_promoted(first), _promoted(second))):
        return False
    return not is_same_word(first, second) and not _contains(first, second)


@lru_cache(maxsize=_CACHED_WORDS)
def _promoted(word: str) -> tuple[Ending, ...]:
    """The endings of a word, and its last syllable where the metre can raise that to a beat."""
    ways = pronunciations(word)
    raised = tuple(
        (said.last_syllable_key, _plain_onset(said.phonemes, said.last_vowel_index))
        for said in ways
        if said.stresses.endswith("00") and "1" in said.stresses
    )
    return endings_of(word) + raised


def is_same_word(first: str, second: str) -> bool:
    """True for one word written twice, whatever its capitals and punctuation, and for elided spellings (``ev'ry``, ``every``)."""
    plain_first, plain_second = plain_word(first), plain_word(second)
    if plain_first == plain_second:
        return bool(plain_first)
    if ("'" in plain_first) == ("'" in plain_second):
        return False
    return plain_first.split("'")[0][:1] == plain_second.split("'")[0][:1] and plain_first.replace("'", "e") == plain_second.replace("'", "e")


def lines_rhyme(first: str, second: str, *, promoted: bool = False) -> bool:
    """True where two lines rhyme: their last words do, or the last two where the very last is weak (``beside her``, ``spider``)."""
    if rhymes(last_word(first), last_word(second), promoted=promoted):
        return True
    mosaic_first, mosaic_second = _mosaic_endings(first), _mosaic_endings(second)
    if not (mosaic_first or mosaic_second):
        return False
    return _agree(mosaic_first or endings_of(last_word(first)), mosaic_second or endings_of(last_word(second)))


def scheme_of(lines: Sequence[str], *, promoted: bool = False) -> str:
    """The rhyme scheme, a letter a line: ``AABBA``. Lines that end in the same word share a letter, as poets count them.

    A line joins the first earlier group with a line of which it rhymes; ``promoted`` as in :func:`rhymes`.
    """
    members: list[list[str]] = []
    scheme = ""
    for line in lines:
        if not line.strip():
            scheme += " "
            continue
        if not last_word(line):
            scheme += NO_WORDS
            continue
        place = next((index for index, known in enumerate(members) if any(_belong_together(line, other, promoted) for other in known)), len(members))
        if place == len(members):
            members.append([])
        members[place].append(line)
        scheme += _LETTERS[place % len(_LETTERS)]
    return scheme


def repeated_rhyme_words(lines: Sequence[str]) -> tuple[str, ...]:
    """The last words that stand at the end of more than one line, or sound the same there, each as it is written the second time."""
    last = [word for line in lines if (word := last_word(line))]
    return tuple(word for index, word in enumerate(last) if any(identical(word, before) for before in last[:index]))


def _belong_together(first: str, second: str, promoted: bool) -> bool:
    return identical(last_word(first), last_word(second)) or lines_rhyme(first, second, promoted=promoted)


def identical(first: str, second: str) -> bool:
    """True for the same word, or one that sounds the same in their usual pronunciations."""
    if is_same_word(first, second):
        return True
    said_first, said_second = pronunciations(first)[:1], pronunciations(second)[:1]
    return bool(said_first) and [_sounds(said) for said in said_first] == [_sounds(said) for said in said_second]


def _sounds(said: Pronunciation) -> tuple[str, ...]:
    return tuple(phoneme.rstrip("012") for phoneme in said.phonemes)


def endings(said: Pronunciation) -> Iterator[Ending]:
    """The endings of one pronunciation: from the main stress on, then from each secondary stress after it."""
    phonemes, main = said.phonemes, said.stressed_index
    for index in range(main, len(phonemes)):
        if index == main or (is_vowel(phonemes[index]) and phonemes[index].endswith("2")):
            yield sound_key(phonemes[index:]), _plain_onset(phonemes, index)


def _plain_onset(phonemes: tuple[str, ...], vowel_index: int) -> tuple[str, ...]:
    """The onset, WH and W taken as one sound."""
    onset = onset_before(phonemes, vowel_index)
    return onset[1:] if onset[:2] == ("HH", "W") else onset


def _agree(first: Sequence[Ending], second: Sequence[Ending]) -> bool:
    return any(key == other_key and onset != other_onset for key, onset in first for other_key, other_onset in second)


def _contains(first: str, second: str) -> bool:
    """True where the longer word is the shorter with a prefix before it (``explain``, ``plain``): a repetition, not a rhyme."""
    short, long = sorted((plain_word(first), plain_word(second)), key=len)
    if not long.endswith(short) or long.removesuffix(short) not in _CLOSED_PREFIXES:
        return False
    tails = {_sounds(said) for said in pronunciations(short)}
    return any(_sounds(said)[-len(tail) :] == tail for said in pronunciations(long) for tail in tails)


@lru_cache(maxsize=_CACHED_WORDS)
def _mosaic_endings(line: str) -> tuple[Ending, ...]:
    """Endings over the last two words of a line whose last word is a weak one of one syllable; none for other lines."""
    words = words_of(line)
    if len(words) < 2 or not is_function_word(words[-1]):
        return ()
    tails = [_weakened(said.phonemes) for said in pronunciations(words[-1]) if said.syllable_count == 1]
    joined = (Pronunciation((*before.phonemes, *tail)) for before in pronunciations(words[-2]) for tail in tails)
    return tuple(dict.fromkeys(ending for said in joined for ending in endings(said)))


def _weakened(phonemes: tuple[str, ...]) -> tuple[str, ...]:
    """A little word as it is said without stress: its H is dropped (``hit 'er``)."""
    kept = phonemes[1:] if phonemes[0] == "HH" else phonemes
    return tuple(phoneme.replace("1", "0") for phoneme in kept)

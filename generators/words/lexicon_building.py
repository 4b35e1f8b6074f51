"""Make the lexicon of words that lines may end with, out of the training texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from zlib import crc32

from corpora.decency import is_decent
from corpora.pieces import Text
from generators.words.lexicon import Lexicon, LexiconEntry
from generators.words.phonemes import sound_key
from generators.words.pronouncing import known_pronunciations, pronunciations
from generators.words.rhyme import endings
from generators.words.spelling import plain_word, words_of

MOST_WORDS = 10_000
LEAST_COUNT = 2
_LEAST_COUNT_UNKNOWN = 5
"""For words that are not in the pronouncing dictionary."""
_LEAST_NAME_ENDINGS = 3
"""A name is kept where it ends so many lines: ``Peru`` is there for its rhyme."""
_NAME_SHARE = 0.3
"""A word is a name where it is written small in less than this share of the places that tell."""
_WELL_FORMED = re.compile(r"[a-z]+(?:'[a-z]+)?")
_SENTENCE_END = re.compile(r"[.!?:]['\")]*$")
_MOST_LETTERS = 16
_VERSE_LINE_LETTERS = 80
_VERSE_WEIGHT = 5
"""How many occurrences in prose one in a line of verse outweighs."""


@dataclass(slots=True)
class _Tally:
    """How often, how and where each word is written."""

    weights: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    small: Counter[str] = field(default_factory=Counter)
    capital: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)


def build_lexicon(texts: Iterable[Text], most_words: int = MOST_WORDS) -> Lexicon:
    """The commonest words of texts with how they rhyme; words of verse outweigh those of prose.

    Left out: words that occur once, names but those at line ends, slurs, and what neither the dictionary knows nor several places confirm.
    """
    tally = _Tally()
    for text in texts:
        for line in text.text.split("\n"):
            _count_line(line, tally)
    ranked = sorted((plain for plain in tally.counts if _is_wanted(plain, tally)), key=lambda plain: (-tally.weights[plain], plain))
    return Lexicon(entry for plain in ranked[:most_words] for entry in _entries(_printed(plain, tally), tally.counts[plain]))


def _count_line(line: str, tally: _Tally) -> None:
    words = words_of(line)
    weight = _VERSE_WEIGHT if len(line) <= _VERSE_LINE_LETTERS else 1
    inside = set(_words_inside(line))
    for index, word in enumerate(words):
        plain = plain_word(word)
        if not plain or (word.isupper() and len(word) > 1):  # headings and speakers
            continue
        tally.counts[plain] += 1
        tally.weights[plain] += weight
        if word[:1].islower():
            tally.small[plain] += 1
        elif index in inside:
            tally.capital[plain] += 1
        if index == len(words) - 1 and weight > 1:
            tally.endings[plain] += 1


def _words_inside(line: str) -> Iterator[int]:
    """The places of words that begin neither the line nor a sentence: their capitals tell something."""
    chunks, place = line.split(), 0
    for index, chunk in enumerate(chunks):
        here = len(words_of(chunk))
        if index and here and not _SENTENCE_END.search(chunks[index - 1]) and not chunk.startswith(('"', "'", "(")):
            yield place
        place += here


def _is_wanted(plain: str, tally: _Tally) -> bool:
    if len(plain) > _MOST_LETTERS or not _WELL_FORMED.fullmatch(plain) or (len(plain) == 1 and plain not in "aio"):
        return False
    if tally.counts[plain] < (LEAST_COUNT if known_pronunciations(plain) else _LEAST_COUNT_UNKNOWN) or not pronunciations(plain):
        return False
    if _is_name(plain, tally) and (tally.endings[plain] < _LEAST_NAME_ENDINGS or not known_pronunciations(plain)):
        return False
    return is_decent(plain)


def _is_name(plain: str, tally: _Tally) -> bool:
    """True where the word is nearly always written with a capital; one only seen at the head of lines counts as a name."""
    told = tally.small[plain] + tally.capital[plain]
    return tally.small[plain] <= _NAME_SHARE * told


def _printed(plain: str, tally: _Tally) -> str:
    is_pronoun = plain == "i" or plain.startswith("i'")
    return plain.capitalize() if is_pronoun or _is_name(plain, tally) else plain


def _entries(word: str, count: int) -> Iterator[LexiconEntry]:
    """An entry for each ending on which the usual pronunciation rhymes: the rarer ones (``resume`` as a noun) mislead a reader."""
    said = pronunciations(word)[0]
    sound = crc32(sound_key(said.phonemes).encode())
    for key, onset in endings(said):
        yield LexiconEntry(word, count, key, " ".join(onset), said.stresses, sound)

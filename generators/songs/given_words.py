"""A person's own words, made singable: sections found, signs left out, numbers spelt, every word parted into syllables."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpora.errors import AskerError
from generators.songs.sung_words import SungLine, SungLyric, SungSection, marks_of, sung_line
from generators.words.function_words import is_function_word
from generators.words.lyric_form import LyricLine, SectionKind
from generators.words.pronouncing import known_pronunciations, pronunciations
from generators.words.spelling import plain_word, words_of
from generators.words.spelt_out import number_words
from generators.words.syllables import split_syllables

MOST_LINES = 64
MOST_SYLLABLES = 80
"""Of one line."""
_MOST_TITLE_WORDS = 7
_LABEL = re.compile(r"^[\s\[(<*#-]*(verse|strophe|stanza|chorus|refrain|hook|bridge|pre-?chorus|intro|outro)\s*\d*\s*[\])>*:.-]*\s*$", re.IGNORECASE)
_KINDS: dict[str, SectionKind] = {"chorus": "chorus", "refrain": "chorus", "hook": "chorus", "bridge": "bridge", "prechorus": "bridge"}
_VOWELS = re.compile(r"[aeiouyæœøаеёиоуыэюяαεηιουωіїє]", re.IGNORECASE)
_EACH_SIGN_A_SYLLABLE = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_LETTERS_A_SYLLABLE = 3
"""Of scripts whose vowels are not written or not known here."""


@dataclass(frozen=True, slots=True)
class GivenWords:
    """What a person gave, ready to be set."""

    lyric: SungLyric
    left_out: int
    """Signs (emoji, control characters and the like) that nobody can sing or print under notes."""


def given_words(text: str, title: str = "") -> GivenWords:
    """Read lyrics: a line a phrase, empty lines between sections, ``[Chorus]`` and the like as labels.

    A section that comes again word for word is the chorus; others without a label are verses.

    Raises:
        AskerError: when there is nothing to sing, or too much.
    """
    clean, left_out = _clean(text)
    stanzas = list(_stanzas(clean))
    count = sum(len(lines) for _, lines in stanzas)
    if not stanzas:
        raise AskerError("the lyrics hold no words: give at least one line that can be sung (--lyrics)")
    if count > MOST_LINES:
        raise AskerError(f"{count} lines of lyrics: at most {MOST_LINES} can be sung in one song; give fewer (--lyrics)")
    _refuse_what_nobody_can_say([line for _, lines in stanzas for line in lines])
    repeated = Counter(tuple(line.casefold() for line in lines) for _, lines in stanzas)
    sections = []
    for label, lines in stanzas:
        comes_again = len(stanzas) > 2 and repeated[tuple(line.casefold() for line in lines)] > 1
        kind: SectionKind = label or ("chorus" if comes_again else "verse")
        sections.append(SungSection(kind, tuple(_line(line) for line in lines)))
    return GivenWords(SungLyric(title or _title(sections), tuple(sections)), left_out)


def _clean(text: str) -> tuple[str, int]:
    """The text without what is neither letter, digit, mark, punctuation nor space, and how many such signs there were."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    kept = [sign for sign in text if sign == "\n" or unicodedata.category(sign)[0] in "LMNPZ"]
    dropped = sum(unicodedata.category(sign) not in {"Cf"} for sign in text) - sum(unicodedata.category(sign) not in {"Cf"} for sign in kept)
    return "".join(" " if unicodedata.category(sign)[0] == "Z" else sign for sign in kept), dropped


def _stanzas(text: str) -> Iterator[tuple[SectionKind | None, list[str]]]:
    """Each section with its label, if it has one, and its lines that hold words."""
    label: SectionKind | None = None
    lines: list[str] = []
    for raw in [*text.split("\n"), ""]:
        line = " ".join(raw.split())
        named = _LABEL.match(line)
        if (named or not line) and lines:
            yield label, lines
            label, lines = None, []
        if named:
            label = _KINDS.get(named.group(1).casefold().replace("-", ""), "verse")
        elif _sung_words(line):
            lines.append(line)


def _sung_words(line: str) -> list[str]:
    """The words of a line that can be sung."""
    return [word for word in words_of(line) if any(letter.isalnum() for letter in word)]


def _refuse_what_nobody_can_say(lines: Sequence[str]) -> None:
    words = [word for line in lines for word in _sung_words(line)]
    if not any(_can_be_said(word) for word in words):
        raise AskerError(f"no word of the lyrics can be sung ({words[0][:20]!r} has no vowel): give words that can be said (--lyrics)")


def _can_be_said(word: str) -> bool:
    plain = plain_word(word)
    if _VOWELS.search(word) or number_words(plain) or known_pronunciations(word):
        return True
    return not plain and any(letter.isalpha() for letter in word)


def _line(text: str) -> SungLine:
    words = [parts for word in _sung_words(text) for spoken in _spoken(word) for parts in [_syllables(spoken)]]
    count = sum(len(parts) for parts in words)
    if count > MOST_SYLLABLES:
        raise AskerError(f"the line {text[:30] + '...'!r} has {count} syllables: at most {MOST_SYLLABLES} can be sung in a line; break it (--lyrics)")
    hyphened = tuple(f"{part}-" if place + 1 < len(parts) else part for parts in words for place, part in enumerate(parts))
    return sung_line(LyricLine(text, hyphened, marks_of(words)))


def _spoken(word: str) -> Sequence[str]:
    """A number in words; any other word as it is, apart at its hyphens."""
    spelt = number_words(plain_word(word))
    return spelt or [part for part in word.split("-") if any(letter.isalnum() for letter in part)] or [word]


def _syllables(word: str) -> tuple[str, ...]:
    return split_syllables(word) if pronunciations(word) else _by_script(word)


def _by_script(word: str) -> tuple[str, ...]:
    """Syllables of a word in letters that no English dictionary knows: a sign each, a vowel each, or a few letters each."""
    if _EACH_SIGN_A_SYLLABLE.search(word):
        return tuple(letter for letter in word if letter.isalnum())
    vowels = [found.start() for found in _VOWELS.finditer(word)]
    cuts: list[int] = []
    if not vowels:
        cuts = list(range(_LETTERS_A_SYLLABLE, len(word) - 1, _LETTERS_A_SYLLABLE))
    elif len(vowels) > 1:
        cuts = [max(vowel - 1, before + 1) for before, vowel in pairwise(vowels)]
    edges = [0, *cuts, len(word)]
    return tuple(word[start:end] for start, end in pairwise(edges) if end > start)


def _title(sections: Sequence[SungSection]) -> str:
    """The first phrase of the chorus, where there is one, else of all: as many words as a title holds."""
    section = next((each for each in sections if each.kind == "chorus"), sections[0])
    line = words_of(section.lines[0].text)
    phrase = words_of(re.split(r"[,.;:!?]", section.lines[0].text, maxsplit=1)[0])
    words = list(phrase if len(phrase) > 1 else line)
    cut = words[:_MOST_TITLE_WORDS]
    while len(cut) < len(words) and len(cut) > 1 and is_function_word(cut[-1]):
        cut.pop()
    return " ".join(word[:1].upper() + word[1:] for word in cut)[:60]

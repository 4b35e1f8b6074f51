"""Words as they are sung: syllables, how they belong together, and how much each leans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from generators.songs.leaning import FIXED, LIGHT, MOVABLE, UNSTRESSED, leaning_places
from generators.songs.rhythm import LEANING, PLAIN, STRESSED
from generators.words.function_words import is_function_word
from generators.words.lyric_form import LyricLine, LyricSection, SectionKind, WrittenLyric
from generators.words.pronouncing import pronunciations

_SIGNS = ".,;:!?\u2026"
SYLLABICS = ("single", "begin", "middle", "end")


@dataclass(frozen=True, slots=True)
class SungLine:
    """One line."""

    text: str
    """As printed."""
    syllables: tuple[str, ...]
    """Without hyphens."""
    syllabics: tuple[str, ...]
    """For each syllable one of :data:`SYLLABICS`, as in ``corpora.pieces.Lyric``."""
    weights: tuple[int, ...]
    """For each syllable ``PLAIN``, ``LEANING`` or ``STRESSED`` (of :mod:`generators.songs.rhythm`)."""


@dataclass(frozen=True, slots=True)
class SungSection:
    """A verse, a chorus or a bridge."""

    kind: SectionKind
    lines: tuple[SungLine, ...]


@dataclass(frozen=True, slots=True)
class SungLyric:
    """All the words of a song in the order they are sung."""

    title: str
    sections: tuple[SungSection, ...]

    @property
    def text(self) -> str:
        """As printed: a line a line, sections an empty line apart."""
        return "\n\n".join("\n".join(line.text for line in section.lines) for section in self.sections)

    @property
    def syllable_count(self) -> int:
        """Syllables of all sections."""
        return sum(len(line.syllables) for section in self.sections for line in section.lines)


def sung(lyric: WrittenLyric) -> SungLyric:
    """A written lyric, each syllable weighed."""
    return SungLyric(lyric.title, tuple(_section(section) for section in lyric.sections))


def _section(section: LyricSection) -> SungSection:
    return SungSection(section.kind, tuple(sung_line(line) for line in section.lines if line.syllables))


def sung_line(line: LyricLine) -> SungLine:
    """A written line, each syllable weighed: stressed where its word says so, leaning where only the line's beat does.

    Where the line leans is found from its words, as for words that a person gave: so both are sung alike.
    """
    words = list(_words(line.syllables))
    syllables = tuple(syllable for word in words for syllable in word)
    syllabics = tuple(syllabic for word in words for syllabic in syllabics_of(len(word)))
    marks = marks_of(words)
    weights = [LEANING if mark == "1" else PLAIN for mark in marks[: len(syllables)]]
    for group in stressed_groups(words):
        chosen = next((place for place in reversed(group) if marks[place] == "1"), group[-1])
        for place in group:
            weights[place] = STRESSED if place == chosen else weights[place]
    return SungLine(line.text, _with_signs(syllables, syllabics, line.text), syllabics, tuple(weights))


def _with_signs(syllables: Sequence[str], syllabics: Sequence[str], text: str) -> tuple[str, ...]:
    """The syllables with the comma, full stop or other sign that follows their word in the printed line."""
    signed: list[str] = []
    place = begun = 0
    for syllable, syllabic in zip(syllables, syllabics, strict=True):
        begun = len(signed) if syllabic in {"single", "begin"} else begun
        found = ""
        if syllabic in {"single", "end"}:
            word = "".join([*signed[begun:], syllable])
            at = text.find(word, place)
            if at >= 0:  # numbers are sung as other words than are printed
                place = at + len(word)
                found = "".join(takewhile(_SIGNS.__contains__, text[place : place + 3]))
        signed.append(syllable + found)
    return tuple(signed)


def marks_of(words: Sequence[Sequence[str]]) -> str:
    """A mark for each syllable of a line given word by word: ``1`` where it leans when it is said in time, else ``0``."""
    fixed, movable = _stresses(words)
    kinds: list[str] = []
    for word in words:
        own = main_stress("".join(word), len(word))
        for index in range(len(word)):
            place = len(kinds)
            light = LIGHT if len(word) == 1 else MOVABLE if index == own else UNSTRESSED
            kinds.append(FIXED if place in fixed else MOVABLE if place in movable else light)
    beats = leaning_places(kinds, ["".join(word).casefold() for word in words for _ in word])
    return "".join("1" if place in beats else "0" for place in range(len(kinds)))


def _words(syllables: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The syllables word by word, hyphens taken off."""
    word: list[str] = []
    for syllable in syllables:
        word.append(syllable.removesuffix("-") or syllable)
        if not syllable.endswith("-") or syllable == "-":
            yield tuple(word)
            word = []
    if word:
        yield tuple(word)


def syllabics_of(count: int) -> tuple[str, ...]:
    """What each syllable of a word of ``count`` is called."""
    return ("single",) if count == 1 else ("begin", *("middle",) * (count - 2), "end")


def stressed_groups(words: Sequence[Sequence[str]]) -> list[tuple[int, ...]]:
    """The stresses of a line given word by word: for each the syllables (counted through the line) of which one has to bear it.

    A longer content word bears it on its main stress. Content words of one syllable side by side ("cold grey rain") can't all be strong: of
    any two neighbours one is, whichever; one beside the main stress of a longer word gives way to that.

    Source: M. Liberman and A. Prince, On stress and linguistic rhythm, Linguistic Inquiry 8(2), 1977 (clashing stresses).
    """
    fixed, movable = _stresses(words)
    groups: list[tuple[int, ...]] = [(place,) for place in sorted(fixed)]
    run: list[int] = []
    for place in sorted(place for place in movable if not {place - 1, place + 1} & fixed):
        if run and (place > run[-1] + 1 or len(run) == 2):
            groups.append(tuple(run))
            run = []
        run.append(place)
    return sorted([*groups, tuple(run)] if run else groups)


def _stresses(words: Sequence[Sequence[str]]) -> tuple[set[int], set[int]]:
    """Places of the main stresses of longer content words, and of content words of one syllable."""
    fixed: set[int] = set()
    movable: set[int] = set()
    begun = 0
    for word in words:
        place = content_stress("".join(word), len(word))
        if place is not None:
            (movable if len(word) == 1 else fixed).add(begun + place)
        begun += len(word)
    return fixed, movable


def content_stress(word: str, syllable_count: int) -> int | None:
    """Which of a word's syllables bears its main stress; None for function words and what nobody can say."""
    return None if is_function_word(word) else main_stress(word, syllable_count)


@lru_cache(maxsize=1 << 14)
def main_stress(word: str, syllable_count: int) -> int | None:
    """Which of a word's syllables bears its main stress; None for what nobody can say."""
    ways = pronunciations(word)
    if not ways:
        return None
    said = next((way for way in ways if way.syllable_count == syllable_count), ways[0])
    return min(max(said.stresses.find("1"), 0), syllable_count - 1)

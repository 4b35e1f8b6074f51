"""Finding the phrases of the vocabulary in a row of words, the longest first, misspelt ones too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.understanding.spelling import corrected
from bot.understanding.tokens import Token
from bot.understanding.vocabulary import Meaning, vocabulary


@dataclass(frozen=True, slots=True)
class Span:
    """A phrase in the tokens."""

    start: int
    end: int
    """Exclusive."""
    phrase: str
    meanings: tuple[Meaning, ...]

    def about(self, *kinds: str) -> bool:
        """Whether any of its meanings is of one of these kinds."""
        return any(kind in kinds for kind, _ in self.meanings)


def find_spans(tokens: Sequence[Token], used: Sequence[bool]) -> list[Span]:
    """The phrases in the tokens that are not used yet, in order; none overlaps another."""
    known = vocabulary()
    words = [corrected(token.word) if token.kind == "word" else token.word for token in tokens]
    found: list[Span] = []
    place = 0
    while place < len(words):
        span = None if used[place] else _longest(words, used, place, known.longest.get(words[place], 0))
        if span is not None:
            found.append(span)
        place = span.end if span is not None else place + 1
    return found


def _longest(words: Sequence[str], used: Sequence[bool], place: int, most: int) -> Span | None:
    for count in range(min(most, len(words) - place), 0, -1):
        phrase = " ".join(words[place : place + count])
        meanings = vocabulary().phrases.get(phrase)
        if meanings is not None and not any(used[place : place + count]):
            return Span(place, place + count, phrase, meanings)
    return None

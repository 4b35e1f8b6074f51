"""Words for a song: verses that share one pattern of syllables line by line, so that one melody fits them, and a chorus that returns."""

from __future__ import annotations

from dataclasses import dataclass

from generators.compositions import TextOriginality
from generators.requests import Request
from generators.words.compose_text import compose_text
from generators.words.lyric_form import LyricLine, LyricSection, SectionKind, WrittenLyric
from generators.words.metre import IAMBIC_DIMETER, IAMBIC_PENTAMETER, IAMBIC_TETRAMETER, IAMBIC_TRIMETER, best_scansion, fits
from generators.words.spelling import words_of
from generators.words.syllables import split_syllables

GENRE = "lyric"
SUNG = (IAMBIC_TETRAMETER, IAMBIC_TRIMETER, IAMBIC_PENTAMETER, IAMBIC_DIMETER)
"""What the lines of a lyric scan as."""


@dataclass(frozen=True, slots=True)
class WrittenWords:
    """A lyric and what is known of it."""

    lyric: WrittenLyric
    originality: TextOriginality | None


def write_lyric(request: Request) -> WrittenWords:
    """Write the words of a song.

    Args:
        request: for a song; its theme and seed count, its music does not.

    Raises:
        AskerError: when no words can be written on the theme.
    """
    written = compose_text(Request(GENRE, request.seed, theme=request.theme, temperature=None))
    return WrittenWords(as_lyric(written.title, written.text), written.originality)


def as_lyric(title: str, text: str) -> WrittenLyric:
    """A lyric by its sections: stanzas that stand more than once are the chorus."""
    stanzas = [stanza.split("\n") for stanza in text.split("\n\n") if stanza.strip()]
    chorus = next((stanza for stanza in stanzas if stanzas.count(stanza) > 1), None)
    kinds: list[SectionKind] = ["chorus" if stanza == chorus else "verse" for stanza in stanzas]
    sections = tuple(LyricSection(kind, tuple(lyric_line(line) for line in stanza)) for kind, stanza in zip(kinds, stanzas, strict=True))
    return WrittenLyric(title, sections)


def lyric_line(text: str) -> LyricLine:
    """A line with its syllables and where its beats fall."""
    syllables = [piece for word in words_of(text) for piece in hyphenated(word)]
    best = max(SUNG, key=lambda metre: fits(text, metre))
    beats = best_scansion(text, best)
    stresses = "".join("1" if beat else "0" for beat in beats) if len(beats) == len(syllables) else "10" * len(syllables)
    return LyricLine(text, tuple(syllables), stresses[: len(syllables)])


def hyphenated(word: str) -> tuple[str, ...]:
    """The syllables of a word, all but the last with a hyphen."""
    pieces = split_syllables(word)
    return (*(f"{piece}-" for piece in pieces[:-1]), *pieces[-1:])

"""A lyric as a song needs it: sections of lines, each line with its syllables and their stresses. Plain values, nothing else is imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SectionKind = Literal["verse", "chorus", "bridge"]


@dataclass(frozen=True, slots=True)
class LyricLine:
    """One sung line."""

    text: str
    """As printed, punctuation included."""
    syllables: tuple[str, ...]
    """In order, spelled as in the line without its punctuation; a word's syllables but the last end with a hyphen (``riv-``, ``er``)."""
    stresses: str
    """One of ``0`` (unstressed), ``1`` (stressed) for each syllable, as the line is sung (function words of one syllable are ``0`` off the beat)."""


@dataclass(frozen=True, slots=True)
class LyricSection:
    """A verse, a chorus or a bridge."""

    kind: SectionKind
    lines: tuple[LyricLine, ...]


@dataclass(frozen=True, slots=True)
class WrittenLyric:
    """A whole lyric; a chorus that returns stands again, to the letter."""

    title: str
    sections: tuple[LyricSection, ...]

    @property
    def text(self) -> str:
        """As printed: a line a line, sections an empty line apart."""
        return "\n\n".join("\n".join(line.text for line in section.lines) for section in self.sections)

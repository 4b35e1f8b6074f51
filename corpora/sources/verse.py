"""What every reader of verse does: printed lines to verse lines, stanzas an empty line apart, and the piece around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpora.corpus import CorpusPiece
from corpora.pieces import Text
from corpora.sources.gutenberg import normalised
from corpora.titles import folded

PUBLIC_DOMAIN = "public domain"
_SMALL_WORDS = {"a", "an", "and", "as", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "who", "with"}


def verse(lines: Iterable[str]) -> str:
    """Printed lines as verse: one typography, no indents, one empty line between stanzas."""
    bare = (" ".join(line.split()) for line in normalised("\n".join(lines)).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(bare)).strip("\n")


def blocks(lines: Iterable[str]) -> list[list[str]]:
    """The runs of lines that stand between empty ones."""
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [block for block in found if block]


def unwrapped(lines: Sequence[str], is_continued: re.Pattern[str], least_length: int = 0) -> list[str]:
    """Lines too long for the page made one again: what matches ``is_continued`` goes on from a line of ``least_length`` signs or more."""
    joined: list[str] = []
    printed = 0
    for line in lines:
        if joined and joined[-1].strip() and line.strip() and is_continued.match(line) and printed + len(line.split()[0]) >= least_length:
            joined[-1] = f"{joined[-1]} {line.strip()}"
        else:
            joined.append(line)
        printed = len(line)
    return joined


def in_title_case(heading: str) -> str:
    """A heading in capitals as a title is written: ``THE OWL AND THE PUSSY-CAT.`` is ``The Owl and the Pussy-Cat``."""
    words = normalised(heading).strip(" .").lower().split()
    return " ".join(word if place and word in _SMALL_WORDS else _capitalised(word) for place, word in enumerate(words))


def _capitalised(word: str) -> str:
    return re.sub(r"(^[^a-z]*|-)([a-z])", lambda match: match[1] + match[2].upper(), word)


def slug(text: str, most: int = 40) -> str:
    """A title as part of an id: small letters and hyphens."""
    return folded(text)[:most].strip().replace(" ", "-") or "untitled"


def first_line(text: str) -> str:
    """The first line as a title, without its closing punctuation: what an untitled poem goes by."""
    line = text.partition("\n")[0].rstrip(" ,;:.!-")
    return (line if line.count('"') % 2 == 0 else line.replace('"', "")) or "Untitled"


def verse_piece(name: str, genre: str, text: str, title: str, author: str, group: str, tags: tuple[str, ...] = ()) -> CorpusPiece:
    """A piece of verse under its full id ``name`` (``corpus/book/number``)."""
    return CorpusPiece(
        id=name,
        genre=genre,
        piece=Text(text, title, author),
        composer=author,
        title=title,
        licence=PUBLIC_DOMAIN,
        group=group,
        tags=tags,
    )

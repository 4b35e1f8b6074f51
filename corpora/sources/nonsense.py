"""Edward Lear's nonsense books: the limericks, and the songs that made the Jumblies and the Dong famous. The prose is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.decency import without_indecent
from corpora.sources.gutenberg import book_of
from corpora.sources.limericks import five_lines
from corpora.sources.verse import blocks, first_line, in_title_case, slug, verse, verse_piece

_AUTHOR = "Edward Lear"
_BOOK = "lear/13650.txt"
_LIMERICK = re.compile(r" {0,6}There (?:was|is) an? ", re.IGNORECASE)
_SONG_PARTS = (("NONSENSE SONGS.", "NONSENSE STORIES."), ("LAUGHABLE LYRICS.", "NONSENSE BOTANY."))
"""The headings before and after the songs of each book that has some."""
_HEADING = re.compile(r"[A-Z][A-Z ,.'-]+\.$")
_NUMBER = re.compile(r"\s+[IVX]+\.$")
_NOT_SUNG = re.compile(r"\s*(?:NOTE\b|\[NOTE)")


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="nonsense",
        title="Edward Lear's nonsense books",
        genres=("limerick", "poem"),
        kind="text",
        licence="public domain",
        attribution="Nonsense Books by Edward Lear (1846 to 1877), Project Gutenberg 13650 through GITenberg, public domain.",
        source=Source(
            url="https://github.com/GITenberg/Nonsense-Books_13650",
            commit="cfe2cb6954b15eb6460110a6beea1696890287b3",
            obtain="take 13650.txt of https://github.com/GITenberg/Nonsense-Books_13650 at cfe2cb6 and put it into a folder lear",
        ),
        rights="ship",
        files=(_BOOK,),
        sha256="7cd642edaf3037c7e4be79e8daafe1c3037d15ea7f57884bde4e876c3fb33f7a",
        reader=read,
        folder="text/nonsense",
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every limerick in five lines, then every song."""
    lines = book_of(folder / _BOOK)
    yield from without_indecent(_limericks(lines, skipped), skipped)
    yield from without_indecent(_songs(lines), skipped)


def _limericks(lines: list[str], skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    number = 0
    for block in blocks(lines):
        if len(block) < 4 or not _LIMERICK.match(block[0]):
            continue
        number += 1
        name = f"nonsense/limerick/{number:03d}"
        try:
            text = verse(five_lines(_unbroken(block)))
        except ValueError as problem:
            skipped.append(Skipped(name, f"no limerick: {problem}"))
            continue
        yield verse_piece(name, "limerick", text, first_line(text), _AUTHOR, name)


def _unbroken(block: list[str]) -> list[str]:
    """The one limerick printed above the others breaks its first two lines elsewhere."""
    rows = [row.strip() for row in block]
    if not rows[1][0].islower():
        return rows
    first, _, second = f"{rows[0]} {rows[1]}".partition(", ")
    return [f"{first},", second, *rows[2:]]


def _songs(lines: list[str]) -> Iterator[CorpusPiece]:
    for opening, closing in _SONG_PARTS:
        start = lines.index(opening) + 1
        stop = lines.index(closing, start)
        for heading, body in _under_headings(lines[start:stop]):
            title = in_title_case(heading)
            text = verse(line for line in body if not _NUMBER.match(line))
            yield verse_piece(f"nonsense/song/{slug(title)}", "poem", text, title, _AUTHOR, f"nonsense/song/{slug(title)}", ("nonsense",))


def _under_headings(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Heading and lines of each song; what follows a note, up to the next heading, is left out."""
    heading, body, is_note = "", list[str](), False
    for line in lines:
        if _HEADING.match(line):
            if heading:
                yield heading, body
            heading, body, is_note = line, [], False
        is_note = is_note or bool(_NOT_SUNG.match(line))
        if not is_note and line != heading:
            body.append(line)
    if heading:
        yield heading, body
